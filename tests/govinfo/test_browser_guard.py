"""The browser fixtures themselves: what they must not let pass, they do not."""

import pytest

from tests.factories.organizations import make_organ

pytestmark = pytest.mark.browser


def test_a_person_is_signed_in_at_both_widths(open_page):
    organ = make_organ()
    desk = open_page(organ.editor)
    phone = open_page(organ.editor, phone=True)
    assert (desk.viewport_size["width"], phone.viewport_size["width"]) == (1440, 390)
    assert "/accounts/login" not in desk.url + phone.url


def test_without_a_person_the_sign_in_page_comes(page):
    assert "/accounts/login/" in page.url


@pytest.mark.parametrize(
    ("script", "found"),
    [
        ("console.error('broken')", "broken"),
        ("setTimeout(() => { throw new Error('thrown') }, 0)", "thrown"),
        ("document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">x</p>')", "Content Security Policy"),
        ("fetch('http://elsewhere.example/x').catch(() => 0)", "elsewhere.example"),
        ("new Image().src = 'http://elsewhere.example/x.png'", "elsewhere.example"),
    ],
)
def test_faults_of_a_page_are_found_unless_expected(page, watch, script, found):
    page.evaluate(script)
    page.wait_for_timeout(300)
    assert any(found in fault for fault in watch.faults()), watch.found
    watch.expect(".")
    assert watch.faults() == []
