"""What of PDF/A-3u (ISO 19005-3:2012, level U) can be read off a file without a validator: `python -m tests.documents.pdfa FILE`.

The clauses and their wording are those by which veraPDF judges. Not here: what our writer never makes (inline images,
JPEG 2000, spot colours, halftones, form fields, signatures, optional content), which is refused as a whole, and the
innards of font programs beyond glyphs, widths and their tables.
"""

import io
import re
import sys
import xml.etree.ElementTree as ET
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont
from pdfminer.pdfdevice import PDFDevice
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfinterp import PDFContentParser, PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFStream, resolve1
from pdfminer.psparser import PSEOF, PSKeyword, literal_name
from pdfminer.utils import decode_text

from tests.documents.pdfa_parts import NAMESPACES, codes_of, properties_of, widths_of

FILTERS = {
    "ASCIIHexDecode", "ASCII85Decode", "FlateDecode", "RunLengthDecode", "CCITTFaxDecode", "JBIG2Decode", "DCTDecode",
    "JPXDecode",
}  # fmt: skip
_OPERATORS = (
    "b B b* B* BDC BMC BT BX c cm CS cs d d0 d1 Do DP EMC ET EX f F f* G g gs h i j J l m M MP n q Q re RG rg ri s S SC sc SCN "
    "scn sh T* Tc Td TD Tf Tj TJ TL Tm Tr Ts Tw Tz v w W W* y ' \""
)
ACTIONS = {"GoTo", "GoToR", "GoToE", "Thread", "URI", "Named", "SubmitForm"}
_BLENDS = (
    "Normal Compatible Multiply Screen Overlay Darken Lighten ColorDodge ColorBurn HardLight SoftLight Difference Exclusion Hue "
    "Saturation Color Luminosity"
)
OPERATORS, BLENDS = set(_OPERATORS.split()), set(_BLENDS.split())
RELATIONS = {"Source", "Data", "Alternative", "Supplement", "Unspecified"}
PROPERTIES = {
    "pdfaid": {"part", "conformance", "amd", "corr", "rev"},
    "dc": {"title", "creator", "description", "subject", "language", "format", "identifier", "date"},
    "xmp": {"CreateDate", "ModifyDate", "MetadataDate", "CreatorTool"},
    "pdf": {"Producer", "Keywords", "PDFVersion", "Trapped"},
}


