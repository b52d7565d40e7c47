"""HTML from one script to another: text and spoken attributes change, everything else stays byte for byte."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable

from mscsite.core.hanzi.conversion import convert_many
from mscsite.core.hanzi.glossary import EMPTY, Glossary
from mscsite.core.hanzi.repairing import Repaired, changes_between, repair
from mscsite.core.hanzi.scripts import HANT

# A tag begins with a name: `p<0.05` is text. Quotes need not be closed; what never becomes a tag is text.
_TAG = re.compile(r"""(<!--.*?(?:-->|\Z)|<[/!?]?[a-zA-Z](?:[^<>"']|"[^"]*"|'[^']*')*+>)""", re.DOTALL)
_SPOKEN_ATTRIBUTE = re.compile(r"""\s(?:alt|title|aria-label)\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_TAG_NAME = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)")
# Inside these elements a sentence goes on: their text is converted together with its neighbours (<b>干</b>细胞).
_INLINE = frozenset("a abbr b bdi bdo cite del dfn em i ins mark q s small span strong sub sup time u wbr".split())
_VERBATIM = frozenset("code pre script style kbd samp".split())


def convert_html(html: str, to: str, source: str, glossary: Glossary = EMPTY) -> str:
    """`html` in the script `to`, read as being in `source`: its text, `alt`, `title` and `aria-label`.

    Tags, all other attributes, comments, and what stands in `code`, `pre`, `script`, `style`, `kbd` and `samp` stay as
    they are. Markup need not be well formed.
    """
    return _changed(html, lambda texts: convert_many(texts, to, source, glossary))


def repair_html(html: str, to: str = HANT, glossary: Glossary = EMPTY) -> Repaired:
    """`repair` for HTML; the places of the changes count in `html` as given."""
    text = _changed(html, lambda texts: [repair(text, to, glossary).text for text in texts])
    return Repaired(text, changes_between(html, text))


def _changed(html: str, change: Callable[[list[str]], list[str]]) -> str:
    """`html` with its text and spoken attributes replaced by what `change` makes of the list of them."""
    pieces = _TAG.split(html)  # text at even places, tags at odd ones
    runs, spoken = _runs(pieces), _spoken(pieces)
    texts = ["".join(pieces[at] for at in run) for run in runs] + [pieces[at][start:end] for at, start, end in spoken]
    changed = change(texts)
    for (at, start, end), text in reversed(list(zip(spoken, changed[len(runs) :], strict=True))):
        pieces[at] = pieces[at][:start] + text + pieces[at][end:]
    for run, text in zip(runs, changed, strict=False):
        if len(run) == 1:
            pieces[run[0]] = text
        else:
            _put_back(pieces, run, text, change)
    return "".join(pieces)


def _spoken(pieces: list[str]) -> list[tuple[int, int, int]]:
    """The values of spoken attributes: the place of the tag, where the value begins and ends in it."""
    return [
        (at, match.start(group), match.end(group))
        for at in range(1, len(pieces), 2)
        if "=" in pieces[at]
        for match in _SPOKEN_ATTRIBUTE.finditer(pieces[at])
        for group in (1 if match[1] is not None else 2,)
    ]


def _runs(pieces: list[str]) -> list[list[int]]:
    """The places of text, those of one sentence together."""
    runs: list[list[int]] = []
    run: list[int] = []
    verbatim = ""
    for at, piece in enumerate(pieces):
        if at % 2 == 0:
            if not verbatim and (run or not piece.isascii()):  # nothing to convert in what is between two blocks
                run.append(at)
            continue
        name, is_end = _name(piece)
        if name not in _INLINE and run:
            runs.append(run)
            run = []
        if verbatim:
            verbatim = "" if name == verbatim and is_end else verbatim
        elif name in _VERBATIM and not is_end:
            verbatim = name
    return [*runs, run] if run else runs


@functools.lru_cache(maxsize=2048)  # the same few tags come again and again
def _name(tag: str) -> tuple[str, bool]:
    """The name of a tag in lower case (empty for a comment), and whether it is an end tag."""
    match = _TAG_NAME.match(tag)
    return match[1].lower() if match else "", tag.startswith("</")


def _put_back(pieces: list[str], run: list[int], text: str, change: Callable[[list[str]], list[str]]) -> None:
    """Cut `text` into the parts that the places of `run` held before."""
    parts = [pieces[at] for at in run]
    if len(text) != sum(map(len, parts)):  # then the parts cannot be told apart by length
        parts = change(parts)
        text = "".join(parts)
    start = 0
    for at, part in zip(run, parts, strict=True):
        pieces[at] = text[start : start + len(part)]
        start += len(part)
