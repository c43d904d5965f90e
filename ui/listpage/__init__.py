"""The one list page: filter, sort, pages, saved filters, columns, export and bulk acts on the same filtered set."""

from ui.listpage.bulk import BulkAct
from ui.listpage.columns import Column
from ui.listpage.page import ListPage
from ui.listpage.saved import Tab

__all__ = ["BulkAct", "Column", "ListPage", "Tab"]
