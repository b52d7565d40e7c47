"""Badly converted Traditional: where it is wrong, and how it would be right.

Both ways of failing are known: characters left as Simplified writes them (干細胞, 后來, 采用) and characters changed
where they should not have been (批準, 適應癥, 里 as 裡 in 里程碑). The text is taken to Simplified, where the two ways
meet, and back with all our rules; what then differs is wrong, unless it is a variant that does no harm.
"""

from __future__ import annotations

import difflib
import functools
from typing import NamedTuple

from mscsite.core.hanzi import engine
from mscsite.core.hanzi.conversion import convert
from mscsite.core.hanzi.glossary import EMPTY, Entry, Glossary
from mscsite.core.hanzi.matching import Matcher, Rule
from mscsite.core.hanzi.scripts import HANS, HANT, form_of

# Suspicious characters in 10,000 from which on the whole text should be repaired; good texts have below 20.
REPAIR_RATE = 60

# Characters that stand for one another in good Traditional, in either direction; they are left as written.
_ALIKE = (
    "瘺瘻 周週 鑒鑑 布佈 裏裡 台臺檯颱 佔占 藉借 游遊 注註 升昇陞 回迴廻 凶兇 夥伙 湧涌 泛氾汎 癡痴 薦荐 "
    "煙菸烟 岩巖 嶽岳 秘祕 雇僱 讚贊 嘆歎 淒凄悽 汙污 釐厘 核覈 跡蹟 祇只衹 杯盃 姦奸 嘗嚐 餵喂 掛挂 彩綵 "
    "幸倖 佣傭 巨鉅 仿彷 吊弔 念唸 挨捱 噪譟 豔艷 糰團 參蔘 棲栖 哄鬨 嘩譁 塚冢 僵殭 鏟剷 背揹 醃腌 暗闇 "
    "棱稜 弦絃 酸痠 熏燻薰 咽嚥 扣釦 鏈鍊 煉鍊 針鍼 雕鵰 閒閑 饑飢 札劄 徑逕 堤隄 搜蒐 毀燬譭 朱硃 樑梁 "
    "床牀 克剋 托託 欲慾 痺痹 麻痲 濕溼 鹼碱硷 滷鹵 嫻嫺 葯藥 曬晒 麴曲 強彊 杆桿 蘇甦 當噹 彌瀰"
)
# In this direction only: as written, and what the conversion would make of it.
_GOOD_AS_WRITTEN = frozenset("並併 了瞭 誌志 向嚮 家傢 才纔 佛彿 合閤 於于".split())
# 誌 is kept where 志 would do (誌謝), but not in these words.
_NEVER = ("誌願", "同誌", "意誌", "鬥誌", "立誌", "誌向", "誌賀", "有誌", "壯誌")
# In a few words either character may stand (自製 is made by oneself, 自制 self-control): what was written is kept.
# Taiwan writes 計畫 for a plan, Hong Kong 計劃.
_FREE = frozenset(
    "回復 回覆 反復 反覆 答復 答覆 批復 批覆 複核 覆核 複診 覆診 複查 覆查 複檢 覆檢 自製 自制"
    " 計畫 計劃 規畫 規劃 企畫 企劃 策畫 策劃 籌畫 籌劃".split()
)


class Change(NamedTuple):
    """Characters `start` to `end` of the text as given, `before`, should be `after`."""

    start: int
    end: int
    before: str
    after: str


class Repaired(NamedTuple):
    """A text as it should be, and what was changed in it."""

    text: str
    changes: list[Change]


def repair(text: str, to: str = HANT, glossary: Glossary = EMPTY) -> Repaired:
    """Traditional `text` with its conversion errors mended for the script `to`; good text comes back as it was.

    Harmless variants stay as written: 周/週, 台/臺, 佔/占, and whatever Taiwan and Hong Kong write differently.
    ValueError when `to` is not Traditional.
    """
    changes = suspicious(text, to, glossary)
    parts, place = [], 0
    for change in changes:
        parts += (text[place : change.start], change.after)
        place = change.end
    return Repaired("".join([*parts, text[place:]]), changes)


def suspicious(text: str, to: str = HANT, glossary: Glossary = EMPTY) -> list[Change]:
    """The places of Traditional `text` that look badly converted, in order, with what they should be."""
    if form_of(to) == "hans":
        raise ValueError("only Traditional text can be repaired")
    right = convert(_simplified(text), to, HANS, glossary)
    kept = _protected(text, glossary)
    return _joined(
        text,
        [(at, after) for at, after in _differing(text, right) if at not in kept and not _harmless(text, at, after)],
    )


def _protected(text: str, glossary: Glossary) -> set[int]:
    """The places of protected terms, which are right as they stand."""
    words = glossary.cached(
        ("protected",), lambda: Matcher(_as_it_stands(entry) for entry in glossary if entry.protected)
    )
    return {at for start, end, _same in words.find(text) for at in range(start, end)}


def _as_it_stands(entry: Entry) -> Rule:
    return Rule(entry.hans, 0, len(entry.hans), entry.hans)


def changes_between(text: str, right: str) -> list[Change]:
    """What makes `right` of `text`; both are of one length."""
    return _joined(text, _differing(text, right))


def _joined(text: str, places: list[tuple[int, str]]) -> list[Change]:
    """Changes of one character each, those that touch as one."""
    changes: list[Change] = []
    for start, after in places:
        if changes and changes[-1].end == start:
            last = changes.pop()
            start, after = last.start, last.after + after
        changes.append(Change(start, start + len(after), text[start : start + len(after)], after))
    return changes


def rate(text: str, to: str = HANT, glossary: Glossary = EMPTY) -> float:
    """Suspicious characters in 10,000 of `text`; from REPAIR_RATE on, offer to repair the whole."""
    wrong = sum(change.end - change.start for change in suspicious(text, to, glossary))
    return 10_000 * wrong / len(text) if text else 0.0


def _simplified(text: str) -> str:
    pieces = engine.UNREADABLE.split(text)
    return "".join(piece if at % 2 else engine.stock("t2s").convert(piece) for at, piece in enumerate(pieces))


def _differing(text: str, right: str) -> list[tuple[int, str]]:
    """Places where the two differ, each with the one character that `right` has there."""
    if len(text) == len(right):
        return [(at, after) for at, (before, after) in enumerate(zip(text, right, strict=True)) if before != after]
    found = []
    matcher = difflib.SequenceMatcher(None, text, right, autojunk=False)
    for kind, start, end, other, stop in matcher.get_opcodes():
        if kind == "replace" and end - start == stop - other:
            found += [(start + shift, right[other + shift]) for shift in range(end - start)]
    return found


def _harmless(text: str, at: int, after: str) -> bool:
    """Whether the character that stands at `at` may stay, though the conversion would write `after`."""
    before, around = text[at], (text[max(0, at - 1) : at + 1], text[at : at + 2])
    if before + after in _GOOD_AS_WRITTEN:
        return not any(word in _NEVER for word in around)
    if after in _variants().get(before, ()) or _standard(before) == _standard(after):
        return True
    return any(word in _FREE and word.replace(before, after) in _FREE for word in around)


@functools.cache
def _variants() -> dict[str, str]:
    found: dict[str, str] = {}
    for group in _ALIKE.split():
        for character in group:
            found[character] = found.get(character, "") + group
    return found


@functools.cache
def _standard(character: str) -> str:
    """The character that Taiwan's and Hong Kong's forms are both variants of (裡, 裏: 裏)."""
    return engine.stock("hk2t").convert(engine.stock("tw2t").convert(character))
