"""Pictures: well-formed, named, without style; nothing lies over another thing or leaves the picture."""

import datetime as dt
import re

import lxml.etree
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from products import charts
from products.charts import Bar, Lane, Mark, Series, Span, Tile
from products.charts.shapes import _SHAPES, shape
from products.charts.svg import fitted, measure, wrapped
from products.charts.tiles import PLACES

SVG = "{http://www.w3.org/2000/svg}"
SERIES = [Series("approved", "仍获批准"), Series("conditional", "仍附条件"), Series("withdrawn", "已不再有效")]
DAY = dt.date(2026, 11, 22)


def tree(svg: str) -> lxml.etree._Element:
    return lxml.etree.fromstring(svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))


def boxes(svg: str) -> list[tuple[float, float, float, float, str]]:
    """Left, top, right, bottom of every text, as wide as it may get."""
    found = []
    for element in tree(svg).iter(f"{SVG}text"):
        size, x, y = (float(element.get(name)) for name in ("font-size", "x", "y"))
        width = measure(element.text, size)
        left = x - {"middle": width / 2, "end": width}.get(element.get("text-anchor"), 0)
        found.append((left, y - size * 0.8, left + width, y + size * 0.2, element.text))
    return found


def assert_legible(svg: str) -> None:
    width, height = (float(tree(svg).get(name)) for name in ("width", "height"))
    found = boxes(svg)
    for left, top, right, bottom, text in found:
        assert left >= -0.1, text
        assert top >= 0, text
        assert right <= width + 0.1, text
        assert bottom <= height, text
    for n, (left, top, right, bottom, text) in enumerate(found):
        for other in found[n + 1 :]:
            is_over = left < other[2] and other[0] < right and top < other[3] and other[1] < bottom
            assert not is_over, (text, other[4])


def lane(name: str = "Alofisel", place: str = "欧盟", *years: int, until: dt.date | None = None) -> Lane:
    marks = tuple(Mark(dt.date(year, 3, 1), "approved", "附条件批准", f"{year}") for year in years or (2018,))
    spans = (Span("approved", marks[0].date), Span("withdrawn", marks[-1].date))
    return Lane(name, place, spans, marks, until, "2031 到期")


def timeline(*lanes: Lane, width: float = 720.0) -> str:
    return charts.timeline("t", lanes, DAY, "今天", "标题", "说明", SERIES, width)


def test_a_picture_is_an_image_with_a_name_and_a_description():
    for svg in (
        timeline(lane()),
        charts.bars("t", [Bar("骨髓", {"approved": 2})], "标题", "说明", SERIES),
        charts.columns("t", [Bar("2012", {"approved": 2})], "标题", "说明", SERIES),
        charts.tiles("t", [Tile("JP", "日本", {"approved": 2})], "标题", "说明", SERIES),
    ):
        root = tree(svg)
        assert root.get("role") == "img"
        named = {element.get("id"): element.text for element in root.iter() if element.get("id")}
        assert named[root.get("aria-labelledby")] == "标题"
        assert named[root.get("aria-describedby")] == "说明"
        assert "style" not in svg
        assert re.findall(r"#[0-9a-f]{3,6}\b|rgb", svg) == []  # colours are classes: dark mode and print have others
        references = set(re.findall(r"url\(#([^)]+)\)", svg))
        assert references <= named.keys()
        assert_legible(svg)


def test_words_are_escaped():
    svg = timeline(lane("<b>&\"'", "</svg>"))
    assert tree(svg).get("role") == "img"
    assert "<b>" not in svg


def test_every_status_has_a_shape_of_its_own():
    shapes = [shape(status, 0, 0).partition(">")[2] for status in _SHAPES if status != "revoked"]
    assert len(set(shapes)) == len(shapes) == 6


def test_a_word_stands_by_its_own_mark_or_not_at_all():
    svg = timeline(lane("Ryoncil", "美国", 2020, 2023, 2024))
    words = [text for *_box, text in boxes(svg) if re.match(r"20\d\d", text)]
    axis = [text for text in words if text.isdecimal()]
    assert "2024 附条件批准" in words
    assert "2023 附条件批准" not in words  # it would run over the mark of 2024
    assert axis


def test_a_term_to_come_is_in_the_picture():
    svg = timeline(lane("Akuugo", "日本", 2024, until=dt.date(2031, 7, 30)))
    assert "2031 到期" in svg
    assert "chart-term" in svg
    assert_legible(svg)


