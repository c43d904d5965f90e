"""Spreadsheets that people send, read as they are meant: XLSX and CSV, values put right, heads found by their names.

Nothing here knows what the columns are about; that stands in the rooms that read a sheet.
"""

from documents.spreadsheets.acceptance import ACCEPT, check_spreadsheet
from documents.spreadsheets.heads import Found, HeadProblem, Wanted, find_table
from documents.spreadsheets.rows import MOST_ROWS, Fault, SheetRow, SheetRows, address
from documents.spreadsheets.workbook import read_spreadsheet

__all__ = [
    "ACCEPT",
    "MOST_ROWS",
    "Fault",
    "Found",
    "HeadProblem",
    "SheetRow",
    "SheetRows",
    "Wanted",
    "address",
    "check_spreadsheet",
    "find_table",
    "read_spreadsheet",
]
