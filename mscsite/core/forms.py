"""Form fields for lists kept as JSON, and what the admin forms of records share."""

from __future__ import annotations

import datetime as dt
import json

from django import forms
from django.core import signing
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mscsite.core import derived
from mscsite.core.alignment import conflicts
from mscsite.core.derived import State
from mscsite.core.differences import marked
from mscsite.core.html import plain_text

SCRIPT_NAMES = {"zh-hans": "简体", "zh-hant": "繁體"}
STATE_WORDS = {
    State.EMPTY: _("保存时自动生成"),
    State.DERIVED: _("自动生成"),
    State.EDITED: _("已手工修改"),
    State.OUT_OF_DATE: _("原文已变，请核对"),
}


def _without_json(kwargs: dict) -> dict:
    """What a JSONField gives its form field, without what only JSON has, and without a hidden copy of the value."""
    return {k: v for k, v in kwargs.items() if k not in ("encoder", "decoder", "show_hidden_initial")}


class _ListField(forms.CharField):
    """A list in the database, text in the form; subclasses say how one becomes the other."""

    def __init__(self, **kwargs):
        super().__init__(**_without_json(kwargs))

    def split(self, text: str) -> list:
        raise NotImplementedError

    def join(self, items: list) -> str:
        raise NotImplementedError

    def prepare_value(self, value):
        return self.join(value) if isinstance(value, list) else value

    def to_python(self, value):
        return value if isinstance(value, list) else self.split(super().to_python(value) or "")

    def has_changed(self, initial, data) -> bool:
        return self.split(self.join(initial or [])) != self.split(data or "")

    def bound_data(self, data, initial):
        return data


class LinesField(_ListField):
    """A list of strings, one a line; each is kept once."""

    widget = forms.Textarea(attrs={"rows": 4})

    def split(self, text: str) -> list[str]:
        return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))

    def join(self, items: list) -> str:
        return "\n".join(map(str, items))


class CodesField(_ListField):
    """A list of codes (countries), separated by commas or spaces, in capitals."""

    widget = forms.TextInput(attrs={"size": 40})

    def split(self, text: str) -> list[str]:
        for mark in "，、;；,":
            text = text.replace(mark, " ")
        return list(dict.fromkeys(text.upper().split()))

    def join(self, items: list) -> str:
        return ", ".join(map(str, items))


class AuthorsField(_ListField):
    """CSL names, one a line: `Family, Given` for a person, a name without a comma (or in braces) for a group."""

    widget = forms.Textarea(attrs={"rows": 5})

    def split(self, text: str) -> list[dict[str, str]]:
        return [self._name(line.strip()) for line in text.splitlines() if line.strip()]

    def join(self, items: list) -> str:
        return "\n".join(map(self.line, items))

    @staticmethod
    def line(name: dict) -> str:
        """How one name is written in the form."""
        if literal := name.get("literal"):
            return f"{{{literal}}}" if "," in literal or "，" in literal else literal
        return f"{name.get('family', '')}, {name.get('given', '')}".strip()

    @staticmethod
    def _name(line: str) -> dict[str, str]:
        if line.startswith("{") and line.endswith("}"):
            return {"literal": line[1:-1].strip()}
        family, comma, given = line.replace("，", ",", 1).partition(",")
        if not comma:
            return {"literal": line}
        return {key: part.strip() for key, part in (("family", family), ("given", given)) if part.strip()}


