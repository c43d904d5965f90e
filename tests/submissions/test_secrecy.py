"""What counts as a secrecy mark, and what is prose about secrets."""

import pytest

from submissions.secrecy import REFUSED, SecretRefused, find_marks, refuse_secret

pytestmark = pytest.mark.engine_free


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("秘密★1年\n关于……", "秘密★1年"),
        ("【绝密】关于……", "【绝密】"),
        ("机　密 ★", "机密★"),
        ("机\u200b密★", "机密★"),
        ("密级：机密", "密级:机密"),
        ("000001 机密", "000001机密"),
        ("正文\n工作秘密\n", "工作秘密"),
        ("正文\n(秘密)以下", "(秘密)"),
    ],
)
def test_marks_are_found(text, mark):
    assert find_marks("", text) == [mark]


@pytest.mark.parametrize(
    "text",
    ["开展保守国家秘密宣传教育", "保护商业秘密和个人隐私", "秘密文件管理办法", "密级：公开", "机密性和完整性"],
)
def test_prose_about_secrets_is_no_mark(text):
    assert find_marks(text, text) == []


@pytest.mark.parametrize("degree", sorted(REFUSED))
def test_a_declaration_above_internal_is_refused_at_its_field(degree):
    with pytest.raises(SecretRefused) as refused:
        refuse_secret(secrecy=degree)
    assert refused.value.field == "secrecy"


def test_a_mark_is_refused_at_the_field_that_bears_it():
    with pytest.raises(SecretRefused) as refused:
        refuse_secret(secrecy="public", title="【机密】通报", text="正文")
    assert refused.value.field == "title"
    with pytest.raises(SecretRefused) as refused:
        refuse_secret(secrecy="", title="通报", text="机密★3年")
    assert refused.value.field == "text"


def test_public_and_internal_pass():
    passed = []
    for declared in ("public", "internal", ""):
        refuse_secret(secrecy=declared, title="通报", text="正文")
        passed.append(declared)
    assert passed == ["public", "internal", ""]
