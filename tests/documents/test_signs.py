"""Characters that may not go onto a paper are refused with their code and their place: on saving, and before pages are set."""

import pytest

from documents import fonts
from documents.errors import RenderFailed, TextRefused
from documents.pdf import render_pdf
from documents.pdf_limits import TURNS, Tangled, check_html
from documents.signs import check_signs, fault_in
from tests.documents.samples import METADATA, page

TURNING = ["\u061c", "\u200e", "\u200f", *map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A))]
UNKNOWN = ["👍", "ༀ", "\U0010fffd"]
PART = '<section data-name="《复议情况》"><h1>题</h1><p>前文。</p><p>信息{}条</p></section>'


@pytest.mark.parametrize("sign", TURNING)
def test_a_mark_that_turns_figures_round_is_refused_with_its_paragraph(sign):
    with pytest.raises(TextRefused) as refused:
        check_signs(f"第一段。\n\n信息{sign}123条")
    assert refused.value.code == "direction"
    words = str(refused.value)
    assert f"U+{ord(sign):04X}" in words
    assert "信息123条" in words
    assert not TURNS.search(words)


@pytest.mark.parametrize("sign", UNKNOWN)
def test_a_character_that_no_font_has_is_refused_with_its_paragraph(sign):
    with pytest.raises(TextRefused) as refused:
        check_signs(f"第一段。\n好{sign}字")
    assert refused.value.code == "character"
    assert sign in str(refused.value)
    assert f"U+{ord(sign):04X}" in str(refused.value)
    assert "2" in str(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        "祎玥琇𬭩𰻝",
        "，。；：“”‘’（）《》〔〕—…·％①Ⅳ0aA",
        "\ufeff软\u00ad连字\n\ufeff无宽\ufe0f葛\U000e0100é",
        "שלום 123",
        "\n\t\x00",
        "",
    ],
)
def test_what_can_be_printed_is_not_refused(text):
    check_signs(text)


@pytest.mark.parametrize(("sign", "code"), [("\u202e123\u202c", "direction"), ("👍", "character")])
def test_the_press_refuses_them_too_and_names_the_place(sign, code, css):
    with pytest.raises(RenderFailed) as failure:
        render_pdf(html=page(PART.format(sign)), css=css, metadata=METADATA)
    assert failure.value.code == code
    assert "《复议情况》" in str(failure.value)
    assert f"U+{ord(sign[0]):04X}" in str(failure.value)


def test_the_process_that_sets_pages_refuses_a_turned_figure_by_itself():
    with pytest.raises(Tangled) as tangle:
        check_html(page(PART.format("&#x202e;123")))
    assert (tangle.value.code, tangle.value.count, tangle.value.name) == ("direction", 0x202E, "《复议情况》")


@pytest.fixture
def unasked(monkeypatch):
    """The parent knows nothing of the characters of its fonts."""
    monkeypatch.setattr(fonts, "lacking", lambda _text: [])


@pytest.mark.parametrize("is_warm", [False, True])
@pytest.mark.parametrize("sign", UNKNOWN)
def test_the_process_that_sets_pages_delivers_no_box_even_where_nobody_asked_before(
    sign, is_warm, css, settings, unasked
):
    settings.PDF_PRESS = is_warm
    with pytest.raises(RenderFailed) as failure:
        render_pdf(html=page(PART.format(sign)), css=css, metadata=METADATA)
    assert failure.value.code == "character"
    assert "《复议情况》" in str(failure.value)
    assert f"U+{ord(sign):04X}" in str(failure.value)


def test_a_box_that_the_style_sheet_would_draw_is_refused_too(css, unasked):
    with pytest.raises(RenderFailed) as failure:
        render_pdf(html=page("<p>正文。</p>"), css=css + "p::before { content: '👍' }", metadata=METADATA)
    assert failure.value.code == "character"
    assert "U+1F44D" in str(failure.value)


def test_a_paper_after_one_that_was_refused_is_set(css, unasked):
    with pytest.raises(RenderFailed):
        render_pdf(html=page("<p>👍</p>"), css=css, metadata=METADATA)
    assert render_pdf(html=page("<p>正文。</p>"), css=css, metadata=METADATA).startswith(b"%PDF")


def test_a_machine_that_cannot_list_its_characters_refuses_none(monkeypatch):
    monkeypatch.setattr(fonts.shutil, "which", lambda _name: None)
    fonts._known_signs.cache_clear()
    assert fonts.lacking("👍") == []
    fonts._known_signs.cache_clear()


def test_the_fonts_are_asked_once_and_each_text_costs_no_process(monkeypatch):
    fonts.lacking("好")
    moment = fonts.time.monotonic()
    monkeypatch.setattr(fonts.time, "monotonic", lambda: moment)
    fonts.lacking("好")
    monkeypatch.setattr(fonts.subprocess, "run", None)
    assert fault_in("好" * 5_000) is None
    assert fault_in("好👍") is not None
