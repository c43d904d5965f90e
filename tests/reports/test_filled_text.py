"""A text with its figures in it: digits against a figure and paragraphs that grow too long by them are refused."""

import re

import pytest
from django.urls import reverse

from reports.errors import SectionRefused
from reports.services import sections
from reports.services.filled_text import check_filled
from tests.factories.reports import make_bulletin

FIELDS = {"filed.total": "76", "adopted.rate": "51.3%", "period.name": "2026年10月"}


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


def test_what_is_proposed_can_be_saved(month):
    bulletin = make_bulletin(month)
    for section in bulletin.sections.all():
        sections.save_section(bulletin_id=bulletin.pk, key=section.key, text=section.text, by=month.head)
