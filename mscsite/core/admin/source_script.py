"""Making the other script of a record its source: a step of its own, with a page that says what it means."""

from __future__ import annotations

from django.db import models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext

from mscsite.core import alignment, audit, derived
from mscsite.core.admin.asked import asked_for
from mscsite.core.admin.workbench import lock_form
from mscsite.core.admin_names import ORIGIN, url_name
from mscsite.core.differences import marked
from mscsite.core.forms import SCRIPT_NAMES
from mscsite.core.html import plain_text

SHOWN = 30


def differing(record: models.Model) -> list[dict]:
    """The blocks in which the two sides will not follow one another, as if the other script were the source already."""
    code = record.source_script
    kept = record.machine_text
    record.machine_text, record.source_script = dict(kept), derived.target_script(record)
    try:
        derived.derive(record)
        return [
            {"field": record._meta.get_field(name).verbose_name, "text": _difference(record, name, row)}
            for name in derived.translated_fields(type(record))
            for row in alignment.rows(record, name)
            if row.is_touched
        ]
    finally:
        record.machine_text, record.source_script = kept, code


def _difference(record: models.Model, name: str, row: alignment.Row):
    is_html = derived.is_html(record, name)
    texts = (plain_text(text or "") if is_html else (text or "").strip() for text in (row.text, row.machine))
    return marked(*texts, short=True)


class SourceScriptViews:
    """A ModelAdmin mixin with the page that changes the source script."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.source_script_view)
        name = url_name(self.model, "source_script")
        return [path("<path:object_id>/source-script/", view, name=name), *super().get_urls()]

    def source_script_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        record = asked_for(self, request, object_id, "change")
        change_url = reverse(f"admin:{url_name(self.model, 'change')}", args=[record.pk])
        if request.method == "POST":
            error = self._change_source(request, record)
            self.message_user(request, error or gettext("已改换原文字形。"), "error" if error else "success")
            return HttpResponseRedirect(request.get_full_path() if error else change_url)
        return self._source_page(request, record, change_url)

    @transaction.atomic
    def _change_source(self, request: HttpRequest, record: models.Model) -> str:
        """An error; empty where it is done."""
        form = lock_form(record, request.POST)
        if not form.is_valid():
            return gettext("您打开本页之后，这条记录又有改动，因此没有改换。请再看一遍。")
        if missing := self._missing(record):
            return gettext("这些必填的内容还没有另一种字形：%(names)s。") % {"names": "、".join(missing)}
        before, record.source_script = record.source_script, derived.target_script(record)
        self.save_scripts(request, record)
        names = {"before": before, "after": record.source_script}
        audit.record(action="source_changed", target=record, actor=request.user, origin=ORIGIN, **names)
        return ""

    def _missing(self, record: models.Model) -> list[str]:
        """Required fields that would be left without a source."""
        fields = (record._meta.get_field(name) for name in derived.translated_fields(self.model))
        return [str(f.verbose_name) for f in fields if not f.blank and not derived.target_text(record, f.name)]

    def _source_page(self, request: HttpRequest, record: models.Model, change_url: str) -> HttpResponse:
        found = differing(record)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": record,
            "title": gettext("改换原文字形"),
            "subtitle": str(record),
            "form": lock_form(record),
            "now": SCRIPT_NAMES[record.source_script],
            "then": SCRIPT_NAMES[derived.target_script(record)],
            "differing": found[:SHOWN],
            "more": max(0, len(found) - SHOWN),
            "count": len(found),
            "change_url": change_url,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/source_script.html", context)
