"""Records that must stay: not deleted, and whoever asks for it by address is told why, on the record's own page."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.admin.templatetags.admin_urls import admin_urlname
from django.contrib.admin.utils import unquote
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse


class KeptAdmin:
    """A ModelAdmin mixin. `why_kept` says of a record why it cannot be deleted; empty where it can."""

    def why_kept(self, record: models.Model) -> str:
        return ""

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj is not None and self.why_kept(obj))

    def delete_view(self, request: HttpRequest, object_id: str, extra_context=None) -> HttpResponse:
        """A record that stays is no question of rights: whoever may delete others is told what holds it."""
        record = self.get_object(request, unquote(object_id))
        if record is not None and super().has_delete_permission(request, record) and (why := self.why_kept(record)):
            messages.error(request, why)
            return HttpResponseRedirect(reverse(admin_urlname(self.opts, "change"), args=[record.pk]))
        return super().delete_view(request, object_id, extra_context)
