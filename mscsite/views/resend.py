"""What an editor sees while the database is away: what happened, and the form that was sent, to be sent again."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import UnreadablePostError
from django.template import loader
from django.utils.translation import gettext as _

_SECRET = ("password", "otp_token")  # parts of names of fields that are never shown back
_LONG = 60  # characters: text that somebody wrote, which is shown, while the rest only goes along


@dataclass(frozen=True)
class Field:
    """A field as it was sent; `is_text` where a person wants to see it."""

    name: str
    value: str

    @property
    def is_text(self) -> bool:
        return len(self.value) >= _LONG or "\n" in self.value


def page(request: HttpRequest) -> HttpResponse:
    """503. Nothing of it asks the database; the security token goes along, so that sending again is enough."""
    if "application/json" in request.headers.get("Accept", ""):
        words = _("数据库暂时连不上，还没有保存。请不要关闭页面，过一会儿再试。")
        return JsonResponse({"message": words}, status=503, json_dumps_params={"ensure_ascii": False})
    fields, files = _sent(request)
    context = {"path": request.get_full_path(), "is_post": request.method == "POST"}
    context |= {"fields": fields, "has_text": any(field.is_text for field in fields), "has_files": files}
    return HttpResponse(loader.get_template("503_admin.html").render(context, None), status=503)


def _sent(request: HttpRequest) -> tuple[list[Field], bool]:
    """What was sent, without secrets, and whether files were among it: those the browser has to pick again."""
    if request.method != "POST":
        return [], False
    try:
        rows = [Field(name, value) for name, values in request.POST.lists() for value in values]
        has_files = bool(request.FILES)
    except UnreadablePostError:
        return [], False
    if any(secret in field.name for field in rows for secret in _SECRET):
        return [], False
    return rows, has_files
