"""The form of an article, and its rich text editor. What the editor makes, `mscsite.core.html` lets through."""

from __future__ import annotations

import json

from django import forms
from django.conf import settings
from django.forms import Script
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import override
from django_prose_editor.widgets import importmap, prose_editor_admin_media
from js_asset import ImportMap, Media

from articles import addresses, editor_html
from articles.editing import conflicts
from articles.editor_words import editor_words
from mscsite.core.forms import RecordForm

MODULES = (
    "article", "nodes", "pictures", "tables", "menu", "dialogs", "server", "pasting", "counting", "shortcuts",
    "citations",
    "checks",
)  # fmt: skip


class BodyEditor(forms.Textarea):
    """A textarea that `static/admin_site/editor/article.js` turns into the editor; without scripts it stays one."""

    @property
    def media(self) -> Media:
        # Modules find one another by the import map, which knows their hashed names.
        ours = ImportMap({f"article-editor/{name}": f"admin_site/editor/{name}.js" for name in MODULES})
        return prose_editor_admin_media + Media(
            importmap=importmap | ours,
            css={"all": ["admin_site/editor.css"]},
            js=[
                Script("admin_site/editor/checks.js", type="module"),  # listens before the editors start
                Script("admin_site/editor/article.js", type="module"),
                Script("admin_site/editor/editing.js", type="module"),
            ],
        )

    def build_attrs(self, base_attrs, extra_attrs=None) -> dict:
        attrs = super().build_attrs(base_attrs, extra_attrs)
        addresses = {
            "citations": reverse("admin:articles_article_pick_citations"),
            "records": reverse("admin:articles_article_pick_records"),
            "products": f"{reverse('admin:articles_article_pick_records')}?kind=product",
            "lookUp": reverse("admin:references_citation_look_up"),
            "check": reverse("admin:articles_article_check"),
            "images": reverse("admin:articles_article_pick_images"),
            "uploadImage": reverse("admin:articles_article_upload_image"),
            "embed": _in_each_script("embed-preview"),
        }
        return attrs | {
            "class": "body-editor",
            "rows": "20",
            "data-addresses": json.dumps(addresses),
            "data-words": json.dumps(editor_words(), ensure_ascii=False),
        }


def _in_each_script(name: str) -> dict[str, str]:
    found = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            found[code] = reverse(name)
    return found


class BodyField(forms.CharField):
    """Rich text as HTML, in the one form that imports write as well (see `articles.editor_html`)."""

    widget = BodyEditor

    def clean(self, value) -> str:
        return editor_html.tidy(super().clean(value) or "")

    def has_changed(self, initial, data) -> bool:
        return super().has_changed(editor_html.tidy(initial or ""), editor_html.tidy(data or ""))


class ArticleForm(RecordForm):
    class Meta:
        field_classes = {"body_zh_hans": BodyField, "body_zh_hant": BodyField}
        widgets = {"body_zh_hans": BodyEditor, "body_zh_hant": BodyEditor}

    def clean(self):
        cleaned = super().clean()
        # After a conflict was shown, fields may be taken as the other person saved them.
        if self._has_lock() and self._insists():
            chosen = self.data.getlist("theirs") if hasattr(self.data, "getlist") else ()
            cleaned |= {name: getattr(self.instance, name) for name in chosen if name in cleaned}
        return cleaned

    def _check_lock(self) -> None:
        cleaned = self.cleaned_data
        for name in conflicts.untouched(self.instance, cleaned, self.data.get(self.add_prefix("lock")) or ""):
            cleaned[name] = getattr(self.instance, name)
        super()._check_lock()

    def _conflict(self, when) -> str:
        return format_html("{}{}", super()._conflict(when), conflicts.shown(self.instance, self.cleaned_data))

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"]
        if slug and (reason := addresses.why_not(slug, self.instance)):
            raise forms.ValidationError(reason)
        return slug
