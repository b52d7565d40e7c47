"""Pictures from MEDIA_ROOT. Their names change with their content, so browsers may keep them for a year."""

from __future__ import annotations

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe
from django.views.static import serve

from mscsite.core.images.encoding import MIME_TYPES

CACHE_CONTROL = "public, max-age=31536000, immutable"


@require_safe
def image(request: HttpRequest, path: str, extension: str) -> HttpResponseBase:
    """A file below `images/`; 404 where there is none."""
    response = serve(request, f"images/{path}.{extension}", document_root=settings.MEDIA_ROOT)
    response["Cache-Control"] = CACHE_CONTROL
    if isinstance(response, FileResponse):
        response["Content-Type"] = MIME_TYPES[extension]  # not every system knows AVIF
    return response
