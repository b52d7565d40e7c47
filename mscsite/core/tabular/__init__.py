"""Spreadsheet formats: XLSX, CSV and JSON in and out. Knows cells and sheets, no database and no record.

Writing is streamed, reading refuses what it cannot read whole: `SheetRefused` says what, where, and what to do.
django-import-export's formats (tablib, openpyxl) hold a whole table in memory, lose native types or a leading `=`,
and take three times as long; see benchmarks/sheets.py.
"""
