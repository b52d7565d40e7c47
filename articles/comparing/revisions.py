"""All that differs between two states of an article: fields, body, evidence. Reads the database, writes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from modeltranslation.utils import build_localized_fieldname

from articles import marks
from articles.comparing.bodies import GONE, MOVED, NEW, SAME, Line, compare
from articles.models import ArticleContent, Revision
from articles.revisions import SHARED

TEXTS = ("title", "summary", "audience", "disclaimer")
_EVIDENCE = ("citations", "images", "products", "trials")


@dataclass(frozen=True)
class FieldChange:
    """A field beside the body, in words; `is_text` where it is long enough to be compared by characters."""

    label: str
    before: str
    after: str
    is_text: bool


@dataclass(frozen=True)
class EvidenceChange:
    """What the body points at on one side only, by keys."""

    label: str
    gone: tuple[str, ...]
    new: tuple[str, ...]


@dataclass(frozen=True)
class Comparison:
    script: str
    fields: tuple[FieldChange, ...]
    lines: tuple[Line, ...]
    evidence: tuple[EvidenceChange, ...]

    @property
    def is_empty(self) -> bool:
        return not self.fields and not self.evidence and all(line.fate == SAME for line in self.lines)

    def summary(self) -> list[str]:
        """What changed, in a few words: fields by their names, the body in characters, evidence in numbers."""
        found = [change.label for change in self.fields]
        gone, new = self._characters()
        if gone or new:
            found.append(_("正文 +%(new)s −%(gone)s 字") % {"new": new, "gone": gone})
        elif any(line.fate != SAME for line in self.lines):
            found.append(_("正文的结构或格式"))
        for change in self.evidence:
            counts = [f"+{len(change.new)}"] * bool(change.new) + [f"−{len(change.gone)}"] * bool(change.gone)
            found.append(f"{change.label} {' '.join(counts)}")
        return found

    def _characters(self) -> tuple[int, int]:
        sizes = {GONE: 0, NEW: 0}
        for line in self.lines:
            for run in line.runs if line.fate != MOVED else ():
                if run.fate in sizes:
                    sizes[run.fate] += sum(len(atom.text) for atom in run.atoms if not atom.kind)
        return sizes[GONE], sizes[NEW]


def between(
    before: ArticleContent, after: ArticleContent, script: str, further: tuple[Sequence[str], Sequence[str]] = ((), ())
) -> Comparison:
    """How `after` differs from `before` in `script` (a language code). `further` are the keys of further reading.

    Works on revisions and on unsaved working copies alike.
    """
    body = build_localized_fieldname("body", script)
    bodies = getattr(before, body) or "", getattr(after, body) or ""
    return Comparison(
        script,
        (*_texts(before, after, script), *_shared(before, after), *_further(further)),
        tuple(compare(*bodies)),
        tuple(_evidence(*(marks.find(text) for text in bodies))),
    )


def of_revisions(before: Revision, after: Revision, script: str) -> Comparison:
    return between(before, after, script, (before.further_reading, after.further_reading))


def _texts(before, after, script: str):
    for name in TEXTS:
        column = build_localized_fieldname(name, script)
        words = tuple((getattr(side, column) or "").strip() for side in (before, after))
        if words[0] != words[1]:
            yield FieldChange(str(ArticleContent._meta.get_field(name).verbose_name), *words, is_text=True)


def _shared(before, after):
    for attname in (*SHARED, "source_script"):
        values = tuple(getattr(side, attname) for side in (before, after))
        if values[0] != values[1]:
            field = next(field for field in Revision._meta.concrete_fields if field.attname == attname)
            words = (_in_words(field, side, value) for side, value in zip((before, after), values, strict=True))
            yield FieldChange(str(field.verbose_name), *words, is_text=False)


def _in_words(field: models.Field, side, value) -> str:
    if value is None or value == "":
        return ""
    if isinstance(field, models.ForeignKey):
        return str(getattr(side, field.name))
    if field.name == "source_script":
        return str(dict(settings.LANGUAGES).get(value, value))
    return date_format(value, "Y-m-d") if isinstance(field, models.DateField) else str(value)


def _further(further: tuple[Sequence[str], Sequence[str]]):
    words = tuple("、".join(keys) for keys in further)
    if words[0] != words[1]:
        yield FieldChange(str(_("延伸文献")), *words, is_text=False)


def _evidence(before: marks.Marks, after: marks.Marks):
    labels: Mapping[str, str] = {
        "citations": _("文献"), "images": _("图片"), "products": _("产品"), "trials": _("临床试验"),
    }  # fmt: skip
    for name in _EVIDENCE:
        old, new = getattr(before, name), getattr(after, name)
        gone = tuple(key for key in old if key not in new)
        added = tuple(key for key in new if key not in old)
        if gone or added:
            yield EvidenceChange(labels[name], gone, added)
