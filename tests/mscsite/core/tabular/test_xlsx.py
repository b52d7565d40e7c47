"""Workbooks: what is refused, and what is written comes back."""

import contextlib
import datetime as dt
import io
import zipfile

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from mscsite.core.tabular import xlsx_guard
from mscsite.core.tabular.grid import SheetRefused
from mscsite.core.tabular.reading import read
from mscsite.core.tabular.xlsx_write import MAX_CELL, SheetColumn, write_xlsx

HEADER = ["slug", "name"]


def workbook(change=lambda sheet: None) -> bytes:
    """A header and a row, then whatever `change` makes of the sheet."""
    book = openpyxl.Workbook()
    book.active.append(HEADER)
    book.active.append(["a", "b"])
    change(book.active)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def rows_of(data: bytes, name: str = "x.xlsx") -> list:
    return [(number, list(cells)) for grid in read(data, name) for number, cells in grid.rows]


def refusal(data: bytes, name: str = "x.xlsx") -> str:
    with pytest.raises(SheetRefused) as caught:
        rows_of(data, name)
    return caught.value.message


def repacked(data: bytes, change) -> bytes:
    """The package with its parts changed: `change` gets a dict of names to bytes."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    change(parts)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return buffer.getvalue()


def written(columns: int, rows: list[list]) -> bytes:
    buffer = io.BytesIO()
    write_xlsx(
        buffer,
        title="产品",
        columns=[SheetColumn(f"c{index}", 10) for index in range(columns)],
        rows=rows,
        notes_title="说明",
        notes=lambda count: [["行数", str(count)]],
    )
    return buffer.getvalue()


def test_a_plain_workbook_is_read_with_row_numbers_and_without_empty_rows():
    assert rows_of(workbook(lambda sheet: sheet.append([]) or sheet.cell(7, 2, "c"))) == [
        (2, ["a", "b"]),
        (7, ["", "c"]),
    ]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda s: s.merge_cells("A1:A2"), "有合并的单元格：A1:A2。请取消合并。"),
        (lambda s: s.merge_cells("A2:A3"), "有合并的单元格：A2:A3。请取消合并。"),
        (lambda s: s.cell(3, 2, "=A2&1"), "单元格里有公式：B3。请复制后“选择性粘贴”为数值。"),
        (lambda s: s.cell(3, 1, "#N/A"), "单元格里是错误值（如 #N/A）：A3。请改正。"),
        (lambda s: s.cell(1_048_576, 1, "x"), "超过 200000 行，请分成几个文件导入。"),
        (lambda s: s.cell(2, 16_384, "x"), "列数超过 200（XFD2 里还有内容）。请删去多余的列。"),
    ],
)
def test_what_has_no_certain_value_or_no_end_is_refused_by_name(change, expected):
    assert refusal(workbook(change)) == expected


def test_a_refused_cell_is_pointed_to():
    with pytest.raises(SheetRefused) as caught:
        rows_of(workbook(lambda sheet: sheet.cell(3, 2, "=A2&1")))
    assert (caught.value.sheet, caught.value.row, caught.value.column) == ("Sheet", 3, "name")


@pytest.mark.parametrize("titles", [1, 2])
def test_titles_above_the_header_are_passed_over_merged_or_not(titles):
    def add(sheet):
        sheet.insert_rows(1, titles)
        for row in range(1, titles + 1):
            sheet.cell(row, 1, "产品总表")
        sheet.merge_cells("A1:B1")

    (grid,) = read(workbook(add))
    assert (grid.header, list(grid.rows), grid.merged) == (("slug", "name"), [(titles + 2, ["a", "b"])], ("A1:B1",))
    assert grid.warnings == tuple(f"第 {n} 行只有一格，当作标题，没有读。" for n in range(1, titles + 1))


def test_a_sheet_formatted_to_its_last_row_is_read_in_one_look_at_each_piece():
    """One search for content a row took minutes for a sheet whose empty rows somebody had coloured."""
    piece = b"".join(b'<row r="%d"><c r="A%d" s="1"/></row>' % (n, n) for n in range(200_002, 220_002))
    xlsx_guard._check_extent(piece, "x")
    with pytest.raises(SheetRefused) as caught:
        xlsx_guard._check_extent(piece + b'<row r="300000"><c r="A300000"><v>1</v></c></row>', "x")
    assert caught.value.row == 300_000


def test_hidden_rows_are_read_and_told():
    data = workbook(lambda sheet: setattr(sheet.row_dimensions[2], "hidden", True))
    (grid,) = read(data)
    assert (list(grid.rows), grid.warnings) == ([(2, ["a", "b"])], ("有 1 行是隐藏的，也照样读取。",))


def test_a_formula_in_a_sheet_that_nobody_reads_does_no_harm():
    def add(sheet):
        sheet.parent.create_sheet("草稿").append(["x", "=1+1"])

    assert [list(grid.header) for grid in read(workbook(add))] == [HEADER, ["x"]]


def test_macros_are_refused_under_any_name():
    macro = repacked(workbook(), lambda parts: parts.update({"xl/vbaProject.bin": b"x"}))
    assert refusal(macro) == "工作簿里有宏，已拒绝读取。请另存为不带宏的 .xlsx。"
    assert refusal(workbook(), "x.xlsm") == "带宏的或二进制的工作簿不读。请另存为 .xlsx。"


def test_a_bomb_is_refused_before_it_goes_off(monkeypatch):
    bomb = repacked(workbook(), lambda parts: parts.update({"xl/media/x.bin": bytes(20_000_000)}))
    assert len(bomb) < 100_000
    monkeypatch.setattr(xlsx_guard, "MAX_UNPACKED", 10_000_000)
    assert refusal(bomb) == "文件展开后超过 9 MB，已拒绝读取。请删去多余的工作表和行。"


def test_a_part_that_lies_about_its_size_is_refused(monkeypatch):
    honest = repacked(workbook(), lambda parts: parts.update({"xl/media/x.bin": bytes(20_000_000)}))
    size, lie = (20_000_000).to_bytes(4, "little"), (1000).to_bytes(4, "little")
    monkeypatch.setattr(xlsx_guard, "MAX_UNPACKED", 10_000_000)
    assert refusal(honest.replace(size, lie)) == "文件已损坏，或者加了密码，打不开。请重新另存为 .xlsx。"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"\xd0\xcf\x11\xe0" + bytes(600), "这是旧版 .xls 文件，或加了密码的工作簿。请去掉密码，另存为 .xlsx。"),
        (b"PK\x03\x04garbage", "文件已损坏，或者加了密码，打不开。请重新另存为 .xlsx。"),
        (repacked(workbook(), lambda parts: parts.pop("xl/workbook.xml")),
         "这不是 .xlsx 工作簿。请在 Excel、WPS 或 LibreOffice 中另存为 .xlsx 或“CSV UTF-8”。"),
        (b"%PDF-1.7", "这不是表格文件。请上传 .xlsx、.csv 或 .json。"),
        (b"  ", "文件是空的。"),
    ],
)  # fmt: skip
def test_other_files_are_refused(data, expected):
    assert refusal(data) == expected


def test_no_entity_is_expanded():
    laughs = b'<!DOCTYPE x [<!ENTITY a "b">]>'
    data = repacked(workbook(), lambda p: p.update({"xl/workbook.xml": laughs + p["xl/workbook.xml"]}))
    assert rows_of(data) == [(2, ["a", "b"])] or refusal(data)


def test_the_date_system_of_old_macs_is_refused():
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"date_1904": True}) as book:
        book.add_worksheet().write_row(0, 0, HEADER)
    assert refusal(buffer.getvalue()).startswith("工作簿用的是 1904 日期系统")


def test_values_keep_their_types_and_texts_stay_texts():
    row = ["=1+1", "a\r\nb", "_x000D_", "\x01", " x ", "<&>\"'", "😀", 2015, 0.1 + 0.2, dt.date(2015, 9, 18), "尾"]
    assert rows_of(written(len(row), [row]))[0] == (2, row)
    sheet = openpyxl.load_workbook(io.BytesIO(written(len(row), [row]))).active
    assert (sheet["A2"].data_type, sheet["A2"].number_format, sheet["J2"].number_format) == ("s", "@", "yyyy-mm-dd")
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet.dimensions) == ("B2", "A1:K2", "A1:K2")


def test_a_workbook_without_rows_opens():
    assert rows_of(written(2, [])) == []


@pytest.mark.parametrize("text", ["x" * (MAX_CELL + 1), "\ufffe", "\ud800"])
def test_what_no_workbook_can_hold_is_refused_and_not_cut_off(text):
    with pytest.raises(SheetRefused) as caught:
        written(1, [["ok"], [text]])
    assert (caught.value.row, caught.value.column) == (3, "A")


SOUND = workbook()


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(SOUND) - 1), st.binary(max_size=8), st.sampled_from(["x.xlsx", "x.csv", "x.json"]))
def test_damage_is_refused_and_never_a_crash(place, damage, name):
    for data in (SOUND[:place] + damage + SOUND[place + len(damage) :], SOUND[:place], damage):
        with contextlib.suppress(SheetRefused):
            rows_of(data, name)
