"""What the admins of records share: read-only ones, two scripts, the media of our own."""

from __future__ import annotations

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget, AutocompleteSelectMultiple
from django.core.paginator import Page, Paginator
from django.db import models, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from js_asset import Media
from modeltranslation.utils import build_localized_fieldname

from mscsite.core import audit, derived, hanzi
from mscsite.core.admin.history import HistoryViews
from mscsite.core.admin.repair import RepairViews
from mscsite.core.admin.search import BothScriptsSearch
from mscsite.core.admin.source_script import SourceScriptViews
from mscsite.core.admin.workbench import WorkbenchViews
from mscsite.core.admin_names import ORIGIN as ORIGIN
from mscsite.core.forms import LockedForm, RecordForm, script_labels

SHORT_TEXTS = {models.TextField: {"widget": AdminTextareaWidget(attrs={"rows": 3})}}


class ReadOnlyAdmin(admin.ModelAdmin):
    """Rows that are seen and never touched, by nobody."""

    actions = None
    list_per_page = 50

    def has_add_permission(self, request, obj=None) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


class ScriptColumns:
    """Writes each translated field of `fieldsets` as its two columns, which the browser shows as tabs 简体 / 繁體."""

    def get_fieldsets(self, request, obj=None):
        return [(name, self._in_columns(options)) for name, options in super().get_fieldsets(request, obj)]

    def get_form(self, request, obj=None, change=False, **kwargs):
        return super().get_form(request, obj, change=change, **({"labels": script_labels(self.model)} | kwargs))

    def get_formset(self, request, obj=None, **kwargs):
        return super().get_formset(request, obj, **({"labels": script_labels(self.model)} | kwargs))

    def _in_columns(self, options: dict) -> dict:
        translated = set(derived.translated_fields(self.model))
        shared = [name for name in options["fields"] if name not in translated]
        columns = [
            build_localized_fieldname(name, code)
            for code, _name in settings.LANGUAGES
            for name in options["fields"]
            if name in translated
        ]
        classes = [*options.get("classes", ()), *(["scripts"] if columns else [])]
        return {**options, "fields": [*shared, *columns], "classes": classes}


class KeysFirst(Paginator):
    """Finds the keys of a page before its rows: a database that skips a hundred thousand rows need not read them."""

    def page(self, number) -> Page:
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        keys = self.object_list.values_list("pk", flat=True)[first : first + self.per_page]
        rows = self.object_list.all()
        rows.query.clear_where()  # met by the keys already
        return self._get_page(rows.filter(pk__in=list(keys)), number, self)


class _Several(AutocompleteSelectMultiple):
    """Without the button that clears all at once: it stands in a list and is no item of it, which WCAG forbids."""

    def build_attrs(self, base_attrs, extra_attrs=None):
        return super().build_attrs(base_attrs, extra_attrs) | {"data-allow-clear": "false"}


class RecordAdmin(HistoryViews, BothScriptsSearch, admin.ModelAdmin):
    """A record that several people edit: no save overwrites another one unseen, every delete is audited."""

    form = LockedForm
    formfield_overrides = SHORT_TEXTS
    list_per_page = 50
    paginator = KeysFirst

    class Media:
        js = ["admin_site/names.js"]

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if not issubclass(self.form, LockedForm) or not self._is_editable(request, obj):
            return fieldsets
        (name, options), *others = fieldsets
        return [(name, {**options, "fields": [*options["fields"], "lock"]}), *others]

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", _Several(db_field, self.admin_site, using=kwargs.get("using")))
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    @admin.display(description=_("更新时间"), ordering="updated_at")
    def updated(self, record) -> str:
        return date_format(timezone.localtime(record.updated_at), "Y-m-d H:i")

    def _is_editable(self, request, obj) -> bool:
        return self.has_change_permission(request, obj) if obj else self.has_add_permission(request)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        # The editor's import map is the one inline script: it passes the policy by the request's nonce.
        context["media"] = Media.from_media(context["media"], nonce=str(request.csp_nonce))
        return super().render_change_form(request, context, add, change, form_url, obj)

    @transaction.atomic
    def delete_model(self, request, obj) -> None:
        audit.record(action="deleted", target=obj, actor=request.user, origin=ORIGIN, name=str(obj))
        obj.delete()

    @transaction.atomic
    def delete_queryset(self, request, queryset) -> None:
        for obj in queryset:
            self.delete_model(request, obj)


class TwoScriptsAdmin(WorkbenchViews, SourceScriptViews, RepairViews, ScriptColumns, RecordAdmin):
    """A record with translated fields."""

    form = RecordForm

    class Media:
        js = ["admin_site/tabs.js"]

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        with hanzi.held_glossary():  # checks, hints and deriving all ask for it: once is enough
            return super().changeform_view(request, object_id, form_url, extra_context)
