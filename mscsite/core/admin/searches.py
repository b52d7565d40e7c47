"""Searches that found nothing, for editors: what readers look for here and do not find."""

from django.contrib import admin

from mscsite.core.admin.records import ReadOnlyAdmin
from mscsite.core.models import SearchMiss


@admin.register(SearchMiss)
class SearchMissAdmin(ReadOnlyAdmin):
    list_display = ["words", "times", "first_on", "last_on"]
    list_filter = ["last_on"]
    search_fields = ["words"]
