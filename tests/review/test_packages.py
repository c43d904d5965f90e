"""Papers on which items leave the office: what is taken down, the PDF, numbers, refusals, void ones."""

import io
import json
import re
from datetime import date

import docx
import pdfplumber
import pytest
from django.urls import reverse
from docx.oxml.ns import qn

from activity import clock
from activity.models import Event, Job
from activity.runner import run_queued
from documents.pdf_limits import LONGEST_PARAGRAPH
from documents.services import open_file
from organizations.models import Role
from review.errors import RecordRefused
from review.models import Package
from review.services import package_paper, packages
from submissions.errors import NotAllowed
from submissions.models.chain import Signature
from submissions.states import Status
from tests.documents import measuring
from tests.documents.pdfa import problems
from tests.factories.organizations import OutletFactory, make_person
from tests.factories.review import AdoptionFactory, signed_item
from tests.factories.submissions import make_item

pytestmark = pytest.mark.django_db

TEXT = (
    "一、基本情况\n"
    "今年以来，市政府法制办组织对现行有效的86件政府规章和1,240件规范性文件进行了全面清理，提出保留、修改或者废止的意见，"
    "报经市政府常务会议审议通过后向社会公布。\n"
    "（一）摸清底数。采取“部门自查、法制机构复核、专家论证”的方式逐件登记，建立目录。清理结果在市政府网站公布，接受监督。\n"
    "二、存在的问题和建议\n"
    "个别部门对“谁制定、谁清理”的要求落实不到位，清理意见不够具体；有的文件已超过有效期仍在执行。建议建立规范性文件"
    "有效期制度，届满前6个月由制定机关评估，需要继续执行的重新公布。"
)


@pytest.fixture
def item(organ):
    return signed_item(unit=organ.division, drafter=organ.officer, title="规范性文件清理工作情况和建议", text=TEXT)


def head(**changed):
    given = {
        "masthead": "信息专报", "number_line": "〔2026〕第3期", "dated_on": date(2026, 11, 5),
        "send_up": "市委办公室、市政府办公室。", "send_peer": "市直有关部门。", "send_down": "各处室。", "copies": 20,
    } | changed  # fmt: skip
    return packages.Head(**given)


def make(organ, items, **changed):
    return packages.make_package(kind="special", head=head(**changed), items=items, by=organ.editor)


def filled(form):
    """The form as it is proposed."""
    values = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else value for name, value in values.items()}


def pages_of(pdf):
    return pdfplumber.open(io.BytesIO(pdf))


def test_the_job_makes_a_special_report_with_its_lines_of_distribution(organ, item):
    package = make(organ, [item])
    assert run_queued() == 1
    package.refresh_from_db()
    with open_file(package.pdf) as file, pages_of(file.read()) as pdf:
        text = "".join("".join(page.extract_text().split()) for page in pdf.pages)
        assert measuring.is_outside(pdf.pages[0])
        assert abs(measuring.red_line_gap(pdf.pages[0]) - 4) <= 0.5
        assert measuring.fonts_of(pdf.pages[0], "一、基本情况") == {"Noto-Sans-CJK-SC"}
    for words in (
        "信息专报",
        "〔2026〕第3期",
        "领导批示",
        item.title,
        "报：市委办公室",
        "送：市直",
        "发：各处室。",
        "共印20份",
    ):
        assert words in text, words
    assert str(organ.officer) in text
    assert str(item.unit) in text
    assert [event.verb for event in Event.objects.about(package).order_by("pk")] == ["package.make", "package.pdf"]


