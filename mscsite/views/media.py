"""Pictures of MEDIA_ROOT or a bucket. Their names change with their content, so browsers may keep them for a year."""

from __future__ import annotations

from django.core.files.storage import FileSystemStorage, default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe
from django.views.static import serve

from mscsite.core.images.encoding import MIME_TYPES

CACHE_CONTROL = "public, max-age=31536000, immutable"


@require_safe
def image(request: HttpRequest, path: str, extension: str) -> HttpResponseBase:
    """A file below `images/`; 404 where there is none."""
    response = _found(request, f"images/{path}.{extension}")
    response["Cache-Control"] = CACHE_CONTROL
    if isinstance(response, FileResponse):
        response["Content-Type"] = MIME_TYPES[extension]  # not every system knows AVIF
    return response


def _found(request: HttpRequest, name: str) -> HttpResponseBase:
    if isinstance(default_storage, FileSystemStorage):
        return serve(request, name, document_root=default_storage.location)
    try:
        return FileResponse(default_storage.open(name, "rb"))
    except FileNotFoundError as error:
        raise Http404(name) from error
