"""Simplified and Traditional Chinese: which script a text is in, and the same text in the other.

Scripts are named by BCP 47 tags. Plain `zh-Hant` means Traditional with the characters of Taiwan (OpenCC's `s2tw`);
words are never exchanged for those of another region, only characters.
Everything here is pure: text in, text out.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable

import opencc

HANS, HANT, HANT_TW, HANT_HK = "zh-Hans", "zh-Hant", "zh-Hant-TW", "zh-Hant-HK"
SCRIPTS = (HANS, HANT, HANT_TW, HANT_HK)

_CONFIGURATIONS = {
    (HANS, HANT): "s2tw",
    (HANS, HANT_TW): "s2tw",
    (HANS, HANT_HK): "s2hk",
    (HANT, HANS): "tw2s",
    (HANT_TW, HANS): "tw2s",
    (HANT_HK, HANS): "hk2s",
}

# OpenCC stops reading at a NUL without a word, and raises on lone surrogates: such characters pass it by.
_UNREADABLE = re.compile("([\0\ud800-\udfff]+)")
# nh3 writes attribute values in double quotes; the other two forms are here for markup from elsewhere.
_TAG = re.compile(r"""(<!--.*?-->|<(?:[^<>"']|"[^"]*"|'[^']*')*>)""", re.DOTALL)
_SPOKEN_ATTRIBUTE = re.compile(r"""(\s(?:alt|title|aria-label)=)("[^"]*"|'[^']*')""", re.IGNORECASE)
_TAG_NAME = re.compile(r"</?\s*([a-zA-Z][a-zA-Z0-9]*)")
# Inside these elements a sentence goes on: their text is converted together with its neighbours (<b>干</b>细胞).
_INLINE = frozenset("a abbr b cite em i mark q s small span strong sub sup u".split())
_VERBATIM = frozenset("code pre script style kbd samp".split())


@functools.cache
def _converter(configuration: str) -> opencc.OpenCC:
    return opencc.OpenCC(configuration)


def tag_of(language_code: str) -> str:
    """BCP 47 tag of one of Django's language codes: `zh-hant` gives `zh-Hant`."""
    return {"zh-hans": HANS, "zh-hant": HANT}[language_code]


def detect(text: str) -> str:
    """`zh-Hans` or `zh-Hant`, whichever has more characters that the other does not use; Simplified when even."""
    simplified = _converter("t2s").convert(_readable(text))
    traditional = _converter("s2t").convert(_readable(text))
    readable = _readable(text)
    only_traditional = sum(a != b for a, b in zip(readable, simplified, strict=False))
    only_simplified = sum(a != b for a, b in zip(readable, traditional, strict=False))
    return HANT if only_traditional > only_simplified else HANS


def _readable(text: str) -> str:
    return _UNREADABLE.sub("", text)


def convert(text: str, to: str, source: str) -> str:
    """`text` in the script `to`, read as being in the script `source`; unchanged where both are one script.

    Convert only from the script a text was written in: converting Traditional to Traditional damages it.
    Raises ValueError on a script that is not in SCRIPTS.
    """
    for script in (to, source):
        if script not in SCRIPTS:
            raise ValueError(f"{script!r} is no script of ours; use one of: {', '.join(SCRIPTS)}")
    configuration = _CONFIGURATIONS.get((source, to))
    if configuration is None or not text:
        return text
    converter = _converter(configuration)
    pieces = _UNREADABLE.split(text)
    return "".join(piece if index % 2 else converter.convert(piece) for index, piece in enumerate(pieces))


def convert_html(html: str, to: str, source: str) -> str:
    """The same for HTML: text and spoken attributes (alt, title, aria-label) are converted, all else stays."""
    pieces = _TAG.split(html)  # text at even places, tags at odd ones
    change = functools.partial(convert, to=to, source=source)
    verbatim: list[str] = []
    run: list[int] = []
    for index, piece in enumerate(pieces):
        if index % 2 == 0:
            if piece and not verbatim:
                run.append(index)
            continue
        name = _tag_name(piece)
        if name not in _INLINE:
            _convert_run(pieces, run, change)
            run = []
        _enter_or_leave(verbatim, name, piece)
        pieces[index] = _SPOKEN_ATTRIBUTE.sub(lambda match: match[1] + change(match[2]), piece)
    _convert_run(pieces, run, change)
    return "".join(pieces)


def _tag_name(tag: str) -> str:
    match = _TAG_NAME.match(tag)
    return match[1].lower() if match else ""


def _enter_or_leave(verbatim: list[str], name: str, tag: str) -> None:
    if name in _VERBATIM and not tag.startswith("</"):
        verbatim.append(name)
    elif verbatim and tag.startswith("</") and name == verbatim[-1]:
        verbatim.pop()


def _convert_run(pieces: list[str], run: list[int], change: Callable[[str], str]) -> None:
    """Convert the text at the places of `run` as one sentence, and put each part back where it stood."""
    if not run:
        return
    whole = change("".join(pieces[index] for index in run))
    if len(whole) != sum(len(pieces[index]) for index in run):  # then the parts cannot be told apart by length
        for index in run:
            pieces[index] = change(pieces[index])
        return
    start = 0
    for index in run:
        end = start + len(pieces[index])
        pieces[index], start = whole[start:end], end
