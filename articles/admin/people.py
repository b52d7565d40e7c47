"""The admin of authors, reviewers and categories."""

from __future__ import annotations

from django.contrib import admin

from articles.models import Category, Person
from mscsite.core.admin.records import TwoScriptsAdmin
from mscsite.core.forms import TwoScriptsForm


@admin.register(Person)
class PersonAdmin(TwoScriptsAdmin):
    form = TwoScriptsForm
    list_display = ["name", "credentials", "affiliation", "role", "account"]
    list_select_related = ["account"]
    list_filter = ["role"]
    search_fields = ["name_zh_hans", "name_zh_hant", "credentials_zh_hans", "credentials_zh_hant"]
    autocomplete_fields = ["account"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "source_script", "role", "name", "credentials", "affiliation", "profile_url", "account",
                ]
            },
        )
    ]  # fmt: skip

    def get_readonly_fields(self, request, obj=None):
        """Whose name stands under an approval is decided by those who manage accounts."""
        return [] if request.user.has_perm("auth.change_user") else ["account"]


@admin.register(Category)
class CategoryAdmin(TwoScriptsAdmin):
    form = TwoScriptsForm
    list_display = ["name", "slug"]
    search_fields = ["name_zh_hans", "name_zh_hant", "slug"]
    fieldsets = [(None, {"fields": ["slug", "source_script", "name", "description"]})]
