"""What the office states about its papers goes into new bulletins, sentences and charts; issued ones stay as they are."""

from django.urls import reverse

from organizations.services.papers import save_papers
from reports.models import Bulletin, Snapshot
from reports.services import bulletins
from reports.services.charts import figures_of, step_table
from reports.services.paper import paper_of
from reports.services.proposals import propose_sections
from reports.states import State
from review.models import Package
from review.services import packages
from scoring.models import Period
from scoring.services.periods import make_period
from submissions.states import Status
from tests.factories.organizations import OutletFactory
from tests.factories.reports import give_pdf, make_bulletin
from tests.factories.scoring import filed_item

STATED = {
    "office_name": "信息科", "contact": "信息科　0000-82601105", "bulletin_masthead": "政务信息通报", "bulletin_note": "内部",
    "bulletin_up": "县委办公室。", "bulletin_peer": "", "bulletin_down": "各科室，各乡镇。", "bulletin_copies": 35,
    "special_masthead": "政务专报", "special_note": "急件", "special_up": "县长。", "special_peer": "县直部门。",
    "special_down": "", "special_copies": 12,
}  # fmt: skip
OLD = "信息工作情况通报"


def state(month, **values):
    return save_papers(by=month.head, **{**STATED, **values})


def topical(month, title="关于一起差错的通报"):
    return bulletins.propose_topical(title=title, matter="事情经过。", by=month.head)


def sign(month, bulletin):
    bulletins.check_bulletin(bulletin_id=bulletin.pk, by=month.head)
    return bulletins.sign_bulletin(bulletin_id=bulletin.pk, by=month.organ.deputy_leader)


def texts_of(bulletin):
    return "\n".join(section.text for section in bulletin.sections.all())


def test_a_new_bulletin_takes_over_what_is_stated(month):
    state(month)
    bulletin = make_bulletin(month)
    assert {name: getattr(bulletin, name) for name in ("masthead", "note", "send_up", "send_peer", "send_down")} == {
        "masthead": "政务信息通报", "note": "内部", "send_up": "县委办公室。", "send_peer": "", "send_down": "各科室，各乡镇。",
    }  # fmt: skip
    assert (bulletin.copies, bulletin.contact) == (35, STATED["contact"])
    assert bulletin.office == f"{month.organ.organ.name}信息科"
    assert "信息科审核编发后" in texts_of(bulletin)
    assert "向信息科作出书面说明" in texts_of(bulletin)
    assert "信息科将跟踪督促" in texts_of(bulletin)
    assert "综合处" not in texts_of(bulletin)


def test_until_something_is_stated_the_last_bulletin_lends_its_lines(month):
    first = make_bulletin(month)
    assert first.masthead == OLD
    bulletins.save_imprint(bulletin_id=first.pk, by=month.head, contact="王 0000-1", comment_days=7, send_up="县长。")
    second = topical(month)
    assert (second.contact, second.comment_days, second.send_up) == ("王 0000-1", 7, "县长。")
    state(month)
    third = topical(month, "另一起")
    assert (third.contact, third.comment_days, third.send_up) == (STATED["contact"], 7, "县委办公室。")


def test_issued_bulletins_stay_as_they_are(month):
    bulletin = make_bulletin(month, State.ISSUED)
    before = paper_of(Bulletin.objects.for_paper().get(pk=bulletin.pk))
    charts = figures_of(bulletin.snapshot.data, ["steps"])
    state(month)
    fresh = Bulletin.objects.for_paper().get(pk=bulletin.pk)
    assert paper_of(fresh) == before
    assert figures_of(fresh.snapshot.data, ["steps"]) == charts


def test_the_name_in_sentences_and_charts_is_that_of_the_moment_when_the_bulletin_is_begun(month):
    closed = month.close()
    state(month)
    bulletin = make_bulletin(month)
    assert bulletin.snapshot.version == closed.version + 1
    assert bulletin.snapshot.data["organ"]["office"] == "信息科"
    assert {**bulletin.snapshot.data, "organ": closed.data["organ"]} == closed.data
    assert "信息科审核" in [row[0] for row in step_table(bulletin.snapshot.data)]
    assert Snapshot.objects.filter(kind="monthly").count() == 2
    closed.refresh_from_db()
    assert "综合处审核" in [row[0] for row in step_table(closed.data)]


