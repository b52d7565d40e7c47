"""The forms of an import: files or pasted text, and what was decided about one of them."""

from __future__ import annotations

from collections.abc import Iterator

from django import forms
from django.utils.translation import gettext_lazy as _

from articles.batches.models import ImportItem
from articles.importing.beside import PICTURE_SUFFIXES
from articles.importing.docx_package import MAX_BYTES
from articles.importing.reading import SUFFIXES
from articles.intake.decisions import Decisions
from articles.intake.folders import PACKED
from articles.models import Article
from mscsite.core.images.forms import FilesInput

_ALT_LENGTH = 300
_LONGEST_PASTE = 500_000
_TITLE_LENGTH = Article._meta.get_field("title").max_length


class ArticleFilesField(forms.FileField):
    """Any number of files; always a list."""

    def __init__(self, *, attrs: dict | None = None, **kwargs):
        super().__init__(widget=FilesInput(attrs=attrs or {}), allow_empty_file=True, **kwargs)

    def clean(self, data, initial=None) -> list:
        return [super(ArticleFilesField, self).clean(file, initial) for file in data or []]


class UploadForm(forms.Form):
    """Files, a pasted text, or both. What cannot be read is kept with the reason, so that it is not lost unseen."""

    files = ArticleFilesField(
        label=_("文件"),
        attrs={"accept": ",".join((*SUFFIXES, PACKED, *PICTURE_SUFFIXES))},
        required=False,
        help_text=_(
            "可多选：.txt、.md、.docx、.html（保存的网页、微信文章）、.mhtml（网页存档）、.zip。"
            "网页里的图片请一起选上。先给您看会写入什么，确认之后才写入。"
        ),
    )
    folder = ArticleFilesField(
        label=_("或整个文件夹"),
        attrs={"webkitdirectory": True},
        required=False,
        help_text=_("例如浏览器另存的网页，连同旁边的 _files 文件夹。"),
    )
    text = forms.CharField(
        label=_("或粘贴正文"),
        required=False,
        max_length=_LONGEST_PASTE,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("从网页、微信、PDF 或 Word 复制来的文字，连同标题、参考文献和来源。"),
    )
    batch = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict:
        cleaned = super().clean()
        handed_in = [cleaned.get("files"), cleaned.get("folder"), (cleaned.get("text") or "").strip()]
        if not self.errors and not any(handed_in):
            raise forms.ValidationError(_("请选择文件，或粘贴正文。"))
        return cleaned

    def sources(self) -> Iterator[tuple[str, bytes]]:
        """Paths and bytes of all that was handed in; of a file that is too large, enough to refuse it.

        Forms send files without their folders: a script says the `path` of each one it sends.
        """
        files = [*self.cleaned_data["files"], *self.cleaned_data["folder"]]
        paths = self.data.getlist("path")
        names = paths if len(paths) == len(files) else [file.name for file in files]
        for file, name in zip(files, names, strict=True):
            yield _safe_path(name), file.read(MAX_BYTES + 1)
        if self.cleaned_data["text"].strip():
            yield str(_("粘贴的文字.txt")), self.cleaned_data["text"].encode()


def _safe_path(name: str) -> str:
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    return "/".join(parts) or "?"


class DecisionsForm(forms.Form):
    """What the page of one file sends: everything that was ticked. What was not ticked was refused."""

    title = forms.CharField(required=False, max_length=_TITLE_LENGTH)

    def decisions(self, item: ImportItem) -> Decisions:
        """The decisions on an item. Only keys that its preview names count."""
        shown = item.preview
        offered = {record["key"] for record in shown.get("records", []) if record["is_new"]}
        offered |= {key for key, _text in shown.get("findings", [])}
        kinds, names = self.data.getlist("repair_kind"), self.data.getlist("repair")
        repairs = {r["name"] for r in shown.get("repairs", []) if r["kind"] in kinds or r["name"] in names}
        lines = {number for number, _text in (*shown.get("dropped", []), *shown.get("kept", []))}
        title = self.cleaned_data["title"].strip()
        return Decisions(
            repairs=frozenset(repairs),
            kept=frozenset(number for number in lines if str(number) in self.data.getlist("keep")),
            refused=frozenset(offered - set(self.data.getlist("accept"))),
            title="" if title == shown_title(item) else title,
            alts=self._alts(shown),
        )

    def _alts(self, shown: dict) -> dict[str, str]:
        """The alternative texts of pictures, as far as somebody wrote them."""
        sent = {key: self.data.get(f"alt {key}", "").strip()[:_ALT_LENGTH] for key in shown.get("alts", {})}
        return {key: text for key, text in sent.items() if text}


def shown_title(item: ImportItem) -> str:
    """The title as it was read, whatever somebody put in its place."""
    return "" if item.decisions.get("title") else item.title
