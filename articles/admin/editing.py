"""What the editor's page tells and asks while it is open: autosave, presence, and whether somebody saved."""

from __future__ import annotations

import json

from csp.constants import SELF
from csp.decorators import csp_replace
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, JsonResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from articles.editing import sessions
from articles.editing.models import EditingSession
from articles.editor_words import editing_words
from articles.models import Article
from mscsite.core.forms import lock_of


def _time(moment) -> str:
    return date_format(timezone.localtime(moment), "H:i")


def _name(user) -> str:
    return user.get_full_name() or user.get_username() if user else ""


def _presence(session: EditingSession) -> dict:
    return {"name": _name(session.user), "typing": sessions.is_typing(session), "at": _time(session.seen_at)}


def _newest(article: Article | None) -> dict | None:
    """The state that a save would overwrite: its lock, and who made its newest revision."""
    if article is None:
        return None
    revision = article.revisions.select_related("created_by").first()
    if revision is None:
        return None
    compare = f"{reverse('admin:articles_article_compare', args=[article.pk])}?a={max(1, revision.number - 1)}"
    return {
        "lock": lock_of(article),
        "number": revision.number,
        "who": _name(revision.created_by),
        "at": _time(revision.created_at),
        "address": f"{compare}&b={revision.number}",
    }


def _typed(session: EditingSession | None) -> dict | None:
    if session is None or not session.data:
        return None
    when = date_format(timezone.localtime(session.typed_at), "Y-m-d H:i")
    return {"data": session.data, "lock": session.lock, "at": session.typed_at.isoformat(), "when": when}


def editing_context(request: HttpRequest, article: Article | None) -> dict:
    """What the script of the open form needs to know."""
    name = "articles_article_editing" if article else "articles_article_editing_new"
    return {
        "address": reverse(f"admin:{name}", args=[article.pk] if article else []),
        "key": article.pk if article else "new",
        "user": request.user.pk,
        "words": json.dumps(editing_words(), ensure_ascii=False),
    }


class EditingViews:
    """A ModelAdmin mixin: `<id>/editing/` and `new/editing/`.

    GET answers what this person typed and did not save. POST with JSON `{data, lock, token}` keeps it, `{}` says that
    the page is still open, `{left: true}` that it was closed, `{discard: true}` forgets what was typed; it answers who
    else is there and which state is the newest.
    """

    def get_urls(self):
        view = self.admin_site.admin_view(self.editing_view)
        return [
            path("new/editing/", view, name="articles_article_editing_new"),
            path("<path:object_id>/editing/", view, name="articles_article_editing"),
            *super().get_urls(),
        ]

    @method_decorator(csp_replace({"frame-src": [SELF]}))
    def changeform_view(self, request: HttpRequest, *args, **kwargs):
        """The editor shows live tables and charts as readers see them, in frames."""
        return super().changeform_view(request, *args, **kwargs)

    @method_decorator(require_http_methods(["GET", "POST"]))
    @method_decorator(never_cache)
    def editing_view(self, request: HttpRequest, object_id: str = "") -> JsonResponse:
        article = self._edited_article(request, object_id)
        if request.method == "GET":
            session = sessions.of(request.user, article)
            return JsonResponse({"typed": _typed(session), "saved_token": session.saved_token if session else ""})
        try:
            self._keep_session(request, article)
        except (sessions.Malformed, UnicodeDecodeError, json.JSONDecodeError) as error:
            return JsonResponse({"error": str(error)}, status=400)
        present = [_presence(session) for session in sessions.others(request.user, article)]
        return JsonResponse({"others": present, "newest": _newest(article), "at": _time(timezone.now())})

    def _edited_article(self, request: HttpRequest, object_id: str) -> Article | None:
        article = self.get_object(request, unquote(object_id)) if object_id else None
        if object_id and article is None:
            raise Http404
        if not (self.has_change_permission(request, article) if article else self.has_add_permission(request)):
            raise PermissionDenied
        return article

    def _keep_session(self, request: HttpRequest, article: Article | None) -> None:
        said = json.loads(request.body or b"{}")
        if not isinstance(said, dict):
            raise sessions.Malformed("JSON object expected")
        if said.get("left"):
            sessions.leave(request.user, article)
        elif said.get("discard"):
            sessions.discard(request.user, article)
        else:
            data = sessions.checked(said["data"]) if "data" in said else None
            known = {name: str(said.get(name, "")) for name in ("lock", "token")}
            sessions.touch(request.user, article, data=data, **known)
