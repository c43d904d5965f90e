"""A text with its figures in it: digits against a figure and paragraphs that grow too long by them are refused."""

import re
from datetime import date, datetime

import pytest
from django.urls import reverse

from activity.clock import OFFICE_ZONE, frozen, now
from reports.errors import BulletinRefused, SectionRefused
from reports.services import bulletins, sections
from reports.services.fields import LABELS
from reports.services.filled_text import check_filled
from reports.services.spans import calendar_span, free_span
from reports.states import Kind, State
from scoring.models import Period
from scoring.services.periods import make_period
from tests.factories.reports import make_bulletin, make_quarter

FIELDS = {"filed.total": "76", "adopted.rate": "51.3%", "period.name": "2026年10月", "zero.units": "行政复议处"}
LINES = ("title", "note", "office", "send_up", "send_peer", "send_down", "contact")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("报送{{ filed.total }}999条", "76999"),
        ("报送9{{ filed.total }}条", "976"),
        ("报送{{ filed.total }}.5条", "76.5"),
        ("报送1,{{ filed.total }}条", "1,76"),
        ("报送３{{ filed.total }}条", "３76"),
        ("报送{{ filed.total }}{{ filed.total }}条", "7676"),
        ("第{{ filed.total }}{{ period.name }}", "762026"),
        ("各单位报送情况如下。\n报送{{ filed.total }}0条", "760"),
    ],
)
def test_digits_against_a_figure_are_refused_with_the_number_that_they_would_make(text, number):
    with pytest.raises(SectionRefused) as refused:
        check_filled(text, FIELDS)
    assert (refused.value.code, refused.value.field) == ("joined", "text")
    assert f"“{number}”" in str(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        "报送\u0661{{ filed.total }}条",
        "一百{{ filed.total }}条",
        "报送{{ filed.total }}万条",
        "报送两{{ filed.total }}条",
        "报送○{{ filed.total }}条",
        "报送-{{ filed.total }}条",
        "报送\u2212{{ filed.total }}条",
        "报送–{{ filed.total }}条",
        "报送—{{ filed.total }}条",
        "报送+{{ filed.total }}条",
        "报送.{{ filed.total }}条",
        "报送1 {{ filed.total }}条",
        "报送1\u2009{{ filed.total }}条",
        "报送1·{{ filed.total }}条",
        "报送l{{ filed.total }}条",
        "报送{{ filed.total }}О条",
        "报送{{ filed.total }}k条",
        "报送{{ filed.total }}²条",
        "报送\U0001d7cf{{ filed.total }}条",
        "报送①{{ filed.total }}条",
        "报送½{{ filed.total }}条",
        "报送{{ filed.total }}\u0336条",
        "报送{{ filed.total }}\u20dd条",
        "报送1\u0336{{ filed.total }}条",
        "报送{{ filed.total }}%",
        "报送{{ filed.total }}‰",
        "报送{{ filed.total }}°",
        "报送{{ filed.total }},{{ filed.total }}条",
        "报送{{ filed.total }} {{ filed.total }}条",
        "采用率{{ adopted.rate }}%",
        "采用率{{ adopted.rate }}²",
        "采用率-{{ adopted.rate }}",
        "名单：{{ zero.units }}\u0336",
    ],
)
def test_a_sign_that_makes_another_number_of_a_figure_is_refused_and_the_figure_named(text):
    with pytest.raises(SectionRefused) as refused:
        check_filled(text, FIELDS)
    assert (refused.value.code, refused.value.field) == ("joined", "text")
    assert any(str(LABELS[name]) in str(refused.value) for name in FIELDS)


@pytest.mark.parametrize("sign", ["\u200b", "\u2060", "\u200d", "\u034f", "\u3164", "\ufffc", "\U000e0031", "\ufeff"])
def test_a_sign_that_nobody_sees_is_refused_with_its_code(month, sign):
    bulletin = make_bulletin(month)
    with pytest.raises(SectionRefused) as refused:
        sections.save_section(
            bulletin_id=bulletin.pk, key="opening", by=month.head, text=f"共1{sign}{{{{ filed.total }}}}条"
        )
    assert (refused.value.code, refused.value.field) == ("hidden", "text")
    assert f"U+{ord(sign):04X}" in str(refused.value)


