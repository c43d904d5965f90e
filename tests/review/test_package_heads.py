"""Mastheads, numbers and dates of papers for forwarding: written in one way, each once, and what cannot be is refused."""

import io
from datetime import date, timedelta

import pdfplumber
import pytest
from django.urls import reverse

from activity.clock import today
from documents.headlines import number_lines
from organizations.services import papers
from review.errors import RecordRefused
from review.models import Package
from review.services import package_heads, package_paper, packages
from tests.documents.measuring import LEFT, RIGHT, lines_of
from tests.factories.organizations import OutletFactory, make_organ
from tests.factories.review import AdoptionFactory, signed_item

pytestmark = pytest.mark.django_db


@pytest.fixture
def organ():
    return make_organ()


@pytest.fixture
def item(organ):
    return signed_item(unit=organ.division, drafter=organ.officer, title="规范性文件清理工作情况和建议", text="情况。")


def make(organ, item, **changed):
    given = {"masthead": "信息专报", "number_line": "〔2026〕第77期", "dated_on": date(2026, 11, 5)} | changed
    return packages.make_package(kind="special", head=packages.Head(**given), items=[item], by=organ.editor)


def stands(number, masthead="信息专报"):
    """A paper from the days when any number was taken."""
    return Package.objects.create(
        kind="special", masthead=masthead, number_line=number, title="一件信息", dated_on=date(2026, 1, 5), content="{}",
        sha256="0" * 64, made_by=make_organ().editor, made_at="2026-01-05T04:00:00Z",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("〔2026〕第77期", "〔2026〕第77期"),
        ("〔2026〕第 77 期", "〔2026〕第77期"),
        ("[2026]第77期", "〔2026〕第77期"),
        ("［２０２６］第７７期", "〔2026〕第77期"),
        ("（2026）第077期", "〔2026〕第77期"),
        ("【2026年】第٧٧期", "〔2026〕第77期"),
        ("〔2026〕第82期(总第1082期·增刊)", "〔2026〕第82期（总第1082期·增刊）"),
        ("2026年第8期", "2026年第8期"),
        ("第8期", "第8期"),
        ("2026年1月15日", "2026年1月15日"),
        ("　", ""),
    ],
)
def test_a_number_is_printed_in_one_way_however_it_is_typed(typed, printed):
    assert package_heads.printed_number(typed) == printed
    assert package_heads.printed_number(printed) == printed


@pytest.mark.parametrize(
    "again",
    [
        "〔2026〕第 77 期",
        "[2026]第77期",
        "〔2026〕第７７期",
        "〔2026〕77号",
        "2026年第77期",
        "〔2026〕第77期（总第1077期）",
    ],
)
@pytest.mark.parametrize("masthead", ["信息专报", "信 息 专 报"])
def test_one_number_stands_once_by_whatever_spelling(organ, item, again, masthead):
    make(organ, item)
    with pytest.raises(RecordRefused) as refusal:
        make(organ, item, number_line=again, masthead=masthead)
    assert (refusal.value.code, refusal.value.field) == ("number", "number_line")


def test_a_number_that_stood_before_in_another_spelling_is_taken_too(organ, item):
    old = stands("[2026] 第 ７７ 期")
    with pytest.raises(RecordRefused):
        make(organ, item)
    other = make(organ, item, number_line="〔2026〕第78期")
    assert list(packages.under_the_same_number(old)) == []
    Package.objects.filter(pk=other.pk).update(number_line="〔2026〕第77期")
    assert list(packages.under_the_same_number(old)) == [other]


def test_a_supplement_and_another_masthead_have_the_number_beside_it(organ, item):
    make(organ, item)
    make(organ, item, number_line="〔2026〕第77期（增刊）")
    make(organ, item, masthead="政务专报")
    make(organ, item, number_line="〔2025〕第77期")
    assert Package.objects.count() == 4


