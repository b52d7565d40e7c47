"""Forms of what articles rest on: lists as people write them, identifiers as people paste them."""

from __future__ import annotations

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from mscsite.core.forms import AuthorsField, CodesField, LinesField, LockedForm, RecordForm
from references import registries
from references.models import Citation

_DOI_PREFIX = re.compile(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)


class DOIField(forms.CharField):
    """A DOI, also pasted as an address; in lower case, so that the database's rule of uniqueness holds here too."""

    def to_python(self, value) -> str:
        return _DOI_PREFIX.sub("", super().to_python(value) or "").strip().lower()


class CitationForm(LockedForm):
    class Meta:
        field_classes = {"authors": AuthorsField, "doi": DOIField}
        help_texts = {"authors": _("每行一位，写作“姓, 名”；团体作者直接写名称，名称中有逗号时用 {} 括起。")}

    def clean_authors(self) -> list[dict]:
        """The names; one that is written as before keeps what the form does not show (particles, identifiers)."""
        before = {AuthorsField.line(name): name for name in self.instance.authors}
        return [before.get(AuthorsField.line(name), name) for name in self.cleaned_data["authors"]]

    def clean_doi(self) -> str:
        return self._unique("doi")

    def clean_pmid(self) -> str:
        return self._unique("pmid")

    def _unique(self, name: str) -> str:
        """The identifier, refused with the key of the citation that has it already."""
        value = self.cleaned_data[name]
        other = Citation.objects.filter(**{name: value}).exclude(pk=self.instance.pk).first() if value else None
        if other is not None:
            raise forms.ValidationError(_("文献 %(key)s 已经有这个编号。"), params={"key": other.key})
        return value


class TrialForm(RecordForm):
    PAIRS = (
        ("enrollment_count", "enrollment_type", _("入组人数和人数性质要一起填写。")),
        ("start_date", "start_date_precision", _("开始日期和它的精度要一起填写。")),
        ("completion_date", "completion_date_precision", _("完成日期和它的精度要一起填写。")),
    )

    class Meta:
        field_classes = {"countries": CodesField}
        help_texts = {"countries": _("ISO 3166 代码，用逗号分开，例如 CN, US。")}

    def clean_registry_id(self) -> str:
        return registries.normalise(self.cleaned_data["registry_id"])

    def clean(self):
        cleaned = super().clean()
        for one, other, message in self.PAIRS:
            if one in cleaned and other in cleaned and (cleaned[one] is None) != (cleaned[other] == ""):
                self.add_error(other if cleaned[other] == "" else one, message)
        return cleaned


class TermForm(RecordForm):
    class Meta:
        field_classes = {"aliases": LinesField}
        help_texts = {"aliases": _("每行一个。")}