def test_an_edition_lists_its_items_with_page_numbers(organ):
    outlet = OutletFactory.create(name="法制工作信息", is_own=True)
    items = [signed_item(unit=organ.division, title=f"第{number}件工作情况", text=TEXT * 3) for number in range(1, 5)]
    for one in items:
        AdoptionFactory.create(item=one, outlet=outlet, issue_number="〔2026〕第8期", recorded_by=organ.editor)
    found = list(packages.items_of_edition(outlet, "〔2026〕第8期"))
    package = packages.make_package(
        kind="edition",
        head=head(masthead=outlet.name, number_line="〔2026〕第8期"),
        items=found,
        by=organ.editor,
        outlet=outlet,
    )
    with pages_of(package_paper.pdf_of(package)) as pdf:
        first = pdf.pages[0].extract_text()
        lines = [line for line in first.splitlines() if "......" in line]
        assert len(lines) == 4
        for line, one in zip(lines, items, strict=True):
            title, _dots, number = line.partition("......")
            assert title.rstrip(".") == one.title
            assert one.title in pdf.pages[int(number.strip(".")) - 1].extract_text()
        assert "领导批示" not in first


def sign(item, stage, by, **kw):
    return Signature.objects.create(
        item=item, revision=item.current, stage=stage, signed_by=by, signed_at=clock.now(), **kw
    )


def imprint_of(package):
    return package_paper.html_of(package).partition('class="imprint"')[2]


def test_the_imprint_names_the_leader_who_signed_or_the_head_of_the_office_where_none_signs(organ, item):
    brief = signed_item(unit=organ.division, title="简讯一则", text=TEXT)
    sign(brief, "office", organ.head)
    sign(item, "leader", organ.deputy_leader, voided_at=clock.now())
    assert f"签发：{organ.head}<" in imprint_of(make(organ, [item, brief]))
    sign(item, "office", organ.editor)
    sign(item, "leader", organ.deputy_leader)
    signed = make(organ, [item, brief], number_line="〔2026〕第4期")
    assert f"签发：{organ.deputy_leader}<" in imprint_of(signed)


def test_the_imprint_has_no_label_without_a_name(organ):
    bare = signed_item(unit=organ.division, title="补录的信息", text=TEXT, editor=None, checker=None)
    imprint = imprint_of(make(organ, [bare]))
    assert "核稿" not in imprint
    assert "签发" not in imprint
    assert "2026年11月5日印发" in imprint
    checked = signed_item(unit=organ.division, title="另一条信息", text=TEXT, editor=organ.editor)
    imprint = imprint_of(make(organ, [checked, bare], number_line="〔2026〕第4期"))
    assert f"<td>核稿：{organ.editor}</td>" in imprint


def test_words_are_those_of_the_day_whatever_is_changed_later(organ, item):
    package = make(organ, [item])
    before = package_paper.context_of(package)
    item.title = "改过的标题"
    item.save(update_fields=["title"])
    assert package_paper.context_of(Package.objects.get(pk=package.pk)) == before


def test_the_same_content_gives_the_same_bytes(organ, item):
    package = make(organ, [item])
    assert package_paper.pdf_of(package) == package_paper.pdf_of(Package.objects.get(pk=package.pk))


def test_the_frozen_words_are_attached_and_their_hash_is_in_the_metadata(organ, item):
    package = make(organ, [item])
    with pages_of(package_paper.pdf_of(package)) as pdf:
        assert f"content-sha256:{package.sha256}" in pdf.metadata["Keywords"]
        (spec,) = [one.resolve() for one in pdf.doc.catalog["Names"]["EmbeddedFiles"].resolve()["Names"][1::2]]
        assert json.loads(spec["EF"]["F"].resolve().get_data()) == json.loads(package.content)


def test_a_number_stands_once_and_is_free_again_when_its_paper_is_void(organ, item):
    package = make(organ, [item])
    with pytest.raises(RecordRefused) as refusal:
        make(organ, [item])
    assert (refusal.value.code, refusal.value.field) == ("number", "number_line")
    packages.void_package(package_id=package.pk, by=organ.editor, reason="排版有误")
    assert make(organ, [item]).number_line == package.number_line
    with pytest.raises(NotAllowed):
        packages.void_package(package_id=package.pk, by=organ.editor, reason="再一次")


def test_the_next_number_follows_the_highest_that_stands(organ, item):
    assert packages.next_number("信息专报", 2026) == "〔2026〕第1期"
    make(organ, [item], number_line="〔2026〕第9期")
    make(organ, [item], number_line="〔2025〕第30期")
    assert packages.next_number("信息专报", 2026) == "〔2026〕第10期"


