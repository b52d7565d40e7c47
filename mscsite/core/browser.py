"""What every answer tells the browser besides the Content-Security-Policy: whose it is, what it may use, where to
complain. Django's and nginx's own headers stand in the settings and in `deploy/nginx.conf`.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

# Nothing of this is used anywhere on the site.
_UNUSED = (
    *("accelerometer", "autoplay", "browsing-topics", "camera", "display-capture", "encrypted-media", "geolocation"),
    *("gyroscope", "hid", "magnetometer", "microphone", "midi", "payment", "publickey-credentials-get", "serial"),
    *("usb", "xr-spatial-tracking"),
)
PERMISSIONS = ", ".join(f"{name}=()" for name in _UNUSED)
_OF_FILES = "default-src 'none'; style-src 'self'; frame-ancestors 'none'"  # as deploy/nginx.conf says of them
REPORTS = "csp"  # the name of our endpoint for reports
_SHARED = ("image/", "application/atom+xml", "application/rss+xml")


def headers(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware, before WhiteNoise: static files have them too."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.setdefault("Permissions-Policy", PERMISSIONS)
        response.setdefault("Cross-Origin-Resource-Policy", _readers_of(request, response))
        if response.get("Content-Type", "").startswith("text/html"):
            response.setdefault("Reporting-Endpoints", f'{REPORTS}="{settings.CSP_REPORTS}"')
        if request.path.startswith(settings.STATIC_URL):  # answered before the middleware that gives pages theirs
            response.setdefault("Content-Security-Policy", _OF_FILES)
            response.setdefault("X-Frame-Options", settings.X_FRAME_OPTIONS)
        if request.path.startswith("/admin/"):
            response.setdefault("Referrer-Policy", "same-origin")  # addresses there may hold a token
            _keep_nowhere(response)
        elif _is_personal(request):
            _keep_nowhere(response)
        return response

    return middleware


def _readers_of(request: HttpRequest, response: HttpResponse) -> str:
    """Pictures, feeds and the API are for pages of others too: readers of feeds, WeChat's editor. Nothing else is."""
    is_ours = request.path.startswith(("/admin/", settings.STATIC_URL))
    is_shared = response.get("Content-Type", "").startswith(_SHARED) or "Access-Control-Allow-Origin" in response
    return "cross-origin" if is_shared and not is_ours else "same-origin"


def _is_personal(request: HttpRequest) -> bool:
    """Whether the answer may depend on who is signed in."""
    session = getattr(request, "session", None)
    return session is not None and session.accessed and not session.is_empty()


def _keep_nowhere(response: HttpResponse) -> None:
    """Not in a cache, not on the disk of a shared computer; what says itself that it is for everybody stays."""
    if "public" not in response.get("Cache-Control", "") and "no-store" not in response.get("Cache-Control", ""):
        response["Cache-Control"] = "private, no-store"
