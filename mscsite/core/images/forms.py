"""Uploading pictures by a form: several at once in the admin, one in the editor."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from mscsite.core.images import storing
from mscsite.core.images.models import Image, Licence
from mscsite.core.images.reading import ImageRefused

ACCEPTED = "image/jpeg,image/png,image/webp,image/avif,image/gif,image/tiff,image/bmp"


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One file or several; always a list."""

    def __init__(self, **kwargs):
        super().__init__(widget=FilesInput(attrs={"accept": ACCEPTED}), **kwargs)

    def clean(self, data, initial=None) -> list:
        return [super(FilesField, self).clean(file, initial) for file in data or [None]]


class UploadForm(forms.Form):
    """Pictures with what is known of all of them. `store` makes the records, or names the files that were refused."""

    files = FilesField(label=_("文件"))
    credit = forms.CharField(
        label=_("署名"), max_length=200, required=False, help_text=_("作者或机构；适用于所选的全部文件。")
    )
    licence = forms.ChoiceField(label=_("许可"), choices=[("", "—"), *Licence.choices], required=False)
    source_url = forms.URLField(label=_("来源网址"), max_length=500, required=False)
    alt = forms.CharField(widget=forms.HiddenInput, max_length=300, required=False)
    caption = forms.CharField(widget=forms.HiddenInput, required=False)
    source_script = forms.ChoiceField(widget=forms.HiddenInput, choices=settings.LANGUAGES, required=False)

    def store(self, *, actor, origin: str) -> tuple[list[Image], list[Image]]:
        """New pictures, and those that were there already. What cannot be read becomes an error of the form."""
        cleaned = dict(self.cleaned_data)
        files = cleaned.pop("files")
        cleaned["source_script"] = cleaned["source_script"] or settings.LANGUAGE_CODE
        description = storing.Description(**cleaned)
        made, known = [], []
        for file in files:
            try:
                image, is_new = storing.store(
                    file.read(), name=file.name, description=description, actor=actor, origin=origin
                )
            except ImageRefused as refusal:
                self.add_error("files", str(refusal))
            else:
                (made if is_new else known).append(image)
        return made, known
