"""The product list as a spreadsheet: what a sheet is, export, reading, comparing, applying, undoing.

Layers, lowest first: `columns` (what a sheet consists of) and `cells` (one cell, in and out), which know no database;
`records` (records as rows) and `lookups` (records by name); `export`; `parse`, `compare`, `apply`, `undo`. A row goes
through all of them in one plain form: a dict of field to text, list or number, as it stands in the JSON export.

django-import-export is not used here, for what was measured (see docs of the libraries, pitfalls 7 to 9, and
benchmarks/sheets.py): its formats lose a leading `=`, native types or memory, its widgets ask the database row by row
and drop unknown names, its import saves the valid rows beside the invalid ones and keeps the upload on a local disk.
"""
