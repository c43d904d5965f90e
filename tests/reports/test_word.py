"""The bulletin as DOCX has the words and figures of its paper."""

from io import BytesIO

import docx
import pytest
from django.urls import reverse

from activity.clock import now, today
from documents.pdf_places import Places
from reports.models import Bulletin, BulletinComment
from reports.services import paper, word
from reports.services.paper import context_of
from reports.services.word import docx_of
from reports.states import State
from tests.factories.reports import PDF, after_month, make_bulletin, make_month

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def hand():
    with after_month() as hand:
        yield hand


@pytest.fixture
def month():
    return make_month()


def words_of(bulletin):
    document = docx.Document(BytesIO(docx_of(Bulletin.objects.for_paper().get(pk=bulletin.pk))))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [paragraph.text for paragraph in document.paragraphs], cells


def test_every_word_and_figure_of_the_paper_is_in_the_document(month):
    bulletin = make_bulletin(month, State.ISSUED)
    texts, cells = words_of(bulletin)
    context = context_of(Bulletin.objects.for_paper().get(pk=bulletin.pk))
    assert context["paper"]["sections"]
    for section in context["paper"]["sections"]:
        assert section["heading"] in texts
        for paragraph in section["paragraphs"]:
            assert "".join(run["text"] for run in paragraph["runs"]) in texts
    for one in context["scores"]["classes"]:
        for row in one["rows"]:
            assert {row["unit"], *row["cells"]} <= set(cells)
    assert not any("送审稿" in text for text in texts)


def test_draft_says_that_it_is_one(month):
    texts, _cells = words_of(make_bulletin(month, State.DRAFT))
    assert any("送审稿" in text for text in texts)


@pytest.mark.parametrize(("state", "has_contents"), [(State.ISSUED, True), (State.SIGNED, False)])
def test_what_was_issued_keeps_its_contents_though_the_layout_has_changed_since(
    month, monkeypatch, state, has_contents
):
    bulletin = make_bulletin(month, state)
    monkeypatch.setattr(word, "places_in", lambda pdf: Places(12, {"a-scores": 10}) if pdf == PDF else Places())
    assert "目录" in words_of(bulletin)[0]
    monkeypatch.setattr(paper, "LAYOUT", paper.LAYOUT + 1)
    # The PDF of a bulletin that is not issued is made anew, so its numbers would be those of another.
    assert ("目录" in words_of(bulletin)[0]) is has_contents


def test_who_may_read_it_may_download_it(client, month):
    bulletin = make_bulletin(month, State.ISSUED)
    client.force_login(month.organ.officer)
    answer = client.get(reverse("reports:docx", args=[bulletin.pk]))
    assert answer.status_code == 200
    assert answer.content[:2] == b"PK"
    draft = Bulletin.objects.filter(pk=bulletin.pk)
    draft.update(state=State.DRAFT, issued_at=None)
    assert client.get(reverse("reports:docx", args=[bulletin.pk])).status_code == 404


@pytest.mark.parametrize(
    ("text", "words"),
    [("长" * 6_000, "长长长"), ("\n".join("一" * 40 for _n in range(1_001)), "1001")],
    ids=["a paragraph", "a text"],
)
def test_a_text_that_is_too_long_ends_on_a_page_that_says_why_and_where_to_go(client, month, text, words):
    """No form lets it in; where it stands all the same, the request is answered."""
    bulletin = make_bulletin(month, State.CHECKED)
    client.force_login(month.organ.editor)
    if "\n" in text:
        bulletin.sections.update(text=text)
    else:
        leader = month.organ.deputy_leader
        BulletinComment.objects.create(
            bulletin=bulletin,
            leader=leader,
            recorded_by=leader,
            text=text,
            written_on=today(),
            recorded_at=now(),
        )
    answer = client.get(reverse("reports:docx", args=[bulletin.pk]))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "Content-Disposition" not in answer.headers
    assert answer.headers["Content-Type"].startswith("text/html")
    assert f'href="{bulletin.get_absolute_url()}"' in answer.content.decode()


def test_the_link_lets_a_browser_show_why_there_is_no_file(client, month):
    """With `download` it would only say that the download has failed."""
    bulletin = make_bulletin(month, State.ISSUED)
    client.force_login(month.organ.editor)
    page = client.get(bulletin.get_absolute_url()).content.decode()
    assert f'href="{reverse("reports:docx", args=[bulletin.pk])}">' in page