@pytest.mark.parametrize("sign", ["\u00ad", "\ufe0f", "\U000e0100"])
def test_a_sign_that_is_taken_out_hides_no_digit(month, sign):
    bulletin = make_bulletin(month)
    save = {"bulletin_id": bulletin.pk, "key": "opening", "by": month.head}
    with pytest.raises(SectionRefused) as refused:
        sections.save_section(text=f"共1{sign}{{{{ filed.total }}}}条", **save)
    assert refused.value.code == "joined"
    assert sections.save_section(text=f"\ufeff共{sign}{{{{ filed.total }}}}条", **save).text == "共{{ filed.total }}条"


def test_more_than_three_marks_on_a_letter_are_refused(month):
    bulletin = make_bulletin(month)
    save = {"bulletin_id": bulletin.pk, "key": "opening", "by": month.head}
    with pytest.raises(SectionRefused) as refused:
        sections.save_section(text="z" + "\u0301" * 4, **save)
    assert refused.value.code == "marks"
    assert sections.save_section(text="é", **save).text == "é"


def test_what_slipped_in_earlier_is_found_at_check(month):
    bulletin = make_bulletin(month)
    for text in ("共1{{ filed.total }}条", "共1\u200b{{ filed.total }}条", "共{ filed.total }条"):
        bulletin.sections.filter(key="opening").update(text=text)
        with pytest.raises(BulletinRefused) as refused:
            bulletins.check_bulletin(bulletin_id=bulletin.pk, by=month.head)
        assert "总体情况" in str(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        "共{ filed.total }条", "共{ { filed.total } }条", "共｛｛ filed.total ｝｝条", "共{{{ filed.total }}}条", "共filed.total条",
        "共﹛﹛filed.total﹜﹜条", "共{{{{ filed.total }}}}条", "共Filed . Total条",
    ],
)  # fmt: skip
def test_what_looks_like_a_field_is_refused_in_a_text_and_on_every_line(month, text):
    bulletin = make_bulletin(month)
    save = {"bulletin_id": bulletin.pk, "by": month.head}
    checked = make_person_comment(month)
    for act, field in (
        (lambda: sections.save_section(key="opening", text=text, **save), "text"),
        (lambda: sections.save_section(key="opening", text="好。", heading=text, **save), "heading"),
        (lambda: sections.add_section(heading=text, text="好。", **save), "heading"),
        (lambda: sections.add_section(heading="其他", text=text, **save), "text"),
        (lambda: bulletins.propose_topical(title=text, matter="好。", by=month.head), "title"),
        (lambda: bulletins.propose_topical(title="好", matter=text, by=month.head), "text"),
        *((lambda name=name: bulletins.save_imprint(**{name: text}, **save), name) for name in LINES),
    ):
        with pytest.raises((SectionRefused, BulletinRefused)) as refused:
            act()
        assert refused.value.field == field
    bulletins.check_bulletin(bulletin_id=bulletin.pk, by=month.head)
    with pytest.raises(BulletinRefused) as refused:
        checked(bulletin, text)
    assert refused.value.field == "text"


def make_person_comment(month):
    leader = month.organ.deputy_leader
    return lambda bulletin, text: bulletins.add_comment(
        bulletin_id=bulletin.pk, leader=leader, recorded_by=leader, text=text
    )


@pytest.mark.parametrize("name", ["title", "send_up", "office"])
def test_a_whole_field_is_no_part_of_a_line_either(month, name):
    bulletin = make_bulletin(month)
    with pytest.raises(BulletinRefused) as refused:
        bulletins.save_imprint(bulletin_id=bulletin.pk, by=month.head, **{name: "共{{ filed.total }}条"})
    assert (refused.value.field, refused.value.code) == (name, "field")
    with pytest.raises(SectionRefused) as refused:
        sections.add_section(bulletin_id=bulletin.pk, by=month.head, heading="{{ filed.total }}", text="好。")
    assert (refused.value.field, refused.value.code) == ("heading", "field")


@pytest.mark.parametrize("heading", ["\u00ad", "\ufeff\ufe0f", "\u3164", "\u200b\u200b", "　"])
def test_a_heading_of_nothing_that_is_seen_is_refused(month, heading):
    bulletin = make_bulletin(month)
    with pytest.raises(SectionRefused) as refused:
        sections.add_section(bulletin_id=bulletin.pk, by=month.head, heading=heading, text="好。")
    assert refused.value.field == "heading"
    with pytest.raises(BulletinRefused) as refused:
        bulletins.save_imprint(bulletin_id=bulletin.pk, by=month.head, title=heading)
    assert refused.value.field == "title"


