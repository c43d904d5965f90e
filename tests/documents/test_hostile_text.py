"""Texts that people type or paste: whatever they hold, they come out as pages, or are refused with the place named."""

import re

import pypdfium2
import pytest
from django.utils.html import escape

from documents import fonts
from documents.errors import RenderFailed, TextRefused
from documents.pdf import guard_text, render_pdf
from documents.pdf_limits import LONGEST_PARAGRAPH, MOST_PARAGRAPHS, heaviest_place
from tests.documents.samples import METADATA, page, paragraphs


def _printable(codes: range) -> str:
    """Those that some font has; the others are refused (test_signs.py)."""
    lacking = frozenset(fonts.lacking("".join(map(chr, codes))))
    return "".join(chr(code) for code in codes if chr(code) not in lacking)


# Each of them near the longest paragraph that is taken; shorter where one kind alone would take many seconds.
PASTED = {
    "unbroken letters": "A" * 4900,
    "unbroken figures": "1234567890" * 490,
    "marks on one letter": "e" + "\u0301" * 2000,
    "both directions": "אב1ب2" * 900,
    "no width": "\u200b\u2060" * 2000 + "字",
    "joined pictures": "☺\u200d♥\u200d☀\ufe0f" * 300,
    "rare characters": _printable(range(0x20000, 0x2A6E0))[:1500],
    "private characters": _printable(range(0xE000, 0xF900))[:1500],
    "only quotes": "“”‘’" * 600,
    "only commas": "，" * 2000,
    "only brackets": "（" * 2000,
    "wide blanks": "字" + "\u3000" * 2000 + "字",
    "hyphens that hide": "a\u00ad" * 1500,
    "markup": "<script>alert(1)</script><p style='height:1e9px'>&amp;{{ filed.total }}" * 40,
    "control signs": "规\x00章\x0b清\x1f理\ufffe" * 400,
    "han": "长" * LONGEST_PARAGRAPH,
}


@pytest.fixture(scope="module")
def pasted(css):
    """All of them in one document; PDFium reads fonts with an encoding of their own too."""
    body = "".join(
        f"<p>{escape(line)}</p><p>好{number}好</p>"
        for number, text in enumerate(PASTED.values())
        for line in guard_text(text)
    )
    made = render_pdf(html=page(body), css=css, metadata=METADATA, expected_pages=80)
    document = pypdfium2.PdfDocument(made)
    yield [shown.get_textpage() for shown in document]
    document.close()


def test_every_pasted_text_is_printed_and_so_is_what_follows_it(pasted):
    text = "".join("".join(shown.get_text_range().split()) for shown in pasted)
    text = re.sub(r"—\d+—", "", text)
    for number, kind in enumerate(PASTED):
        assert f"好{number}好" in text, kind
    assert "<script>alert(1)</script>" in text
    assert "长" * 500 in text


def test_no_pasted_text_leaves_the_sheet(pasted):
    """Letters without a break are broken at the edge; they may reach half a character beyond it, for nothing squeezes them."""
    first = pasted[0]
    boxes = [first.get_charbox(number) for number in range(first.count_chars())]
    assert len(boxes) > 500
    assert max(right for _left, _bottom, right, _top in boxes) <= 184 * 72 / 25.4 + 8


def test_too_many_paragraphs_are_refused():
    assert len(guard_text("一\n" * MOST_PARAGRAPHS)) == MOST_PARAGRAPHS
    with pytest.raises(TextRefused) as refusal:
        guard_text("一\n" * (MOST_PARAGRAPHS + 1))
    assert refusal.value.code == "paragraphs"


PARTS = (
    '<section data-name="《蔬菜检测情况》"><h1>题</h1>' + paragraphs("前文。", 3) + "</section>"
    '<section data-name="《复议情况》"><h1>题</h1>' + paragraphs("开头。", 2) + "{}</section>"
)
TANGLES = {
    "paragraph": "<p>" + "长" * (LONGEST_PARAGRAPH + 1) + "</p>",
    "inlines": "<p>" + "<b>字</b>" * 1_001 + "</p>",
    "markup": '<p>图<img src="x"></p>',
    "depth": "<p>深" + "<span>" * 60,
}


@pytest.mark.parametrize("code", TANGLES)
def test_a_refusal_names_the_part_and_its_paragraph(code, css):
    with pytest.raises(RenderFailed) as failure:
        render_pdf(html=page(PARTS.format(TANGLES[code])), css=css, metadata=METADATA)
    assert failure.value.code == code
    assert "《复议情况》" in str(failure.value)
    assert re.search(r"\b3\b|第3段", str(failure.value))


def test_what_took_too_long_is_looked_for_where_most_is(css):
    body = PARTS.format("<p>" + "很长的一段" * 700 + "</p>") + paragraphs("短。", 2000)
    with pytest.raises(RenderFailed) as failure:
        render_pdf(html=page(body), css=css, metadata=METADATA, timeout=0.05)
    assert failure.value.code == "timeout"
    assert "《复议情况》" in str(failure.value)
    assert "很长的一段" in str(failure.value)


def test_the_heaviest_place_counts_marks_too():
    body = PARTS.format("<p>" + "<b>字</b>" * 100 + "</p><p>" + "字" * 300 + "</p>")
    place = heaviest_place(page(body))
    assert (place.name, place.paragraph) == ("《复议情况》", 3)


def test_a_long_table_is_named_by_its_part_and_without_a_paragraph(css):
    rows = "<tr><td>某处</td><td>1</td></tr>" * 200
    body = PARTS.format("<p>短。</p>") + f'<section data-name="附件1 计分表"><h1>表</h1><table>{rows}</table></section>'
    place = heaviest_place(page(body))
    assert (place.name, place.paragraph) == ("附件1 计分表", 0)
    with pytest.raises(RenderFailed) as failure:
        render_pdf(html=page(body), css=css, metadata=METADATA, timeout=0.05)
    assert str(failure.value).startswith("附件1 计分表")
    assert not re.search(r"\b0\b|第0段", str(failure.value))


def test_missing_fonts_are_named_before_anything_is_begun(css, monkeypatch):
    started = []
    monkeypatch.setattr("documents.pdf.start_child", lambda *args, **kwargs: started.append(args))
    monkeypatch.setattr(fonts, "known_missing", lambda: ["No font for 仿宋 is installed: one of FangSong is needed."])
    with pytest.raises(RenderFailed) as failure:
        render_pdf(html=page("<p>x</p>"), css=css, metadata=METADATA)
    assert failure.value.code == "fonts"
    assert "仿宋" in str(failure.value)
    assert started == []


def test_a_machine_that_cannot_list_its_fonts_is_not_refused(monkeypatch):
    monkeypatch.setattr(fonts, "installed_families", lambda **_given: frozenset())
    fonts._known_missing.cache_clear()
    assert fonts.known_missing() == []
    fonts._known_missing.cache_clear()


def test_missing_fonts_are_remembered_for_a_minute_only(monkeypatch):
    monkeypatch.setattr(fonts, "installed_families", lambda **_given: frozenset({"FandolFang"}))
    fonts._known_missing.cache_clear()
    assert len(fonts.known_missing()) == 4
    fonts._known_missing.cache_clear()
