"""Accounts for tests of the admin, one for each role, and the addresses of its pages."""

from __future__ import annotations

from django.apps import apps
from django.contrib.auth.models import Group, User
from django.db import models
from django.test import Client
from django.urls import reverse

from mscsite.core import roles
from mscsite.core.roles import Role


def account(role: Role | None, name: str = "", password: str = "pw") -> User:
    """A new account in the group of `role`; None makes an administrator."""
    if role is None:
        return User.objects.create_superuser(name or "root", password=password)
    if not Group.objects.exists():  # a test that commits takes them with it when it cleans up
        roles.apply(apps, "default")
    user = User.objects.create_user(name or f"user-of-{role.name}", password=password, is_staff=True)
    user.groups.add(Group.objects.get(name=role.name))
    return user


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def address(record: models.Model | type[models.Model], page: str) -> str:
    """The admin's `changelist` or `add` page of a model, or the `change`, `delete` or `history` page of a record."""
    options = record._meta
    args = [] if page in ("changelist", "add") else [record.pk]
    return reverse(f"admin:{options.app_label}_{options.model_name}_{page}", args=args)


def form_data(response) -> dict[str, str]:
    """What a browser would send if it saved the change page of `response` untouched."""
    data: dict[str, str] = {}
    forms = [response.context["adminform"].form]
    for inline in response.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    for form in forms:
        for field in form:
            _add(data, field)
    return data


def _add(data: dict, field) -> None:
    value = field.value()
    if value is None or value is False:
        return
    widget = field.field.widget
    subwidgets = getattr(getattr(widget, "widget", widget), "widgets", None)
    if subwidgets:
        for suffix, part in zip(("_0", "_1"), widget.decompress(value), strict=True):
            data[field.html_name + suffix] = "" if part is None else str(part)
        return
    data[field.html_name] = [str(getattr(v, "pk", v)) for v in value] if isinstance(value, list) else str(value)
