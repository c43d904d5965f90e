import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.names import LONGEST_NAME, clean_name, extension_of


@pytest.mark.parametrize(
    ("given_name", "cleaned"),
    [
        ("通报.pdf", "通报.pdf"),
        ("C:\\用户\\桌面\\通报.pdf", "通报.pdf"),
        ("../../etc/passwd", "passwd"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie_ x.pdf"),
        ('引"号.pdf', "引_号.pdf"),
        ("报告\u202exslx.exe", "报告xslx.exe"),
        ("  .. ", "file"),
        ("", "file"),
        ("长" * 400 + ".docx", "长" * 115 + ".docx"),
    ],
)
def test_name_is_cleaned(given_name, cleaned):
    assert clean_name(given_name) == cleaned


@given(st.text(max_size=400))
def test_any_name_becomes_a_short_label_without_path_or_control(name):
    cleaned = clean_name(name)

    assert 0 < len(cleaned) <= LONGEST_NAME
    assert not set('<>:"/\\|?*\r\n\x00\u202e') & set(cleaned)
    cleaned.encode()


def test_extension_is_lower_case():
    assert (extension_of("得分.XLSX"), extension_of("报告")) == ("xlsx", "")
