"""Cuts the large free fonts down to what papers are written in: `python -m documents.font_cutting TARGET`. No Django here.

A face of Noto CJK has 65,535 glyphs in 25 MB, of which a bulletin needs some hundreds. Reading it costs the renderer more
than half of its memory. What is kept: GB 2312, Latin letters and the signs of Chinese papers. A text with any other
character is set from the whole fonts (`documents.fonts`), so nothing is lost. The cut is HarfBuzz's, so the same font
and version give the same bytes.
"""

import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from cffi import FFI

# Family and weight, as fontconfig knows the whole font, and the file that the cut is written to.
REGULAR, BOLD = 80, 200
FACES = (
    ("Noto Serif CJK SC", REGULAR, "NotoSerifCJKSC-Regular.otf"),
    ("Noto Serif CJK SC", BOLD, "NotoSerifCJKSC-Bold.otf"),
    ("Noto Sans CJK SC", REGULAR, "NotoSansCJKSC-Regular.otf"),
    ("LXGW WenKai", REGULAR, "LXGWWenKai-Regular.ttf"),
)
COVERAGE = "coverage.txt"
# Latin, Greek and Cyrillic letters; general punctuation, letter-like signs, number forms, arrows, mathematics, technical
# signs, enclosed numbers, boxes, shapes; Chinese punctuation, kana, enclosed and squared signs; full-width forms.
_BLOCKS = (
    (0x20, 0x7E), (0xA0, 0x17F), (0x391, 0x3C9), (0x401, 0x451), (0x2010, 0x2027), (0x2030, 0x205E), (0x2100, 0x218B),
    (0x2190, 0x21FF), (0x2200, 0x22FF), (0x2300, 0x23FF), (0x2460, 0x24FF), (0x2500, 0x257F), (0x25A0, 0x26FF),
    (0x3000, 0x303F), (0x3041, 0x30FF), (0x3200, 0x33FF), (0xFF01, 0xFFEE),
)  # fmt: skip
_ROWS = range(0xA1, 0xFF)

_ffi = FFI()
_ffi.cdef("""
    typedef struct hb_blob_t hb_blob_t;
    typedef struct hb_face_t hb_face_t;
    typedef struct hb_set_t hb_set_t;
    typedef struct hb_subset_input_t hb_subset_input_t;
    hb_blob_t *hb_blob_create_from_file(const char *file_name);
    const char *hb_blob_get_data(hb_blob_t *blob, unsigned int *length);
    void hb_blob_destroy(hb_blob_t *blob);
    hb_face_t *hb_face_create(hb_blob_t *blob, unsigned int index);
    hb_blob_t *hb_face_reference_blob(hb_face_t *face);
    void hb_face_collect_unicodes(hb_face_t *face, hb_set_t *out);
    void hb_face_destroy(hb_face_t *face);
    hb_set_t *hb_set_create(void);
    void hb_set_add(hb_set_t *set, unsigned int codepoint);
    int hb_set_next(const hb_set_t *set, unsigned int *codepoint);
    void hb_set_destroy(hb_set_t *set);
    hb_subset_input_t *hb_subset_input_create_or_fail(void);
    hb_set_t *hb_subset_input_unicode_set(hb_subset_input_t *input);
    void hb_subset_input_destroy(hb_subset_input_t *input);
    hb_face_t *hb_subset_or_fail(hb_face_t *source, const hb_subset_input_t *input);
""")


class CutFailed(Exception):
    """The fonts cannot be cut on this machine; the sentence says why. Papers are then set from the whole fonts."""


def wanted() -> frozenset[int]:
    """The code points that are kept."""
    chinese = {ord(bytes((row, cell)).decode("gb2312", "replace")[:1]) for row in _ROWS for cell in _ROWS}
    return frozenset({code for start, end in _BLOCKS for code in range(start, end + 1)} | chinese) - {0xFFFD}


