"""Where a conversion had to guess: characters of one form that are written in several in the other script.

OpenCC decides them by phrases, our rules and the glossary by theirs. A character that none of them spoke of got its
commonest form, and only that is doubtful. Pure: text in, places out; for the workbench, which underlines them.
"""

from __future__ import annotations

import functools
import json
import re
import tempfile
from pathlib import Path
from typing import NamedTuple

import opencc

from mscsite.core.hanzi import HANS, Glossary
from mscsite.core.hanzi.conversion import special_places
from mscsite.core.hanzi.engine import DATA, UNREADABLE
from mscsite.core.hanzi.scripts import form_of

# Simplified characters with forms that mean different things and are mistaken for one another: no variants (台臺), and
# none whose second form is found only in words that OpenCC knows (出 and 齣).
_SIMPLIFIED = (
    "丑醜丑 丰豐丰 干幹乾干 云雲云 仆僕仆 余餘余 系系係繫 尽盡儘 准準准 几幾几 别別彆 刮刮颳 制制製 汇匯彙 "
    "卷卷捲 只只隻 咸鹹咸 哄哄鬨 困困睏 团團糰 姜薑姜 御禦御 复復複 愈愈癒 扎扎紮 折折摺 拐拐枴 挽挽輓 "
    "采採采 摆擺襬 斗鬥斗 历歷曆 曲曲麴 术術朮 朴樸朴 松鬆松 板板闆 沈沈瀋 冲衝沖 谷谷穀 舍舍捨 征徵征 "
    "蒙蒙矇濛 发發髮 荡蕩盪 范範范 签簽籤 糖糖醣 致致緻 胡胡鬍 脏臟髒 表表錶 里裡里 辟闢辟 郁鬱郁 钟鐘鍾 "
    "霉黴霉 面面麵 须須鬚 饥飢饑 当當噹 岳岳嶽 游遊游 后後后"
)
# The same the other way: 著 is 着 or 著, 乾 mostly 干.
_TRADITIONAL = "著着著 乾干乾 藉借藉 瀋沈瀋 徵征徵 覆复覆 餘余馀 瞭了瞭 夥伙夥"
_SHARE = Path(opencc.__file__).with_name("clib") / "share" / "opencc"
_PHRASES = (("TSPhrases.ocd2",), ("STPhrases.ocd2", "STPhrases_GeneratedFromRegionalPhrases.ocd2"))
_UNDECIDED = "\ue0ff"  # stands for a doubtful character in the text that OpenCC gives back
_TAG = re.compile(r"<[^>]*>")
_INLINE = re.compile(r"</?(?:a|cite|strong|em|sub|sup)\b")


class Doubt(NamedTuple):
    """The character at `at` of the source may be written in several ways; the first of `choices` is the commonest."""

    at: int
    choices: str


def doubts(text: str, to: str, source: str, glossary: Glossary) -> list[Doubt]:
    """The characters of `text` (in the script `source`) whose form in the script `to` was guessed, in order."""
    before, after = form_of(source), form_of(to)
    choices = choices_of(source)
    if before == after or not any(character in choices for character in set(text)):
        return []
    text = UNREADABLE.sub(lambda match: " " * len(match[0]), text)
    told = _teller(source).convert(text)
    if len(told) != len(text):  # a phrase of another length: then the places cannot be told
        return []
    known = {at for start, end, _ in special_places(text, before, after, glossary) for at in range(start, end)}
    return [
        Doubt(at, choices[text[at]]) for at, character in enumerate(told) if character == _UNDECIDED and at not in known
    ]


def doubts_html(html: str, to: str, source: str, glossary: Glossary) -> list[Doubt]:
    """The same for the text of HTML; places count in `html`."""
    text, places = text_of(html)
    return [Doubt(places[doubt.at], doubt.choices) for doubt in doubts(text, to, source, glossary)]


def text_of(html: str) -> tuple[str, list[int]]:
    """The text of HTML with a line end for every tag that ends a sentence, and where each character stands in it."""
    text, places, start = [], [], 0
    for tag in [*_TAG.finditer(html), None]:
        end = tag.start() if tag else len(html)
        text.append(html[start:end])
        places += range(start, end)
        if tag and not _INLINE.match(tag[0]):
            text.append("\n")
            places.append(tag.start())
        start = tag.end() if tag else end
    return "".join(text), places


@functools.cache
def choices_of(source: str) -> dict[str, str]:
    """Doubtful characters of a script, each with its forms in the other one, the commonest first."""
    words = (_SIMPLIFIED if source == HANS else _TRADITIONAL).split()
    return {word[0]: word[1:] for word in words}


@functools.cache
def _teller(source: str) -> opencc.OpenCC:
    """OpenCC with its phrases and, in the place of its characters, one sign for all that are doubtful."""
    ours = [{"type": "text", "file": str(DATA / file)} for file in ("words.txt", "seams.txt") if source == HANS]
    phrases = [*ours, *({"type": "ocd2", "file": str(_SHARE / file)} for file in _PHRASES[source == HANS])]
    with tempfile.TemporaryDirectory() as folder:  # OpenCC reads a configuration only from a file
        signs, path = Path(folder) / "signs.txt", Path(folder) / "teller.json"
        signs.write_text("".join(f"{character}\t{_UNDECIDED}\n" for character in choices_of(source)), encoding="utf-8")
        settings = {
            "name": "undecided characters",
            "segmentation": {"type": "mmseg", "dict": _group(phrases)},
            "conversion_chain": [{"dict": _group([*phrases, {"type": "text", "file": str(signs)}])}],
        }
        path.write_text(json.dumps(settings))
        return opencc.OpenCC(str(path))


def _group(dictionaries: list[dict]) -> dict:
    return {"type": "group", "match_policy": "short_circuit", "dicts": dictionaries}
