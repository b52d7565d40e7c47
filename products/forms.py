"""Forms of products and what became of their approvals."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from mscsite.core.forms import ChoicesField, LinesField, ReadableJSONField, RecordForm, TwoScriptsForm
from products.choices import Route


class RoutesField(ChoicesField):
    def __init__(self, **kwargs):
        super().__init__(**(kwargs | {"choices": Route.choices}))


class CompanyForm(forms.ModelForm):
    class Meta:
        field_classes = {"aliases": LinesField}
        help_texts = {"aliases": _("中文名和其他写法，每行一个。"), "country": _("ISO 3166 代码，例如 KR。")}

    def clean_country(self) -> str:
        return self.cleaned_data["country"].upper()


class ProductForm(RecordForm):
    class Meta:
        field_classes = {"aliases": LinesField, "routes": RoutesField, "dose_quantities": ReadableJSONField}
        help_texts = {"aliases": _("出现过的所有写法，包括误写，每行一个。")}


class EventRules(TwoScriptsForm):
    """What holds for an event wherever it is edited."""

    def clean(self):
        cleaned = super().clean()
        if self.instance.is_public and not (cleaned.get("source_url") and cleaned.get("date")):
            self.add_error("source_url", _("已公开的事件必须有来源网址和日期；要去掉请先撤回为提案。"))
        return cleaned


class EventForm(EventRules, RecordForm):
    """An event on a page of its own."""
