"""What stands on the paper beside text and figures."""

import re

from reports.models import Bulletin
from reports.services.building import page_html
from reports.services.paper import score_notes
from reports.templatetags.reports_paper import whole_name
from tests.factories.reports import make_bulletin


def test_the_note_says_how_the_rate_is_reckoned(month):
    data = month.close().data
    data["scores"]["total"] |= {name: data["totals"][name] for name in ("adopted_items", "filed")}
    notes = score_notes(data)
    assert "采用率为本月采用篇数与本月报送条数之比" in notes[1]
    assert "可能超过100%" in notes[1]
    assert len(notes) == 2


def test_where_sum_and_text_have_other_rates_the_note_says_from_what_each_comes(month):
    """A joint item counts once in the text, and once for each of its units in the table."""
    data = month.close().data
    data["totals"] |= {"adopted_items": 39, "filed": 77}
    data["scores"]["total"] |= {"adopted_items": 42, "filed": 81, "rate": "51.9"}
    assert score_notes(data)[2] == (
        "合计采用率51.9%按各单位采用42篇、报送81条计算；"
        "正文采用率50.6%对联合报送的信息不重复计数，按采用39篇、报送77条计算。"
    )


def test_a_name_stays_whole_after_its_post():
    assert whole_name("市政府秘书长 管维诚") == '市政府秘书长 <span class="whole">管维诚</span>'
    assert whole_name("<b> 管") == '&lt;b&gt; <span class="whole">管</span>'
    assert whole_name("管维诚") == '<span class="whole">管维诚</span>'


def test_each_attachment_is_a_part_that_a_refusal_can_name(month):
    html = page_html(Bulletin.objects.for_paper().get(pk=make_bulletin(month).pk))
    names = re.findall(r'<section class="attachment"[^>]*data-name="([^"]+)"', html)
    assert len(names) == html.count('<section class="attachment"') >= 2
    assert [name.split()[0] for name in names] == [f"附件{number}" for number in range(1, len(names) + 1)]
    assert "计分表" in names[0]
