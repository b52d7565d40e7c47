"""Mending badly converted Traditional: what is suspicious in a record, each place to take or to leave, in one save."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from django.db import models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext
from modeltranslation.utils import build_localized_fieldname

from mscsite.core import audit, derived, hanzi
from mscsite.core.admin.asked import asked_for
from mscsite.core.admin.workbench import lock_form
from mscsite.core.admin_names import ORIGIN, url_name
from mscsite.core.doubts import text_of

SIDE = 12  # characters shown on either side of a place
_LINE_ENDS = re.compile(r"\s*\n\s*")
NAMED = 6  # kinds of fault that the hint above the form names


@dataclass(frozen=True)
class Place:
    """One suspicious place. `name` tells it from all others of the record as it stands now."""

    column: str
    change: hanzi.Change
    left: str
    right: str

    @property
    def name(self) -> str:
        return f"{self.column}:{self.change.start}:{self.change.before}:{self.change.after}"


def places(record: models.Model) -> list[Place]:
    """Every suspicious place in the Traditional columns of `record`, in the order of its fields."""
    glossary = hanzi.site_glossary()
    return [place for name in derived.translated_fields(type(record)) for place in _of(record, name, glossary)]


def _of(record: models.Model, name: str, glossary: hanzi.Glossary) -> list[Place]:
    column, is_html = build_localized_fieldname(name, "zh-hant"), derived.is_html(record, name)
    text = getattr(record, column) or ""
    find = hanzi.repair_html if is_html else hanzi.repair
    changes = [change for change in find(text, glossary=glossary).changes if "<" not in change.before]
    if not changes:
        return []
    shown, at = text_of(text) if is_html else (text, range(len(text)))
    found = []
    for change in changes:
        start, end = bisect_left(at, change.start), bisect_left(at, change.end)
        left, right = _LINE_ENDS.sub(" ", shown[max(0, start - SIDE) : start]), shown[end : end + SIDE]
        found.append(Place(column, change, left, _LINE_ENDS.sub(" ", right)))
    return found


def mend(record: models.Model, chosen: Collection[str]) -> int:
    """Write the places named in `chosen` into `record`, unsaved; how many that were."""
    done = 0
    for place in reversed(places(record)):  # from the end, so that the places before it stay where they are
        if place.name in chosen:
            text, change = getattr(record, place.column), place.change
            setattr(record, place.column, text[: change.start] + change.after + text[change.end :])
            done += 1
    return done


def hint(record: models.Model) -> dict | None:
    """What the change page says of `record`: characters, commonest faults, whether all of it is bad. None: nothing."""
    found = places(record)
    if not found:
        return None
    columns = {build_localized_fieldname(name, "zh-hant") for name in derived.translated_fields(type(record))}
    length = sum(len(getattr(record, column) or "") for column in columns)
    count = sum(len(place.change.before) for place in found)
    kinds = Counter((place.change.before, place.change.after) for place in found).most_common(NAMED)
    return {"count": count, "kinds": kinds, "is_whole": 10_000 * count > hanzi.REPAIR_RATE * length}


def _groups(found: list[Place]) -> list[dict]:
    """The places by fault, the commonest first."""
    by_fault: dict[tuple[str, str], list[Place]] = {}
    for place in found:
        by_fault.setdefault((place.change.before, place.change.after), []).append(place)
    ordered = sorted(by_fault.items(), key=lambda item: -len(item[1]))
    return [{"before": before, "after": after, "places": group} for (before, after), group in ordered]


class RepairViews:
    """A ModelAdmin mixin with the page that mends Traditional text, and the hint that leads to it."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.repair_view)
        return [path("<path:object_id>/repair/", view, name=url_name(self.model, "repair")), *super().get_urls()]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None and self.has_change_permission(request, obj) and (found := hint(obj)):
            context["repair"] = found | {"url": reverse(f"admin:{url_name(self.model, 'repair')}", args=[obj.pk])}
        return super().render_change_form(request, context, add, change, form_url, obj)

    def repair_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        record = asked_for(self, request, object_id, "change")
        change_url = reverse(f"admin:{url_name(self.model, 'change')}", args=[record.pk])
        if request.method == "POST":
            if self._mend(request, record):
                return HttpResponseRedirect(change_url)
            return HttpResponseRedirect(request.get_full_path())
        return self._repair_page(request, record, change_url)

    @transaction.atomic
    def _mend(self, request: HttpRequest, record: models.Model) -> bool:
        """Whether it was saved; the person is told either way."""
        form = lock_form(record, request.POST)
        if not form.is_valid():
            words = gettext("您打开本页之后，这条记录又有改动，因此没有修复。下面是现在的内容，请再选一遍。")
            self.message_user(request, words, "error")
            return False
        done = mend(record, set(request.POST.getlist("place")))
        if not done:
            self.message_user(request, gettext("没有选中任何一处，什么都没有改。"), "warning")
            return False
        self.save_scripts(request, record)
        audit.record(action="repaired", target=record, actor=request.user, origin=ORIGIN, places=done)
        words = gettext("已修复 %(n)s 处并保存。要退回，到历史记录里恢复上一版。") % {"n": done}
        self.message_user(request, words, "success")
        return True

    def _repair_page(self, request: HttpRequest, record: models.Model, change_url: str) -> HttpResponse:
        found = places(record)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": record,
            "title": gettext("修复繁体"),
            "subtitle": str(record),
            "form": lock_form(record),
            "groups": _groups(found),
            "count": len(found),
            "change_url": change_url,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/repair.html", context)