class Judge:
    """Reads a file once and collects what is wrong, each with its clause."""

    def __init__(self, pdf: bytes) -> None:
        self.raw = pdf
        self.document = PDFDocument(PDFParser(io.BytesIO(pdf)))
        self.wrong: list[str] = []
        numbers = {number for xref in self.document.xrefs for number in xref.get_objids()}
        self.objects = {number: self.document.getobj(number) for number in sorted(numbers) if number}
        self.pages = list(PDFPage.create_pages(self.document))

    def judge(self) -> list[str]:
        """All clauses; an empty list is good."""
        for check in (
            self.file, self.values, self.streams, self.intent, self.content, self.resources, self.fonts, self.annotations,
            self.actions, self.metadata, self.attachments, self.structure,
        ):  # fmt: skip
            check()
        return self.wrong

    def hold(self, clause: str, is_so: object, otherwise: str) -> None:
        """Note a clause that does not hold."""
        if not is_so:
            self.wrong.append(f"{clause}: {otherwise}")

    def dictionaries(self) -> Iterator[dict[str, Any]]:
        """Every dictionary, also inside others and of streams."""
        todo: list[Any] = [*self.objects.values(), *(xref.trailer for xref in self.document.xrefs)]
        while todo:
            one = todo.pop()
            one = one.attrs if isinstance(one, PDFStream) else one
            if isinstance(one, dict):
                yield one
                todo += one.values()
            elif isinstance(one, list):
                todo += one

    def file(self) -> None:
        """6.1: header, trailer, objects."""
        self.hold("6.1.2", re.match(rb"%PDF-1\.[0-7](\r\n|\r|\n)%", self.raw), "header")
        second = self.raw.split(b"\n", 2)[1]
        self.hold("6.1.2", len(second) >= 5 and all(byte > 127 for byte in second[1:5]), "no binary comment")
        self.hold("6.1.3", re.search(rb"%%EOF(\r\n|\r|\n)?$", self.raw), "data after the end")
        for xref in self.document.xrefs:
            identifier = xref.trailer.get("ID")
            self.hold("6.1.3", identifier and all(resolve1(part) for part in resolve1(identifier)), "no ID")
            self.hold("6.1.3", "Encrypt" not in xref.trailer, "encrypted")
        bare = re.sub(rb"(?s)\bstream\r?\n.*?[\r\n]endstream", b"stream endstream", self.raw)
        self.hold(
            "6.1.9",
            not re.search(rb"\d+  +\d+ obj|\d+ \d+  +obj|[^\r\n]endobj|endobj[^\r\n]", bare),
            "spacing of objects",
        )
        self.hold("6.1.13", len(self.objects) <= 8388607, "too many objects")

    def values(self) -> None:
        """6.1.13: limits of numbers, strings, names."""
        for one in self.dictionaries():
            for key, value in one.items():
                self.hold("6.1.13", len(str(key)) <= 127, f"name {key}")
                for part in value if isinstance(value, list) else [value]:
                    if isinstance(part, bytes):
                        self.hold("6.1.13", len(part) <= 32767, f"string of {key}")
                    if isinstance(part, int):
                        self.hold("6.1.13", -(2**31) <= part < 2**31, f"number of {key}")

    def streams(self) -> None:
        """6.1.7: lengths, filters, no data outside of the file."""
        for found in re.finditer(rb"<<[^\n]*?/Length (\d+)[^\n]*>>\nstream\n", self.raw):
            end = found.end() + int(found[1])
            self.hold("6.1.7.1", re.match(rb"\r?\nendstream", self.raw[end : end + 12]), f"stream at {found.start()}")
        for number, one in self.objects.items():
            if isinstance(one, PDFStream):
                self.hold("6.1.7.1", not {"F", "FFilter", "FDecodeParms"} & set(one.attrs), f"external stream {number}")
                names = {literal_name(name) for name, _parameters in one.get_filters()}
                self.hold("6.1.7.2", names <= FILTERS, f"filters {names} of {number}")

    def intent(self) -> None:
        """6.2.3: one output intent with an RGB profile."""
        intents = resolve1(self.document.catalog.get("OutputIntents")) or []
        self.hold("6.2.3", len(intents) == 1, "output intents")
        for one in map(resolve1, intents):
            self.hold("6.2.3", literal_name(one["S"]) == "GTS_PDFA1", "kind of the output intent")
            stream = resolve1(one["DestOutputProfile"])
            profile = stream.get_data()
            self.hold(
                "6.2.3", profile[12:16] in (b"mntr", b"prtr") and profile[36:40] == b"acsp", "class of the profile"
            )
            self.hold("6.2.3", profile[16:20] == b"RGB " and resolve1(stream.attrs["N"]) == 3, "colours of the profile")
            self.hold(
                "6.2.3",
                profile[8] < 5 and int.from_bytes(profile[:4]) == len(profile),
                "version or length of the profile",
            )

    def content(self) -> None:
        """6.2.2, 6.1.13, 6.2.4: operators, nesting, colours of what is drawn; boxes of pages."""
        for number, page in enumerate(self.pages, start=1):
            self.hold("6.2.2", "Resources" in page.attrs, f"page {number} has no resources of its own")
            left, low, right, high = page.mediabox
            self.hold("6.1.13", 3 <= right - left <= 14400 and 3 <= high - low <= 14400, f"box of page {number}")
            self._operators(page.contents, f"page {number}")
        for number, one in self.objects.items():
            if isinstance(one, PDFStream) and self._is(one.attrs, "Subtype", "Form"):
                self._operators([one], f"form {number}")

    def _operators(self, contents: list[Any], where: str) -> None:
        depth = deepest = 0
        parser = PDFContentParser(contents)
        while True:
            try:
                _place, one = parser.nextobject()
            except PSEOF:
                break
            if isinstance(one, PSKeyword):
                name = one.name.decode()
                self.hold("6.2.2", name in OPERATORS, f"operator {name} on {where}")
                self.hold("6.2.4.3", name not in {"k", "K"}, f"CMYK on {where}")
                depth += {"q": 1, "Q": -1}.get(name, 0)
                deepest = max(deepest, depth)
        self.hold("6.1.13", deepest <= 28 and depth == 0, f"{deepest} levels of graphics states on {where}")

    def _is(self, one: dict[str, Any], key: str, name: str) -> bool:
        value = resolve1(one.get(key))
        return (
            value is not None
            and not isinstance(value, bytes | dict | list | int | float)
            and literal_name(value) == name
        )

    def resources(self) -> None:
        """6.2.5, 6.2.8 to 6.2.10: graphics states, images, forms, transparency; 6.2.4: only device RGB and grey."""
        for one in self.dictionaries():
            self.hold("6.2.5", not {"TR", "HTP", "HT"} & set(one), "transfer function or halftone")
            self.hold("6.2.8", not {"Alternates", "OPI"} & set(one), "alternates of an image")
            self.hold("6.2.8", not resolve1(one.get("Interpolate")), "interpolated image")
            self.hold("6.2.9", not self._is(one, "Subtype2", "PS") and not self._is(one, "Subtype", "PS"), "PostScript")
            if self._is(one, "Type", "ExtGState"):
                blend = resolve1(one.get("BM"))
                self.hold("6.2.10", blend is None or literal_name(blend) in BLENDS, f"blend mode {blend}")
            for space in ("DeviceCMYK", "Separation", "DeviceN"):
                self.hold("6.2.4", not self._is(one, "ColorSpace", space) and not self._is(one, "CS", space), space)

    def fonts(self) -> None:
        """6.2.11: embedded, all glyphs there, widths alike, every code has a meaning."""
        for font, used in self.used_codes().values():
            self._font(font, used)

    def used_codes(self) -> dict[int, tuple[dict[str, Any], set[int]]]:
        """Number of a font: its dictionary and the codes that are shown in it."""
        manager = PDFResourceManager()
        device = _Listener(manager)
        interpreter = PDFPageInterpreter(manager, device)
        for page in self.pages:
            interpreter.process_page(page)
        found = {}
        for number, font in manager._cached_fonts.items():
            found[number] = (self.objects[number], device.shown[id(font)])
        return found

    def _font(self, font: dict[str, Any], used: set[int]) -> None:
        name = literal_name(font["BaseFont"])
        self.hold("6.2.11.2", self._is(font, "Type", "Font") and self._is(font, "Subtype", "Type0"), f"kind of {name}")
        self.hold("6.2.11.3", self._is(font, "Encoding", "Identity-H"), f"encoding of {name}")
        below = resolve1(resolve1(font["DescendantFonts"])[0])
        kind = literal_name(below["Subtype"])
        self.hold("6.2.11.3", kind != "CIDFontType2" or "CIDToGIDMap" in below, f"CIDToGIDMap of {name}")
        descriptor = resolve1(below["FontDescriptor"])
        key = next((key for key in ("FontFile2", "FontFile3") if key in descriptor), None)
        if key is None:
            self.hold("6.2.11.4", False, f"{name} is not embedded")
            return
        stream = resolve1(descriptor[key])
        if key == "FontFile3":
            self.hold(
                "6.2.11.2", literal_name(stream.attrs["Subtype"]) in {"OpenType", "CIDFontType0C"}, f"file of {name}"
            )
        program = TTFont(io.BytesIO(stream.get_data()), lazy=True)
        count, scale = program["maxp"].numGlyphs, 1000 / program["head"].unitsPerEm
        widths, usual = widths_of(resolve1(below.get("W")) or []), resolve1(below.get("DW", 1000))
        order, metrics = program.getGlyphOrder(), program["hmtx"]
        for code in used:
            self.hold("6.2.11.8", code != 0, f".notdef is shown in {name}")
            self.hold("6.2.11.4", code < count, f"glyph {code} of {name} is not there")
            if code < count:
                off = abs(widths.get(code, usual) - metrics[order[code]][0] * scale)
                self.hold("6.2.11.5", off <= 1, f"width of glyph {code} of {name} is off by {off:.1f}")
        self._cid_set(descriptor, name, count)
        self._meanings(font, used, name)

    def _cid_set(self, descriptor: dict[str, Any], name: str, count: int) -> None:
        """If it is there it must list all glyphs of the program; those are numbered through."""
        if "CIDSet" in descriptor:
            bits = resolve1(descriptor["CIDSet"]).get_data()
            listed = {place for place in range(len(bits) * 8) if bits[place // 8] & (128 >> place % 8)}
            self.hold(
                "6.2.11.4", listed == set(range(count)), f"CIDSet of {name} lists {len(listed)} of {count} glyphs"
            )

    def _meanings(self, font: dict[str, Any], used: set[int], name: str) -> None:
        if "ToUnicode" not in font:
            self.hold("6.2.11.7", False, f"{name} has no ToUnicode")
            return
        known = dict(codes_of(resolve1(font["ToUnicode"]).get_data().decode("latin-1")))
        missing = sorted(code for code in used if not known.get(code))
        self.hold("6.2.11.7.2", not missing, f"codes {missing[:5]} of {name} mean nothing")
        forbidden = [code for code, text in known.items() if {"\0", "\ufeff", "\ufffe"} & set(text)]
        self.hold("6.2.11.7.2", not forbidden, f"codes {forbidden[:5]} of {name} mean no character")

    def annotations(self) -> None:
        """6.3: only links, and they are printed."""
        for page in self.pages:
            for one in map(resolve1, resolve1(page.annots) or []):
                self.hold("6.3.1", self._is(one, "Subtype", "Link"), "annotation that is no link")
                flags = resolve1(one.get("F"))
                self.hold(
                    "6.3.2",
                    flags is not None and flags & 4 and not flags & (1 | 2 | 32 | 256),
                    f"flags {flags} of a link",
                )
        self.hold("6.4", "AcroForm" not in self.document.catalog, "a form")

    def actions(self) -> None:
        """6.5, 6.9 to 6.11: nothing that acts by itself, no layers, no presentation."""
        for one in self.dictionaries():
            action = resolve1(one.get("S"))
            if self._is(one, "Type", "Action"):
                self.hold("6.5.1", literal_name(action) in ACTIONS, f"action {action}")
            self.hold("6.5.1", not {"JavaScript", "JS"} & set(one), "JavaScript")
            self.hold("6.5.2", "AA" not in one, "additional actions")
            self.hold("6.10", not {"AlternatePresentations", "PresSteps"} & set(one), "presentation")
        self.hold("6.9", "OCProperties" not in self.document.catalog, "layers")
        self.hold("6.11", "Requirements" not in self.document.catalog, "requirements")

    def metadata(self) -> None:
        """6.6: XMP of known properties that agrees with the information dictionary and names part 3, level U."""
        stream = resolve1(self.document.catalog.get("Metadata"))
        if stream is None:
            self.hold("6.6.2.1", False, "no metadata")
            return
        self.hold("6.6.2.1", not stream.get_filters(), "metadata are compressed, so that no one can look for them")
        data = stream.get_data()
        header = re.search(rb"<\?xpacket begin=.*?\?>", data)
        self.hold("6.6.2.1", header and b"bytes=" not in header[0] and b"encoding=" not in header[0], "packet header")
        root = ET.fromstring(data.decode("utf-8"))
        told = properties_of(root)
        for space, name in told:
            prefix = next((prefix for prefix, known in NAMESPACES.items() if known == space), "")
            self.hold("6.6.2.3", name in PROPERTIES.get(prefix, ()), f"unknown property {space}{name}")
        self.hold("6.6.4", told.get((NAMESPACES["pdfaid"], "part")) == "3", "part")
        self.hold("6.6.4", told.get((NAMESPACES["pdfaid"], "conformance")) == "U", "conformance")
        self.hold("6.6.4", b"pdfaid:part" in data and b"pdfaid:conformance" in data, "prefix")
        self._agreement(told)

    def _agreement(self, told: dict[tuple[str, str], str]) -> None:
        info = {key: decode_text(resolve1(value)) for key, value in self.document.info[0].items() if key != "Trapped"}
        pairs = {
            "Title": ("dc", "title"), "Author": ("dc", "creator"), "Subject": ("dc", "description"),
            "Keywords": ("pdf", "Keywords"), "Creator": ("xmp", "CreatorTool"), "Producer": ("pdf", "Producer"),
        }  # fmt: skip
        for key, (prefix, name) in pairs.items():
            if key in info:
                xmp = told.get((NAMESPACES[prefix], name))
                self.hold("6.6.3", xmp == info[key], f"{key} “{info[key]}” is “{xmp}” in XMP")
        for key, name in (("CreationDate", "CreateDate"), ("ModDate", "ModifyDate")):
            mine, xmp = (
                re.findall(r"\d+", info.get(key, "")),
                re.findall(r"\d+", told.get((NAMESPACES["xmp"], name), "")),
            )
            self.hold("6.6.3", "".join(mine)[:14] == "".join(xmp)[:14], f"{key} {mine} is {xmp} in XMP")

    def attachments(self) -> None:
        """6.8: kind, both names, relationship, associated with the document; the size of what is embedded."""
        associated = [reference.objid for reference in resolve1(self.document.catalog.get("AF")) or []]
        self.hold("6.8", len(associated) == len(set(associated)), "a file is associated twice")
        for number, one in self.objects.items():
            if not isinstance(one, dict) or "EF" not in one:
                continue
            self.hold("6.8", "F" in one and "UF" in one, f"names of file {number}")
            relation = resolve1(one.get("AFRelationship"))
            self.hold(
                "6.8", relation is not None and literal_name(relation) in RELATIONS, f"relationship of file {number}"
            )
            self.hold("6.8", number in associated, f"file {number} is associated with nothing")
            stream = resolve1(resolve1(one["EF"])["F"])
            kind = resolve1(stream.attrs.get("Subtype"))
            self.hold(
                "6.8", kind and re.fullmatch(r"[-\w+.]+/[-\w+.]+", literal_name(kind)), f"kind of file {number}: {kind}"
            )
            self.hold("6.8", self._is(stream.attrs, "Type", "EmbeddedFile"), f"type of file {number}")
            told = resolve1(stream.attrs.get("Params", {}))
            self.hold("6.8", "ModDate" in told, f"file {number} has no date")

    def structure(self) -> None:
        """Beyond level U: tags, language, title in the window's bar."""
        catalog = self.document.catalog
        self.hold("tags", resolve1(catalog.get("MarkInfo", {})).get("Marked"), "not marked")
        self.hold("tags", "StructTreeRoot" in catalog, "no structure")
        self.hold("tags", catalog.get("Lang"), "no language")
        self.hold("tags", resolve1(catalog.get("ViewerPreferences", {})).get("DisplayDocTitle"), "title is not shown")


class _Listener(PDFDevice):
    """Hears which codes are shown in which font."""

    def __init__(self, manager: PDFResourceManager) -> None:
        super().__init__(manager)
        self.shown: dict[int, set[int]] = defaultdict(set)

    def render_string(self, textstate: Any, seq: Any, ncs: Any, graphicstate: Any) -> None:
        for part in seq:
            if isinstance(part, bytes):
                self.shown[id(textstate.font)] |= set(textstate.font.decode(part))


def problems(pdf: bytes) -> list[str]:
    """What is wrong with a file, each with its clause; nothing is an empty list."""
    return Judge(pdf).judge()


if __name__ == "__main__":
    found = problems(Path(sys.argv[1]).read_bytes())
    sys.stdout.write("\n".join(found or ["nothing found"]) + "\n")
