"""Where a table goes on: no page has the name of a group without its rows, or a row by itself."""

import re

import pytest

from tests.documents.samples import TABLE_HEAD
from tests.documents.test_pdf_imprint import words_of

GROUP = '<tr class="group"><td colspan="5">第{}类单位</td></tr>'
ROW = '<tr><td>{0}</td><td class="text">第{0}号</td><td>1</td><td>2</td><td>3</td></tr>'


def table(groups: list[int]) -> str:
    """Groups of so many rows."""
    lines, number = [], 0
    for place, count in enumerate(groups, start=1):
        lines.append(GROUP.format(place))
        for _row in range(count):
            number += 1
            lines.append(ROW.format(number))
    return f"{TABLE_HEAD}<tbody>{''.join(lines)}</tbody></table>"


def parts_of(page: str) -> list[str]:
    """Names of groups and rows of a page, in order."""
    return re.findall(r"第\d+类|第\d+号", page)


@pytest.mark.parametrize("first", range(27, 35, 2))
@pytest.mark.parametrize("last", [2, 5])
def test_a_group_keeps_two_rows_and_the_last_page_of_a_table_three(render, first, last):
    pages = [parts_of(page) for page in words_of(render(table([first, last])))]
    assert [part for page in pages for part in page if "号" in part] == [f"第{n + 1}号" for n in range(first + last)]
    for page in pages:
        assert all("号" in part for part in page[-2:]), "the name of a group stands with two rows"
    assert len(pages) == 1 or sum("号" in part or "类" in part for part in pages[-1]) >= 3


@pytest.mark.parametrize("groups", [60, 75])
def test_many_groups_of_one_row_still_fill_their_pages(render, groups):
    pages = [parts_of(page) for page in words_of(render(table([1] * groups)))]
    assert sum(map(len, pages)) == 2 * groups
    assert all("号" in page[-1] for page in pages)
    assert all(len(page) > 25 for page in pages[:-1])
    assert len(pages[-1]) >= 3


@pytest.mark.parametrize("lines", range(16, 20))
def test_the_label_of_an_attachment_stays_with_its_title(render, lines):
    """Also where the text above it leaves room for the label alone: on its own page, with what is below the title."""
    pages = words_of(
        render(
            f"{'<p>正文。</p>' * lines}<section class='attachment'><p class='attachment-label'>附件1</p>"
            f"<h1 class='attachment-title'>得分表</h1>{table([3])}</section>"
        )
    )
    assert pages[-1].startswith("附件1得分表")
