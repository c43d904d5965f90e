"""Uploads that must be refused, each made in code; and the sound ones they are bent from."""

import io
import struct
import zipfile
import zlib

from tests.factories.documents import make_image, make_pdf

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)
MAIN = (
    f'<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>关于废止部分规章的报告</w:t></w:r></w:p></w:body></w:document>'
)
BOOK = f'<workbook xmlns="{S}"><sheets><sheet name="统计" sheetId="1"/></sheets></workbook>'
BILLION = (
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "哈"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    f'<w:document xmlns:w="{W}"><w:body>&b;</w:body></w:document>'
)
XXE = (
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    f'<w:document xmlns:w="{W}"><w:body>&x;</w:body></w:document>'
)


def package(*, extra=(), drop=(), **changed) -> bytes:
    """A DOCX: `changed` replaces main or types, `extra` adds (name or ZipInfo, content), `drop` leaves parts out."""
    parts = {"[Content_Types].xml": changed.get("types", TYPES), "word/document.xml": changed.get("main", MAIN)}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            if name not in drop:
                archive.writestr(name, content)
        for name, content in extra:
            archive.writestr(name, content)
    return out.getvalue()


def workbook(*, extra=()) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("xl/workbook.xml", BOOK)
        for name, content in extra:
            archive.writestr(name, content)
    return out.getvalue()


