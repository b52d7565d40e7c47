"""From the lines of an article, whatever file they came from, to its parts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from . import repairs
from .blocks import Unit, group, with_tables_joined
from .disclaimers import take_disclaimer
from .furniture import take_furniture
from .headings import Heading, Piece, find_headings
from .levels import levels
from .lines import Line, repairs_of
from .metadata import add, take_metadata
from .noise import take_noise
from .parsed import Block, Metadatum, ParsedArticle, Reference, Repair, Section
from .pictures import LeftPicture
from .reference_list import Labels, take_references
from .repairs import RepairProposal
from .run_in import split_run_in
from .script import script_of
from .titles import Title, take_title
from .wrapping import unwrap


@dataclass(frozen=True)
class Source:
    """What a file was cut into: the lines of the article, those around it, what was cleaned away unread, and the
    pictures that did not come along."""

    lines: list[Line]
    outside: Sequence[Line] = ()
    notes: Sequence[str] = ()
    left_pictures: tuple[LeftPicture, ...] = ()


def proposals(source: Source, keep: Collection[int] = frozenset()) -> tuple[RepairProposal, ...]:
    """What could be repaired in the text of an article, references excepted; nothing of it is done yet."""
    lines, _outside = _brought_in(source, keep)
    parts = _part(lines, keep)
    return tuple(repairs.propose(parts.kept, **_facts(lines, parts.references)))


def build(source: Source, wanted: Collection[str] = frozenset(), keep: Collection[int] = frozenset()) -> ParsedArticle:
    """The article that the lines of a file make; every line is in one place of it. `wanted`: see `repairs`.

    `keep` names lines, by their numbers, that somebody wants in the article though they look like noise.
    Marks of lists and tables (`- `, `1.` of a list, bars, the line under a header) and the labels before the first
    reference and the disclaimer are structure and not kept as text; a label alone on its line is in the metadata.
    """
    lines, outside = _brought_in(source, keep)
    parts = _part(lines, keep)
    kept = parts.kept
    if wanted:
        kept = repairs.apply(kept, wanted, **_facts(lines, parts.references))
        mended = {line.number: line for line in kept}
        lines = [mended.get(line.number, line) for line in lines]
    kept, joined = unwrap(kept)
    kept = split_run_in(kept)
    kept, disclaimer, labels = take_disclaimer(kept)
    kept, metadata = take_metadata(kept)
    units, headers = with_tables_joined(group(kept))
    title, units, repeated = take_title(units)
    lead, sections = _body(units, title.before)
    _add_labels(metadata, [*parts.labels, *labels])
    dropped = sorted([*parts.dropped, *headers, *repeated, *outside], key=lambda line: line.number)
    text = ParsedArticle(title.text, _script(lines), lead, sections, parts.references, disclaimer)
    return replace(
        text,
        dropped=tuple(line.as_it_came for line in dropped),
        dropped_numbers=tuple(line.number for line in dropped),
        repairs=_repairs(_without(lines, dropped), [*parts.repairs, *joined], title),
        metadata=metadata,
        notes=tuple(source.notes),
        left_pictures=source.left_pictures,
    )


@dataclass(frozen=True)
class _Parts:
    """The lines of a file, parted into what is text, what is a reference, and what is left out."""

    kept: list[Line]
    dropped: list[Line]
    references: tuple[Reference, ...]
    labels: Labels
    repairs: list[Repair]


def _brought_in(source: Source, keep: Collection[int]) -> tuple[list[Line], list[Line]]:
    """The lines of the article and those around it, with the latter in the former that somebody wants there."""
    wanted = [line for line in source.outside if line.number in keep]
    if not wanted:
        return source.lines, list(source.outside)
    lines = sorted([*source.lines, *wanted], key=lambda line: line.number)
    return lines, [line for line in source.outside if line.number not in keep]


def _part(lines: list[Line], keep: Collection[int]) -> _Parts:
    kept, noise = _unless(take_noise(lines), keep)
    kept, furniture = _unless(take_furniture(kept), keep)
    kept, references, labels, mended = take_references(kept)
    return _Parts(kept, [*noise, *furniture], references, labels, mended)


def _unless(parted: tuple[list[Line], list[Line]], keep: Collection[int]) -> tuple[list[Line], list[Line]]:
    """Kept lines and left ones, with those moved back to their places that somebody wants to keep."""
    kept, left = parted
    back = [line for line in left if line.number in keep]
    if not back:
        return kept, left
    return sorted([*kept, *back], key=lambda line: line.number), [line for line in left if line.number not in keep]


def _script(lines: list[Line]) -> Literal["zh-Hans", "zh-Hant"]:
    return script_of("\n".join(line.text for line in lines))


def _facts(lines: list[Line], references: Sequence[Reference]) -> dict:
    """What the repairs must know of the whole article."""
    highest = max((reference.number or 0 for reference in references), default=0)
    return {"highest_reference": highest or len(references), "is_traditional": _script(lines) == "zh-Hant"}


def _without(lines: list[Line], dropped: list[Line]) -> list[Line]:
    numbers = {line.number for line in dropped}
    return [line for line in lines if line.number not in numbers]


def _add_labels(metadata: dict[str, Metadatum], labels: list[tuple[str, Line]]) -> None:
    for key, line in labels:
        add(metadata, key, line.text.strip(" :：【】[]"), line.as_it_came)


def _repairs(lines: list[Line], joined: list[Repair], title: Title) -> tuple[Repair, ...]:
    """One repair a line, the title's own being its last state."""
    done = {repair.line: repair for repair in [*repairs_of(lines), *joined]}
    if title.repair:
        done[title.repair.line] = title.repair
    return tuple(done[number] for number in sorted(done))


def _body(units: list[Unit], before_title: int) -> tuple[tuple[str, ...], tuple[Section, ...]]:
    pieces = [*units[:before_title], *find_headings(units[before_title:])]
    first = next((index for index, piece in enumerate(pieces) if isinstance(piece, Heading)), None)
    end_of_lead = _end_of_lead(pieces, before_title if first is None else first)
    lead = tuple(piece.text for piece in pieces[:end_of_lead] if not piece.block)
    figures = [piece for piece in pieces[:end_of_lead] if piece.block]
    return lead, tuple(_sections([*figures, *pieces[end_of_lead:]]))


def _end_of_lead(pieces: list[Piece], first_section: int) -> int:
    """The lead is made of paragraphs: a list or table ends it as a heading does. A figure among them goes below."""
    for index, piece in enumerate(pieces[:first_section]):
        if piece.block and piece.block.type != "figure":
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
