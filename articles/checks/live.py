"""Checking a body that is being written: blocks as the editor has them, findings by block and place."""

from __future__ import annotations

from articles.checks import spellings
from articles.checks.document import Document, Line
from articles.checks.facts import Known
from articles.checks.known import with_papers
from articles.checks.registry import run
from mscsite.core import hanzi

KINDS = frozenset({"text", "heading", "item", "row", "caption"})
MOST_BLOCKS = 2000
LONGEST = 200_000  # characters of all blocks: more is checked at the save
GROUPS = ("claims", "numbers", "consistency", "evidence", "structure", "script", "freshness")
# What is true of a whole article only, or changes with every key that is pressed.
_NOT_WHILE_WRITING = frozenset({"structure.empty-section", "structure.unfinished", "evidence.no-list"})


class BadBlocks(ValueError):
    """What came is no list of blocks; the message says what is wrong with it."""


def check_blocks(blocks: object, script: str, known: Known) -> list[dict]:
    """Findings in blocks `{text, kind, level, cites}`, as {block, start, end, level, code, message, rule, repair}.

    `start` and `end` count UTF-16 units, as JavaScript does. `repair` is the one right text for the stretch, or None.
    """
    lines = _lines(blocks)
    known = with_papers(known, {key for line in lines for _place, key in line.sources})
    facts = {
        "script": hanzi.tag_of(script), "known": known, "tuning": known.tuning, "glossary": hanzi.site_glossary(),
        "aliases": spellings.latin_aliases(known.products),
    }  # fmt: skip
    found = run(Document(tuple(lines), is_article=True, facts=facts), GROUPS)
    return [
        {
            "block": each.line - 1,
            "start": _units(lines[each.line - 1].text, each.start),
            "end": _units(lines[each.line - 1].text, each.end),
            "level": each.level.value,
            "code": each.code,
            "message": each.message,
            "rule": each.rule,
            "repair": each.repair,
        }
        for each in found
        if each.code not in _NOT_WHILE_WRITING and each.line <= len(lines)
    ]


def _lines(blocks: object) -> list[Line]:
    if not isinstance(blocks, list) or len(blocks) > MOST_BLOCKS:
        raise BadBlocks(f"blocks: a list of at most {MOST_BLOCKS}")
    lines = [_line(number, block) for number, block in enumerate(blocks, start=1)]
    if sum(len(line.text) for line in lines) > LONGEST:
        raise BadBlocks(f"blocks: more than {LONGEST} characters")
    return lines


def _line(number: int, block: object) -> Line:
    try:
        text, kind, level = block["text"], block["kind"], int(block.get("level", 0))
        cites = [(int(place), str(key)) for place, key in block.get("cites", [])]
    except (TypeError, KeyError, ValueError, AttributeError):
        raise BadBlocks(f"block {number}: text, kind, level and cites") from None
    if not isinstance(text, str) or kind not in KINDS:
        raise BadBlocks(f"block {number}: text, and kind one of {', '.join(sorted(KINDS))}")
    places = [(_characters(text, place), key) for place, key in cites]
    shown = tuple((place, f"[{order}]") for order, (place, _key) in enumerate(places, start=1))
    return Line(number, text, kind, level, f"block {number}", "body", shown, tuple(places))


def _units(text: str, place: int) -> int:
    """A place in characters as UTF-16 units."""
    return place + sum(character > "\uffff" for character in text[:place])


def _characters(text: str, units: int) -> int:
    """A place in UTF-16 units as characters."""
    count = 0
    for place, character in enumerate(text):
        if count >= units:
            return place
        count += 2 if character > "\uffff" else 1
    return len(text)
