"""The record that an address of the admin names, for those who may have it."""

from __future__ import annotations

from django.contrib.admin import ModelAdmin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest


def asked_for(admin: ModelAdmin, request: HttpRequest, object_id: str, action: str) -> models.Model:
    """The record with the key `object_id`; 404 where there is none, 403 where `action` (view, change) is refused."""
    record = admin.get_object(request, unquote(object_id))
    if record is None:
        raise Http404
    if not getattr(admin, f"has_{action}_permission")(request, record):
        raise PermissionDenied
    return record
