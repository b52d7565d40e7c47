"""Asking a registry at once what has become of a trial, from its page in the admin."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _

from mscsite.core import fetch
from mscsite.core.admin_names import ORIGIN
from mscsite.core.fetch import FetchError
from references.models import Trial
from references.trials_import import registry
from references.trials_import.records import Outcome, Source, import_studies

SECONDS = 25


class RefreshViews:
    """A ModelAdmin mixin for Trial."""

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("<path:object_id>/refresh/", view(self.refresh_view), name="references_trial_refresh"),
            *super().get_urls(),
        ]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None and self.has_change_permission(request, obj):
            context["refreshable"] = obj.registry in registry.ANSWERING
        return super().render_change_form(request, context, add, change, form_url, obj)

    def refresh_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Bring what the registry knows up to date, and say in words what changed."""
        trial = self.get_object(request, unquote(object_id))
        if trial is None or request.method != "POST":
            raise Http404
        if not self.has_change_permission(request, trial):
            raise PermissionDenied
        try:
            with fetch.within(SECONDS):
                study = registry.ask(trial.registry_id)
        except FetchError as error:
            self.message_user(request, _("没有查到：%(why)s") % {"why": error}, messages.ERROR)
        else:
            source = Source(trial.registry_id, actor=request.user, origin=ORIGIN)
            self._tell(request, trial, *import_studies([study], source))
        return HttpResponseRedirect(reverse("admin:references_trial_change", args=[trial.pk]))

    def _tell(self, request: HttpRequest, trial: Trial, outcome: Outcome) -> None:
        for change in outcome.changes:
            self.message_user(request, change, messages.WARNING)
        for note in outcome.notes:
            self.message_user(request, note, messages.INFO)
        if outcome.reason:
            words = {"id": trial.registry_id, "why": outcome.reason}
            self.message_user(request, _("%(id)s 的登记信息无法采用：%(why)s") % words, messages.ERROR)
        elif not outcome.changes:
            self.message_user(request, _("已核对，登记信息没有变化。"), messages.SUCCESS)
