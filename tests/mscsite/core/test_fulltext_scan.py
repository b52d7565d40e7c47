"""The index against a scan: what holds the folded words is found, and nothing else, on either database."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from mscsite.core import fulltext, hanzi
from mscsite.core.fulltext import SearchTexts, grams, postgresql, searching, writing
from mscsite.core.fulltext.grams import needle

pytestmark = pytest.mark.django_db

ALL = 10_000
# Characters of two forms, Latin, digits, what breaks words, and what breaks languages of queries.
ALPHABET = "干細细胞著着黏粘后後台臺ABab12éβ ﬁＡ①-—.\"'()*:^|&!\\%_，。\n𠮷🧬\0"
TEXTS = st.lists(st.text(ALPHABET, max_size=40), min_size=1, max_size=6)
QUERIES = st.text(ALPHABET, max_size=8)


@dataclass
class Record:
    title: str
    text: str
    search_key: str
    days: int = 0
    search_type: str = "article"

    def search_texts(self) -> SearchTexts:
        hant = hanzi.convert(self.text, hanzi.HANT, hanzi.HANS)
        date = dt.datetime(2020, 1, 1, tzinfo=dt.UTC) + dt.timedelta(days=self.days)
        return SearchTexts(self.title, self.title, self.text, hant, date=date)

    def working_texts(self) -> SearchTexts:
        return self.search_texts()


@pytest.fixture(autouse=True)
def _small_pools(monkeypatch):
    monkeypatch.setattr(searching, "POOL", 2)  # so that a small corpus reaches the second batch


def found(query: str) -> set[str]:
    return {hit.key for hit in fulltext.search(query, "zh-hans", ALL)}


def scanned(query: str, records: list[Record]) -> set[str]:
    """The keys of the records that hold all words of the query, by looking at every one."""
    words = [word for word in fulltext.words_of(query) if needle(word)]
    if not words:
        return set()

    def holds(record: Record) -> bool:
        texts = record.search_texts()
        whole = [fulltext.fold(t) for t in (record.title, record.search_key, texts.text_zh_hans, texts.text_zh_hant)]
        return all(any(word in text for text in whole) for word in words)

    return {record.search_key for record in records if holds(record)}


@hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TEXTS, st.lists(QUERIES, max_size=6), st.data())
def test_the_index_finds_what_a_scan_finds(texts, queries, data):
    fulltext.clear()
    records = [Record("题", text, f"k{number}", number % 2) for number, text in enumerate(texts)]
    for record in records:
        fulltext.update(record)
    for text in texts:  # parts of what is there, which random questions rarely are
        start = data.draw(st.integers(0, max(0, len(text) - 1)))
        queries.append(text[start : start + data.draw(st.integers(1, 6))])
    for query in queries:
        assert found(query) == scanned(query, records), query
    assert not fulltext.is_outdated()


VOCABULARY = [
    *"间充质 干细胞 外泌体 软骨 脐带 臍帶 來源 后来 台湾 研究".split(),
    *"MSC BM-MSC CD105 miR-146a NCT04491240 IL-6 2.5×10⁶ β-catenin".split(),
]
ASKED = [
    *"干细胞 幹細胞 胞 软 外泌体软骨 软骨MSC 臍帶來源 质干 后 後 台灣 间充质干细胞".split(),
    *"MSC msc SC nct04491240 04491240 miR-146a 146 IL-6 il β 10 2.5×10⁶ CD105 M 0".split(),
]


def test_a_larger_corpus_in_both_scripts_and_after_changes():
    chance = random.Random(7)

    def text() -> str:
        return "".join(chance.choice(VOCABULARY) + chance.choice(["", "", " ", "，"]) for _ in range(20))

    records = [Record(text()[:20], text(), f"k{number}", number) for number in range(60)]
    for record in records:
        fulltext.update(record)
    for record in records[::3]:
        record.text, record.days = text(), 500
        fulltext.update(record)
    for record in records[50:]:
        fulltext.remove(record)
    del records[50:]
    for query in [*ASKED, "软骨 脐带", "“间充质 干细胞”", '"软骨 MSC"']:
        truth = scanned(query, records)
        assert found(query) == truth, query
        few = {hit.key for hit in fulltext.search(query, "zh-hans", 3)}
        assert few <= truth, query
        assert len(few) == min(3, len(truth)), query
        asked = fulltext.understood(query)
        assert fulltext.counts(asked, "zh-hans").total == len(truth), query


def test_what_databases_refuse_is_left_out():
    assert fulltext.update(Record("甲\0词", "乙\ud800词", "odd"))
    assert [(hit.title, hit.text) for hit in fulltext.search("甲词 乙词", "zh-hans")] == [("甲词", "乙词")]


def test_the_last_sentence_of_a_long_text_is_found():
    chance = random.Random(3)
    long = "".join(chr(chance.randrange(0x4E00, 0x9FA5)) for _ in range(200_000))
    record = Record("长文", long + "\n最后一句话。", "long")
    assert fulltext.update(record)
    assert found("最后一句话") == {"long"}
    assert found(long[100_000:100_005]) == {"long"}
    assert found("不在其中的话") == set()


def test_equals_stand_in_order_of_their_dates_and_then_always_the_same():
    for number in (3, 1, 2):
        fulltext.update(Record("甲词", "乙词", f"k{number}", days=number))
    for number in (1, 2):
        fulltext.update(Record("甲词", "乙词", f"same{number}"))
    order = [hit.key for hit in fulltext.search("甲词", "zh-hans")]
    assert order[:3] == ["k3", "k2", "k1"]
    assert order[3:] == ["same1", "same2"]  # by a hash of the key, so on every database


def test_a_day_may_have_more_records_than_numbers(monkeypatch):
    monkeypatch.setattr(writing, "SLOTS", 2)
    for number in range(7):
        assert fulltext.update(Record("甲词", "乙词", f"k{number}"))
    fulltext.update(Record("甲词", "乙词", "later", days=1))
    assert len(found("甲词")) == 8
    assert not fulltext.is_outdated()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("干细胞", {"干", "细", "胞", "干细", "细胞"}),
        ("cd1阳", {"c", "d", "1", "阳", "cd", "d1", "1阳", "cd1"}),
        ("il-6。", {"i", "l", "6", "il", "il-", "l-6"}),
        ("-6.", {"6"}),
        ("，🧬", set()),
    ],
)
def test_a_text_is_cut_into_all_its_grams(text, expected):
    assert grams.of_text(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("干", (("干",), True)),
        ("干细", (("干细",), True)),
        ("干细胞", (("干细", "细胞"), False)),
        ("il-6", (("il-", "l-6"), False)),
        ("cd1阳", (("cd1", "1阳"), False)),
        ("msc。", (("msc",), False)),
        ("𠮷", (("𠮷",), False)),
    ],
)
def test_a_question_is_cut_into_the_fewest_grams(text, expected):
    made = needle(text)
    assert (made.grams, made.is_exact) == expected


@given(st.text(ALPHABET + "abil/-.610"), st.data())
def test_a_part_of_a_text_has_no_other_grams_than_the_text(text, data):
    folded = fulltext.fold(text)
    start = data.draw(st.integers(0, len(folded)))
    part = needle(folded[start : data.draw(st.integers(start, len(folded)))])
    assert part is None or set(part.grams) <= grams.of_text(folded)


@given(st.sets(st.text(grams.ALPHABET, min_size=3, max_size=3) | st.text("a9-干着脐ß", min_size=1, max_size=2)))
def test_grams_have_numbers_of_their_own(some):
    numbers = {postgresql.number(gram) for gram in some}
    assert len(numbers) == len(some)
    assert all(-(2**31) <= number < 2**31 for number in numbers)
    assert numbers.isdisjoint(postgresql.number(f"^{gram}") for gram in some)


@pytest.mark.parametrize("one", "后後台臺裏裡里著着黏粘衛衞床牀麵麪線綫癥症乾幹干")
def test_folding_knows_no_context(one):
    assert fulltext.fold(f"甲{one}乙") == "甲" + fulltext.fold(one) + "乙"


def test_both_scripts_fold_to_one():
    assert fulltext.fold("臺灣衞生線裏後麵，ＭＳＣ—６") == "台湾卫生线里后面,msc-6"
