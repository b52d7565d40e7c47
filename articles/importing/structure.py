"""From the lines of an article, whatever file they came from, to its parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .blocks import Unit, group
from .disclaimers import take_disclaimer
from .furniture import take_furniture
from .headings import Heading, Piece, find_headings
from .levels import levels
from .lines import Line, repairs_of
from .metadata import add, take_metadata
from .noise import take_noise
from .parsed import Block, Metadatum, ParsedArticle, Repair, Section
from .reference_list import take_references
from .script import script_of
from .titles import Title, take_title
from .wrapping import unwrap


def read_lines(lines: list[Line], *, outside: Sequence[Line] = (), notes: Sequence[str] = ()) -> ParsedArticle:
    """The lines of an article in, and those of its page that lie outside it; every one of them is in one place then.

    Marks of lists and tables (`- `, `1.` of a list, bars, the line under a header) and the labels before the first
    reference and the disclaimer are structure and not kept as text; a label alone on its line is in the metadata.
    """
    kept, noise = take_noise(lines)
    kept, furniture = take_furniture(kept)
    kept, references, labels, mended = take_references(kept)
    kept, joined = unwrap(kept)
    kept, disclaimer, more_labels = take_disclaimer(kept)
    kept, metadata = take_metadata(kept)
    title, units, repeated = take_title(group(kept))
    body = _body(units, title.before)
    _add_labels(metadata, [*labels, *more_labels])
    dropped = sorted([*noise, *furniture, *repeated, *outside], key=lambda line: line.number)
    return ParsedArticle(
        title=title.text,
        script=script_of("\n".join(line.text for line in lines)),
        lead=body.lead,
        sections=body.sections,
        references=references,
        disclaimer=disclaimer,
        dropped=tuple(line.as_it_came for line in dropped),
        repairs=_repairs(_without(lines, dropped), [*mended, *joined], title),
        metadata=metadata,
        notes=tuple(notes),
    )


@dataclass(frozen=True)
class _Body:
    lead: tuple[str, ...]
    sections: tuple[Section, ...]


def _without(lines: list[Line], dropped: list[Line]) -> list[Line]:
    numbers = {line.number for line in dropped}
    return [line for line in lines if line.number not in numbers]


def _add_labels(metadata: dict[str, Metadatum], labels: list[tuple[str, Line]]) -> None:
    for key, line in labels:
        add(metadata, key, line.text.strip(" :：【】[]"), line.as_it_came)


def _repairs(lines: list[Line], joined: list[Repair], title: Title) -> tuple[Repair, ...]:
    """One repair a line, the title's own being its last state."""
    repairs = {repair.line: repair for repair in [*repairs_of(lines), *joined]}
    if title.repair:
        repairs[title.repair.line] = title.repair
    return tuple(repairs[number] for number in sorted(repairs))


def _body(units: list[Unit], before_title: int) -> _Body:
    pieces = [*units[:before_title], *find_headings(units[before_title:])]
    first = next((index for index, piece in enumerate(pieces) if isinstance(piece, Heading)), None)
    end_of_lead = _end_of_lead(pieces, before_title if first is None else first)
    lead = tuple(piece.text for piece in pieces[:end_of_lead])
    return _Body(lead, tuple(_sections(pieces[end_of_lead:])))


def _end_of_lead(pieces: list[Piece], first_section: int) -> int:
    """The lead is made of paragraphs: a list or table ends it as a heading does."""
    for index, piece in enumerate(pieces[:first_section]):
        if piece.block:
            return index
    return first_section


def _sections(pieces: list[Piece]) -> list[Section]:
    depths = iter(levels(pieces))
    sections: list[tuple[int, str | None, list[Block]]] = []
    for piece in pieces:
        if isinstance(piece, Heading):
            sections.append((next(depths), piece.text, []))
            continue
        if not sections:
            sections.append((1, None, []))
        sections[-1][2].append(piece.block or Block("p", text=piece.text))
    return [Section(level, heading, tuple(blocks)) for level, heading, blocks in sections]