def test_the_last_paper_lends_its_distribution(organ, item):
    make(organ, [item], contact="李文静 0571-8700")
    proposed = packages.proposed_head("special")
    assert (proposed.send_up, proposed.copies, proposed.contact) == (
        "市委办公室、市政府办公室。",
        20,
        "李文静 0571-8700",
    )


@pytest.mark.parametrize(
    ("items", "code"),
    [
        (list, "items"),
        (lambda: [make_item(status=Status.EDITING)], "unsigned"),
        (lambda: [signed_item(title="过长的信息", text="长" * (LONGEST_PARAGRAPH + 1))], "text"),
        (lambda: [signed_item(title="过长的信息", text="长\n" * 500_000)], "text"),
        (lambda: [signed_item(), signed_item(title="过长的信息", text=("长" * 4_000 + "\n") * 12)] * 4, "long"),
        (lambda: [signed_item()] * (packages.MOST_ITEMS + 1), "many"),
    ],
)
def test_what_cannot_be_printed_is_refused_and_named(organ, items, code):
    with pytest.raises(RecordRefused) as refusal:
        make(organ, items())
    assert refusal.value.code == code
    assert Package.objects.count() == 0
    assert not Job.objects.filter(name=packages.JOB).exists()
    if code in ("text", "long"):
        assert "过长的信息" in str(refusal.value)
        assert "1" in str(refusal.value)


def test_only_the_office_makes_papers(organ, item):
    with pytest.raises(NotAllowed):
        packages.make_package(kind="special", head=head(), items=[item], by=organ.officer)


def test_editions_of_own_journals_wait_for_their_paper(organ, item):
    outlet = OutletFactory.create(name="法制工作信息", is_own=True)
    AdoptionFactory.create(item=item, outlet=outlet, issue_number="第8期", recorded_by=organ.editor)
    AdoptionFactory.create(item=item, issue_number="第9期", recorded_by=organ.editor)
    assert [(one["outlet__name"], one["count"]) for one in packages.editions_without_paper()] == [("法制工作信息", 1)]
    packages.make_package(
        kind="edition",
        head=head(masthead=outlet.name, number_line="第8期"),
        items=[item],
        by=organ.editor,
        outlet=outlet,
    )
    assert packages.editions_without_paper() == []


