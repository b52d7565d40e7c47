"""Plain text from one script to another.

What a rule or the glossary speaks of is taken out before OpenCC sees the text, and put back in its place afterwards:
inside OpenCC a phrase of the stock that begins earlier would win.
"""

from __future__ import annotations

import contextlib
import functools
import itertools
from collections.abc import Sequence

from mscsite.core.hanzi import engine, rules
from mscsite.core.hanzi.glossary import EMPTY, Glossary
from mscsite.core.hanzi.matching import Matcher
from mscsite.core.hanzi.scripts import detect, form_of

# Where a part begins and ends in a text, and how it is written.
Span = tuple[int, int, str]

# Characters for private use stand for what was taken out and between texts; any two that the text does not hold.
_PRIVATE = tuple(map(chr, range(0xE000, 0xE080)))


def convert(text: str, to: str, source: str, glossary: Glossary = EMPTY) -> str:
    """`text` in the script `to`, read as being in the script `source`; unchanged where both are written alike.

    Only characters change: words stay those of the source (see `vocabulary`), punctuation as it is written.
    Convert only from the script a text was written in: Traditional read as Simplified is damaged.
    Raises ValueError on a script that is not in SCRIPTS.
    """
    return convert_many([text], to, source, glossary)[0]


def in_script(text: str, to: str) -> str:
    """`text` in the script `to`, whichever of the two it is written in."""
    written = detect(text)
    return convert(text, to, written) if written != to else text


def convert_many(texts: Sequence[str], to: str, source: str, glossary: Glossary = EMPTY) -> list[str]:
    """Each of `texts` converted by itself, in one go."""
    before, after = form_of(source), form_of(to)
    whole = "".join(texts)
    if before == after or not whole:
        return list(texts)
    separator, placeholder = _unused(whole)
    change = functools.partial(_change, before=before, after=after, glossary=glossary, placeholder=placeholder)
    joined = separator.join(texts)
    if "\0" not in joined:
        with contextlib.suppress(UnicodeEncodeError):  # by a lone surrogate
            return change(joined).split(separator)
    pieces = engine.UNREADABLE.split(joined)
    return "".join(piece if at % 2 else change(piece) for at, piece in enumerate(pieces)).split(separator)


def _unused(text: str) -> list[str]:
    found = list(itertools.islice((character for character in _PRIVATE if character not in text), 2))
    if len(found) < 2:
        raise ValueError("the text uses every character for private use from U+E000 to U+E07F")
    return found


def _change(text: str, before: str, after: str, glossary: Glossary, placeholder: str) -> str:
    spans = special_places(text, before, after, glossary)
    if not spans:
        return engine.plain(text, before, after)
    gaps, place = [], 0
    for start, end, _ in spans:
        gaps.append(text[place:start])
        place = end
    gaps.append(text[place:])
    pieces = engine.plain(placeholder.join(gaps), before, after).split(placeholder)
    together = [""] * (2 * len(spans) + 1)
    together[::2] = pieces
    together[1::2] = [written for _, _, written in spans]
    return "".join(together)


def special_places(text: str, before: str, after: str, glossary: Glossary) -> list[Span]:
    """What OpenCC must not see of `text`, in order: addresses, what the rules say, the words of the glossary."""
    matcher = glossary.cached(
        (before, after), lambda: Matcher([*rules.phrases(before, after), *glossary.rules(before, after)])
    )
    found = matcher.find(text)
    first = rules.addresses(text)
    if before == "hans":
        first += rules.surnames(text)
    return _merged(first, found) if first else found


def _merged(first: list[Span], others: list[Span]) -> list[Span]:
    """`first` with those of `others` that touch none of them, in order."""
    taken = {place for start, end, _ in first for place in range(start, end)}
    free = [span for span in others if taken.isdisjoint(range(span[0], span[1]))]
    return sorted({span[0]: span for span in [*free, *first]}.values())
