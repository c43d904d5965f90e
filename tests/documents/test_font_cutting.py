"""Cut fonts: the same page from a third of the memory, and whole fonts for whatever they lack."""

import io
import subprocess
from pathlib import Path

import pdfplumber
import pytest

from documents import font_cutting, fonts
from documents.pdf import render_pdf
from tests.documents.samples import BULLETIN, METADATA, MIXED, page, paragraphs

BODY = page(paragraphs(MIXED, 3) + "<h2>一、总体情况</h2><h1>关于信息工作的通报</h1><p class='lead'>楷体</p>")


@pytest.fixture(scope="module")
def cut(tmp_path_factory) -> Path:
    target = tmp_path_factory.mktemp("cut")
    font_cutting.cut_all(target)
    return target


@pytest.fixture
def with_cut(cut, settings):
    settings.CUT_FONT_ROOT = cut


@pytest.fixture
def without_cut(tmp_path, settings):
    settings.CUT_FONT_ROOT = tmp_path / "none"


def test_the_four_faces_are_written_under_their_own_names(cut):
    listed = subprocess.run(
        ["fc-scan", "--format", "%{family[0]} %{weight}\n", str(cut)], capture_output=True, text=True, check=True
    )
    assert sorted(listed.stdout.splitlines()) == sorted(
        f"{family} {weight}" for family, weight, _name in font_cutting.FACES
    )


def test_gb2312_is_covered_and_rare_characters_are_not(cut):
    covered = font_cutting.read_coverage(cut / font_cutting.COVERAGE)
    chinese = {chr(code) for code in covered if 0x4E00 <= code <= 0x9FFF}
    assert len(chinese) == 6763
    assert {ord(sign) for sign in "，。；：“”‘’（）《》〔〕—…·％①Ⅳ0aA"} <= covered
    assert not {ord(sign) for sign in "祎玥琇"} & covered


def test_cutting_twice_gives_the_same_bytes(cut, tmp_path):
    font_cutting.cut_all(tmp_path)
    again = sorted(tmp_path.iterdir())
    assert [path.name for path in again] == sorted(path.name for path in cut.iterdir())
    assert len(again) == len(font_cutting.FACES) + 1  # and what they cover
    for path in again:
        assert path.read_bytes() == (cut / path.name).read_bytes(), path.name


def test_a_damaged_coverage_covers_nothing(tmp_path):
    (tmp_path / "a").write_text("zz-9\n")
    assert font_cutting.read_coverage(tmp_path / "a") == font_cutting.read_coverage(tmp_path / "b") == frozenset()


def test_a_font_that_is_not_there_is_named(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(font_cutting, "FACES", (("No Such Font", 80, "x.otf"),))
    assert font_cutting.main(tmp_path) == 1
    assert "No Such Font" in capsys.readouterr().err


@pytest.mark.usefixtures("with_cut")
@pytest.mark.parametrize(
    ("text", "serves"), [(BULLETIN, True), (BODY, True), ("王祎", False), ("𬭩", False), ("", True)]
)
def test_cut_fonts_serve_what_they_cover(text, serves):
    assert fonts.cut_fonts_serve(text) is serves


@pytest.mark.usefixtures("without_cut")
def test_without_cut_fonts_the_whole_ones_are_taken():
    assert not fonts.cut_fonts_serve("通报")


def test_cut_fonts_do_not_serve_where_the_site_has_fonts_that_they_would_hide(cut, settings, tmp_path, monkeypatch):
    settings.CUT_FONT_ROOT = cut
    fonts._same_choice.cache_clear()
    real = fonts.installed_families
    monkeypatch.setattr(
        fonts, "installed_families", lambda *, cut=False: real(cut=cut) | (frozenset() if cut else {"SimHei"})
    )
    assert not fonts.cut_fonts_serve("通报")
    fonts._same_choice.cache_clear()


def signs_of(pdf: bytes) -> list[tuple]:
    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        return [
            (sign["text"], sign["fontname"].partition("+")[2], round(sign["x0"], 2), round(sign["top"], 2))
            for one in opened.pages
            for sign in one.chars
        ]


def test_a_page_from_cut_fonts_is_the_page_from_whole_fonts_and_smaller(cut, settings, css, tmp_path):
    made = []
    for root in (cut, tmp_path / "none"):
        settings.CUT_FONT_ROOT = root
        made.append(render_pdf(html=BODY, css=css, metadata=METADATA))
    small, whole = made
    assert signs_of(small) == signs_of(whole)
    assert len(small) < len(whole)
