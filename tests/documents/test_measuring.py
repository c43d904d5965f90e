"""What measures papers tells of any: also of one without full pages, a masthead or a title."""

import pytest

from tests.documents.measuring import NOTHING, tell
from tests.documents.samples import BULLETIN, IMPRINT, PLAIN


@pytest.mark.parametrize("body", [f"<p>{PLAIN}</p>", f"<h1>通报</h1><p>正文。</p>{IMPRINT}", "<p></p>"])
def test_a_short_paper_has_dashes_for_what_it_lacks(render, body):
    found = {what: value for what, _goal, value in tell(render(body))}
    assert found["lines on full pages"] == found["red line, width"] == NOTHING
    assert found["page numbers outside, — n —"] == "1 of 1"
    assert not any("nan" in value for value in found.values())


def test_a_bulletin_lacks_nothing_but_full_pages(render):
    found = {what: value for what, _goal, value in tell(render(BULLETIN))}
    assert found["red line, width"] == "156.00 mm"
    assert found["characters on a full line of wide characters"].startswith("28 on")
