"""Words that a region says otherwise. They are proposed, never put in the place of what the author wrote."""

from __future__ import annotations

from typing import NamedTuple

from mscsite.core.hanzi.conversion import convert
from mscsite.core.hanzi.glossary import Entry, Glossary, same_word
from mscsite.core.hanzi.matching import Matcher, Rule
from mscsite.core.hanzi.scripts import HANS, HANT_HK, HANT_TW, form_of


class Proposal(NamedTuple):
    """Characters `start` to `end` of the text, `before`, are called `after` in the region."""

    start: int
    end: int
    before: str
    after: str


def vocabulary(text: str, region: str, glossary: Glossary) -> list[Proposal]:
    """Words of `text`, written in the script `region`, that the glossary knows by another name there (視頻: 影片).

    An empty list for Simplified: nothing tells which of several mainland words was meant.
    """
    form = form_of(region)
    if form == "hans":
        return []
    matcher = glossary.cached(("vocabulary", form), lambda: _matcher(glossary, form))
    return [Proposal(start, end, text[start:end], after) for start, end, after in matcher.find(text)]


def _matcher(glossary: Glossary, form: str) -> Matcher:
    rules = []
    for entry in glossary:
        after = getattr(entry, form)
        if entry.protected or same_word(entry.hans, after):
            continue
        before = _as_converted(entry, form)
        rules += [Rule(before, 0, len(before), after), Rule(after, 0, len(after), None)]  # what is right is no finding
    return Matcher(rules)


def _as_converted(entry: Entry, form: str) -> str:
    return convert(entry.hans, HANT_HK if form == "hk" else HANT_TW, HANS)
