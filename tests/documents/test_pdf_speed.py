"""The shortcuts change no byte of any paper, and are taken only on the WeasyPrint that they were written for."""

import json
import random
import subprocess
import sys

import pydyf
import pytest
from django.conf import settings
from django.utils.html import escape
from weasyprint.layout import percent
from weasyprint.text import line_break

from documents import fonts, pdf_speed
from documents.pdf import _request, guard_text
from documents.svg import Series, line_chart
from tests.documents.samples import BULLETIN, METADATA, MIXED, PLAIN, TABLE_HEAD, page, paragraphs, rows
from tests.documents.test_hostile_text import PASTED

LOOK_AT = (
    "WeasyPrint or pydyf changed what documents/pdf_speed.py shortens. Read what is new there, adapt it, and set ORIGINALS "
    "to originals_digest() when this test and test_no_byte_is_changed pass."
)
SEED = 20261105
WORDS = ("规章清理", "报送", "采用", "“每日信息”", "12.5%", "1,206条", "《要情》", "PDF/A-3u", " ", "——", "……", "，", "。", "（一）",
         "e\u0301", "祎", "\u00ad", "https://example.invalid/a-b", "（“一府两院”）", "\u200b", "A4")  # fmt: skip


def mixtures() -> str:
    """Paragraphs of which nobody thought: words, marks and signs in any order, of all lengths."""
    chance = random.Random(SEED)
    lines = ["".join(chance.choice(WORDS) for _word in range(chance.randrange(1, 90))) for _line in range(80)]
    return "".join(f"<p>{escape(line)}</p>" for text in lines for line in guard_text(text))


def pages() -> dict[str, str]:
    chart = line_chart(["1月", "2月", "3月"], [Series("报送", [1, 5, 3])], title="近期", width=640, height=210)
    contents = (
        '<section class="contents when-long"><p class="contents-title">目录</p><p><a href="#end">末尾</a></p></section>'
    )
    pasted = "".join(f"<p>{escape(line)}</p>" for text in PASTED.values() for line in guard_text(text)[:5])
    return {
        "bulletin": BULLETIN,
        "mixtures": page(mixtures()),
        "pasted": page(pasted),
        "long": page(f'{contents}<figure>{chart}</figure>{paragraphs(MIXED, 90)}<h2 id="end">末尾</h2>'),
        "tables": page(
            f"{TABLE_HEAD}<tbody>{rows(90)}</tbody></table>"
            f'<section class="attachment wide"><h1 class="attachment-title">表</h1>{TABLE_HEAD}<tbody>{rows(70)}</tbody></table></section>'
        ),
        "marks": page(f"<p>{MIXED}<b>{PLAIN}</b>“<i>{MIXED}</i>”<b><i>x²</i></b>a<sup>2</sup><u>下划线</u></p>" * 6),
    }


@pytest.fixture(scope="module")
def compared(css, tmp_path_factory):
    asked = json.loads(_request("", css, (), METADATA, memory=0, seconds=0, expected=1).splitlines()[0])
    path = tmp_path_factory.mktemp("speed") / "pages.json"
    path.write_text(json.dumps({"css": css, "metadata": asked["metadata"], "pages": pages()}))
    done = subprocess.run(
        [sys.executable, "-m", "tests.documents.same_bytes", str(path)],
        cwd=settings.BASE_DIR,
        env={**fonts.environment(), "PYTHONHASHSEED": "0"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def test_no_byte_is_changed(compared):
    assert compared["other"] == []


def test_styles_are_computed_for_kinds_of_pages_not_for_pages(compared):
    """Left and right, blank or not, upright or wide, first or not, in six documents; there are some 60 pages."""
    assert len(pages()) <= compared["page_styles"] <= 4 * len(pages())


def test_the_functions_that_are_replaced_are_the_ones_we_know():
    assert pdf_speed.originals_digest() == pdf_speed.ORIGINALS, LOOK_AT


def test_an_unknown_version_is_left_alone(monkeypatch):
    monkeypatch.setattr(pdf_speed, "ORIGINALS", "another")
    before = (percent.resolve_percentages, line_break.split_first_line, pydyf.PDF.write, pydyf._to_bytes)

    assert pdf_speed.apply() is False
    assert (percent.resolve_percentages, line_break.split_first_line, pydyf.PDF.write, pydyf._to_bytes) == before


@pytest.mark.parametrize(
    ("text", "is_cut"),
    [
        (PLAIN * 3, True),
        (PLAIN[:30], False),
        ("e\u0301" * 90, False),
        (PLAIN[:20] + "\u00ad" + PLAIN * 3, False),
        (PLAIN + "\n" + PLAIN, True),
        (PLAIN[:33] + "\n" + PLAIN * 2, False),
        ("1234567890" * 30, True),
    ],
)
def test_only_the_head_of_a_plain_text_is_broken(text, is_cut):
    head = pdf_speed._head(text, 28 * 16, 16)
    assert text.startswith(head)
    assert (0 < len(head) < len(text)) is is_cut


def test_nothing_is_cut_where_no_width_is_known():
    assert [pdf_speed._head(PLAIN * 3, width, 16) for width in (None, 0, float("inf"))] == ["", "", ""]


def test_each_object_becomes_bytes_once():
    made = []

    class Told(pydyf.Object):
        @property
        def data(self):
            made.append(self)
            return b"(x)"

    for write, times in ((pdf_speed._write, 2), (pdf_speed.write, 1)):
        made.clear()
        document = pydyf.PDF()
        document.add_object(pydyf.Array([Told()]))
        write(document, _Nowhere(), identifier=True, compress=True)
        assert len(made) == times
    assert pydyf.Array.data.fget(pydyf.Array([1])) == b"[1]"


def test_arrays_of_any_length_have_one_type():
    foreign = pdf_speed.Foreign()
    for given in ([1, 2, 3], (1, 2, 3)):
        made = foreign.new("hb_codepoint_t[3]", given)
        assert (list(made), pdf_speed.ffi.typeof(made)) == ([1, 2, 3], pdf_speed._CODES)
    assert len(foreign.new("hb_codepoint_t[4]", [1, 2])) == 4
    assert foreign.NULL == pdf_speed.ffi.NULL


class _Nowhere:
    def write(self, content):
        assert isinstance(content, bytes)