@pytest.mark.parametrize(
    ("number", "following"),
    [
        ("[2026]第77期", "〔2026〕第78期"),
        ("2026年第 ７７ 期（总第177期）", "〔2026〕第78期"),
        ("第９９９９９９９９９９９９９９９９９９９９９期", "〔2026〕第1期"),
        ("〔2026〕第９９９９９９９９９９９９９９９９９９９９９期", "〔2026〕第1期"),
        ("〔2026〕第99999期", "〔2026〕第1期"),
        ("〔2025〕第77期", "〔2026〕第1期"),
        ("增刊", "〔2026〕第1期"),
    ],
)
def test_the_next_number_is_one_that_may_stand_whatever_stood_before(number, following):
    stands(number)
    assert packages.next_number("信息专报", 2026) == following


@pytest.mark.parametrize(
    ("changed", "field", "code"),
    [
        ({"number_line": "第９９９９９９９９９９９９９９９９９９９９９期"}, "number_line", "high"),
        ({"number_line": "〔2026〕第100000期"}, "number_line", "high"),
        ({"number_line": "〔2026〕第7期（总第100000期）"}, "number_line", "high"),
        ({"number_line": "期" * 40}, "number_line", "long"),
        ({"number_line": "㏩" * 30}, "number_line", "long"),
        ({"dated_on": date(1, 1, 1)}, "dated_on", "date"),
        ({"dated_on": date(1999, 12, 31)}, "dated_on", "date"),
        ({"dated_on": date(9999, 12, 31)}, "dated_on", "date"),
        ({"masthead": "信息工作情况通报"}, "masthead", "masthead"),
        ({"masthead": "信息工作情况 通报"}, "masthead", "masthead"),
        ({"masthead": "零报送单位告知书"}, "masthead", "masthead"),
    ],
)
def test_what_no_paper_bears_is_refused_at_its_field(organ, item, client, changed, field, code):
    with pytest.raises(RecordRefused) as refusal:
        make(organ, item, **changed)
    assert (refusal.value.code, refusal.value.field) == (code, field)
    client.force_login(organ.editor, backend="django.contrib.auth.backends.ModelBackend")
    address = f"{reverse('review:package_new')}?item={item.pk}"
    form = client.get(address).context["form"]
    proposed = {name: "" if form[name].value() is None else form[name].value() for name in form.fields}
    answer = client.post(address, {**proposed, "items": [item.pk], "once": "a" * 32, **changed})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert not Package.objects.exists()


def test_the_refusal_of_a_masthead_says_whose_it_is_and_which_to_take(organ, item):
    papers.save_papers(by=organ.head, bulletin_masthead="政务通报", special_masthead="政务专报")
    with pytest.raises(RecordRefused, match="政务专报"):
        make(organ, item, masthead="政务通报", number_line="〔2026〕第15期（总第17期）")
    assert make(organ, item, masthead="信息工作情况通报").masthead == "信息工作情况通报"


def test_days_from_2000_to_a_year_ahead_may_stand(organ, item):
    for number, day in enumerate((date(2000, 1, 1), today(), today() + timedelta(days=365)), start=1):
        assert make(organ, item, number_line=f"〔2026〕第{number}期", dated_on=day).dated_on == day


def test_an_edition_in_another_spelling_than_the_registers_is_printed(organ, item):
    outlet = OutletFactory.create(name="法制工作信息", is_own=True)
    AdoptionFactory.create(item=item, outlet=outlet, issue_number="[2026]第 08 期", recorded_by=organ.editor)
    head = packages.Head(masthead=outlet.name, number_line="[2026]第 08 期", dated_on=date(2026, 11, 5))
    made = packages.make_package(kind="edition", head=head, items=[item], by=organ.editor, outlet=outlet)
    assert made.number_line == "〔2026〕第8期"
    assert packages.editions_without_paper() == []


def test_a_long_number_is_printed_within_the_type_area_and_not_over_the_date(organ, item):
    package = make(organ, item, number_line="〔2026〕第82期（总第1082期·安全生产增刊）")
    first, last = number_lines(package.number_line)
    with pdfplumber.open(io.BytesIO(package_paper.pdf_of(package))) as pdf:
        rows = {"".join(sign["text"] for sign in row): row for row in lines_of(pdf.pages[0].chars)}
    assert first in rows
    row = rows[f"{last}2026年11月5日"]
    assert row[0]["x0"] >= LEFT
    assert row[-1]["x1"] <= RIGHT
    assert row[len(last)]["x0"] > row[len(last) - 1]["x1"] + 8
