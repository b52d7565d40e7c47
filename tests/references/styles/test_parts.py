"""The layers under the styles: text, numbers, dates, names."""

from __future__ import annotations

import pytest

from references.styles import STYLES, dates, format_entry, names, numbers, ranges, text


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("CD4<sup>+</sup> <i>in vivo</i>", "CD4+ in vivo"),
        ("<jats:italic>Mus</jats:italic> &amp; p &lt; 0.05", "Mus & p < 0.05"),
        ("p<a and b>c <CD4>", "p<a and b>c <CD4>"),
        (["A list", "of titles"], "A list"),
        ("  two   blanks\n", "two blanks"),
        ("the patients' \"own\" cells' 'fate'", "the patients’ “own” cells’ “fate”"),
        ("He said \"an 'inner' one\"", "He said “an ‘inner’ one”"),
        ('Where?"', 'Where?"'),
        (None, ""),
        (True, ""),
        ({"a": 1}, ""),
        (12, "12"),
    ],
)
def test_fields_become_plain_text(raw, plain):
    assert text.plain(raw) == plain


@pytest.mark.parametrize(
    ("left", "right", "joined"),
    [
        ("A.", ". B", "A. B"),
        ("Why?", ". B", "Why? B"),
        ("为何？", ". B", "为何？ B"),
        ("A", "", "A"),
        ("A,", ".", "A."),
        ("J.", ", 1", "J., 1"),
    ],
)
def test_punctuation_never_doubles_at_a_seam(left, right, joined):
    assert text.append(left, right) == joined


def test_a_full_stop_goes_inside_american_quotes():
    assert text.append("A “word”", ". B", in_quotes=True) == "A “word.” B"
    assert text.append("the patients’", ".", in_quotes=True) == "the patients’."


@pytest.mark.parametrize(
    ("raw", "cased"),
    [
        ("the journal of cells", "The Journal of Cells"),
        ("eLife", "eLife"),
        ("Cell-based therapies", "Cell-Based Therapies"),
        ("BMC medicine: an overview", "BMC Medicine: An Overview"),
    ],
)
def test_english_title_case(raw, cased):
    assert text.title_case(raw) == cased


@pytest.mark.parametrize(
    ("raw", "full", "minimal"),
    [
        ("143-7", "143-147", "143-7"),
        ("143–147", "143-147", "143-7"),
        ("143--147", "143-147", "143-7"),
        ("e12-e19", "e12-e19", "e12-9"),
        ("S45-9", "S45-9", "S45-9"),
        ("100-105, 110", "100-105, 110", "100-5, 110"),
        ("iv-xi", "iv-xi", "iv-xi"),
        ("1", "1", "1"),
        ("999-1001", "999-1001", "999-1001"),
        ("115-2", "115-2", "115-2"),
        ("12:1-9", "12:1-9", "12:1-9"),
        ("", "", ""),
    ],
)
def test_ranges_of_pages(raw, full, minimal):
    assert (numbers.pages(raw, "-"), numbers.pages(raw, "-", minimal=True)) == (full, minimal)


def test_ordinals():
    assert [numbers.ordinal(n) for n in ("1", "2", "3", "11", "22", "111", "2nd")] == [
        *("1st", "2nd", "3rd", "11th", "22nd", "111th", "2nd"),
    ]


@pytest.mark.parametrize(
    ("raw", "numeric"),
    [
        ({"date-parts": [[2020, 3, 5]]}, "2020-03-05"),
        ({"date-parts": [["2020", "3"]]}, "2020-03"),
        ({"date-parts": [[2019], [2020]]}, "2019/2020"),
        ({"date-parts": [[2020, 1, 2], [2020, 1, 4]]}, "2020-01-02/04"),
        ({"raw": "6 May 2020"}, "2020-05-06"),
        ({"raw": "May 6, 2020"}, "2020-05-06"),
        ("2020-05-06T10:00:00Z", "2020-05-06"),
        (2020, "2020"),
        ({"raw": "2020年5月6日"}, "2020-05-06"),
        ({"literal": "in press"}, "in press"),
        ({"date-parts": [[2020, 13, 1]]}, "2020"),
    ],
)
def test_dates_in_every_form(raw, numeric):
    assert dates.parse(raw).numeric() == numeric