def test_an_office_without_a_name_is_called_by_what_it_is(month):
    data = {**month.close().data, "organ": {"name": "某局", "office": ""}}
    assert "综合部门审核编发后" in propose_sections(data)[0].text
    assert "综合部门审核" in [row[0] for row in step_table(data)]


def test_numbers_are_counted_by_masthead_and_go_on_when_an_old_one_returns(month):
    first = sign(month, topical(month, "一"))
    begun_before = topical(month, "二")
    state(month)
    renamed = sign(month, topical(month, "三"))
    second = sign(month, begun_before)
    state(month, bulletin_masthead=OLD)
    third = sign(month, topical(month, "四"))
    state(month)
    again = sign(month, topical(month, "五"))
    assert [(one.masthead, one.issue_no, one.issue_total) for one in (first, second, third)] == [
        (OLD, 1, 1), (OLD, 2, 2), (OLD, 3, 3),
    ]  # fmt: skip
    assert [(one.masthead, one.issue_no, one.issue_total) for one in (renamed, again)] == [
        ("政务信息通报", 1, 1), ("政务信息通报", 2, 2),
    ]  # fmt: skip


def test_a_correction_cites_a_bulletin_of_another_masthead_with_it(month):
    bulletin = make_bulletin(month, State.ISSUED)
    same = bulletins.supersede_bulletin(bulletin_id=bulletin.pk, by=month.head, reason="数字有误")
    assert (
        paper_of(Bulletin.objects.for_paper().get(pk=same.pk))["corrects"] == "本期更正并代替〔2026〕第1期（总第1期）"
    )
    sign(month, same)
    give_pdf(same)
    bulletins.issue_bulletin(bulletin_id=same.pk, by=month.head)
    state(month)
    other = bulletins.supersede_bulletin(bulletin_id=same.pk, by=month.head, reason="又有误")
    assert other.masthead == "政务信息通报"
    cited = paper_of(Bulletin.objects.for_paper().get(pk=other.pk))["corrects"]
    assert cited == f"本期更正并代替《{OLD}》〔2026〕第2期（总第2期）"


def test_a_special_report_takes_over_what_is_stated_and_counts_by_its_masthead(month):
    item = filed_item(make_period(2026, 10).starts_on, unit=month.organ.divisions[0])
    type(item).objects.filter(pk=item.pk).update(status=Status.SIGNED)
    item.refresh_from_db()
    first = packages.make_package(kind="special", head=packages.proposed_head("special"), items=[item], by=month.head)
    assert first.masthead == "信息专报"
    state(month)
    head = packages.proposed_head("special")
    assert (head.masthead, head.note, head.send_up, head.send_peer, head.send_down, head.copies, head.contact) == (
        "政务专报", "急件", "县长。", "县直部门。", "", 12, STATED["contact"],
    )  # fmt: skip
    assert head.number_line == "〔2026〕第1期"
    made = packages.make_package(kind="special", head=head, items=[item], by=month.head)
    assert '"office":"' + f'{month.organ.organ.name}信息科"' in made.content
    assert packages.proposed_head("special").number_line == "〔2026〕第2期"
    state(month, special_masthead="信息专报")
    assert packages.proposed_head("special").number_line == "〔2026〕第2期"
    assert Package.objects.get(pk=first.pk).content == first.content


def test_an_edition_bears_the_name_of_its_journal_and_the_lines_of_its_last_edition(month):
    state(month)
    outlet = OutletFactory.create(name="法制工作信息", is_own=True)
    head = packages.proposed_head("edition", outlet)
    assert (head.masthead, head.send_up, head.copies) == ("法制工作信息", "县长。", 12)


def test_the_page_of_months_begins_a_bulletin_in_the_stated_name(month, signed_in):
    """The whole way by the screens: stated, closed, proposed, composed."""
    client = signed_in(month.head)
    assert client.post(reverse("organizations:papers"), STATED).status_code == 302
    bulletin = make_bulletin(month)
    page = client.get(reverse("reports:compose", args=[bulletin.pk])).content.decode()
    assert "政务信息通报" in page
    assert Period.objects.get(pk=bulletin.period_id).is_closed