class ChoicesField(forms.TypedMultipleChoiceField):
    """A list of values from a closed list, as checkboxes."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs):
        super().__init__(empty_value=[], **_without_json(kwargs))


class ReadableJSONField(forms.JSONField):
    """JSON with its Chinese readable; the default writes every character as an escape."""

    widget = forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField code", "spellcheck": "false"})

    def __init__(self, **kwargs):
        super().__init__(**(kwargs | {"show_hidden_initial": False}))

    def prepare_value(self, value):
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


class LockedForm(forms.ModelForm):
    """A form that refuses to overwrite what somebody else saved after it was opened.

    It carries the row's signed `updated_at`. After a refusal everything typed is still in the form, and a box lets
    the person save over the other version on purpose.
    """

    lock = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self._has_lock():
            self.initial["lock"] = lock_of(self.instance)

    def clean(self):
        cleaned = super().clean()
        if self._has_lock():
            self._check_lock()
        return cleaned

    def _has_lock(self) -> bool:
        """New rows have nothing to overwrite; models that do not say when they changed cannot tell."""
        return self.instance.pk is not None and hasattr(self.instance, "updated_at")

    def _check_lock(self) -> None:
        manager = type(self.instance)._base_manager
        row = manager.select_for_update().only("pk", "updated_at").filter(pk=self.instance.pk).first()
        if row is None:
            raise forms.ValidationError(_("这条记录已被删除，无法保存。"))
        now = lock_of(row)
        # Between loading the row for this request and locking it, too, somebody may have saved.
        if lock_of(self.instance) != now or (self.data.get(self.add_prefix("lock")) != now and not self._insists()):
            raise forms.ValidationError(self._conflict(row.updated_at), code="conflict")

    def _insists(self) -> bool:
        return self.data.get("overwrite") == self._overwrite_value()

    def _overwrite_value(self) -> str:
        return lock_of(self.instance)

    def _conflict(self, when) -> str:
        return format_html(
            '{} <a href="" target="_blank">{}</a><br>'
            '<label><input type="checkbox" name="overwrite" value="{}"> {}</label>',
            gettext("您打开本页之后，这条记录又有改动（%(when)s），因此没有保存。您输入的内容都还在下面。")
            % {"when": date_format(timezone.localtime(when), "Y-m-d H:i:s")},
            gettext("在新窗口查看现在的内容"),
            self._overwrite_value(),
            gettext("仍然保存我的内容，覆盖对方的修改"),
        )


def lock_of(instance) -> str:
    """The signed state of a row: equal as long as nobody has saved it."""
    return signing.Signer(salt="admin-lock").sign(f"{instance.pk}@{instance.updated_at.isoformat()}")


def locked_at(lock: str, instance) -> dt.datetime | None:
    """The `updated_at` of the state that `lock` was made of; None for a lock of another row, or none of ours."""
    try:
        key, _at, moment = signing.Signer(salt="admin-lock").unsign(lock).partition("@")
        return dt.datetime.fromisoformat(moment) if key == str(instance.pk) else None
    except (signing.BadSignature, ValueError):
        return None


class TwoScriptsForm(forms.ModelForm):
    """A form over both scripts: it shows how the derived side stands, and asks for the source."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            column = translated_column(self._meta.model, name)
            if column is not None:
                field.help_text = self._help(column.translated_field, column.language)
        if self.instance.pk and "source_script" in self.fields:
            self._fix_source()

    def _fix_source(self) -> None:
        """The source script of a record changes on a page of its own, which says what it means."""
        field, options = self.fields["source_script"], self._meta.model._meta
        field.disabled = True
        pages = ((_("改换原文字形…"), "source_script"), (_("两种字形对照"), "scripts"))
        links = (
            (reverse(f"admin:{options.app_label}_{options.model_name}_{page}", args=[self.instance.pk]), words)
            for words, page in pages
        )
        field.help_text = format_html_join(" ", '<a href="{}">{}</a>', links)

    def _help(self, original, language: str) -> str:
        if language == self.instance.source_script or not self.instance.pk:
            return original.help_text
        state = derived.state(self.instance, original.name)
        badge = format_html('<span class="derived derived-{}">{}</span>', state.value, STATE_WORDS[state])
        return format_html("{} {}{}", badge, original.help_text, _what_changed(self.instance, original.name))

    def clean(self):
        cleaned = super().clean()
        script = cleaned.get("source_script", self.instance.source_script)
        for name in list(cleaned):
            column = translated_column(self._meta.model, name)
            if column is None:
                continue
            # Browsers send CRLF; a stored LF would come back looking like an edit by hand.
            cleaned[name] = (cleaned[name] or "").replace("\r\n", "\n")
            if column.language == script and not cleaned[name] and not column.translated_field.blank:
                self.add_error(name, _("原文字形的这一项必填。"))
        return cleaned


def _what_changed(instance, field: str) -> str:
    """For every block in conflict: the change of its source, what stands there, and what the machine would write."""
    is_html = derived.is_html(instance, field)

    def plain(text: str | None) -> str:
        return (plain_text(text or "") if is_html else (text or "")).strip()

    blocks = (
        (
            _("原文改动"),
            marked(plain(row.before), plain(row.source), short=True),
            _("现在的文字"),
            plain(row.text),
            _("机器会写成"),
            marked(plain(row.text), plain(row.machine), short=True) or "—",
        )
        for row in conflicts(instance, field)
    )
    found = format_html_join(
        "", '<dl class="conflict"><dt>{}</dt><dd>{}</dd><dt>{}</dt><dd>{}</dd><dt>{}</dt><dd>{}</dd></dl>', blocks
    )
    return (
        format_html('<details class="conflicts"><summary>{}</summary>{}</details>', _("看原文改了什么"), found)
        if found
        else ""
    )


def translated_column(model, name: str):
    """The model field `name` where it is one script's column of a translated field, else None."""
    field = next((field for field in model._meta.concrete_fields if field.name == name), None)
    return field if getattr(field, "translated_field", None) is not None else None


def script_labels(model) -> dict[str, str]:
    """What the translated columns of a model are called in forms: the field's name and the script's."""
    columns = (translated_column(model, field.name) for field in model._meta.concrete_fields)
    return {
        column.name: f"{column.translated_field.verbose_name}（{SCRIPT_NAMES[column.language]}）"
        for column in columns
        if column is not None
    }


class RecordForm(LockedForm, TwoScriptsForm):
    """Translated records that can change under an editor's hands."""
