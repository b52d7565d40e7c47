"""Entries of a bibliographic file as citations: found again where we have them, proposed where we do not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from mscsite.core import audit
from mscsite.core.slugs import slug_of
from references.exchange import csl
from references.exchange.entries import Entry
from references.matching import Index, Match, Paper, first_author
from references.models import Citation, FormerKey, validate_key

ORIGIN = "import_citations"
MAX_KEY = 40
_CSL_NAMES = {"container_title": "container-title", "authors": "author", "year": "issued", "doi": "DOI", "pmid": "PMID",
              "url": "URL"}  # fmt: skip


@dataclass(frozen=True)
class Options:
    """`publish` makes new citations and found proposals public; `overwrite` lets the file win over what stands here.

    `origin` and `actor` are what the audit says of it.
    """

    dry_run: bool = False
    publish: bool = False
    overwrite: bool = False
    origin: str = ORIGIN
    actor: AbstractBaseUser | None = None


@dataclass
class Outcome:
    """What became of one entry. `status` is created, updated, skipped (nothing new) or failed."""

    number: int
    label: str
    status: str = "failed"
    key: str = ""
    reason: str = ""
    matched_by: str = ""
    changes: dict[str, list] = field(default_factory=dict)
    not_kept: list[str] = field(default_factory=list)
    differs: list[str] = field(default_factory=list)

    def as_dict(self) -> dict:
        return asdict(self)


def import_entries(entries: Iterable[Entry], options: Options | None = None) -> list[Outcome]:
    """Every entry, in order and in one transaction; entries that fail leave the others alone."""
    options = options or Options()
    with transaction.atomic():
        index = Index(Citation.objects.all())
        keys = {*Citation.objects.values_list("key", flat=True), *FormerKey.objects.values_list("key", flat=True)}
        outcomes = [_import(entry, index, keys, options) for entry in entries]
        if options.dry_run:
            transaction.set_rollback(True)
    return outcomes


def _import(entry: Entry, index: Index, keys: set[str], options: Options) -> Outcome:
    outcome = Outcome(entry.number, entry.label)
    if entry.error:
        outcome.reason = entry.error
        return outcome
    try:
        fields = csl.from_csl(entry.item)
        outcome.not_kept = csl.not_kept(entry.item)
        match = index.find(_paper(fields))
        citation = _update(match, fields, outcome, options) if match else _create(entry, fields, keys, outcome, options)
    except csl.Invalid as error:
        outcome.reason = str(error)
    except ValidationError as error:
        outcome.reason = _in_words(error)
    else:
        index.add(citation)
    return outcome


def _paper(fields: dict) -> Paper:
    author = first_author(fields["authors"])
    container = fields["container_title"]
    return Paper(fields["doi"], fields["pmid"], fields["title"], fields["year"], author, container)


def _create(entry: Entry, fields: dict, keys: set[str], outcome: Outcome, options: Options) -> Citation:
    citation = Citation(key=_free_key(entry, fields, keys), **fields)
    if options.publish:
        citation.published_at = timezone.now()
    _save(citation, "imported", outcome, {"title": citation.title}, options)
    keys.add(citation.key)
    outcome.status = "created"
    return citation


def _update(match: Match, fields: dict, outcome: Outcome, options: Options) -> Citation:
    """The citation that was found, with what the file adds to it."""
    citation = match.citation
    outcome.key, outcome.matched_by, outcome.status = citation.key, match.rule, "skipped"
    before = {name: getattr(citation, name) for name in fields}
    _merge(citation, fields, outcome, options)
    if options.publish and not citation.is_public:
        citation.published_at = timezone.now()
        outcome.changes["published_at"] = [None, "now"]
    if not outcome.changes:
        return citation
    try:
        changes = {name: str(change[1]) for name, change in outcome.changes.items()}
        _save(citation, "updated", outcome, changes, options)
    except ValidationError:
        for name, value in before.items():  # the index keeps the record as the database has it
            setattr(citation, name, value)
        outcome.status = "failed"
        raise
    outcome.status = "updated"
    return citation


def _merge(citation: Citation, fields: dict, outcome: Outcome, options: Options) -> None:
    """Empty fields are filled; where both say something, ours stands, and the outcome tells that they differ."""
    for name, value in fields.items():
        old = getattr(citation, name)
        if name == "extra":
            value, old = (old | value if options.overwrite else value | old), old or None
            if value == (old or {}):
                continue
            outcome.changes[name] = [old, value]
            citation.extra = value
            continue
        if not value or value == old or (name == "type" and not options.overwrite):
            continue
        if old and not options.overwrite:
            outcome.differs.append(name)
        else:
            outcome.changes[name] = [old, value]
            setattr(citation, name, value)


def _save(citation: Citation, action: str, outcome: Outcome, changes: dict, options: Options) -> None:
    """Checked as the form would check it, with its row in the audit; raises ValidationError."""
    citation.full_clean(validate_unique=False)
    with transaction.atomic():
        citation.save()
        audit.record(action=action, target=citation, actor=options.actor, origin=options.origin, changes=changes)
    outcome.key = citation.key


def _free_key(entry: Entry, fields: dict, keys: set[str]) -> str:
    """The key that the file gives, where it has the form of ours; else family name and year, as `pittenger1999`."""
    given = str(entry.item.get("id") or "").lower()
    try:
        validate_key(given)
    except ValidationError:
        given = ""
    if given and len(given) <= MAX_KEY and not given.isdigit() and given not in keys:
        return given
    stem = slug_of(first_author(fields["authors"]) or fields["title"], MAX_KEY) or "citation"
    base = f"{stem}{fields['year'] or ''}"
    candidates = (base, *(f"{base}-{number}" for number in range(2, len(keys) + 3)))
    return next(key for key in candidates if key not in keys)


def _in_words(error: ValidationError) -> str:
    """Each field by its name in CSL, with what is wrong."""
    if not hasattr(error, "error_dict"):
        return "；".join(error.messages)
    return "；".join(
        f"{_CSL_NAMES.get(name, name)}：{' '.join(messages)}" for name, messages in error.message_dict.items()
    )