def test_products_are_named_once_and_long_names_broken_or_cut():
    long_name = "某种名称特别长的间充质干细胞注射液（冻存细胞悬液）产品甲"
    svg = timeline(lane(), lane(place="日本"), lane(long_name, "阿拉伯联合酋长国"))
    assert [text for *_box, text in boxes(svg)].count("Alofisel") == 1
    assert f"<title>{long_name}</title>" in svg
    assert_legible(svg)


WORDS = st.text("间充质干细胞 AlofiselWMm0-&<·", min_size=1, max_size=40)
LANES = st.lists(
    st.builds(
        lambda name, place, years, until: lane(name, place, *sorted(years), until=until),
        WORDS,
        WORDS,
        st.lists(st.integers(1995, 2026), min_size=1, max_size=6),
        st.none() | st.dates(DAY + dt.timedelta(1), dt.date(2060, 1, 1)),
    ),
    min_size=1,
    max_size=5,
)


@settings(deadline=None)
@given(LANES, st.sampled_from([320.0, 720.0, 1080.0]))
def test_nothing_is_clipped_and_nothing_overlaps(lanes, width):
    if width > 320:
        assert_legible(timeline(*lanes, width=width))
    else:
        tree(timeline(*lanes, width=width))


NUMBERS = st.fixed_dictionaries({one.status: st.integers(0, 40) for one in SERIES})


@settings(deadline=None)
@given(st.lists(st.tuples(WORDS, NUMBERS), max_size=30), st.integers(1, 70))
def test_bars_columns_and_tiles_fit(rows, years):
    assert_legible(charts.bars("t", [Bar(name, numbers) for name, numbers in rows], "标题", "说明", SERIES))
    found = [Bar(str(1970 + n), rows[n % len(rows)][1] if rows else {}) for n in range(years)]
    assert_legible(charts.columns("t", found, "标题", "说明", SERIES))
    codes = [*PLACES, *(f"X{n}" for n in range(20))]
    tiles = [Tile(codes[n], name, numbers) for n, (name, numbers) in enumerate(rows)]
    assert_legible(charts.tiles("t", tiles, "标题", "说明", SERIES))


@pytest.mark.parametrize(
    ("words", "width", "expected"),
    [
        ("间充质", 42, ["间充质"]),
        ("间充质干细胞", 42, ["间充质", "干细胞"]),
        ("间充质干细胞治疗", 42, ["间充质", "干细…"]),
    ],
)
def test_breaking(words, width, expected):
    assert wrapped(words, 14, width, 2) == expected


def test_fitting_and_measuring():
    assert measure("间A1", 10) == pytest.approx(23.4)
    assert fitted("Alofisel", 10, 1000) == "Alofisel"
    assert measure(fitted("间充质干细胞", 10, 35), 10) <= 35


def test_a_long_timeline_is_several_pictures_with_the_same_years():
    lanes = [lane(f"Product {n}", place, 2000 + n % 20) for n in range(20) for place in ("欧盟", "日本", "韩国")]
    found = [f"<svg {part}" for part in timeline(*lanes).split("<svg ")[1:]]
    assert len(found) == 4
    assert [tree(svg).get("aria-labelledby") for svg in found] == ["t-title", "t-2-title", "t-3-title", "t-4-title"]
    assert len({tuple(text for *_box, text in boxes(svg) if re.fullmatch(r"[12]\d{3}", text)) for svg in found}) == 1
    names = [[text for *_box, text in boxes(svg) if text.startswith("Product")] for svg in found]
    assert [name for part in names for name in part] == [f"Product {n}" for n in range(20)]
    for svg in found:
        assert_legible(svg)
        assert float(tree(svg).get("height")) <= 720 * 1.25


def test_of_marks_upon_each_other_the_last_one_has_its_word():
    marks = (Mark(dt.date(2015, 3, 1), "approved", "批准", "x"), Mark(dt.date(2015, 4, 1), "withdrawn", "撤市", "x"))
    svg = timeline(Lane("Alofisel", "欧盟", (), marks))
    words = [text for *_box, text in boxes(svg)]
    assert "2015 撤市" in words
    assert "2015 批准" not in words
    assert_legible(svg)


def test_a_long_name_of_a_place_is_whole_beside_its_numbers():
    numbers = {"approved": 12, "conditional": 34, "withdrawn": 56}
    svg = charts.tiles("t", [Tile("HK", "中国香港特别行政区", numbers)], "标题", "说明", SERIES)
    words = [text for *_box, text in boxes(svg)]
    assert words[len(SERIES) :] == ["中国香港特别", "行政区", "12", "34", "56"]
    assert_legible(svg)
