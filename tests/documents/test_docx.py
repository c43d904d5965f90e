import io

import docx
import pytest
from docx.shared import Mm

from documents.docx import DocxText, read_docx
from documents.errors import FileRefused
from tests.documents.hostile import HOSTILE, W, package
from tests.documents.word import write_docx

TEXT = DocxText(
    title="关于规章清理情况的报告",
    paragraphs=(
        "市政府：",
        "一、基本情况",
        "（一）清理范围",
        "对现行有效的规章进行了清理，共46件，其中：保留31件、修改9件、废止6件。",
    ),
)


def read(content: bytes) -> DocxText:
    return read_docx(io.BytesIO(content))


def body(inner: str) -> bytes:
    return package(main=f'<w:document xmlns:w="{W}"><w:body>{inner}</w:body></w:document>')


def run(text: str, before: str = "") -> str:
    return f"<w:r>{before}<w:t>{text}</w:t></w:r>"


def test_what_is_written_is_read_again():
    assert read(write_docx(TEXT)) == TEXT


def test_document_has_the_margins_and_fonts_of_the_standard():
    made = docx.Document(io.BytesIO(write_docx(TEXT)))
    section = made.sections[0]
    fonts = {paragraph.text: paragraph.runs[0].font.name for paragraph in made.paragraphs if paragraph.text}

    assert [round(side / Mm(1)) for side in (section.page_width, section.page_height)] == [210, 297]
    margins = (section.top_margin, section.right_margin, section.bottom_margin, section.left_margin)
    assert [round(margin / Mm(1)) for margin in margins] == [37, 26, 35, 28]
    assert fonts[TEXT.title] == "方正小标宋简体"
    assert fonts["一、基本情况"] == "黑体"
    assert fonts["（一）清理范围"] == "楷体_GB2312"
    assert fonts[TEXT.paragraphs[-1]] == "仿宋_GB2312"


def test_page_numbers_stand_outside():
    made = docx.Document(io.BytesIO(write_docx(TEXT)))
    section = made.sections[0]

    assert made.settings.odd_and_even_pages_header_footer
    for footer in (section.footer, section.even_page_footer):
        assert "PAGE" in footer.paragraphs[0]._p.xml
        assert footer.paragraphs[0].text.strip() == "—  —"


def test_same_text_gives_the_same_bytes():
    assert write_docx(TEXT) == write_docx(TEXT)


@pytest.mark.parametrize(
    ("inner", "paragraphs"),
    [
        (f"<w:p>{run('一、总体')}{run('情况。')}</w:p>", ("一、总体情况。",)),
        (f"<w:p>{run('甲。')}<w:del>{run('删去')}</w:del><w:ins>{run('加上。')}</w:ins></w:p>", ("甲。加上。",)),
        (f"<w:p>{run('看。')}{run('不见', '<w:rPr><w:vanish/></w:rPr>')}{run('见。')}</w:p>", ("看。见。",)),
        (f"<w:p>{run('甲。')}<w:r><w:br/></w:r>{run('乙。')}</w:p>", ("甲。", "乙。")),
        ('<w:p><w:pPr><w:tabs><w:tab w:pos="420"/></w:tabs></w:pPr><w:r><w:t>甲。</w:t></w:r></w:p>', ("甲。",)),
        (
            f"<w:tbl><w:tr><w:tc><w:p>{run('单位')}</w:p></w:tc><w:tc><w:p>{run('得分。')}</w:p></w:tc></w:tr></w:tbl>",
            ("单位\t得分。",),
        ),
        ("<w:p/>", ()),
    ],
)
def test_text_is_what_a_reader_sees(inner, paragraphs):
    assert read(body(inner)).paragraphs == paragraphs


@pytest.mark.parametrize(
    ("first", "title"),
    [
        ("关于蔬菜质量安全检测的报告", "关于蔬菜质量安全检测的报告"),
        ("今年以来，我市蔬菜抽检合格。", ""),
        ("长" * 81, ""),
    ],
)
def test_title_is_a_short_first_line_without_an_end(first, title):
    assert read(body(f"<w:p>{run(first)}</w:p><w:p>{run('正文。')}</w:p>")).title == title


def test_paragraph_in_the_title_style_is_the_title():
    styled = f'<w:p><w:pPr><w:pStyle w:val="Title"/></w:pPr>{run("报告，终稿。")}</w:p>'

    assert read(body(styled)).title == "报告，终稿。"


@pytest.mark.parametrize("case", ["billion laughs", "external entity", "ratio bomb", "macro part", "step upwards"])
def test_hostile_document_is_refused_before_it_is_read(case):
    with pytest.raises(FileRefused):
        read(HOSTILE[case][1])
