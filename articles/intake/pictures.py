"""Pictures of an imported file as images of ours: checked by content, re-encoded, with their alternative texts."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePath

from articles.importing import reading as files
from articles.importing.html_lines import meaning_of
from articles.importing.parsed import ParsedArticle
from articles.importing.pictures import Picture
from articles.intake.decisions import Decisions, Proposal
from articles.workflow import Origin
from mscsite.core.images import reading, storing
from mscsite.core.images.models import Image
from mscsite.core.images.reading import ImageRefused

_LONGEST_ALT = 300


@dataclass
class Pictures:
    """What became of the pictures of a file: keys of our images by theirs, and what is to be said of them."""

    keys: dict[str, str] = field(default_factory=dict)
    proposals: list[Proposal] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    alts: dict[str, str] = field(default_factory=dict)  # alternative texts by keys of the file's pictures
    created: list[Image] = field(default_factory=list)


def bring_in(
    data: bytes, name: str, parsed: ParsedArticle, decisions: Decisions, *, stores: bool, origin: Origin
) -> Pictures:
    """The pictures that figures of an article show. Without `stores` they are only checked, and stand for themselves.

    A picture that cannot be used is told in `notes`, and its caption stays.
    """
    found = Pictures()
    captions = {block.picture: block.text for s in parsed.sections for block in s.blocks if block.picture}
    if not captions:
        return found
    for number, picture in enumerate((p for p in files.pictures(data, name) if p.key in captions), start=1):
        label = f"{PurePath(name).stem} 图 {number}"
        try:
            _bring_in(found, picture, label, captions[picture.key], parsed, decisions, origin if stores else None)
        except ImageRefused as refusal:
            found.notes.append(f"{label}：{refusal.reason}，没有带入；{refusal.advice}")
    return found


def _bring_in(
    found: Pictures,
    picture: Picture,
    label: str,
    caption: str,
    parsed: ParsedArticle,
    decisions: Decisions,
    origin: Origin | None,
) -> None:
    """One picture. `origin` is None where nothing is to be stored."""
    alt = found.alts[picture.key] = alt_of(picture, decisions)
    size = "×".join(map(str, reading.read(picture.data, label).size)) if origin is None else ""
    found.proposals.append(Proposal(picture.key, "picture", caption or alt or label, size))
    if picture.key in decisions.refused:
        return
    if not alt:
        found.notes.append(f"{label}：没有替代文字，发布前请写明图里有什么")
    if origin is None:
        found.keys[picture.key] = picture.key
        return
    description = storing.Description(alt=alt, source_script=parsed.script.lower())
    image, is_new = storing.store(
        picture.data, name=label, description=description, actor=origin.actor, origin=origin.place
    )
    found.keys[picture.key] = image.key
    found.created += [image] if is_new else []


def alt_of(picture: Picture, decisions: Decisions) -> str:
    """What somebody wrote, else what the file says, unless that says nothing."""
    return (decisions.alts.get(picture.key) or meaning_of(picture.alt))[:_LONGEST_ALT]
