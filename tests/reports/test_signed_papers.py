"""What a leader has signed is what page, PDF and DOCX print, whatever the program makes of the same figures later."""

import io
import re
from html import unescape

import docx
import pdfplumber
import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from activity import runner
from activity.clock import now
from documents.services import open_file
from reports.models import Bulletin, SignedPaper
from reports.services import bulletins, fields, paper, signed_papers
from reports.services.building import page_html
from reports.services.canonical import canonical_json, sha256_of
from reports.services.paper import ADDED_SINCE, LAYOUT, composed_paper, context_of, paper_of, source_of
from reports.services.word import docx_of
from reports.states import State
from tests.factories.reports import make_bulletin, make_month


def loaded(bulletin):
    return Bulletin.objects.for_paper().get(pk=bulletin.pk)


def read(client, bulletin):
    return client.get(reverse("reports:read", args=[bulletin.pk])).content.decode()


def paragraphs(page):
    """The words of the text on the page, a line a paragraph, without blanks."""
    text = page.partition('id="top"')[2].partition('class="signed"')[0]
    found = [re.sub(r"<[^>]+>", "", one) for one in re.findall(r"<(?:p|h[1-6])[ >].*?</(?:p|h[1-6])>", text, re.DOTALL)]
    return ["".join(unescape(one.partition(">")[2] if one.startswith(" ") else one).split()) for one in found]


@pytest.fixture
def changed_words(monkeypatch):
    """Call it: from then on the program words rates, changes and notes in another way."""

    def change():
        monkeypatch.setattr(fields, "percent", lambda part, whole: "约七成")
        monkeypatch.setattr(fields, "INCOMPARABLE", "没有数")
        monkeypatch.setattr(paper, "score_notes", lambda data: ["另一种说法。"])

    return change


def test_an_issued_bulletin_reads_as_its_pdf_after_the_words_of_a_field_have_changed(month, signed_in, changed_words):
    issued = make_bulletin(month, State.ISSUED, pdf=True)
    client = signed_in(month.organ.editor)
    before = paragraphs(read(client, issued))
    assert any("采用率66.7%" in one for one in before)
    changed_words()
    assert "约七成" in "".join(run["text"] for p in composed_words(issued) for run in p["runs"])
    after = read(client, issued)
    assert paragraphs(after) == before
    assert "约七成" not in after
    assert "另一种说法" not in after
    with open_file(loaded(issued).pdf) as file, pdfplumber.open(io.BytesIO(file.read())) as pdf:
        pages = ["".join((page.extract_text() or "").split()) for page in pdf.pages]
    printed = "".join(re.sub(r"—\d+—", "", page) for page in pages)
    for words in before:
        assert words in printed, words
    written = "".join(
        "".join(one.text.split()) for one in docx.Document(io.BytesIO(docx_of(loaded(issued)))).paragraphs
    )
    assert all(words in written for words in before)


def composed_words(bulletin):
    """As the program would word it anew."""
    bulletin = loaded(bulletin)
    bulletin.__dict__["signed_papers"] = []
    return [p for section in composed_paper(bulletin)["sections"] for p in section["paragraphs"]]


def test_a_draft_follows_the_program(month, signed_in, changed_words):
    draft = make_bulletin(month)
    changed_words()
    assert "约七成" in read(signed_in(month.organ.editor), draft)


def test_what_is_kept_is_canonical_and_its_hash_is_the_source_of_the_pdf(month):
    issued = loaded(make_bulletin(month, State.ISSUED))
    kept = issued.printed_paper
    assert kept.sha256 == issued.pdf_source == sha256_of(kept.content) == source_of(issued)
    assert canonical_json(kept.data) == kept.content
    assert kept.data["fields"]["adopted.rate"] == "66.7%"
    assert set(kept.data["fields"]) == set(fields.LABELS)


def test_the_signature_keeps_the_words_before_there_is_a_pdf(month, changed_words):
    checked = make_bulletin(month, State.CHECKED)
    assert loaded(checked).signed_papers == []
    bulletins.sign_bulletin(bulletin_id=checked.pk, by=month.organ.deputy_leader)
    changed_words()
    runner.run_queued()
    signed = loaded(checked)
    assert signed.pdf_id is not None
    assert "约七成" not in page_html(signed)
    assert paper_of(signed)["fields"]["adopted.rate"] == "66.7%"


