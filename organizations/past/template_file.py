"""The file to fill in: a sheet with the heads, one with examples, one with codes, one that explains the columns.

It is written in Chinese whatever the reader's language: heads are matched by their Chinese names.
"""

from django.utils import translation
from django.utils.translation import gettext as _

from documents.xlsx import Sheet, write_xlsx
from organizations.past.kinds import ImportKind

EXAMPLES, CODES, COLUMNS = "示例", "代码", "填写说明"
# Sheets of the template that hold no data; a file may come back with them.
NOT_DATA = frozenset({EXAMPLES, CODES, COLUMNS})
REQUIRED = "*"


def template_of(kind: ImportKind) -> bytes:
    """The workbook."""
    heads = [f"{column.head}{REQUIRED if column.is_required else ''}" for column in kind.columns]
    with translation.override("zh-hans"):
        return write_xlsx(
            sheets=[
                Sheet(str(kind.label), heads, []),
                Sheet(EXAMPLES, heads, [[row.get(c.key, "") for c in kind.columns] for row in kind.examples]),
                Sheet(CODES, [_("Column"), _("Write in the cell"), _("Stands for")], list(kind.codes())),
                Sheet(
                    COLUMNS,
                    [_("Column"), _("Required"), _("What to write"), _("Other names of the column that are known")],
                    [
                        [c.head, _("yes") if c.is_required else "", str(c.hint), "、".join(c.names[1:])]
                        for c in kind.columns
                    ],
                ),
            ]
        )


def template_name(kind: ImportKind) -> str:
    """Its name as a file."""
    with translation.override("zh-hans"):
        return f"{kind.label}导入模板.xlsx"
