"""What is wrong in a file that somebody sends is told with its line and the label of its field."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override

from scoring.errors import SchemeFileRefused
from scoring.models import SchemeDraft
from scoring.views.scheme_uploads import MOST_TOLD, draft_of_file
from tests.scoring.schemes.pages import post

pytestmark = [pytest.mark.django_db, pytest.mark.once]

HEAD = "schema: govinfo-scheme/1\ncode: x\ntitle: 办法\n"
WRONG = f"""{HEAD}rounding: {{unit: viel}}
clauses:
  - id: a
    kind: points
    event: filed
    table:
      - {{points: 1, level: city}}
      - {{points: drei}}
"""
ROW = "  - {id: a, kind: base, per: year, points: x}\n"


def sent(text):
    return SimpleUploadedFile("办法.yaml", text.encode())


def test_lines_and_labels_are_told(head):
    with override("en"):
        draft, note = draft_of_file(sent(WRONG), head)
    assert draft.origin == "办法.yaml"
    assert "There are 2 things to mend in the file:" in note
    assert "<br>Line 4, Head of the scheme: Units: Expected a number here" in note
    assert "<br>Line 11, Clause 1: Points 2: Expected a number here" in note
    assert note.index("Line 4") < note.index("Line 11"), "from the top of the file"


def test_a_file_that_is_right_is_told_nothing(head):
    assert draft_of_file(sent(f"{HEAD}clauses:\n{ROW.replace('x}', '1}')}"), head)[1] is None


def test_a_kind_that_nobody_knows_is_refused_with_its_line(head):
    with override("en"), pytest.raises(SchemeFileRefused) as refused:
        draft_of_file(sent(f"{HEAD}clauses:\n{ROW}{ROW.replace('base', 'gold')}"), head)
    assert "Line 6, Clause 2: “gold” is not possible here." in str(refused.value.message)


def test_a_long_list_is_cut_and_words_of_the_file_are_escaped(head):
    rows = "".join(ROW.replace("id: a", f"id: a{number}") for number in range(MOST_TOLD + 5))
    _draft, note = draft_of_file(sent(f"{HEAD}'<b>': 1\nclauses:\n{rows}"), head)
    assert note.count("<br>") == MOST_TOLD
    assert "<b>" not in note
    assert "&lt;b&gt;" in note


def test_the_page_of_the_new_draft_tells_it(client, head):
    post(client, "scheme_draft_new", data={"source": "file", "file": sent(WRONG)})
    page = client.get(SchemeDraft.objects.get().get_absolute_url()).content.decode()
    assert "<br>" in page[page.index('id="messages"') :].partition("</div>")[0]


@pytest.mark.parametrize("title", ['"\\ud800"', '"a\\0b"'])
def test_a_sign_that_cannot_be_stored_begins_no_draft_and_breaks_no_page(client, head, title):
    page = post(client, "scheme_draft_new", data={"source": "file", "file": sent(f"title: {title}\n")})
    assert page.status_code == 422
    assert "U+" in page.content.decode()
    assert not SchemeDraft.objects.exists()


def test_possible_codes_are_told_with_what_the_forms_call_them(head):
    with override("en"):
        _draft, note = draft_of_file(
            sent(f"{HEAD}colour: 1\nclauses:\n{ROW.replace('x}', '1, shade: 2, for: all}')}"), head
        )
    assert "remark (Remark), rounding (" in note
    assert "Possible: units (units), persons (persons)." in note
