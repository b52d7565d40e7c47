"""The part of a text that answers a question, as it is written, with the words of the question marked."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from mscsite.core.fulltext.folding import fold

SNIPPET_LENGTH = 110
_BEFORE = 30  # characters of context ahead of the first word found
_FIRST = 600  # characters that are looked at before all: folding a text takes longer than finding it
_WEIGHED = 100  # places of a word that are weighed as a beginning


class _Folds(dict):
    def __missing__(self, character: str) -> str:
        folded = self[character] = fold(character)
        return folded


_FOLDS = _Folds()


def snippet(text: str, words: Sequence[str]) -> tuple[str, SafeString]:
    """The part of `text` with most of the folded `words`, plain, and as HTML with the words in `<mark>`."""
    plain = " ".join(text.split())
    spans = _spans(plain[:_FIRST], words)
    start, found = _best_start(spans)
    if found < len(set(filter(None, words))) or start + SNIPPET_LENGTH > _FIRST:
        spans = _spans(plain, words)
        start, _found = _best_start(spans)
    start = max(0, start - _BEFORE)
    start = start if start > 3 else 0
    end = min(len(plain), start + SNIPPET_LENGTH)
    before, after = "…" if start else "", "…" if end < len(plain) else ""
    inside = [span[:2] for span in spans if start <= span[0] and span[1] <= end]
    html = before + _marked(plain, _merged(inside), start, end) + after
    return before + plain[start:end] + after, mark_safe(html)  # every piece of it was escaped


def marked(text: str, words: Sequence[str]) -> SafeString:
    """The whole of `text` as HTML with the folded `words` in `<mark>`."""
    spans = [span[:2] for span in _spans(text, words)]
    return mark_safe(_marked(text, _merged(spans), 0, len(text)))


def _folded(text: str) -> tuple[str, Sequence[int]]:
    """The folded text, and for each of its characters the place in `text` that it came from."""
    pieces = [_FOLDS[character] for character in text]
    folded = "".join(pieces)
    if len(folded) == len(text) and all(pieces):
        return folded, range(len(text))
    return folded, [place for place, piece in enumerate(pieces) for _ in piece]


def _spans(text: str, words: Sequence[str]) -> list[tuple[int, int, str]]:
    """Where the words stand in `text`, in order."""
    folded, origin = _folded(text)
    spans = []
    for word in filter(None, words):
        place = folded.find(word)
        while place >= 0:
            spans.append((origin[place], origin[place + len(word) - 1] + 1, word))
            place = folded.find(word, place + len(word))
    return sorted(spans)


def _best_start(spans: list[tuple[int, int, str]]) -> tuple[int, int]:
    """The first place from which most different words fit into a snippet, and how many these are."""
    best, most = 0, 0
    for number, (start, _end, _word) in enumerate(spans[:_WEIGHED]):
        reach = start - _BEFORE + SNIPPET_LENGTH
        count = len({word for _start, end, word in spans[number : number + _WEIGHED] if end <= reach})
        if count > most:
            best, most = start, count
    return best, most


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


def _marked(text: str, spans: list[tuple[int, int]], start: int, end: int) -> str:
    pieces, place = [], start
    for first, last in spans:
        pieces += [escape(text[place:first]), "<mark>", escape(text[first:last]), "</mark>"]
        place = last
    return "".join([*pieces, escape(text[place:end])])