@pytest.mark.parametrize("raw", [None, {}, [], {"date-parts": [[None]]}, {"date-parts": [[]]}, {"date-parts": "x"}, ""])
def test_dates_that_say_nothing(raw):
    assert dates.parse(raw) is None


@pytest.mark.parametrize(
    ("given", "blank", "none"),
    [
        ("Mark F.", "M F", "MF"),
        ("MF", "M F", "MF"),
        ("J.-L.", "J-L", "JL"),
        ("Th. K.", "Th K", "ThK"),
        ("Maria del Carmen", "M del C", "M del C"),
        ("敏", "敏", "敏"),
        ("", "", ""),
    ],
)
def test_initials(given, blank, none):
    assert names.initials(given, " ", hyphen=True) == blank
    assert names.initials(given, "", hyphen=False) == none


@pytest.mark.parametrize("raw", [None, "x", [None], [{}], [{"family": ""}], [1]])
def test_names_that_say_nothing(raw):
    assert names.parse(raw) == []


def test_citation_numbers_in_ranges():
    assert ranges([5, 1, 3, 4, 8, 9]) == "1,3–5,8,9"


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(
    "item",
    [
        {"title": ["A"], "container-title": [], "author": "x", "issued": [], "page": None, "volume": {}},
        {"type": 3, "title": "A", "author": [None, {"family": None}], "issued": {"date-parts": None}},
        {"type": "no-such-type", "title": "A\nB", "DOI": "https://doi.org/10.1/x", "URL": 5},
    ],
)
def test_malformed_items_never_break_a_line(item, style):
    line = format_entry(item, style)
    assert line.startswith("A")
    assert not any(pair in line for pair in ("..", ",,", "::", "，，", "\n", "  ", "()", "[]"))


@pytest.mark.parametrize("style", STYLES)
def test_an_item_that_says_nothing_is_no_line(style):
    assert format_entry({}, style) == ""


def test_a_suffix_behind_the_given_name():
    (name,) = names.parse([{"family": "Lazo", "given": "A. Jr."}])
    assert (name.apa(family_first=True), name.family_first("", hyphen=False)) == ("Lazo, A., Jr.", "Lazo A Jr")


@pytest.mark.parametrize("style", ["gbt7714-2025", "gbt7714-2015"])
@pytest.mark.parametrize(
    ("title", "printed"),
    [
        ("A review of cells.", "A review of cells[M]"),
        ("细胞综述。", "细胞综述[M]"),
        ("The story of Osiris Inc.", "The story of Osiris Inc.[M]"),
        ("Products in the U.S.", "Products in the U.S.[M]"),
        ("And so on ...", "And so on ...[M]"),
    ],
)
def test_the_full_stop_of_a_title_does_not_stand_before_the_mark(title, printed, style):
    assert format_entry({"type": "book", "title": title}, style) == f"{printed}."


@pytest.mark.parametrize(
    ("style", "printed"),
    [
        ("gbt7714-2025", "Shi Y，Wang Y，et al. A title[M]. 2018."),
        ("gbt7714-2015", "SHI Y, WANG Y, et al. A title[M]. 2018."),
        ("vancouver", "Shi Y, Wang Y, et al. A title. 2018."),
        ("apa", "Shi, Y., Wang, Y., et al. (2018). A title."),
    ],
)
def test_a_list_that_is_known_to_be_cut_says_so(style, printed):
    authors = [{"family": "Shi", "given": "Y"}, {"family": "Wang", "given": "Y"}, names.OTHERS]
    item = {"type": "book", "title": "A title", "author": authors, "issued": {"date-parts": [[2018]]}}
    assert format_entry(item, style) == printed


def test_a_chinese_list_that_is_cut():
    item = {"type": "book", "title": "细胞", "author": [{"family": "王", "given": "敏"}, {"literal": "等"}]}
    assert format_entry(item, "gbt7714-2025") == "王敏，等. 细胞[M]."