def cut_all(target: Path) -> frozenset[int]:
    """Write the four cut faces and what all of them cover into the directory. Raises CutFailed."""
    target.mkdir(parents=True, exist_ok=True)
    shared = wanted()
    for family, weight, name in FACES:
        content, covered = _cut(*_find(family, weight), shared)
        temporary = target / f"{name}.new"
        temporary.write_bytes(content)
        temporary.replace(target / name)
        shared &= covered
    (target / COVERAGE).write_text("".join(f"{start:x}-{end:x}\n" for start, end in _ranges(shared)))
    return shared


def read_coverage(path: Path) -> frozenset[int]:
    """The code points of a coverage file; empty where it is missing or damaged."""
    try:
        lines = path.read_text(encoding="ascii").split()
        bounds = [tuple(int(bound, 16) for bound in line.split("-")) for line in lines]
        return frozenset(code for start, end in bounds for code in range(start, end + 1))
    except (OSError, ValueError):
        return frozenset()


def _ranges(codes: Iterable[int]) -> Iterator[tuple[int, int]]:
    ordered = sorted(codes)
    start = previous = ordered[0] if ordered else 0
    for code in ordered[1:]:
        if code != previous + 1:
            yield start, previous
            start = code
        previous = code
    if ordered:
        yield start, previous


def _find(family: str, weight: int) -> tuple[str, int]:
    """File and number of the face in it. Raises CutFailed."""
    asked = ["fc-list", f":family={family}:weight={weight}:slant=0", "--format", "%{index} %{file}\n"]
    try:
        found = subprocess.run(asked, capture_output=True, text=True, timeout=120, check=True).stdout.splitlines()  # noqa: S603
    except (OSError, subprocess.SubprocessError) as error:
        raise CutFailed("fc-list does not run") from error
    faces = sorted(line.partition(" ")[::2] for line in found if "Mono" not in line)
    if not faces:
        raise CutFailed(f"{family} of weight {weight} is not installed")
    return faces[0][1], int(faces[0][0])


def _cut(path: str, index: int, codes: Iterable[int]) -> tuple[bytes, frozenset[int]]:
    """The face with these code points only, as a font of its own, and what it covers. Raises CutFailed."""
    try:
        harfbuzz, subset = _ffi.dlopen("libharfbuzz.so.0"), _ffi.dlopen("libharfbuzz-subset.so.0")
    except OSError as error:
        raise CutFailed("HarfBuzz's subset library is missing") from error
    blob = harfbuzz.hb_blob_create_from_file(path.encode())
    face = harfbuzz.hb_face_create(blob, index)
    asked = subset.hb_subset_input_create_or_fail()
    chosen = subset.hb_subset_input_unicode_set(asked)
    for code in codes:
        harfbuzz.hb_set_add(chosen, code)
    small = subset.hb_subset_or_fail(face, asked)
    subset.hb_subset_input_destroy(asked)
    harfbuzz.hb_face_destroy(face)
    harfbuzz.hb_blob_destroy(blob)
    if small == _ffi.NULL:
        raise CutFailed(f"{path} cannot be cut")
    return _bytes_of(harfbuzz, small), _codes_of(harfbuzz, small)


def _bytes_of(harfbuzz: Any, face: Any) -> bytes:
    blob = harfbuzz.hb_face_reference_blob(face)
    length = _ffi.new("unsigned int *")
    data = harfbuzz.hb_blob_get_data(blob, length)
    content: bytes = _ffi.buffer(data, length[0])[:]
    harfbuzz.hb_blob_destroy(blob)
    return content


def _codes_of(harfbuzz: Any, face: Any) -> frozenset[int]:
    found = harfbuzz.hb_set_create()
    harfbuzz.hb_face_collect_unicodes(face, found)
    code, codes = _ffi.new("unsigned int *", 0xFFFFFFFF), []
    while harfbuzz.hb_set_next(found, code):
        codes.append(code[0])
    harfbuzz.hb_set_destroy(found)
    return frozenset(codes)


def main(target: Path) -> int:
    """Cut, and say what came of it; 1 where the fonts cannot be cut."""
    try:
        covered = cut_all(target)
    except CutFailed as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sizes = sum(path.stat().st_size for path in target.iterdir())
    sys.stderr.write(f"{len(FACES)} fonts cut to {len(covered)} characters, {sizes // 1024} kB\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
