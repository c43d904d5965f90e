import io
import tracemalloc

import pytest

from documents.errors import FileRefused
from documents.guard import check_upload
from tests.documents.hostile import HOSTILE, SOUND


def check(name: str, content: bytes) -> str:
    return check_upload(name=name, size=len(content), file=io.BytesIO(content))


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_file_is_refused_with_its_code_and_a_sentence(case):
    name, content, code = HOSTILE[case]

    with pytest.raises(FileRefused) as refusal:
        check(name, content)

    assert refusal.value.code == code
    assert str(refusal.value.message).endswith(("。", "."))


@pytest.mark.parametrize("case", SOUND)
def test_sound_file_is_accepted_under_its_type(case):
    name, content, content_type = SOUND[case]

    assert check(name, content) == content_type


def test_there_are_at_least_forty_hostile_files():
    assert len(HOSTILE) >= 40


@pytest.mark.parametrize("case", ["ratio bomb", "100 Mpx", "4 Gpx", "many members", "billion laughs"])
def test_bomb_is_refused_before_it_is_unpacked(case):
    name, content, _code = HOSTILE[case]
    tracemalloc.start()
    try:
        with pytest.raises(FileRefused):
            check(name, content)
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < 20 * 1024 * 1024


def test_real_word_and_excel_files_of_the_house_are_accepted():
    from documents.docx import DocxText
    from documents.xlsx import Sheet, write_xlsx
    from tests.documents.word import write_docx

    word = write_docx(DocxText(title="关于规章清理情况的报告", paragraphs=("一、基本情况", "共清理规章46件。")))
    book = write_xlsx(sheets=[Sheet("得分", ("单位", "得分"), (("法制处", 12),))])

    assert check("报告.docx", word).endswith("wordprocessingml.document")
    assert check("得分.xlsx", book).endswith("spreadsheetml.sheet")
