"""The admin of authors, reviewers and categories."""

from __future__ import annotations

from django.contrib import admin

from articles.models import Category, Person
from mscsite.core.admin.records import TwoScriptsAdmin
from mscsite.core.forms import TwoScriptsForm


@admin.register(Person)
class PersonAdmin(TwoScriptsAdmin):
    form = TwoScriptsForm
    list_display = ["name", "credentials", "role"]
    list_filter = ["role"]
    search_fields = ["name_zh_hans", "name_zh_hant", "credentials_zh_hans", "credentials_zh_hant"]
    fieldsets = [(None, {"fields": ["source_script", "role", "name", "credentials"]})]


@admin.register(Category)
class CategoryAdmin(TwoScriptsAdmin):
    form = TwoScriptsForm
    list_display = ["name", "slug"]
    search_fields = ["name_zh_hans", "name_zh_hant", "slug"]
    fieldsets = [(None, {"fields": ["slug", "source_script", "name"]})]
