"""The house's fonts: stacks by use, what is missing, and the private fontconfig file that the PDF child reads.

The site's own licensed fonts come first in each stack; the free ones that set-up installs follow.
"""

import os
import shutil
import subprocess
import time
import unicodedata
from functools import lru_cache
from pathlib import Path
from xml.sax.saxutils import escape

from django.conf import settings
from django.utils.translation import gettext as _

from documents.font_cutting import COVERAGE, read_coverage

FANGSONG = ("仿宋_GB2312", "FangSong", "FandolFang", "Zhuque Fangsong", "Noto Serif CJK SC")
XIAOBIAOSONG = ("方正小标宋简体", "FZXiaoBiaoSong-B05S", "方正小标宋_GBK", "Noto Serif CJK SC", "FandolSong")
HEITI = ("SimHei", "Noto Sans CJK SC", "FandolHei")
KAITI = ("楷体_GB2312", "KaiTi", "LXGW WenKai", "FandolKai", "AR PL KaitiM GB")
SONGTI = ("SimSun", "Noto Serif CJK SC", "FandolSong")

# CSS variable: (what the office calls it, stack, how many of the stack are the real thing and no substitute)
ROLES = {
    "--fangsong": ("仿宋", FANGSONG, 2),
    "--xiaobiaosong": ("小标宋", XIAOBIAOSONG, 3),
    "--heiti": ("黑体", HEITI, 1),
    "--kaiti": ("楷体", KAITI, 2),
    "--songti": ("宋体", SONGTI, 1),
}
SYSTEM_DIRECTORIES = ("/usr/share/fonts", "/usr/local/share/fonts")
# Read anew after so many seconds, since somebody may install a font.
_MEMORY = 60
_LAYOUT_SIGNS = frozenset("\n\r\t\u200b")
# Control and format signs; and those that choose between two forms of the character before them.
_UNDRAWN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_SELECTORS = frozenset(map(chr, (*range(0x180B, 0x180E), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
# These have a bold face of their own that stands in for 小标宋; the real 小标宋 is dark already.
_BOLD_TITLES = {"Noto Serif CJK SC", "FandolSong"}


def fontconfig_file(*, cut: bool = False) -> Path:
    """Return the path of the fontconfig file that names FONT_ROOT and the system's fonts, written where it is missing.

    A file of our own keeps aliases and substitutes of the machine out, so the same input gives the same page. With `cut`
    it names the cut fonts in place of the system's.
    """
    cache = Path(settings.DATA_ROOT) / "cache" / "fontconfig"
    cache.mkdir(parents=True, exist_ok=True)
    places = (settings.FONT_ROOT, *((settings.CUT_FONT_ROOT,) if cut else SYSTEM_DIRECTORIES))
    directories = "".join(f"<dir>{escape(str(place))}</dir>" for place in places)
    content = (
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n'
        f"<fontconfig>{directories}<cachedir>{escape(str(cache))}</cachedir></fontconfig>\n"
    )
    path = cache / ("fonts-cut.conf" if cut else "fonts.conf")
    if not path.exists() or path.read_text() != content:
        temporary = path.with_suffix(f".{os.getpid()}")
        temporary.write_text(content)
        temporary.replace(path)
    return path


def environment(*, cut: bool = False) -> dict[str, str]:
    """Return the variables under which fontconfig sees exactly our fonts, or the cut ones."""
    path = os.environ.get("PATH", os.defpath)
    return {"FONTCONFIG_FILE": str(fontconfig_file(cut=cut)), "PATH": path, "LANG": "C.UTF-8"}


def cut_fonts_serve(text: str) -> bool:
    """Whether the text can be set from the cut fonts: they hold all its characters and the same families are chosen.

    The choice depends on the text and the installed fonts only, so that the same text gives the same bytes each time.
    """
    return set(text) - _LAYOUT_SIGNS <= _coverage(str(settings.CUT_FONT_ROOT)) and _same_choice(
        str(settings.CUT_FONT_ROOT), int(time.monotonic() // _MEMORY)
    )


@lru_cache(maxsize=4)
def _coverage(directory: str) -> frozenset[str]:
    return frozenset(map(chr, read_coverage(Path(directory) / COVERAGE)))


@lru_cache(maxsize=4)
def _same_choice(directory: str, moment: int) -> bool:
    """Licensed fonts of the site may lie where only the whole set of fonts is seen."""
    return chosen_fonts(installed_families(cut=True)) == chosen_fonts()


def installed_families(*, cut: bool = False) -> frozenset[str]:
    """Return every family name that fontconfig knows, in all languages; empty where fc-list is not installed."""
    fc_list = shutil.which("fc-list")
    if fc_list is None:
        return frozenset()
    listed = subprocess.run(  # noqa: S603
        [fc_list, "--format", "%{family}\n"], env=environment(cut=cut), capture_output=True, timeout=120, check=False
    )
    return frozenset(name.strip() for name in listed.stdout.decode("utf-8", "replace").replace("\n", ",").split(","))


def lacking(text: str) -> list[str]:
    """The characters of the text that no font of ours has, in the order of their codes: they would be printed as boxes.

    Signs that are never drawn need no font. Empty where fontconfig's tools cannot tell.
    """
    known = _known_signs(int(time.monotonic() // _MEMORY))
    return sorted(sign for sign in set(text) - known if not _is_never_drawn(sign)) if known else []


def _is_never_drawn(sign: str) -> bool:
    return sign in _LAYOUT_SIGNS or unicodedata.category(sign) in _UNDRAWN or sign in _SELECTORS


@lru_cache(maxsize=1)
def _known_signs(moment: int) -> frozenset[str]:
    """Every character of the whole fonts, as fontconfig read it from their tables, asked at most once a minute."""
    fc_list = shutil.which("fc-list")
    if fc_list is None:
        return frozenset()
    asked = [fc_list, ":scalable=true", "--format", "%{charset}\n"]
    listed = subprocess.run(asked, env=environment(), capture_output=True, timeout=120, check=False)  # noqa: S603
    ranges = {one for line in listed.stdout.decode("ascii", "replace").split("\n") for one in line.split()}
    bounds = [(first, last or first) for first, _dash, last in (one.partition("-") for one in ranges)]
    return frozenset(chr(code) for first, last in bounds for code in range(int(first, 16), int(last, 16) + 1))


def chosen_fonts(families: frozenset[str] | None = None) -> dict[str, str | None]:
    """Return for each role (仿宋, 黑体, …) the family that will be used, None where the whole stack is missing."""
    known = installed_families() if families is None else families
    return {role: next((name for name in stack if name in known), None) for role, stack, _real in ROLES.values()}


def missing_fonts(families: frozenset[str] | None = None) -> list[str]:
    """Return one sentence for each role of which no font is installed; empty when every role has one."""
    return [
        _("No font for %(role)s is installed: one of %(stack)s is needed.") % {"role": role, "stack": ", ".join(stack)}
        for (role, chosen), (_name, stack, _real) in zip(chosen_fonts(families).items(), ROLES.values(), strict=True)
        if chosen is None
    ]


def known_missing() -> list[str]:
    """What `missing_fonts` says, asked at most once a minute; empty where fontconfig's tools cannot tell."""
    return list(_known_missing(int(time.monotonic() // _MEMORY)))


@lru_cache(maxsize=1)
def _known_missing(moment: int) -> tuple[str, ...]:
    families = installed_families()
    return tuple(missing_fonts(families)) if families else ()


def substituted_fonts(families: frozenset[str] | None = None) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Return the roles that are printed in a free substitute: its name, and those of the real font."""
    chosen = chosen_fonts(families)
    return {
        role: (name, stack[:real])
        for role, stack, real in ROLES.values()
        if (name := chosen[role]) is not None and name not in stack[:real]
    }


def stack_css(stack: tuple[str, ...]) -> str:
    """Return a CSS font-family value."""
    return ", ".join(f'"{name}"' for name in stack)


def css_variables(families: frozenset[str] | None = None) -> dict[str, str]:
    """Return the CSS values of the house variables: the stacks, and the weight in which titles are set."""
    variables = {variable: stack_css(stack) for variable, (_role, stack, _real) in ROLES.items()}
    title = chosen_fonts(families)["小标宋"]
    variables["--title-weight"] = "700" if title is None or title in _BOLD_TITLES else "400"
    return variables
