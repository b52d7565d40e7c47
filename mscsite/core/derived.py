"""Filling the derived script of a record without ever eating a hand edit.

A record has one source script; each translated field of the other script is derived from it. What the machine last
wrote is kept beside it (`machine_text`), so that text which nobody touched is known from text which somebody edited.
Everything here works on an unsaved instance; nothing is written.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from enum import StrEnum
from functools import cache

from django.conf import settings
from django.db import models
from modeltranslation.translator import translator
from modeltranslation.utils import build_localized_fieldname

from mscsite.core import hanzi, html
from mscsite.core.merge import Merged, merge, paragraphs, rebased


class State(StrEnum):
    """How a derived field stands to its source."""

    EMPTY = "empty"
    DERIVED = "derived"  # as the machine wrote it
    EDITED = "edited"  # by hand, and the source has not changed since
    OUT_OF_DATE = "out_of_date"  # by hand, and the source has changed since


# Keys of `machine_text`: a column's name holds its base, `script` the source script of the last save. Behind a column's
# name and a dot stand what else is known of it, each only where there is something to know.
SCRIPT = "script"
SOURCE = "source"  # the source that a hand edit was last in line with
LOCKED = "locked"  # digests of blocks that stay as they are
ACCEPTED = "accepted"  # digests of blocks whose doubtful characters somebody found right


# Among blocks that are alike word for word, which is which can be read in several ways, and a merge may read it
# otherwise than the one before. It is repeated until it changes nothing, so that the next save will not either.
SETTLING = 5


def translated_fields(model: type[models.Model]) -> list[str]:
    """Names of the translated fields of a model, in the order of its definition."""
    return list(_translated(model))


@cache
def _translated(model: type[models.Model]) -> tuple[str, ...]:
    registered = set(translator.get_options_for_model(model).all_fields)
    return tuple(field.name for field in model._meta.get_fields() if field.name in registered)


def target_script(instance: models.Model) -> str:
    """The language code of the script that is derived."""
    return other_script(instance.source_script)


def other_script(code: str) -> str:
    return next(other for other, _ in settings.LANGUAGES if other != code)


def target_column(instance: models.Model, field: str) -> str:
    """The column of `field` that is derived."""
    return build_localized_fieldname(field, target_script(instance))


def source_column(instance: models.Model, field: str) -> str:
    return build_localized_fieldname(field, instance.source_script)


def source_text(instance: models.Model, field: str) -> str:
    """The text of `field` in the source script."""
    return getattr(instance, source_column(instance, field)) or ""


def target_text(instance: models.Model, field: str) -> str:
    """The text of `field` in the derived script, as it stands."""
    return getattr(instance, target_column(instance, field)) or ""


def is_html(instance: models.Model, field: str) -> bool:
    return field in instance.html_fields


def derive(instance: models.Model) -> None:
    """Bring the derived script up to its source, except where somebody edited it, and note what the machine wrote."""
    kept, glossary = instance.machine_text, hanzi.site_glossary()
    has_switched = kept.get(SCRIPT, instance.source_script) != instance.source_script
    for field in translated_fields(type(instance)):
        column = target_column(instance, field)
        fresh = machine_version(instance, field, glossary)
        if (has_switched or kept.get(column) is None) and getattr(instance, column):  # else there is nothing to keep
            _start_anew(instance, field, column, fresh)
        merged = _merged(instance, field, column, fresh)
        setattr(instance, column, merged.text)
        kept[column] = merged.base
        _forget_gone(instance, field, column)
        _note_source(instance, field, column, is_settled=merged.base == fresh)
    kept[SCRIPT] = instance.source_script


def take_as_they_stand(instance: models.Model) -> None:
    """Have the next `derive` leave both scripts as they are, where they were given together (an earlier revision).

    What differs from the machine's version then counts as edited by hand.
    """
    instance.machine_text[SCRIPT] = ""
    instance.loaded_text = {name: getattr(instance, name) or "" for name in type(instance).translated_columns()}


def machine_version(instance: models.Model, field: str, glossary: hanzi.Glossary | None = None) -> str:
    """What the machine makes of the source of `field` today, with the site's glossary where none is given."""
    change = hanzi.convert_html if is_html(instance, field) else hanzi.convert
    tags = hanzi.tag_of(target_script(instance)), hanzi.tag_of(instance.source_script)
    glossary = hanzi.site_glossary() if glossary is None else glossary
    return change(source_text(instance, field), *tags, glossary)


