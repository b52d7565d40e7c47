"""The workbench: both scripts of a record side by side, block by block, where what the machine made is looked over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django import forms
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mscsite.core import alignment, audit, derived, hanzi
from mscsite.core.admin.asked import asked_for
from mscsite.core.admin_names import ORIGIN, url_name
from mscsite.core.alignment import Row
from mscsite.core.annotating import annotated, doubts_of, shown, source_shown, words_of
from mscsite.core.derived import State
from mscsite.core.differences import marked
from mscsite.core.forms import SCRIPT_NAMES, STATE_WORDS, LockedForm
from mscsite.core.html import plain_text
from mscsite.core.workbench import Decision, decide

REGIONS = {hanzi.HANT_TW: _("台湾"), hanzi.HANT_HK: _("香港")}


class LockOnly(LockedForm):
    """Whether the record is still the one that the person had before their eyes. Blocks of another version have other
    numbers, so that there is no saving over it."""

    def _insists(self) -> bool:
        return False

    def _conflict(self, when) -> str:
        return gettext(
            "您打开本页之后，这条记录又有改动，因此没有保存。您改过的段落列在下面，请对照现在的内容重新修改。"
        )


def lock_form(record: models.Model, data: QueryDict | None = None) -> LockOnly:
    """The form for the lock of `record`, with what was sent where `data` is given."""
    return forms.modelform_factory(type(record), form=LockOnly, fields=[])(data, instance=record)


@dataclass(frozen=True)
class Line:
    """A row as the page shows it. `name` begins the names of its controls."""

    name: str
    row: Row
    is_html: bool
    source: SafeString
    text: SafeString
    doubts: int
    change: SafeString | str = ""
    machine: SafeString | str = ""
    words: list[tuple[str, str]] = field(default_factory=list)  # as the region says them

    @property
    def state_label(self) -> str:
        return str(STATE_WORDS[self.row.state])

    @property
    def is_open(self) -> bool:
        """Whether somebody should look at it."""
        return self.row.is_conflict or (self.doubts > 0 and not self.row.is_accepted)

    @property
    def can_settle(self) -> bool:
        return self.row.is_conflict


@dataclass(frozen=True)
class Section:
    """One translated field."""

    field: str
    title: str
    is_html: bool
    state: State
    lines: list[Line]

    @property
    def state_label(self) -> str:
        return str(STATE_WORDS[self.state])


def sections(record: models.Model, region: str = hanzi.HANT_TW) -> list[Section]:
    """The translated fields of `record` that hold any text, with their rows and the words of a region."""
    found, glossary = [], hanzi.site_glossary()
    for name in derived.translated_fields(type(record)):
        is_html = derived.is_html(record, name)
        rows = alignment.rows(record, name, glossary)
        names = (f"{name}-{number}" for number in range(len(rows)))
        lines = [
            _line(record, own, row, glossary, region, is_html=is_html) for own, row in zip(names, rows, strict=True)
        ]
        if lines:
            title = str(record._meta.get_field(name).verbose_name)
            found.append(Section(name, title, is_html, derived.state(record, name), lines))
    return found


def _line(record: models.Model, name: str, row: Row, glossary: hanzi.Glossary, region: str, *, is_html: bool) -> Line:
    tags = hanzi.tag_of(derived.target_script(record)), hanzi.tag_of(record.source_script)
    doubts = doubts_of(row, *tags, glossary, is_html=is_html)
    text = annotated(row, doubts, is_html=is_html)
    change = machine = ""
    if row.is_conflict:
        change = marked(_plain(row.before, is_html), _plain(row.source, is_html), short=True)
    if row.machine != row.text:
        machine = shown(row.machine, is_html=is_html)
    source = source_shown(row.source, tags[1], glossary, is_html=is_html)
    words = words_of(row, region if tags[0] == hanzi.HANT else hanzi.HANS, glossary, is_html=is_html)
    return Line(name, row, is_html, source, text, text.count('class="doubt"'), change, machine, words)


def _plain(text: str | None, is_html: bool) -> str:
    return plain_text(text or "") if is_html else (text or "").strip()


def decisions(data: QueryDict, lines: Iterable[Line]) -> list[Decision]:
    """What was sent for each line; a text that was not sent was not touched."""
    found = []
    for line in lines:
        text = data.get(f"{line.name}-text")
        was = (line.row.text or "").replace("\r\n", "\n")
        is_same = text is None or text.replace("\r\n", "\n").rstrip("\n") == was.rstrip("\n")
        chosen = {kind: f"{line.name}-{kind}" in data for kind in ("locked", "accepted", "settled")}
        found.append(Decision(None if is_same else text, **{f"is_{kind}": on for kind, on in chosen.items()}))
    return found


class WorkbenchViews:
    """A ModelAdmin mixin with the workbench of a record."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.workbench_view)
        return [path("<path:object_id>/scripts/", view, name=url_name(self.model, "scripts")), *super().get_urls()]

    def save_scripts(self, request: HttpRequest, record: models.Model) -> None:
        """Save a record whose texts were changed outside of its form, with its audit entry."""
        record.save()
        audit.record(action="saved", target=record, actor=request.user, origin=ORIGIN)

    def workbench_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        record = asked_for(self, request, object_id, "view")
        typed: list[str] = []
        if request.method == "POST":
            if not self.has_change_permission(request, record):
                raise PermissionDenied
            error, typed = self._save_decisions(request, record)
            if not error:
                return HttpResponseRedirect(request.get_full_path())
            self.message_user(request, error, "error")
            record = self.get_object(request, unquote(object_id))
        return self._workbench_page(request, record, typed)

    @transaction.atomic
    def _save_decisions(self, request: HttpRequest, record: models.Model) -> tuple[str, list[str]]:
        """An error and the texts that could not be saved; two empty things where everything was."""
        form = lock_form(record, request.POST)
        found = sections(record)
        if not form.is_valid():
            known = {(line.row.text or "").rstrip("\n") for section in found for line in section.lines}
            sent = [value.replace("\r\n", "\n") for name, value in request.POST.items() if name.endswith("-text")]
            return " ".join(map(str, form.non_field_errors())), [t for t in sent if t.rstrip("\n") not in known]
        for section in found:
            rows = [line.row for line in section.lines]
            decide(record, section.field, rows, decisions(request.POST, section.lines))
        if error := self._too_long(record):
            return error, []
        self.save_scripts(request, record)
        self.message_user(request, gettext("已保存。"), "success")
        return "", []

    def _too_long(self, record: models.Model) -> str:
        """Fields with a limit are checked here: no form of theirs is."""
        for name in record.translated_columns():
            field, text = record._meta.get_field(name), getattr(record, name) or ""
            if field.max_length and len(text) > field.max_length:
                words = gettext("“%(name)s”最多 %(max)s 字，现在有 %(n)s 字，没有保存。")
                return words % {"name": field.verbose_name, "max": field.max_length, "n": len(text)}
        return ""

    def _workbench_page(self, request: HttpRequest, record: models.Model, typed: list[str]) -> HttpResponse:
        region = request.GET.get("region") if request.GET.get("region") in REGIONS else hanzi.HANT_TW
        found = sections(record, region)
        form = lock_form(record)
        source, target = record.source_script, derived.target_script(record)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": record,
            "title": gettext("两种字形对照"),
            "subtitle": str(record),
            "sections": found,
            "form": form,
            "typed": typed,
            "open_lines": sum(line.is_open for section in found for line in section.lines),
            "source_name": SCRIPT_NAMES[source],
            "target_name": SCRIPT_NAMES[target],
            "source_lang": hanzi.tag_of(source),
            "target_lang": hanzi.tag_of(target),
            "may_change": self.has_change_permission(request, record),
            "change_url": reverse(f"admin:{url_name(self.model, 'change')}", args=[record.pk]),
            "previews_url": self.previews_url(record),
            "repair_url": reverse(f"admin:{url_name(self.model, 'repair')}", args=[record.pk]),
            "regions": _regions(region) if hanzi.tag_of(target) == hanzi.HANT else [],
            "words": workbench_words(),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/workbench.html", context)

    def previews_url(self, record: models.Model) -> str:
        """Where both public pages stand side by side; empty for records without."""
        return ""


def _regions(chosen: str) -> list[dict]:
    """The regions whose words can be proposed, with the address of each."""
    return [{"name": str(name), "url": f"?region={tag}", "is_chosen": tag == chosen} for tag, name in REGIONS.items()]


def workbench_words() -> dict[str, str]:
    """What the script of the page says, in the language of the request."""
    return {key: str(words) for key, words in _WORDS.items()}


_WORDS = {
    "edited": _("已修改，未保存"),
    "unsaved": _("有未保存的修改。"),
    "none": _("没有要看的段落了。"),
    "done": _("完成"),
    "edit": _("修改"),
    "choices": _("换成"),
    "term": _("建立术语…"),
    "failed": _("没有成功，请重试。"),
    "selectFirst": _("请先选中一个词。"),
}