def test_a_comment_after_the_signature_is_kept_with_the_words_as_signed(month, changed_words):
    signed = make_bulletin(month, State.SIGNED)
    changed_words()
    leader = month.organ.principal_leader
    bulletins.add_comment(bulletin_id=signed.pk, leader=leader, recorded_by=leader, text="请抓好落实。")
    before = loaded(signed)
    assert source_of(before) != before.pdf_source
    runner.run_queued()
    after = loaded(signed)
    assert source_of(after) == after.pdf_source
    assert [len(one.data["comments"]) for one in after.signed_papers] == [0, 1]
    assert "请抓好落实。" in page_html(after)
    assert "约七成" not in page_html(after)


def test_the_name_of_a_leader_that_changes_later_changes_no_issued_paper(month):
    signed = make_bulletin(month, State.SIGNED)
    signer = month.organ.deputy_leader
    bulletins.issue_bulletin(bulletin_id=signed.pk, by=month.head)
    before = paper_of(loaded(signed))
    signer.name = "改过的姓名"
    signer.save()
    assert paper_of(loaded(signed)) == before
    assert before["imprint"]["signer"] != "改过的姓名"


def test_kept_words_cannot_be_changed_or_taken_away(month):
    kept = loaded(make_bulletin(month, State.SIGNED)).signed_papers[0]
    for act in (lambda: SignedPaper.objects.filter(pk=kept.pk).update(content="{}"), kept.delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()


# --- bulletins of before ---


def of_before(month, *, layout):
    """A bulletin that was issued when words were not kept; its PDF was made from a paper of that layout."""
    draft = make_bulletin(month, State.CHECKED)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(signed_papers, "keep_paper", lambda bulletin: None)
        patch.setattr("reports.services.building.keep_paper", lambda bulletin: None)
        bulletins.sign_bulletin(bulletin_id=draft.pk, by=month.organ.deputy_leader)
        runner.run_queued()
        bulletins.issue_bulletin(bulletin_id=draft.pk, by=month.head)
    composed = {**composed_paper(loaded(draft)), "layout": layout}
    old = {key: value for key, value in composed.items() if ADDED_SINCE.get(key, 0) <= layout}
    Bulletin.objects.filter(pk=draft.pk).update(pdf_source=sha256_of(canonical_json(old)))
    return loaded(draft)


@pytest.mark.parametrize("layout", [LAYOUT, LAYOUT - 1, 5, 3])
def test_words_of_before_are_kept_where_the_hash_proves_them(month, signed_in, layout):
    issued = of_before(month, layout=layout)
    assert issued.signed_papers == []
    assert "data-drawn-anew" in read(signed_in(month.organ.editor), issued)
    assert signed_papers.keep_missing(now()) == 1
    assert signed_papers.keep_missing(now()) == 0
    kept = loaded(issued)
    assert kept.printed_paper.data["layout"] == layout
    assert source_of(kept) == kept.pdf_source
    page = read(signed_in(month.organ.officer), issued)
    assert "data-drawn-anew" not in page
    assert page_html(kept)


def test_words_that_nothing_proves_are_kept_as_they_are_now_and_the_page_says_so(month, signed_in, changed_words):
    issued = of_before(month, layout=LAYOUT)
    Bulletin.objects.filter(pk=issued.pk).update(pdf_source="0" * 64)
    assert signed_papers.keep_missing(now()) == 1
    changed_words()
    page = read(signed_in(month.organ.editor), issued)
    assert "data-drawn-anew" in page
    assert "采用率66.7%" in "".join(paragraphs(page))


def test_a_paper_of_the_fifth_layout_keeps_its_empty_attachments(db):
    month = make_month(with_facts=False)
    issued = of_before(month, layout=ADDED_SINCE["attachments"] - 1)
    signed_papers.keep_missing(now())
    titles = [one["key"] for one in context_of(loaded(issued))["paper"]["attachments"]]
    assert titles[:3] == ["scores", "adopted", "instructions"]
    html = page_html(loaded(issued))
    assert "没有领导批示。" in html.partition('id="a-instructions"')[2]


def test_what_is_empty_is_no_attachment_now_and_is_said_below_the_scores(db):
    month = make_month(with_facts=False)
    context = context_of(loaded(make_bulletin(month)))
    assert [one["key"] for one in context["paper"]["attachments"]] == ["scores"]
    assert context["labels"] == {"scores": "附件"}
    html = page_html(loaded(make_bulletin(month)))
    assert 'id="a-instructions"' not in html
    assert "本月没有信息被采用。" in html
    assert "本月没有领导批示。" in html
    assert "附件：2026年10月信息工作计分表" in html