def _start_anew(instance: models.Model, field: str, column: str, fresh: str) -> None:
    """A base for a column that has just become the derived one: both sides are in line as they stand now.

    Where they differ, what stands in the column counts as edited by hand; it was the source, or was given with it.
    """
    kept, end = instance.machine_text, _end(instance, field)
    texts = (text + end for text in (fresh, target_text(instance, field), kept.get(column, "")))
    kept[column] = rebased(*texts, splitter(instance, field)).removesuffix(end)
    kept[_key(column, SOURCE)] = source_text(instance, field)


def _merged(instance: models.Model, field: str, column: str, fresh: str) -> Merged:
    current, kept = getattr(instance, column) or "", instance.machine_text
    if not current:
        return Merged(fresh, fresh)
    loaded = getattr(instance, "loaded_text", {}).get(column)
    seen = current if loaded is None else loaded
    locked = set(kept.get(_key(column, LOCKED), ()))

    def is_locked(block: str) -> bool:
        return bool(locked) and digest(block) in locked

    end = _end(instance, field)
    split, finer = splitter(instance, field), html.rows if is_html(instance, field) else None
    before = Merged(current + end, kept[column] + end)
    for _attempt in range(SETTLING):
        merged = merge(
            before.base, fresh + end, before.text, seen=seen + end, split=split, split_finer=finer, is_locked=is_locked
        )
        if merged == before:
            break
        before, seen = merged, merged.text.removesuffix(end)
    if not merged.text.removesuffix(end):  # an empty side is filled, at this save as at the next one
        return Merged(fresh, fresh)
    return Merged(merged.text.removesuffix(end), merged.base.removesuffix(end))


def splitter(instance: models.Model, field: str):
    """How the text of `field` is cut into blocks."""
    return html.blocks if is_html(instance, field) else paragraphs


def blocks(instance: models.Model, field: str, text: str) -> list[str]:
    """`text` as a value of `field`, cut into blocks; every line of a plain text has its end, the last one too."""
    return splitter(instance, field)(text + _end(instance, field)) if text else []


def joined(instance: models.Model, field: str, pieces: Iterable[str]) -> str:
    """The text that `blocks` was given."""
    return "".join(pieces).removesuffix(_end(instance, field))


def _end(instance: models.Model, field: str) -> str:
    """Without a line end at the very end, a line that comes behind would be written into the last one."""
    return "" if is_html(instance, field) else "\n"


def digest(block: str) -> str:
    """How a block is remembered that is locked or accepted: the same text has the same digest."""
    return hashlib.blake2s(block.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def marked(instance: models.Model, field: str, kind: str) -> set[str]:
    """Digests of the blocks of `field` that are LOCKED or ACCEPTED."""
    return set(instance.machine_text.get(_key(target_column(instance, field), kind), ()))


def mark(instance: models.Model, field: str, kind: str, chosen: Iterable[str]) -> None:
    """Make `chosen`, blocks of the derived text, the ones that are LOCKED or ACCEPTED."""
    key = _key(target_column(instance, field), kind)
    instance.machine_text[key] = sorted({digest(block) for block in chosen})


def _forget_gone(instance: models.Model, field: str, column: str) -> None:
    """Marks of blocks that no longer stand in the text go; they would come upon a text by chance later."""
    for kind in (LOCKED, ACCEPTED):
        known = instance.machine_text.pop(_key(column, kind), None)
        if not known:
            continue
        present = {digest(block) for block in blocks(instance, field, getattr(instance, column))}
        if left := [item for item in known if item in present]:
            instance.machine_text[_key(column, kind)] = left


def _note_source(instance: models.Model, field: str, column: str, *, is_settled: bool) -> None:
    """Beside an edited or locked text, keep the source that it was last brought into line with."""
    kept = instance.machine_text
    if getattr(instance, column) == kept[column] and not kept.get(_key(column, LOCKED)):
        kept.pop(_key(column, SOURCE), None)
    elif is_settled or _key(column, SOURCE) not in kept:
        kept[_key(column, SOURCE)] = source_text(instance, field)


def _key(column: str, kind: str) -> str:
    return f"{column}.{kind}"


def state(instance: models.Model, field: str) -> State:
    """The state of the derived side of one translated field. Text with a locked block counts as edited."""
    column, current = target_column(instance, field), target_text(instance, field)
    if not current:
        return State.EMPTY
    if current == instance.machine_text.get(column) and not instance.machine_text.get(_key(column, LOCKED)):
        return State.DERIVED
    return State.EDITED if source_before(instance, field) == source_text(instance, field) else State.OUT_OF_DATE


def source_before(instance: models.Model, field: str) -> str:
    """The source as it was when the hand edit was last in line with it; today's where nothing lags behind."""
    key = _key(target_column(instance, field), SOURCE)
    return instance.machine_text.get(key, source_text(instance, field))
