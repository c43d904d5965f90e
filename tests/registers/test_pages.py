"""The pages of the registers: who finds what, forms that keep what was typed, lists that cost the same for one and three rows."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from activity.clock import now
from registers.models import BestItem, Commission, CommissionTarget, Fault, FaultObjection
from submissions.models import Item
from submissions.states import Source, Status
from tests.factories.documents import make_image
from tests.factories.organizations import make_person
from tests.factories.registers import (
    BestItemFactory,
    CommissionFactory,
    FaultFactory,
    FaultObjectionFactory,
    answer_to,
)
from tests.factories.review import AdoptionFactory
from tests.factories.scoring import noon
from tests.factories.submissions import make_item

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("hand")]


def as_(person):
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def page(person, name, *args, query=""):
    return as_(person).get(reverse(f"registers:{name}", args=args) + query)


def send(who, name, *args, query="", **data):
    return as_(who).post(reverse(f"registers:{name}", args=args) + query, data)


def typed(organ, **kw):
    return {"unit": organ.division.pk, "code": "late", "happened_on": "2026-11-09", "note": "迟报3小时。", **kw}


# ── faults ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_unit_sees_its_own_faults_and_the_office_all(organ):
    mine, theirs = (FaultFactory.create(unit=unit) for unit in organ.divisions)
    moved = make_person("officer", unit=organ.divisions[1])
    named = FaultFactory.create(unit=organ.division, person=moved)
    everything = {mine.pk, theirs.pk, named.pk}
    seen = {
        organ.officer: {mine.pk, named.pk}, organ.heads[1]: {theirs.pk}, moved: {theirs.pk, named.pk},
        organ.editor: everything, organ.deputy_leader: everything,
    }  # fmt: skip
    for person, expected in seen.items():
        answer = page(person, "faults").content.decode()
        assert {pk for pk in everything if reverse("registers:fault", args=[pk]) in answer} == expected
        found = {pk for pk in everything if page(person, "fault", pk).status_code == 200}
        assert found == expected
    assert page(make_person(admin_kind="system"), "faults").status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_cost_the_same_for_one_and_three_rows(organ, rows, django_assert_num_queries):
    for _no in range(rows):
        FaultFactory.create(unit=organ.division, person=organ.officer, item=make_item(unit=organ.division))
        BestItemFactory.create()
        CommissionFactory.create(units=organ.divisions)
        make_item(status=Status.SIGNED, created_at=noon(date(2026, 11, 3)))
    client = as_(organ.editor)
    for name, count in (("faults", 11), ("best", 9), ("commissions", 9), ("best_candidates", 8)):
        client.get(reverse(f"registers:{name}"))
        with django_assert_num_queries(count):
            assert client.get(reverse(f"registers:{name}")).status_code == 200


def test_a_fault_is_recorded_by_the_form_with_its_evidence(organ):
    item = make_item(status=Status.SIGNED, unit=organ.division, number="2026-业1-0007")
    image = make_image()
    file = SimpleUploadedFile("值班记录.png", image, content_type="image/png")
    answer = send(organ.editor, "fault_new", **typed(
        organ, person=organ.officer.pk, item_number=" 2026-业1-0007 ", severity="较重", evidence=file))  # fmt: skip
    fault = Fault.objects.get()
    assert (answer.status_code, answer.url) == (302, fault.get_absolute_url())
    assert (fault.item, fault.person, fault.severity, fault.recorded_by) == (item, organ.officer, "较重", organ.editor)
    shown = page(organ.head, "fault", fault.pk).content.decode()
    assert all(word in shown for word in ("迟报3小时。", "较重", item.title, "值班记录.png"))
    evidence = page(organ.head, "fault_evidence", fault.pk)
    assert b"".join(evidence.streaming_content) == image
    assert page(organ.heads[1], "fault_evidence", fault.pk).status_code == 404
    bare = FaultFactory.create(unit=organ.division)
    assert page(organ.head, "fault_evidence", bare.pk).status_code == 404


@pytest.mark.parametrize(
    ("given", "field"),
    [({"code": ""}, "code"), ({"code": "nothing"}, "code"), ({"happened_on": "明天"}, "happened_on"),
     ({"happened_on": "2026-12-01"}, "happened_on"), ({"note": " "}, "note"), ({"unit": "999"}, "unit"),
     ({"item_number": "没有"}, "item_number"), ({"note": "【机密】"}, None)],
)  # fmt: skip
def test_what_cannot_be_recorded_is_said_at_its_field_and_nothing_typed_is_lost(organ, given, field):
    answer = send(organ.editor, "fault_new", **typed(organ, severity="较重", **given))
    assert (answer.status_code, Fault.objects.count()) == (422, 0)
    form = answer.context["form"]
    assert list(form.errors) == [field or "__all__"]
    assert "较重" in answer.content.decode()


def test_a_file_that_was_sent_outlives_the_errors_of_the_form(organ):
    image = make_image()
    file = SimpleUploadedFile("值班记录.png", image, content_type="image/png")
    refused = send(organ.editor, "fault_new", **typed(organ, note="", evidence=file))
    kept = refused.context["kept"]
    assert (refused.status_code, kept.name, str(kept.pk) in refused.content.decode()) == (422, "值班记录.png", True)
    stolen = send(organ.office_head, "fault_new", **typed(organ, kept=str(kept.pk)))
    assert (stolen.status_code, Fault.objects.get().evidence) == (302, None)
    assert send(organ.editor, "fault_new", **typed(organ, note="有佐证", kept=str(kept.pk))).status_code == 302
    assert Fault.objects.order_by("-pk")[0].evidence == kept


def test_a_file_that_is_no_evidence_is_refused_at_its_field(organ):
    file = SimpleUploadedFile("a.exe", b"MZ\x90\x00", content_type="application/octet-stream")
    answer = send(organ.editor, "fault_new", **typed(organ, evidence=file))
    assert (answer.status_code, list(answer.context["form"].errors), Fault.objects.count()) == (422, ["evidence"], 0)


def test_the_form_begins_with_the_item_that_it_was_opened_from(organ):
    item = make_item(status=Status.SIGNED, unit=organ.divisions[1])
    form = page(organ.editor, "fault_new", query=f"?item={item.pk}").context["form"]
    assert (form.initial["unit"], form.initial["item_number"]) == (organ.divisions[1].pk, item.number or "")
    assert page(organ.editor, "fault_new", query="?item=nothing").status_code == 404
    assert page(organ.editor, "fault_new", query=f"?item={make_item(unit=organ.division).pk}").status_code == 404


def test_the_unit_objects_on_the_page_and_the_office_decides(organ):
    fault = FaultFactory.create(unit=organ.division)
    assert page(organ.head, "fault", fault.pk).context["may_object"]
    assert send(organ.head, "fault_object", fault.pk, text=" ").status_code == 422
    assert send(organ.head, "fault_object", fault.pk, text="已电话报告。").status_code == 302
    assert not page(organ.head, "fault", fault.pk).context["may_object"]
    waiting = page(organ.editor, "faults", query="?state=objected").content.decode()
    assert reverse("registers:fault", args=[fault.pk]) in waiting
    assert page(organ.editor, "fault", fault.pk).context["may_decide"]
    assert send(organ.editor, "fault_uphold", fault.pk, reason="").status_code == 422
    assert send(organ.editor, "fault_uphold", fault.pk, reason="无记录").status_code == 302
    assert FaultObjection.objects.get().outcome == "upheld"
    assert send(organ.editor, "fault_revoke", fault.pk, reason="登记有误").status_code == 302
    shown = page(organ.head, "fault", fault.pk)
    assert "登记有误" in shown.content.decode()
    assert not shown.context["may_object"]
    assert page(organ.editor, "fault_revoke", fault.pk).status_code == 404
    assert {state: page(organ.editor, "faults", query=f"?state={state}").context["row_count"] for state in
            ("stands", "objected", "revoked")} == {"stands": 0, "objected": 0, "revoked": 1}  # fmt: skip


def test_after_the_last_day_no_objection_is_offered(organ, hand):
    fault = FaultFactory.create(unit=organ.division)
    hand.advance(days=6)
    assert not page(organ.head, "fault", fault.pk).context["may_object"]
    assert send(organ.head, "fault_object", fault.pk, text="晚了").status_code == 422
    assert not FaultObjection.objects.exists()


def test_faults_are_exported_as_they_are_listed(organ):
    FaultFactory.create(unit=organ.division, code="concealed")
    FaultFactory.create(unit=organ.division, code="late")
    answer = page(organ.editor, "faults", query="?code=concealed&export=xlsx")
    assert answer["Content-Type"].startswith("application/vnd.openxmlformats")
    assert page(organ.editor, "faults", query="?code=concealed").context["row_count"] == 1
    assert page(organ.editor, "faults", query="?code=nothing").context["row_count"] == 0


def test_the_fault_begins_a_bulletin_on_the_matter_for_the_office_only(organ):
    item = make_item(status=Status.SIGNED, unit=organ.division)
    fault = FaultFactory.create(unit=organ.division, item=item, severity="较重", note="逾期报告。")
    assert f"?fault={fault.pk}" in page(organ.editor, "fault", fault.pk).content.decode()
    assert f"?fault={fault.pk}" not in page(organ.head, "fault", fault.pk).content.decode()
    client = as_(organ.editor)
    form = client.get(reverse("reports:new") + f"?fault={fault.pk}").context["topical"]
    assert form.initial["title"] == f"关于{organ.division.name}迟报情况的通报"
    assert all(word in form.initial["matter"] for word in ("2026年11月10日", "较重", item.title, "逾期报告。"))
    assert client.get(reverse("reports:new") + "?fault=999").status_code == 404
    assert client.get(reverse("reports:new") + "?fault=x").status_code == 404


# ── the best of the month ──────────────────────────────────────────────────────────────────────────────────────────────


def test_several_candidates_are_chosen_at_once_with_one_reason(organ):
    items = [
        make_item(status=Status.SIGNED, unit=organ.division, created_at=noon(date(2026, 10, day))) for day in (6, 7, 8)
    ]
    AdoptionFactory.create(item=items[2], adopted_on=date(2026, 10, 20))
    address = reverse("registers:best_candidates") + "?month=2026-10"
    client = as_(organ.editor)
    answer = client.get(address)
    shown = answer.content.decode()
    assert shown.index(items[2].title) < shown.index(items[0].title)
    data = {"act": "choose", "pk": [items[0].pk, items[2].pk]}
    assert "why" in client.post(address, data).content.decode()
    assert client.post(address, {**data, "confirmed": "1", "why": " "}).status_code == 422
    assert not BestItem.objects.exists()
    client.post(address, {**data, "confirmed": "1", "why": "立意新"})
    assert set(BestItem.objects.values_list("item", "month", "why")) == {
        (items[0].pk, date(2026, 10, 1), "立意新"), (items[2].pk, date(2026, 10, 1), "立意新"),
    }  # fmt: skip
    client.post(address, {"act": "choose", "pk": [item.pk for item in items], "confirmed": "1", "why": "又选"})
    assert BestItem.objects.count() == 3


def test_candidates_are_paged_by_what_was_printed(organ, monkeypatch):
    from registers.views.best import CandidatesView

    monkeypatch.setattr(CandidatesView, "page_size", 1)
    items = [
        make_item(status=Status.SIGNED, unit=organ.division, created_at=noon(date(2026, 10, day))) for day in (6, 7, 8)
    ]
    AdoptionFactory.create(item=items[1], adopted_on=date(2026, 10, 20))
    address, seen = "?month=2026-10", []
    while address:
        answer = page(organ.editor, "best_candidates", query=address)
        seen += [item for item in items if item.title in answer.content.decode()]
        address = answer.context["older"]
    assert seen == [items[1], items[0], items[2]]


@pytest.mark.parametrize("month", ["", "2026-13", "nothing", "2026-1", "9999-12", "1999-12", "2099-12"])
def test_a_month_that_cannot_be_read_is_this_month_or_empty(organ, month):
    assert page(organ.editor, "best_candidates", query=f"?month={month}").status_code == 200


def test_one_item_is_chosen_on_its_page_and_revoked_in_the_register(organ):
    item = make_item(
        status=Status.SIGNED, unit=organ.division, drafter=organ.officer, created_at=noon(date(2026, 10, 6))
    )
    form = page(organ.editor, "best_choose", item.pk).context["form"]
    assert form.initial["month"] == date(2026, 10, 1)
    for data in ({"month": "2026-10", "why": ""}, {"month": "十月", "why": "新"}, {"month": "2027-01", "why": "新"}):
        assert send(organ.editor, "best_choose", item.pk, **data).status_code == 422
    assert send(organ.editor, "best_choose", item.pk, month="2026-10", why="立意新").status_code == 302
    best = BestItem.objects.get()
    assert reverse("registers:best_revoke", args=[best.pk]) in page(organ.editor, "best").content.decode()
    for reader in (organ.officer, organ.deputy_leader):
        told = page(reader, "best").content.decode()
        assert (item.title in told, reverse("registers:best_revoke", args=[best.pk]) in told) == (reader == organ.officer or
            item.signed_at is not None, False)  # fmt: skip
    assert item.title not in page(organ.officers[1], "best").content.decode()
    assert item.title in page(organ.editor, "best", query="?month=2026-10").content.decode()
    assert page(organ.editor, "best", query="?month=2026").context["row_count"] == 0
    on_item = as_(organ.editor).get(item.get_absolute_url()).content.decode()
    assert "立意新" in on_item
    assert send(organ.editor, "best_revoke", best.pk, reason="不妥").status_code == 302
    assert item.title not in page(organ.editor, "best").content.decode()
    assert page(organ.editor, "best_revoke", best.pk).status_code == 404


# ── commissions ────────────────────────────────────────────────────────────────────────────────────────────────────────


def asked(organ, **kw):
    return {"topic": "营商环境", "wanted": "写清数据", "asked_by": "省政府办公厅", "due_at": "2026-11-12T17:00",
            "units": [unit.pk for unit in organ.divisions], **kw}  # fmt: skip


def test_a_commission_is_made_by_the_form_and_each_unit_finds_its_own_line(organ):
    answer = send(organ.editor, "commission_new", **asked(organ))
    commission = Commission.objects.get()
    assert (answer.url, commission.due_at) == (commission.get_absolute_url(), datetime(2026, 11, 12, 9, tzinfo=UTC))
    lines = page(organ.editor, "commission", commission.pk).context["lines"]
    assert [line["target"].unit for line in lines] == organ.divisions
    own = page(organ.officers[1], "commission", commission.pk).context["lines"]
    assert [(line["target"].unit, line["may_answer"]) for line in own] == [(organ.divisions[1], True)]
    assert page(make_person("officer"), "commission", commission.pk).status_code == 404
    assert commission.topic in as_(organ.officer).get(reverse("ui:desk")).content.decode()


@pytest.mark.parametrize(
    ("given", "field"),
    [({"topic": ""}, "topic"), ({"units": []}, "units"), ({"due_at": "2026-11-01T09:00"}, "due_at"), ({"due_at": "x"}, "due_at"),
     ({"wanted": "【机密】"}, "__all__")],
)  # fmt: skip
def test_a_commission_that_cannot_be_is_told_at_its_field(organ, given, field):
    answer = send(organ.editor, "commission_new", **asked(organ, **given))
    assert (answer.status_code, list(answer.context["form"].errors), Commission.objects.count()) == (422, [field], 0)
    assert "省政府办公厅" in answer.content.decode()


def test_a_unit_files_in_answer_and_goes_on_with_its_draft(organ):
    commission = CommissionFactory.create(units=organ.divisions)
    target = commission.targets.get(unit=organ.division)
    answer = send(organ.officer, "commission_answer", target.pk)
    item = Item.objects.get()
    assert (answer.url, item.source, item.commission_no) == (
        item.get_absolute_url(),
        Source.COMMISSION,
        commission.number,
    )
    assert send(organ.head, "commission_answer", target.pk).url == item.get_absolute_url()
    line = page(organ.officer, "commission", commission.pk).context["lines"][0]
    assert (line["is_writing"], line["item"], line["may_answer"]) == (True, item, True)
    assert page(organ.editor, "commission", commission.pk).context["lines"][0]["item"] is None
    assert send(organ.officers[1], "commission_answer", target.pk).status_code == 404
    assert commission.number in as_(organ.officer).get(item.get_absolute_url()).content.decode()


def test_the_office_extends_excuses_reminds_closes_and_opens_again(organ, hand):
    commission = CommissionFactory.create(units=organ.divisions)
    first, second = commission.targets.order_by("pk")
    answer_to(commission, organ.division)
    assert send(organ.editor, "commission_remind", commission.pk).status_code == 302
    assert send(organ.editor, "commission_close", commission.pk).status_code == 302
    assert Commission.objects.get().closed_at is None
    early = {"until": "2026-11-11T09:00", "reason": "出差"}
    assert send(organ.editor, "commission_extend", commission.pk, second.pk, **early).status_code == 422
    later = {"until": "2026-11-20T09:00", "reason": "出差"}
    assert send(organ.editor, "commission_extend", commission.pk, second.pk, **later).status_code == 302
    assert CommissionTarget.objects.get(pk=second.pk).extended_to == datetime(2026, 11, 20, 1, tzinfo=UTC)
    other = CommissionFactory.create(units=[organ.division])
    assert page(organ.editor, "commission_extend", other.pk, second.pk).status_code == 404
    assert send(organ.editor, "commission_excuse", commission.pk, second.pk, reason="无关").status_code == 302
    assert page(organ.editor, "commission_excuse", commission.pk, second.pk).status_code == 404
    hand.advance(days=4)
    assert send(organ.editor, "commission_close", commission.pk).status_code == 302
    shown = page(organ.editor, "commission", commission.pk)
    assert [line["answer"].outcome for line in shown.context["lines"]] == ["done", "excused"]
    assert (shown.context["may_manage"], shown.context["may_reopen"]) == (False, True)
    assert send(organ.editor, "commission_reopen", commission.pk, reason="核对").status_code == 302
    assert send(organ.editor, "commission_withdraw", commission.pk, reason="取消").status_code == 302
    assert "取消" in page(organ.officer, "commission", commission.pk).content.decode()
    assert first.pk


def test_commissions_are_filtered_and_marked(organ):
    open_one = CommissionFactory.create(units=[organ.division], topic="甲题")
    overdue = CommissionFactory.create(units=[organ.divisions[1]], topic="乙题", due_at=now() - timedelta(hours=1))
    closed = CommissionFactory.create(units=[organ.division], topic="丙题", closed_at=now(), closed_by=organ.editor)
    CommissionFactory.create(
        units=[organ.division], topic="丁题", withdrawn_at=now(), withdrawn_by=organ.editor, withdraw_reason="取消"
    )
    found = {
        query: [topic for topic in ("甲题", "乙题", "丙题", "丁题") if topic in page(organ.editor, "commissions", query=query).content.decode()]
        for query in ("?state=open", "?state=overdue", "?state=closed", "?state=withdrawn", f"?unit={organ.divisions[1].pk}")
    }  # fmt: skip
    assert list(found.values()) == [["甲题", "乙题"], ["乙题"], ["丙题"], ["丁题"], ["乙题"]]
    assert {open_one, overdue, closed}
    desk = as_(organ.editor).get(reverse("ui:desk")).content.decode()
    assert ("乙题" in desk, "甲题" in desk) == (True, False)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_of_a_commission_costs_the_same_for_one_and_three_units(organ, rows, django_assert_num_queries):
    from tests.factories.organizations import UnitFactory

    units = [UnitFactory.create() for _no in range(rows)]
    commission = CommissionFactory.create(units=units)
    for unit in units:
        answer_to(commission, unit)
    client = as_(organ.editor)
    address = commission.get_absolute_url()
    client.get(address)
    with django_assert_num_queries(10):
        client.get(address)


def test_the_item_page_shows_what_stands_in_the_registers_about_it(organ):
    item = make_item(status=Status.SIGNED, unit=organ.division)
    fault = FaultFactory.create(unit=organ.division, item=item)
    theirs = FaultFactory.create(unit=organ.divisions[1], item=item)
    mark = BestItemFactory.create(item=item, why="内容新")
    FaultObjectionFactory.create(fault=fault)
    office = as_(organ.editor).get(item.get_absolute_url()).content.decode()
    unit = as_(organ.officer).get(item.get_absolute_url()).content.decode()
    assert all(reverse("registers:fault", args=[one.pk]) in office for one in (fault, theirs))
    assert (fault.get_absolute_url() in unit, theirs.get_absolute_url() in unit) == (True, False)
    assert ("内容新" in unit, reverse("registers:best_revoke", args=[mark.pk]) in unit) == (True, False)
    assert reverse("registers:best_choose", args=[item.pk]) in office
