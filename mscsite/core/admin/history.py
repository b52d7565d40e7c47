"""The history of a record as people read it: what each save changed, character by character, who made it and when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import zip_longest

from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mscsite.core import history
from mscsite.core.admin.asked import asked_for
from mscsite.core.differences import marked
from mscsite.core.forms import AuthorsField, script_labels
from mscsite.core.html import plain_text

PAGE = 30
KINDS = {"+": _("建立"), "~": _("修改"), "-": _("删除")}
# They say nothing that the entry itself does not say.
_UNTOLD = {"id", "created_at", "updated_at"}


@dataclass(frozen=True)
class Version:
    """One save: when, by whom, and the fields that it changed with their differences."""

    at: object
    user: object
    kind: str
    changes: list[tuple[str, SafeString | str]] = field(default_factory=list)


def versions(record: models.Model, rows: list) -> Iterator[Version]:
    """The historical `rows` of `record`, newest first; the last one is only there to be compared with.

    A query for each relation, however many rows there are.
    """
    model = type(record)
    pointing = [each.name for each in model.history.model.tracked_fields if isinstance(each, models.ForeignKey)]
    models.prefetch_related_objects(rows, *pointing)
    related = _related(model, rows)
    for row, before in zip_longest(rows, rows[1:]):
        is_change = row.history_type == "~" and before is not None
        changes = _changes(model, before, row) + _ties(related, before, row) if is_change else []
        yield Version(row.history_date, row.history_user, str(KINDS[row.history_type]), changes)


def _changes(model: type[models.Model], before, after) -> list[tuple[str, SafeString | str]]:
    labels = script_labels(model) if hasattr(model, "translated_columns") else {}
    found = []
    for tracked in after.tracked_fields:
        if tracked.name in _UNTOLD:
            continue
        old, new = (getattr(row, tracked.attname) for row in (before, after))
        if old != new:
            words = (_in_words(tracked, row, getattr(row, tracked.attname)) for row in (before, after))
            found.append((str(labels.get(tracked.name, tracked.verbose_name)), difference(*words)))
    return found


def _related(model: type[models.Model], rows: list) -> dict[str, dict[int, set[str]]]:
    """By the name of each relation to many that the history keeps, what each row had; what is gone has no name."""
    found = {}
    for relation in getattr(model.history.model, "_history_m2m_fields", ()):
        target = relation.related_model._meta.model_name
        names = found[str(relation.verbose_name)] = defaultdict(set)
        kept = history.kept_relations(model, relation).objects.filter(history__in=[row.pk for row in rows])
        for tie in kept.select_related(target):
            names[tie.history_id].add(str(getattr(tie, target)))
    return found


def _ties(related: dict[str, dict[int, set[str]]], before, after) -> list[tuple[str, SafeString | str]]:
    """Changes of the relations to many."""
    found = []
    for relation, names in related.items():
        old, new = (names.get(row.pk, set()) for row in (before, after))
        if old != new:
            found.append((relation, difference(*("、".join(sorted(each)) for each in (old, new)))))
    return found


def difference(before: str, after: str) -> SafeString | str:
    """Two values as one line: long ones by characters, short ones whole."""
    if len(before) + len(after) > 60:
        return marked(before, after, short=True)
    return format_html("<del>{}</del> → <ins>{}</ins>", before or "—", after or "—")


def _in_words(tracked: models.Field, row, value) -> str:
    if value is None or value == "":
        return ""
    if tracked.choices:
        return str(dict(tracked.flatchoices).get(value, value))
    if isinstance(tracked, models.ForeignKey):
        return str(getattr(row, tracked.name, None) or value)
    if isinstance(value, bool):
        return gettext("是") if value else gettext("否")
    if isinstance(tracked, models.DateTimeField):
        return date_format(timezone.localtime(value), "Y-m-d H:i")
    return _list(value) if isinstance(value, list) else plain_text(str(value)) if "<" in str(value) else str(value)


def _list(items: list) -> str:
    return "；".join(AuthorsField.line(item) if _is_name(item) else str(item) for item in items)


def _is_name(item: object) -> bool:
    return isinstance(item, dict) and bool({"family", "literal"} & set(item))


class HistoryViews:
    """A ModelAdmin mixin: the history page of a model whose history is kept; of another one, Django's own."""

    def history_view(self, request: HttpRequest, object_id: str, extra_context=None) -> HttpResponse:
        if not hasattr(self.model, "history"):
            return super().history_view(request, object_id, extra_context)
        record = asked_for(self, request, object_id, "view")
        rows = record.history.select_related("history_user").order_by("-history_date", "-history_id")
        page = Paginator(rows, PAGE).get_page(request.GET.get("p"))
        found = list(rows[max(0, page.start_index() - 1) : page.end_index() + 1])  # the last is compared with
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("历史"),
            "subtitle": str(record),
            "opts": self.opts,
            "object": record,
            "page": page,
            "versions": list(versions(record, found))[:PAGE],
            **(extra_context or {}),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/record_history.html", context)
