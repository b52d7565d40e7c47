"""The glossary as a sheet: written as CSV, and read again as a plan that says what it would change."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Max
from django.utils.translation import gettext as _

from mscsite.core import audit
from mscsite.core.tabular.grid import Grid, SheetRefused, as_text
from mscsite.core.tabular.reading import read
from references.models import Term

# Name of the field, heading of its column. `public` is for the reader of the sheet; it is not read back.
COLUMNS = {
    "slug": "网址名",
    "zh_hans": "简体",
    "zh_hant_tw": "繁体（台湾）",
    "zh_hant_hk": "繁体（香港）",
    "english": "英文",
    "aliases": "别名",
    "is_protected": "不参与转换",
    "definition_zh_hans": "释义（简体）",
    "definition_zh_hant": "释义（繁體）",
    "public": "公开",
}
_BY_HEADING = {heading: name for name, heading in COLUMNS.items()} | {name: name for name in COLUMNS}
_YES, _NO = {"是", "true", "1", "yes", "y", "✓"}, {"否", "", "false", "0", "no", "n"}
_SEPARATORS = "|；;\n"


class Status(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    FAILED = "failed"


@dataclass
class PlannedRow:
    """What one row would do. `changes` holds heading, value before, value after."""

    number: int
    term: Term
    status: Status
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Plan:
    """All rows of a sheet, and a mark that changes with the file or the table."""

    rows: list[PlannedRow]
    mark: str

    def count(self, status: Status) -> int:
        return sum(row.status is status for row in self.rows)

    @property
    def is_possible(self) -> bool:
        """All or nothing: one row that fails keeps the whole from being imported."""
        return not self.count(Status.FAILED) and bool(self.count(Status.NEW) + self.count(Status.CHANGED))


def rows(terms: Iterable[Term]) -> Iterator[list[str]]:
    """The rows of the sheet, without the headings."""
    for term in terms:
        yield [_cell(term, name) for name in COLUMNS]


def _cell(term: Term, name: str) -> str:
    if name == "public":
        return "是" if term.is_public else "否"
    value = getattr(term, name)
    if name == "is_protected":
        return "是" if value else "否"
    return "|".join(value) if name == "aliases" else value or ""


def plan(data: bytes, name: str = "") -> Plan:
    """What importing the file `data` would do. SheetRefused where it cannot be read as a glossary."""
    grid = read(data, name)[0]
    columns = _columns(grid)
    known = {term.zh_hans: term for term in Term.objects.all()}
    by_slug = {term.slug: term for term in known.values()}
    seen: dict[str, int] = {}
    planned = []
    for number, row in grid.rows:
        cells = {column: as_text(row[at]).strip() for column, at in columns.items()}
        planned.append(_planned(number, cells, known, by_slug, seen))
    return Plan(planned, _mark(data))


def _columns(grid: Grid) -> dict[str, int]:
    names = [_BY_HEADING.get(as_text(heading).strip()) for heading in grid.header]
    if "zh_hans" not in names:
        raise SheetRefused(_("没有“简体”这一列。第一行应为列名，可先导出一份照着填。"))
    twice = next((name for name in names if name and names.count(name) > 1), None)
    if twice:
        raise SheetRefused(_("“%(name)s”这一列出现了两次。") % {"name": COLUMNS[twice]})
    return {name: at for at, name in enumerate(names) if name and name != "public"}


def _planned(number: int, cells: dict[str, str], known: dict, by_slug: dict, seen: dict[str, int]) -> PlannedRow:
    term = by_slug.get(cells.get("slug", "")) or known.get(cells["zh_hans"]) or Term()
    before = {name: _cell(term, name) for name in cells} if term.pk else {}
    errors = _fill(term, cells)
    changes = [(COLUMNS[name], before.get(name, ""), _cell(term, name)) for name in cells]
    changes = [change for change in changes if change[1] != change[2]]
    first = seen.setdefault(term.zh_hans, number) if term.zh_hans else number
    if first != number:
        errors.append(_("与第 %(n)s 行重复。") % {"n": first})
    errors += _invalid(term) if changes else []
    status = Status.FAILED if errors else Status.SAME if not changes else Status.CHANGED if term.pk else Status.NEW
    return PlannedRow(number, term, status, changes, errors)


def _fill(term: Term, cells: dict[str, str]) -> list[str]:
    """Bring the cells into `term`; columns that the sheet does not have stay. Returns what is wrong."""
    errors = []
    for name, text in cells.items():
        if name == "is_protected":
            if text.lower() not in _YES | _NO:
                errors.append(_("“不参与转换”填“是”或“否”，不能是“%(text)s”。") % {"text": text})
            term.is_protected = text.lower() in _YES
        elif name == "aliases":
            term.aliases = _split(text)
        elif name != "slug" or not term.pk:
            setattr(term, name, text)
    if not term.pk:  # the Hong Kong form is mostly that of Taiwan, and a protected name is alike everywhere
        term.zh_hant_tw = term.zh_hant_tw or (term.zh_hans if term.is_protected else "")
        term.zh_hant_hk = term.zh_hant_hk or term.zh_hant_tw
    return errors


def _split(text: str) -> list[str]:
    for separator in _SEPARATORS[1:]:
        text = text.replace(separator, _SEPARATORS[0])
    return list(dict.fromkeys(part.strip() for part in text.split(_SEPARATORS[0]) if part.strip()))


def _invalid(term: Term) -> list[str]:
    try:
        term.full_clean(exclude=["definition", "machine_text", "source_script"])
    except ValidationError as error:
        labels = {name: term._meta.get_field(name).verbose_name for name in error.error_dict if name != "__all__"}
        return [
            f"{labels.get(name, '')}：{message}" if name in labels else message
            for name, messages in error.message_dict.items()
            for message in messages
        ]
    return []


def _mark(data: bytes) -> str:
    state = Term.objects.aggregate(Count("pk"), Max("updated_at"))
    return hashlib.sha256(data + repr(sorted(state.items())).encode()).hexdigest()


@transaction.atomic
def apply(planned: Plan, *, actor, origin: str, file_name: str) -> int:
    """Save the rows that change something; the number of them. ValueError where the plan is not possible."""
    if not planned.is_possible:
        raise ValueError("the plan has rows that fail, or nothing to do")
    todo = [row for row in planned.rows if row.status in (Status.NEW, Status.CHANGED)]
    for row in todo:
        row.term.save()
        audit.record(
            action="imported",
            target=row.term,
            actor=actor,
            origin=origin,
            file=file_name,
            changes=[list(change) for change in row.changes],
        )
    return len(todo)
