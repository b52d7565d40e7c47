"""A filter by year. The admin's date hierarchy reads every row to find out which days there are."""

from __future__ import annotations

import re

from django.contrib import admin
from django.utils.translation import gettext_lazy as _


def by_year(field: str) -> type[admin.SimpleListFilter]:
    """A list filter by the year of a date or moment: from the first row to the last, which an index tells."""

    class YearFilter(admin.SimpleListFilter):
        title = _("年份")
        parameter_name = "year"

        def lookups(self, request, model_admin):
            found = model_admin.model._default_manager.filter(**{f"{field}__isnull": False}).values_list(
                field, flat=True
            )
            first, last = found.order_by(field).first(), found.order_by(f"-{field}").first()
            return [(str(year), str(year)) for year in range(last.year, first.year - 1, -1)] if first else []

        def queryset(self, request, queryset):
            year = self.value() or ""
            return queryset.filter(**{f"{field}__year": int(year)}) if re.fullmatch("[12][0-9]{3}", year) else queryset

    return YearFilter
