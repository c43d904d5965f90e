"""A DOCX is made by a child with limits: the bytes of `write_page`, a refusal with its place, and never a request that hangs."""

import pytest

from documents import docx_making
from documents.docx_making import make_docx
from documents.docx_page import About, write_page
from documents.errors import RenderFailed
from documents.pdf_children import ColdChild
from documents.pdf_places import Places
from tests.documents.samples import IMPRINT, METADATA, MIXED, TABLE_HEAD, page, paragraphs, rows
from tests.documents.test_hostile_text import PARTS, TANGLES

ABOUT = About("关于10月情况的通报", "综合处", "a1", METADATA.created)
TABLES = page(f"<h1>通报</h1>{paragraphs(MIXED, 20)}{TABLE_HEAD}<tbody>{rows(60)}</tbody></table>{IMPRINT}")
CSS = "col.c-no { width: 8mm; }"


@pytest.fixture
def children(monkeypatch) -> list[ColdChild]:
    """The processes that a test has started."""
    started = []

    def start(**given):
        started.append(ColdChild(**given))
        return started[-1]

    monkeypatch.setattr(docx_making, "ColdChild", start)
    return started


@pytest.mark.parametrize(
    ("html", "places"),
    [(TABLES, None), (page('<h1 id="top">通报</h1>' + paragraphs("甲乙丙", 3)), Places(12, {"top": 3}))],
)
def test_the_child_gives_the_bytes_of_the_function(children, html, places):
    made = make_docx(html, css=CSS, about=ABOUT, places=places)
    assert made == write_page(html, css=CSS, about=ABOUT, places=places)
    assert [child.process.returncode for child in children] == [0]


def test_a_document_without_a_date_and_with_control_characters_is_made_too():
    html = page("<p>甲\x00乙\ud800\u2028</p>")
    assert make_docx(html, css="", about=About("题")) == write_page(html, css="", about=About("题"))


@pytest.mark.parametrize("code", TANGLES)
def test_what_is_refused_for_paper_is_refused_here_with_its_place(children, code):
    with pytest.raises(RenderFailed) as failure:
        make_docx(page(PARTS.format(TANGLES[code])), css="", about=ABOUT)
    assert failure.value.code == code
    assert "《复议情况》" in str(failure.value)
    (child,) = children
    assert child.process.returncode is not None


def test_what_takes_too_long_is_killed_and_looked_for_where_most_is(children):
    body = PARTS.format("<p>" + "很长的一段" * 700 + "</p>")
    with pytest.raises(RenderFailed) as failure:
        make_docx(page(body), css="", about=ABOUT, timeout=0.0)
    assert failure.value.code == "timeout"
    assert "很长的一段" in str(failure.value)
    assert [child.process.returncode for child in children] == [-9]


def test_what_needs_too_much_memory_is_a_refusal(children):
    body = paragraphs("很长的一段", 40_000)
    with pytest.raises(RenderFailed) as failure:
        make_docx(page(body), css="", about=ABOUT, memory=96 * 1024**2)
    assert failure.value.code in {"memory", "crashed"}
    (child,) = children
    assert child.process.returncode is not None


def test_a_child_that_dies_is_a_refusal(monkeypatch):
    monkeypatch.setattr(docx_making, "PROGRAM", "documents.there_is_none")
    with pytest.raises(RenderFailed) as failure:
        make_docx(page("<p>甲</p>"), css="", about=ABOUT)
    assert failure.value.code == "crashed"