def test_docx_has_the_words_of_the_paper_and_the_numbers_of_its_pages(client, organ):
    outlet = OutletFactory.create(name="法制工作信息", is_own=True)
    items = [signed_item(unit=organ.divisions[0], title=f"第{word}条信息", text=TEXT) for word in "一二三"]
    package = packages.make_package(
        kind="edition", head=head(masthead="法制工作信息"), items=items, by=organ.editor, outlet=outlet
    )
    client.force_login(organ.editor, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("review:package_docx", args=[package.pk])
    assert f'href="{address}">' in client.get(package.get_absolute_url()).content.decode()
    without = docx_words(client.get(address).content)
    assert without.count("第二条信息") == 2
    run_queued()
    package.refresh_from_db()
    assert problems(package.pdf.path.read_bytes()) == []
    answer = client.get(address)
    assert ".docx" in answer.headers["Content-Disposition"]
    with open_file(package.pdf) as file, pages_of(file.read()) as pdf:
        pages = {
            item.title: number
            for number, page in enumerate(pdf.pages, start=1)
            for item in items
            if item.title in page.extract_text() and number > 1
        }
        agenda = "".join(f"{item.title}{pages.get(item.title, 1)}" for item in items)
    assert agenda in docx_words(answer.content)
    assert docx_words(answer.content).replace(agenda, "".join(item.title for item in items)) == without


def docx_words(content):
    body = docx.Document(io.BytesIO(content)).element.body
    return "".join(node.text or "" for node in body.iter(qn("w:t")))


def test_an_editor_makes_a_paper_on_the_page_of_an_item_and_downloads_it(client, organ, item):
    client.force_login(organ.editor, backend="django.contrib.auth.backends.ModelBackend")
    address = f"{reverse('review:package_new')}?item={item.pk}"
    assert address in client.get(item.get_absolute_url()).content.decode()
    form = client.get(address).context["form"]
    assert form["items"].initial == [item.pk]
    # A field of days shows its proposal only in this form, whatever the language is.
    assert re.search(r'name="dated_on" value="\d{4}-\d{2}-\d{2}"', str(form["dated_on"]))
    assert form["send_up"].value()
    answer = client.post(address, filled(form) | {"items": [item.pk], "once": "a" * 32})
    package = Package.objects.get()
    assert answer.headers["Location"] == package.get_absolute_url()
    assert "activity" in client.get(package.get_absolute_url()).content.decode()
    run_queued()
    assert client.get(reverse("review:package_pdf", args=[package.pk])).getvalue().startswith(b"%PDF")
    assert str(package) in client.get(item.get_absolute_url()).content.decode()
    assert str(package.title) in client.get(reverse("review:packages")).content.decode()


def test_a_taken_number_is_said_at_its_field(client, organ, item):
    make(organ, [item])
    client.force_login(organ.editor, backend="django.contrib.auth.backends.ModelBackend")
    address = f"{reverse('review:package_new')}?item={item.pk}"
    form = client.get(address).context["form"]
    answer = client.post(address, filled(form) | {"items": [item.pk], "number_line": "〔2026〕第3期", "once": "b" * 32})
    assert answer.status_code == 422
    assert "number_line" in answer.context["form"].errors


def test_a_leader_reads_papers_and_a_unit_does_not(client, organ, item):
    package = make(organ, [item])
    for person, status in ((organ.deputy_leader, 200), (organ.officer, 404), (make_person(Role.UNIT_HEAD), 404)):
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        assert client.get(package.get_absolute_url()).status_code == status
        assert client.get(reverse("review:packages")).status_code == status


def test_the_page_lists_its_items_as_the_paper_prints_them(client, organ, item):
    later = signed_item(unit=organ.division, title="行政复议案件情况", text=TEXT)
    package = make(organ, [later, item])
    client.force_login(organ.editor, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(package.get_absolute_url()).context["items"] == [later, item]


def test_papers_of_one_number_lead_to_each_other(client, organ, item):
    void = make(organ, [item])
    packages.void_package(package_id=void.pk, by=organ.editor, reason="排版有误")
    again, other = make(organ, [item]), make(organ, [item], number_line="〔2026〕第4期")
    client.force_login(organ.deputy_leader, backend="django.contrib.auth.backends.ModelBackend")
    told = {one: list(client.get(one.get_absolute_url()).context["others"]) for one in (void, again, other)}
    assert told == {void: [again], again: [void], other: []}
    assert f'<a href="{again.get_absolute_url()}">' in client.get(void.get_absolute_url()).text


@pytest.mark.parametrize("query", ["?item=x", "?item=99999999", "?outlet=1&number=", "?outlet=²", "?item=" + "9" * 40])
def test_the_form_bears_any_query(client, organ, query):
    client.force_login(organ.editor, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(reverse("review:package_new") + query).status_code == 200


@pytest.mark.parametrize(("words", "point"), [("信息\u202e123条", "U+202E"), ("好👍字", "U+1F44D")])
def test_what_cannot_be_printed_is_refused_before_the_paper_takes_a_number(client, organ, item, words, point):
    client.force_login(organ.editor, backend="django.contrib.auth.backends.ModelBackend")
    address = f"{reverse('review:package_new')}?item={item.pk}"
    proposed = filled(client.get(address).context["form"]) | {"items": [item.pk], "once": "c" * 32}
    for field in ("masthead", "number_line", "note", "send_up", "contact"):
        answer = client.post(address, {**proposed, field: words})
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
        assert point in answer.context["form"].errors[field][0]
    item.title, title = words, item.title
    for _time in range(2):
        with pytest.raises(RecordRefused) as refusal:
            make(organ, [item])
        assert (refusal.value.field, point in str(refusal.value)) == ("items", True)
        item.title, item.current.text = title, words
    assert not Package.objects.exists()
