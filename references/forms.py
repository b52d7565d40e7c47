"""Forms of what articles rest on: lists as people write them, identifiers as people paste them."""

from __future__ import annotations

import re

from django import forms
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mscsite.core.forms import AuthorsField, ChoicesField, CodesField, LinesField, LockedForm, RecordForm
from references import registries
from references.choices import CertaintyReason
from references.matching import Paper, find_all, first_author
from references.models import Citation, FormerKey
from references.styles import dates

_DOI_PREFIX = re.compile(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)


class DOIField(forms.CharField):
    """A DOI, also pasted as an address; in lower case, so that the database's rule of uniqueness holds here too."""

    def to_python(self, value) -> str:
        return _DOI_PREFIX.sub("", super().to_python(value) or "").strip().lower()


class CitationForm(LockedForm):
    """A citation, with those of its further fields (`extra`) that people fill in; the others stay as they are."""

    FURTHER = {
        "editors": "editor",
        "translators": "translator",
        "edition": "edition",
        "publisher_place": "publisher-place",
        "collection_title": "collection-title",
        "number": "number",
        "pmcid": "PMCID",
    }
    editors = AuthorsField(label=_("编者"), required=False, help_text=_("写法同作者。"))
    translators = AuthorsField(label=_("译者"), required=False)
    edition = forms.CharField(label=_("版次"), max_length=60, required=False, help_text=_("第 2 版写 2。"))
    publisher_place = forms.CharField(label=_("出版地"), max_length=100, required=False)
    collection_title = forms.CharField(label=_("丛书名"), max_length=200, required=False)
    number = forms.CharField(
        label=_("编号"),
        max_length=100,
        required=False,
        help_text=_("标准号、专利号、报告号、法规文号，或没有页码的文章的编号，例如 e0123。"),
    )
    issued_on = forms.CharField(
        label=_("出版日期"), max_length=10, required=False, help_text=_("YYYY-MM 或 YYYY-MM-DD；只知年份则留空。")
    )
    pmcid = forms.RegexField(r"\APMC\d{1,9}\Z", label="PMCID", required=False, help_text=_("例如 PMC5390394。"))

    class Meta:
        field_classes = {"authors": AuthorsField, "doi": DOIField}
        help_texts = {"authors": _("每行一位，写作“姓, 名”；团体作者直接写名称，名称中有逗号时用 {} 括起。")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        extra = self.instance.extra
        for name, variable in self.FURTHER.items():
            if name in self.fields:
                self.initial.setdefault(name, extra.get(variable, [] if name in ("editors", "translators") else ""))
        issued = dates.parse(extra.get("issued"))
        if "issued_on" in self.fields and issued and not issued.literal:
            self.initial.setdefault("issued_on", issued.numeric() if len(issued.start) > 1 else "")

    def clean_issued_on(self) -> str:
        text = self.cleaned_data["issued_on"].strip()
        date = dates.parse(text) if text else None
        if text and (date is None or len(date.start) < 2 or date.numeric() != text):
            raise forms.ValidationError(_("“%(text)s”不是日期，应为 YYYY-MM 或 YYYY-MM-DD。"), params={"text": text})
        return text

    def clean(self):
        cleaned = super().clean()
        issued, year = cleaned.get("issued_on"), cleaned.get("year")
        if issued and year and int(issued[:4]) != year:
            self.add_error("issued_on", _("出版日期和年份不一致。"))
        self.instance.extra = self._further(cleaned)
        if not self.errors:
            self._tell_of_doubles(cleaned)
        return cleaned

    def _tell_of_doubles(self, cleaned: dict) -> None:
        """Before a save that names a paper: others of ours that it probably is. Whoever knows better ticks a box."""
        if self.instance.pk and not {"title", "authors", "year", "doi", "pmid"} & set(self.changed_data):
            return
        paper = Paper(
            title=cleaned.get("title", ""),
            year=cleaned.get("year"),
            doi=cleaned.get("doi", ""),
            pmid=cleaned.get("pmid", ""),
            first_author=first_author(cleaned.get("authors")),
            container=cleaned.get("container_title", ""),
        )
        doubles = [match.citation for match in find_all(paper) if match.citation.pk != self.instance.pk]
        if doubles and self.data.get("not_a_double") != _keys(doubles):
            raise forms.ValidationError(_double_note(doubles), code="double")

    def _further(self, cleaned: dict) -> dict:
        """The further fields as they are to be stored; those that the form does not show stay."""
        extra = dict(self.instance.extra)
        for name in set(self.FURTHER) & set(cleaned):
            extra[self.FURTHER[name]] = cleaned[name]
        if "issued_on" in cleaned and cleaned["issued_on"] != self.initial.get("issued_on", ""):
            date = dates.parse(cleaned["issued_on"])
            extra["issued"] = date.as_csl() if date else None
        return {name: value for name, value in extra.items() if value}

    def clean_authors(self) -> list[dict]:
        """The names; one that is written as before keeps what the form does not show (particles, identifiers)."""
        before = {AuthorsField.line(name): name for name in self.instance.authors}
        return [before.get(AuthorsField.line(name), name) for name in self.cleaned_data["authors"]]

    def clean_key(self) -> str:
        key = self.cleaned_data["key"]
        if former := FormerKey.objects.filter(key=key).select_related("citation").first():
            raise forms.ValidationError(
                _("这个代号属于已并入 %(key)s 的文献，请换一个。"), params={"key": former.citation.key}
            )
        return key

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


def _keys(citations: list[Citation]) -> str:
    return " ".join(sorted(citation.key for citation in citations))


def _double_note(doubles: list[Citation]) -> str:
    links = format_html_join(
        "、",
        '<a href="{}" target="_blank">{}</a>',
        ((reverse("admin:references_citation_change", args=[each.pk]), str(each)) for each in doubles),
    )
    return format_html(
        '{}{}{}<br><label><input type="checkbox" name="not_a_double" value="{}"> {}</label>',
        gettext("这篇文献很可能已经有了："),
        links,
        gettext("。请直接引用已有的那条。"),
        _keys(doubles),
        gettext("不是同一篇，仍然保存"),
    )


class CertaintyReasonsField(ChoicesField):
    def __init__(self, **kwargs):
        super().__init__(choices=CertaintyReason.choices, **kwargs)


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


class BodyOfEvidenceForm(RecordForm):
    class Meta:
        field_classes = {"reasons": CertaintyReasonsField}


class TermForm(RecordForm):
    class Meta:
        field_classes = {"aliases": LinesField}
        help_texts = {"aliases": _("每行一个。")}
