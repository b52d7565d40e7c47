"""Pictures for the editor, as JSON: found, shown by their keys, uploaded in place."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from articles import images
from articles.admin.pickers import found
from mscsite.core.admin_names import ORIGIN
from mscsite.core.images.forms import UploadForm
from mscsite.core.models import Image

MOST_KEYS = 100


def _choice(image: Image) -> dict:
    """An image as the editor shows it; what a picker needs of any record is in it too."""
    described = images.described(image)
    note = " · ".join(filter(None, [image.alt, f"{image.width} × {image.height}", image.credit]))
    address = reverse("admin:core_image_change", args=[image.pk])
    return described | {"note": note, "proposal": False, "retracted": False, "address": address}


class ImagePickerViews:
    """A ModelAdmin mixin: `pick/images/` searches (`q`) or looks up (`keys`), `pick/images/upload/` takes one file.

    A file that is refused is an answer, `errors`, and no failure: the dialog shows it and stays open.
    """

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("pick/images/", view(self.pick_images), name="articles_article_pick_images"),
            path("pick/images/upload/", view(self.upload_image), name="articles_article_upload_image"),
            *super().get_urls(),
        ]

    def pick_images(self, request: HttpRequest) -> JsonResponse:
        self._require_view(request)
        if "keys" in request.GET:
            rows = Image.objects.filter(key__in=request.GET["keys"].split(",")[:MOST_KEYS])
        else:
            rows = found(request, Image)
        return JsonResponse({"results": [_choice(image) for image in rows]})

    @method_decorator(require_POST)
    def upload_image(self, request: HttpRequest) -> JsonResponse:
        if not request.user.has_perm("core.add_image"):
            raise PermissionDenied
        form = UploadForm(request.POST, request.FILES)
        if form.is_valid():
            made, known = form.store(actor=request.user, origin=ORIGIN)
            if not form.errors:
                return JsonResponse({"image": _choice([*made, *known][0])})
        return JsonResponse({"errors": [str(error) for errors in form.errors.values() for error in errors]})
