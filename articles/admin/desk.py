"""What a draft is passed round with: comments, preview links, and the draft on paper."""

from __future__ import annotations

import secrets

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from articles import comments, previews, workflow
from articles.models import Article, PreviewLink
from articles.paper.response import paper_response
from articles.workflow import Origin, Refused
from mscsite.core.admin.records import ORIGIN

MAY_SEND = (workflow.CHANGE, workflow.REVIEW, workflow.PUBLISH)


def context(article: Article, user) -> dict:
    """Comments and links for the panel: open and resolved threads, links that hold, who can be asked."""
    threads, resolved = comments.threads(article)
    links = PreviewLink.objects.filter(revision__article=article).select_related("created_by")
    return {
        "threads": threads,
        "resolved": resolved,
        "colleagues": [person for person in comments.colleagues() if person.pk != user.pk],
        "links": [link for link in links.select_related("revision").defer(*_BODIES)[:20] if previews.holds(link)],
        "may_send": _may_send(user),
        "form": secrets.token_urlsafe(12),
        "days": previews.DAYS,
        "most_days": previews.MOST_DAYS,
    }


_BODIES = ["revision__body", "revision__body_zh_hans", "revision__body_zh_hant"]


def _may_send(user) -> bool:
    return any(user.has_perm(name) for name in MAY_SEND)


class DeskViews:
    """A ModelAdmin mixin with what the panel's forms post to."""

    def get_urls(self):
        def address(route: str, view, name: str):
            view = self.admin_site.admin_view(view)
            return path(f"<path:object_id>/{route}", view, name=f"articles_article_{name}")

        return [
            address("comments/", self.comment_view, "comment"),
            address("comments/<int:comment_id>/resolve/", self.resolve_view, "resolve"),
            address("links/", self.link_view, "link"),
            address("links/<int:link_id>/revoke/", self.revoke_view, "revoke"),
            address("paper/<slug:form>/", self.paper_view, "paper"),
            *super().get_urls(),
        ]

    def _article(self, request: HttpRequest, object_id: str, *, sends: bool = False) -> Article:
        article = self.get_object(request, unquote(object_id))
        if article is None:
            raise Http404
        if not self.has_view_permission(request, article) or (sends and not _may_send(request.user)):
            raise PermissionDenied
        return article

    @method_decorator(require_POST)
    def comment_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        article, posted = self._article(request, object_id), request.POST
        addressee = comments.colleagues().filter(pk=_number(posted.get("addressee"))).first()
        parent = article.comments.filter(pk=_number(posted.get("parent"))).first()
        try:
            comments.write(article, origin=Origin(request.user, ORIGIN), text=posted.get("text", ""),
                           addressee=addressee, quote=posted.get("quote", ""), parent=parent,
                           form=posted.get("form", ""))  # fmt: skip
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("意见已记下。"))
        return _back(article, "comments")

    @method_decorator(require_POST)
    def resolve_view(self, request: HttpRequest, object_id: str, comment_id: int) -> HttpResponse:
        article = self._article(request, object_id)
        comments.resolve(get_object_or_404(article.comments, pk=comment_id), origin=Origin(request.user, ORIGIN))
        messages.success(request, _("意见已标为处理完。"))
        return _back(article, "comments")

    @method_decorator(require_POST)
    def link_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        article, posted = self._article(request, object_id, sends=True), request.POST
        try:
            link, token = previews.make(
                workflow.newest(article), origin=Origin(request.user, ORIGIN), recipient=posted.get("recipient", ""),
                days=_number(posted.get("days")), form=posted.get("form", ""),
            )  # fmt: skip
        except Refused as refusal:
            messages.error(request, str(refusal))
            return _back(article, "links")
        with override(article.source_script):
            url = request.build_absolute_uri(reverse("shared-draft", args=[token]))
        text = _("预览链接（只显示这一次，请现在复制）：%(url)s 有效期至 %(until)s。")
        messages.success(request, text % {"url": url, "until": _local(link.expires_at)})
        return _back(article, "links")

    @method_decorator(require_POST)
    def revoke_view(self, request: HttpRequest, object_id: str, link_id: int) -> HttpResponse:
        article = self._article(request, object_id, sends=True)
        link = get_object_or_404(PreviewLink, pk=link_id, revision__article=article)
        previews.revoke(link, origin=Origin(request.user, ORIGIN))
        messages.success(request, _("预览链接已收回，从现在起打不开。"))
        return _back(article, "links")

    @method_decorator([require_safe, never_cache])
    def paper_view(self, request: HttpRequest, object_id: str, form: str) -> HttpResponse:
        article = self._article(request, object_id)
        revision = article.revisions.select_related("author", "medical_reviewer").first()
        if revision is None:
            raise Http404
        return paper_response(revision, form, request.GET.get("script", ""))


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0


def _local(moment) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")


def _back(article: Article, anchor: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('admin:articles_article_change', args=[article.pk])}#{anchor}")
