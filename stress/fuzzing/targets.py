"""What must hold whatever comes in. A target takes bytes and raises where something does not hold."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from dataclasses import dataclass
from html.parser import HTMLParser

from stress.fuzzing import corpus


@dataclass(frozen=True)
class Target:
    """`check(data)` raises on a finding; `seeds` are made when asked for. Some need a database with records in it."""

    check: Callable[[bytes], None]
    seeds: Callable[[], list[bytes]]
    needs_database: bool = False


def _require(holds: bool, words: str) -> None:
    if not holds:
        raise AssertionError(words)


def parser(data: bytes) -> None:
    """A file of any kind becomes an article or a refusal that says why."""
    from articles.importing import reading
    from articles.importing.decoding import ImportRefused

    suffix = reading.SUFFIXES[len(data) % len(reading.SUFFIXES)]
    names = ["page.docx"] if data.startswith(b"PK") else [f"page{suffix}"]
    for name in names:
        try:
            found = reading.read(data, name)
            article = found.article()
            found.proposals()
        except ImportRefused as refusal:
            _require(bool(str(refusal)), "a refusal without a reason")
        else:
            assert article.title or article.sections or article.lead or found.text.strip(), "an empty article"


class _Allowed(HTMLParser):
    """Reads HTML as tolerantly as a browser's first pass, and refuses what the sanitiser should have."""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        from mscsite.core import html

        assert tag in html.TAGS, f"<{tag}> came through"
        for name, value in attributes:
            assert name in html.ATTRIBUTES.get(tag, ()) or (tag, name) == ("a", "rel"), (
                f"{name} of <{tag}> came through"
            )
            if name == "href":
                scheme = re.match(r"[\x00-\x20]*([A-Za-z][A-Za-z0-9+.-]*)[\x00-\x20]*:", value or "")
                assert scheme is None or scheme[1].lower() in html.URL_SCHEMES, f"{value!r} came through"

    handle_startendtag = handle_starttag

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment came through: {data!r}")

    handle_decl = handle_pi = unknown_decl = handle_comment


def sanitiser(data: bytes) -> None:
    """Nothing comes through but what is allowed, twice changes nothing, and blocks are the whole again."""
    from mscsite.core import html

    clean = html.sanitise(data.decode("utf-8", "replace"))
    _Allowed(convert_charrefs=True).feed(clean)
    assert html.sanitise(clean) == clean, "sanitising twice is not sanitising once"
    assert "".join(html.blocks(clean)) == clean, "the blocks are not the whole"
    for block in html.blocks(clean):
        assert "".join(html.rows(block)) == block, "the rows are not the block"
    html.plain_text(clean)


_TAGS = re.compile(r"<[^>]*>")


def converter(data: bytes) -> None:
    """Conversion and repair never fail, and never touch a tag."""
    from mscsite.core import hanzi, html

    text = data.decode("utf-8", "replace")
    clean = html.sanitise(text)
    tags = _TAGS.findall(clean)
    for to, source in ((hanzi.HANT_TW, hanzi.HANS), (hanzi.HANT_HK, hanzi.HANS), (hanzi.HANS, hanzi.HANT)):
        hanzi.convert(text, to, source)
        assert _TAGS.findall(hanzi.convert_html(clean, to, source)) == tags, "a tag was converted"
    assert _TAGS.findall(hanzi.repair_html(clean, hanzi.HANT_TW).text) == tags, "a tag was repaired"
    hanzi.repair(text, hanzi.HANT_TW)
    hanzi.detect(text)


def sheet(data: bytes) -> None:
    """A sheet is read to its end, or refused with a reason."""
    from mscsite.core.tabular.grid import SheetRefused
    from mscsite.core.tabular.reading import read
    from products.sheets.parse import open_sheet

    name = "list.json" if data[:1] in b"[{" else "list.csv"
    try:
        for grid in (grids := read(data, name)):
            for _row in grid.rows:
                pass
        if grids:
            found = open_sheet(read(data, name))
            assert found is not None
    except SheetRefused as refusal:
        _require(bool(refusal.message), "a refusal without a reason")


def api(data: bytes) -> None:
    """Every address answers JSON, with words where it is no answer."""
    import json

    path, query = _address(data)
    answer = _client().get(f"/api/v1/{path}", query)
    assert answer.status_code in (200, 301, 404, 422), f"{answer.status_code} for {path!r} {query!r}"
    if answer.status_code != 301 and answer.headers["Content-Type"].startswith("application/json"):
        json.loads(answer.content)


def search(data: bytes) -> None:
    """Whatever is asked, there is a page, a feed and suggestions."""
    import json

    words = data.decode("utf-8", "replace")
    answer = _client().get("/zh-hans/search/", {"q": words})
    assert answer.status_code == 200, f"{answer.status_code} for {words!r}"
    assert "<script>alert" not in answer.content.decode(), f"a script came through: {words!r}"
    suggested = _client().get("/zh-hant/search/suggest/", {"q": words[:80]})
    assert suggested.status_code == 200, f"{suggested.status_code} for {words!r}"
    json.loads(suggested.content)
    if len(data) % 5 == 0:
        feed = _client().get("/zh-hans/search/feed/", {"q": words[:100]})
        assert feed.status_code in (200, 400, 404), f"{feed.status_code} for {words!r}"


_PATHS = ("articles", "products", "trials", "citations", "terms", "products/a-b", "trials/NCT01234567", "articles/x")
_NAMES = ("after", "limit", "status", "jurisdiction", "tissue", "donor", "day", "q", "sort", "company", "route", "kind")


def _address(data: bytes) -> tuple[str, dict[str, str]]:
    words = data.decode("utf-8", "replace").split("\n")
    path = _PATHS[len(data) % len(_PATHS)]
    if len(data) % 11 == 0:
        path += "/" + words[0].replace("?", "").replace("#", "")[:200]
    return path, {_NAMES[(len(word) + place) % len(_NAMES)]: word[:300] for place, word in enumerate(words[:4])}


@functools.cache
def _made_client():
    from django.test import Client

    return Client()


def _client():
    """A reader nobody knows. The same one each time, without cookies: a new one has all middleware loaded anew, which
    looks at every static file."""
    from django.core.cache import cache

    cache.clear()  # limits of how often one address may ask are not what is under test
    client = _made_client()
    client.cookies.clear()
    return client


def _text(*texts: str) -> list[bytes]:
    return [text.encode() for text in texts]


TARGETS: dict[str, Target] = {
    "parser": Target(parser, lambda: [*_text(corpus.TEXT, corpus.MARKDOWN, corpus.HTML), corpus.TEXT.encode("gb18030"),
                                      corpus.word(), corpus.word(corpus.TEXT)]),
    "sanitiser": Target(sanitiser, lambda: _text(corpus.BODY, corpus.HTML)),
    "converter": Target(converter, lambda: _text(corpus.TEXT, corpus.BODY)),
    "sheet": Target(sheet, lambda: [*_text(corpus.CSV, corpus.JSON), corpus.CSV.encode("gb18030"), corpus.workbook()]),
    "api": Target(api, lambda: _text("10\n5\napproved\nJP", "2024-02-30\nx", *corpus.QUERIES), needs_database=True),
    "search": Target(search, lambda: _text(*corpus.QUERIES), needs_database=True),
}  # fmt: skip
