"""Pictures of an imported file as images of ours: checked by content, re-encoded, with their alternative texts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePath

from articles.importing.html_lines import meaning_of
from articles.importing.parsed import ParsedArticle
from articles.importing.pictures import LeftPicture, Picture
from articles.intake.decisions import Decisions, Proposal
from articles.workflow import Origin
from mscsite.core.images import reading, storing
from mscsite.core.images.models import Image
from mscsite.core.images.reading import ImageRefused

_LONGEST_ALT = 300
_LONGEST_PLACE = 30
_ON_NETWORK = "图片在网上，可在后台的导入预览里下载，或另存后和网页一起导入。"
_IN_FOLDER = "请把这张图片（或另存网页时的整个文件夹）和网页一起导入。"


@dataclass
class Pictures:
    """What became of the pictures of a file: keys of our images by theirs, and what is to be said of them."""

    keys: dict[str, str] = field(default_factory=dict)
    proposals: list[Proposal] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    alts: dict[str, str] = field(default_factory=dict)  # alternative texts by keys of the file's pictures
    created: list[Image] = field(default_factory=list)


def bring_in(
    brought: Iterator[Picture], name: str, parsed: ParsedArticle, decisions: Decisions, *, stores: bool, origin: Origin
) -> Pictures:
    """The pictures that figures of an article show, out of those that its file brought. Without `stores` they are only
    checked, and stand for themselves.

    A picture that cannot be used is told in `notes`, and its caption stays.
    """
    found = Pictures()
    captions = {block.picture: block.text for s in parsed.sections for block in s.blocks if block.picture}
    if not captions:
        return found
    for number, picture in enumerate((p for p in brought if p.key in captions), start=1):
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


def left_behind(picture: LeftPicture) -> str:
    """What is said of a picture that did not come along, and what to do about it."""
    said = [f"在“{shortened(picture.place)}”之后"] if picture.place else []
    said += [f"说明是“{shortened(picture.caption)}”"] if picture.caption else []
    where = f"（{'，'.join(said)}）" if said else ""
    return f"图片没有带入：{picture.address}{where}；{_ON_NETWORK if picture.is_on_network else _IN_FOLDER}"


def shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_PLACE else f"{text[:_LONGEST_PLACE]}…"