def huge_png(width: int = 10_000, height: int = 10_000) -> bytes:
    """A PNG whose header promises 100 million pixels in a few bytes."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


def symlink() -> tuple[zipfile.ZipInfo, str]:
    link = zipfile.ZipInfo("word/media/link.png")
    link.external_attr = 0o120777 << 16
    return link, "/etc/passwd"


def flipped(content: bytes, at: int, value: bytes) -> bytes:
    return content[:at] + value + content[at + len(value) :]


def encrypted_flag() -> bytes:
    content = package()
    at = content.rindex(b"PK\x01\x02")
    return flipped(content, at + 8, b"\x01\x00")


def overlapping() -> bytes:
    """Two directory entries that read the same bytes."""
    content = package()
    first, second = content.index(b"PK\x01\x02"), content.rindex(b"PK\x01\x02")
    return flipped(content, second + 42, content[first + 42 : first + 46])


def lying_size() -> bytes:
    """The directory says the main part holds 10 bytes."""
    content = package()
    at = content.rindex(b"PK\x01\x02")
    return flipped(content, at + 24, struct.pack("<I", 10))


def many_members() -> bytes:
    return package(extra=[(f"word/media/{n}.png", b"") for n in range(2_001)])


def utf16_doctype() -> bytes:
    return package(main=XXE.replace('version="1.0"', 'version="1.0" encoding="UTF-16"').encode("utf-16"))


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
MACRO_TYPES = TYPES.replace("document.main+xml", "x").replace(
    "</Types>",
    '<Default Extension="bin" ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>',
)
DEEP = f'<w:document xmlns:w="{W}">' + "<w:p>" * 5_000 + "</w:p>" * 5_000 + "</w:document>"

# name of the case: (file name, content, code of the refusal)
HOSTILE = {
    "empty": ("空.pdf", b"", "empty"),
    "too large": ("大.pdf", b"%PDF-1.4" + b"0" * (20 * 1024 * 1024), "too_large"),
    "no extension": ("报告", make_pdf(), "kind"),
    "executable": ("报告.exe", b"MZ" + b"\0" * 200, "kind"),
    "html as pdf": ("报告.pdf", b"<html><script>alert(1)</script>", "signature"),
    "svg": ("图.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "kind"),
    "double extension": ("报告.pdf.html", make_pdf(), "kind"),
    "hidden extension": ("报告\u202exlsx.html", make_pdf(), "kind"),
    "png as jpg": ("照片.jpg", make_image("PNG"), "signature"),
    "docx as xlsx": ("报告.xlsx", package(), "damaged"),
    "xlsx as docx": ("统计.docx", workbook(), "damaged"),
    "zip as docx": ("报告.docx", package(drop=["word/document.xml"]), "damaged"),
    "wps doc": ("报告.doc", OLE, "old_format"),
    "wps file": ("报告.wps", OLE, "old_format"),
    "old excel": ("统计.xls", OLE, "old_format"),
    "doc renamed to docx": ("报告.docx", OLE, "old_format"),
    "doc renamed to pdf": ("报告.pdf", OLE, "old_format"),
    "macro file": ("报告.docm", package(), "old_format"),
    "ofd": ("公文.ofd", package(), "old_format"),
    "macro part": ("报告.docx", package(extra=[("word/vbaProject.bin", b"x")]), "macro"),
    "macro type": ("报告.docx", package(types=MACRO_TYPES), "macro"),
    "excel 4 macro": ("统计.xlsx", workbook(extra=[("xl/macrosheets/sheet1.xml", "<a/>")]), "macro"),
    "activex": ("报告.docx", package(extra=[("word/activeX/activeX1.xml", "<a/>")]), "macro"),
    "billion laughs": ("报告.docx", package(main=BILLION), "entity"),
    "external entity": ("报告.docx", package(main=XXE), "entity"),
    "entity in utf-16": ("报告.docx", utf16_doctype(), "entity"),
    "entity in another part": ("报告.docx", package(extra=[("word/styles.xml", XXE)]), "entity"),
    "deep xml": ("报告.docx", package(main=DEEP), "damaged"),
    "broken xml": ("报告.docx", package(main=MAIN[:-20]), "damaged"),
    "other root": ("报告.docx", package(main="<html/>"), "damaged"),
    "ratio bomb": ("报告.docx", package(extra=[("word/media/a.xml", b"0" * 30_000_000)]), "bomb"),
    "many members": ("报告.docx", many_members(), "bomb"),
    "overlap bomb": ("报告.docx", overlapping(), "bomb"),
    "lying size": ("报告.docx", lying_size(), "damaged"),
    "encrypted": ("报告.docx", encrypted_flag(), "damaged"),
    "cut off zip": ("报告.docx", package()[:-30], "damaged"),
    "step upwards": ("报告.docx", package(extra=[("../../etc/cron.d/x", b"x")]), "crooked"),
    "absolute name": ("报告.docx", package(extra=[("/etc/passwd", b"x")]), "crooked"),
    "drive name": ("报告.docx", package(extra=[("C:evil.xml", b"<a/>")]), "crooked"),
    "backslash name": ("报告.docx", package(extra=[("word\\..\\x", b"x")]), "crooked"),
    "symbolic link": ("报告.docx", package(extra=[symlink()]), "crooked"),
    "same name twice": ("报告.docx", package(extra=[("WORD/document.xml", MAIN)]), "crooked"),
    "pdf and zip": ("报告.pdf", make_pdf() + package(), "crooked"),
    "png and zip": ("图.png", make_image() + package(), "crooked"),
    "pdf cut off": ("报告.pdf", make_pdf()[:-40], "damaged"),
    "pdf with a tail": ("报告.pdf", make_pdf() + b"<script>alert(1)</script>", "damaged"),
    "pdf with script": ("报告.pdf", make_pdf(b"/OpenAction<</S/JavaScript/JS(app.alert(1))>>"), "active"),
    "pdf that launches": ("报告.pdf", make_pdf(b"/S/Launch/F(cmd.exe)"), "active"),
    "100 Mpx": ("图.png", huge_png(), "pixels"),
    "4 Gpx": ("图.png", huge_png(65_000, 65_000), "pixels"),
    "png cut off": ("图.png", make_image()[:-20], "damaged"),
    "png flipped": ("图.png", flipped(make_image(), 45, b"\xff"), "damaged"),
    "jpg cut off": ("照片.jpg", make_image("JPEG", (400, 400))[:700], "damaged"),
}
SOUND = {
    "pdf": ("关于2026年10月政务信息采用情况的通报.pdf", make_pdf(), "application/pdf"),
    "docx": (
        "规章清理报告.docx",
        package(),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    "xlsx": ("得分表.XLSX", workbook(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "png": ("现场.png", make_image(), "image/png"),
    "jpg": ("现场.jpg", make_image("JPEG"), "image/jpeg"),
    "jpeg": ("现场.JPEG", make_image("JPEG"), "image/jpeg"),
}
