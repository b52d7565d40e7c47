"""CSV and JSON, from whatever program."""

import pytest

from mscsite.core.tabular.grid import MISSING, SheetRefused, as_text, column_letters
from mscsite.core.tabular.reading import read
from mscsite.core.tabular.text_write import csv_pieces, json_pieces

TABLE = "编号,名称\r\na,“产品”\r\n"
PLAIN = (("编号", "名称"), [(2, ["a", "“产品”"])])


def grid_of(data: bytes, name: str = "x.csv") -> tuple:
    (grid,) = read(data, name)
    return grid.header, [(number, list(cells)) for number, cells in grid.rows]


def refusal(data: bytes, name: str = "x.csv") -> tuple:
    with pytest.raises(SheetRefused) as caught:
        grid_of(data, name)
    return caught.value.message, caught.value.row


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_encodings(encoding):
    assert grid_of(TABLE.encode(encoding)) == PLAIN


@pytest.mark.parametrize("separator", ["\t", ";", "|"])
def test_separators(separator):
    assert grid_of(TABLE.replace(",", separator).encode()) == PLAIN
    assert grid_of(f"sep={separator}\r\n{TABLE.replace(',', separator)}".encode()) == PLAIN


def test_big5_is_told_from_gb18030():
    text = "編號,名稱,簡介\r\na,產品,異體脂肪來源間質幹細胞\r\n"
    for encoding in ("big5", "big5hkscs", "gb18030"):
        (grid,) = read(text.encode(encoding))
        assert (encoding, grid.header) == (encoding, ("編號", "名稱", "簡介"))
    simplified = "编号,名称,简介\r\na,产品,朱镕基、喆、异体脂肪来源间充质干细胞\r\n"
    (grid,) = read(simplified.encode("gb18030"))
    assert grid.header == ("编号", "名称", "简介")


@pytest.mark.parametrize("title", ["产品总表", "产品总表,"])
def test_a_title_above_the_header_is_passed_over(title):
    (grid,) = read(f"{title}\n\n编号,名称\na,b\n".encode())
    assert (grid.header, list(grid.rows)) == (("编号", "名称"), [(4, ["a", "b"])])
    assert grid.warnings == ("第 1 行只有一格，当作标题，没有读。",)


def test_quotes_commas_and_line_breaks_come_back():
    rows = [['"a", b', "x\r\ny"], ["=1+1", ""], ["", "😀"]]
    data = b"".join(csv_pieces(["编号", "名称"], rows))
    assert data.startswith(b"\xef\xbb\xbf")
    assert grid_of(data) == (("编号", "名称"), [(2, rows[0]), (3, rows[1]), (4, rows[2])])


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", ("文件是空的。", None)),
        (b"\xff\xff\xff\xff", ("文字编码无法识别。请另存为“CSV UTF-8”或 .xlsx 后重新上传。", None)),
        (
            b'[{"a": ' + b"9" * 5000 + b"}]",
            (
                "JSON 格式有误：Exceeds the limit (4300 digits) for integer string conversion: value has 5000 digits; "
                "use sys.set_int_max_str_digits() to increase the limit。",
                None,
            ),
        ),
        (b'a,b\n"x"y,z\n', ("CSV 格式有误：',' expected after '\"'。", 2)),
        (b"a,b\n1,2,3\n", ("这一行比表头多出几格：多半是文字里的逗号没有加引号。请用 Excel 或 WPS 重新另存。", 2)),
    ],
)
def test_broken_files_are_refused_with_the_row(data, expected):
    assert refusal(data) == expected


def test_a_short_row_is_filled_and_an_empty_one_left_out():
    assert grid_of(b"a,b\n\n1\n , \n") == (("a", "b"), [(3, ["1", ""])])


def test_json_lists_of_objects():
    objects = [{"slug": "a", "aliases": ["x"]}, {"slug": "b", "date": None}]
    header, rows = grid_of(b"".join(json_pieces(objects)), "x.json")
    assert header == ("slug", "aliases", "date")
    assert rows == [(1, ["a", ["x"], MISSING]), (2, ["b", MISSING, None])]
    assert b"".join(json_pieces([])) == b"[]\n"


@pytest.mark.parametrize("data", [b"{}", b"[1]", b"[", b'[{"a": NaN}]', b'[{"a": 1, "a": 2}]', b"[" * 100_000])
def test_other_json_is_refused(data):
    assert refusal(data, "x.json")


def test_cells_as_text():
    assert [as_text(value) for value in (2.0, 2.5, True, None, "x")] == ["2", "2.5", "TRUE", "", "x"]
    assert [column_letters(index) for index in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
