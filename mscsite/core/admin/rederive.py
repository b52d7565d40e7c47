"""Deriving all records anew from the admin: first what it would do, then doing it."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, path, reverse
from django.utils.translation import gettext

from mscsite.core import jobs, rederiving_job
from mscsite.core.admin_names import ORIGIN, url_name
from mscsite.core.rederiving import Outcome, rederive, translated_models

SHOWN = 200
AT_ONCE = 300  # records: more of them are a job


class RederiveViews:
    """A ModelAdmin mixin with the page that brings all derived texts up to the glossary."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.rederive_view)
        return [path("rederive/", view, name=url_name(self.model, "rederive")), *super().get_urls()]

    def rederive_view(self, request: HttpRequest) -> HttpResponse:
        """GET shows what would change; POST changes it, record by record, and shows what did. Many are a job.

        Of many GET looks at the first alone, and says so: it is a sample of what the job will do.
        """
        chosen = [model for model in translated_models() if _may_change(request, model)]
        if not (chosen and self.has_change_permission(request)):
            raise PermissionDenied
        is_done = request.method == "POST"
        total = sum(model._default_manager.count() for model in chosen)
        if is_done and total > AT_ONCE:
            labels = [model._meta.label for model in chosen]
            job = jobs.enqueue(rederiving_job.NAME, {"models": labels}, actor=request.user)
            return HttpResponseRedirect(reverse("admin:core_job_change", args=[job.pk]))
        changed, left = [], []
        count = {"changed": 0, "left": 0}
        sample = max(1, AT_ONCE // len(chosen)) if total > AT_ONCE else None
        for outcome in rederive(chosen, dry_run=not is_done, actor=request.user, origin=ORIGIN, most=sample):
            for kind, found in (("changed", changed), ("left", left)):
                if names := getattr(outcome, kind):
                    count[kind] += 1
                    if len(found) < SHOWN:
                        found.append(_entry(outcome, names))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": gettext("按术语表重新转换"),
            "is_done": is_done,
            "changed": changed,
            "left": left,
            "count": count,
            "sample": sample,
            "total": total,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/rederive.html", context)


def _may_change(request: HttpRequest, model: type[models.Model]) -> bool:
    return request.user.has_perm(f"{model._meta.app_label}.change_{model._meta.model_name}")


def _entry(outcome: Outcome, names: list[str]) -> dict:
    """What the page says of a record; plain values, so that no record is kept."""
    model, record = type(outcome.record), outcome.record
    try:
        url = reverse(f"admin:{url_name(model, 'scripts')}", args=[record.pk])
    except NoReverseMatch:
        url = ""
    fields = "、".join(str(model._meta.get_field(name).verbose_name) for name in names)
    return {"kind": str(model._meta.verbose_name), "name": str(record), "url": url, "fields": fields}
