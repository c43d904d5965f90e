"""Components render what they were given, and forms lay themselves out by the pieces of the house."""

import pytest
from crispy_forms.utils import render_crispy_form
from django import forms
from django.db import models
from django.template import Context, Template

from ui import crispy, panels
from ui.models import SavedFilter
from ui.panels import Panel

pytestmark = pytest.mark.django_db


def test_the_showcase_has_one_of_each(signed_in):
    page = signed_in.get("/tests/components").text
    for part in (
        'class="status status--urgent">紧急',
        'value="86.5"',
        'max="120"',
        '<progress value="34" max="120"',
        "<p>近日，市法制办会同",
        'data-phrase="reason-back"',
        'id="dialog-back"',
        'name="reason" rows="4" maxlength="500" required',
        'data-key="save"',
        "timeline__step is-refused",
    ):
        assert part in page, part
    assert page.count('name="once"') == 1


class LaidOut(forms.Form):
    title = forms.CharField(label="标题")
    body = forms.CharField(label="正文", widget=forms.Textarea)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = crispy.helper(
            crispy.Section("内容", crispy.Columns("title"), crispy.Paper("body"), hint="写明事实"),
            crispy.ActionBar(("do", "draft", "保存草稿"), ("do", "submit", "提交"), state="14:03 已保存"),
        )


def test_a_layout_has_token_guard_section_and_bar(rf):
    page = render_crispy_form(LaidOut(), context={"request": rf.get("/")})
    for part in ("data-guard", 'name="once"', "写明事实", "paper__input", "data-counts", "14:03 已保存"):
        assert part in page, part
    assert page.index("保存草稿") < page.index("提交")
    assert '<button class="btn btn-primary" name="do" value="submit"' in page
    assert page.count("btn-primary") == 1


def test_errors_are_summed_up_with_links_to_the_fields(rf):
    page = render_crispy_form(LaidOut({}), context={"request": rf.post("/")})
    assert 'href="#id_title"' in page
    assert 'href="#id_body"' in page
    assert page.index("data-error-summary") < page.index('id="id_title"')


class TestPanels:
    @pytest.fixture
    def places(self):
        yield "tests"
        panels._places.pop("tests", None)

    def draw(self, rf, subject):
        template = Template('{% load govinfo %}{% panels "tests" object %}')
        return template.render(Context({"request": rf.get("/"), "object": subject}))

    def test_boxes_come_in_order_unless_they_have_nothing_to_say(self, rf, places):
        def says(text):
            return lambda request, subject: {"label": f"{text}{subject.name}"}

        status = "components/status.html"
        panels.register(Panel(places, "late", 2, status, says("后")))
        panels.register(Panel(places, "soon", 1, status, says("<先>")))
        panels.register(Panel(places, "none", 0, status, lambda request, subject: None))
        drawn = self.draw(rf, SavedFilter(name="甲"))
        assert drawn.index("&lt;先&gt;甲") < drawn.index("后甲")
        panels.unregister(places, "late")
        assert "后甲" not in self.draw(rf, SavedFilter(name="甲"))

    def test_a_place_without_panels_is_empty(self, rf):
        subject: models.Model = SavedFilter(name="甲")
        assert self.draw(rf, subject) == ""