@pytest.mark.parametrize(
    "text",
    [
        "报送——{{ filed.total }}条",
        "1月—{{ period.name }}",
        "（{{ filed.total }}条）、{{ filed.total }}，{{ filed.total }}。",
        "采用率{{ adopted.rate }}，提高5个百分点",
        "共 {{ filed.total }} 条",
        "“{{ filed.total }}”",
        "{{ filed.total }}参加",
        "{{ filed.total }}个百分点",
        "共：{{ filed.total }}；",
        "报送{{ filed.total }}条，其中9条",
        "{{ period.name }}5个单位",
        "采用率{{ adopted.rate }}3个单位",
        "共3、{{ filed.total }}条",
        "没有数字",
        "条数{{ filed.total }}。2026年",
        "条数{{ filed.total }}\n5个单位",
        "{{ nobody.knows }}5",
    ],
)
def test_what_stands_apart_is_kept(text):
    assert check_filled(text, FIELDS) == text


def test_a_paragraph_that_its_figures_make_too_long_is_refused_and_named():
    fields = FIELDS | {"zero.named": "行政复议处" * 100}
    text = "第一段。\n" + "{{ zero.named }}、" * 11
    with pytest.raises(SectionRefused) as refused:
        check_filled(text, fields)
    assert (refused.value.code, refused.value.field) == ("paragraph", "text")
    assert re.search(r"Paragraph 2 |第2段", str(refused.value))
    assert "5511" in str(refused.value)
    assert check_filled("\n".join(["{{ zero.named }}"] * 11), fields)


def test_too_many_paragraphs_are_said_at_the_text_and_what_was_typed_is_kept(month, signed_in):
    bulletin = make_bulletin(month)
    answer = signed_in(month.head).post(
        reverse("reports:section", args=[bulletin.pk, "opening"]),
        {"heading": "总体情况", "text": "一\n" * 1100, "seen_version": "1"},
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "1100" in page
    assert "一\n" * 900 in page.replace("\r\n", "\n")


def test_the_page_says_it_at_the_text_and_keeps_what_was_typed(month, signed_in):
    bulletin = make_bulletin(month)
    typed = "本月报送{{ filed.total }}999条。"
    answer = signed_in(month.head).post(
        reverse("reports:section", args=[bulletin.pk, "opening"]),
        {"heading": "总体情况", "text": typed, "seen_version": "1"},
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "999”" in page
    assert typed in page
    assert bulletin.sections.get(key="opening").text != typed


def test_a_section_of_the_offices_own_is_held_to_it_too(month):
    bulletin = make_bulletin(month)
    with pytest.raises(SectionRefused):
        sections.add_section(bulletin_id=bulletin.pk, by=month.head, heading="附记", text="{{ units.total }}0个")
    assert not bulletin.sections.filter(is_own=True).exists()


def overtyped(bulletin):
    """Sections whose stored words are not those that were proposed."""
    return [section.key for section in bulletin.sections.all() if not section.is_as_proposed]


def test_what_is_proposed_can_be_saved(month):
    bulletin = make_bulletin(month)
    for section in bulletin.sections.all():
        sections.save_section(bulletin_id=bulletin.pk, key=section.key, text=section.text, by=month.head)
    assert overtyped(bulletin) == []


@pytest.mark.parametrize("kind", [Kind.QUARTERLY, Kind.HALF_YEARLY, Kind.YEARLY, Kind.FREE, Kind.TOPICAL])
def test_what_is_proposed_of_every_kind_can_be_checked(db, kind):
    with frozen(datetime(2027, 1, 5, 9, tzinfo=OFFICE_ZONE)):
        quarter = make_quarter(first_month=10)
        for number in range(1, 10):
            Period.objects.filter(pk=make_period(2026, number).pk).update(state="closed", closed_at=now())
        if kind == Kind.TOPICAL:
            made = bulletins.propose_topical(title="关于迟报的通报", matter="某处迟报1条。", by=quarter.head)
        elif kind == Kind.FREE:
            made = bulletins.propose_span(span=free_span(date(2026, 10, 5), date(2026, 12, 20)), by=quarter.head)
        else:
            made = bulletins.propose_span(span=calendar_span(kind, 2026, 12), by=quarter.head)
        for section in made.sections.all():
            sections.save_section(bulletin_id=made.pk, key=section.key, text=section.text, by=quarter.head)
        assert overtyped(made) == []
        assert bulletins.check_bulletin(bulletin_id=made.pk, by=quarter.head).state == State.CHECKED
