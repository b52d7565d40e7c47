"""The revisions of an article: who, when, what changed; any two compared; one of them restored as a new draft."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles import restoring
from articles.admin.history import verdict_of
from articles.comparing import revisions as comparing
from articles.comparing import showing
from articles.models import Article, Review, Revision
from articles.obstacles import Refused
from articles.workflow import Origin
from mscsite.core.admin.asked import asked_for
from mscsite.core.admin_names import ORIGIN
from mscsite.core.forms import SCRIPT_NAMES

PAGE = 20
CHOICES = 200  # revisions offered for comparison, newest first


class RevisionViews:
    """A ModelAdmin mixin with the three pages."""

    def get_urls(self):
        view = self.admin_site.admin_view
        pages = (("revisions", self.revisions_view), ("compare", self.compare_view))
        return [
            *(path(f"<path:object_id>/{n}/", view(page), name=f"articles_article_{n}") for n, page in pages),
            path("<path:object_id>/restore/", view(self.restore_view), name="articles_article_restore"),
            *super().get_urls(),
        ]

    def history_view(self, request: HttpRequest, object_id: str, extra_context: dict | None = None) -> HttpResponse:
        """An article's history is its revisions; the admin's own log of it would be empty."""
        article = self._viewed_article(request, object_id)
        return HttpResponseRedirect(reverse("admin:articles_article_revisions", args=[article.pk]))

    def revisions_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        article = self._viewed_article(request, object_id)
        page = Paginator(_revisions(article), PAGE).get_page(request.GET.get("p"))
        # One more than are shown: the last of them is compared with it.
        found = list(_revisions(article)[page.start_index() - 1 : page.end_index() + 1])
        rows = [
            {"revision": r, "verdict": verdict_of(r), "changes": _summary(before, r)}
            for r, before in zip(found[:PAGE], [*found[1:], None], strict=False)
        ]
        context = {"title": _("版本"), "page": page, "rows": rows, "live_id": article.live_id}
        return self._revisions_page(request, "revisions", article, context)

    def compare_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        article = self._viewed_article(request, object_id)
        choices = list(_revisions(article).only("number", "created_at", "created_by__username", "article_id")[:CHOICES])
        before, after = _chosen(article, request)
        script = request.GET.get("script", "")
        script = script if script in SCRIPT_NAMES else after.source_script
        found = comparing.of_revisions(before, after, script)
        context = {
            "title": _("比较第 %(a)s 版和第 %(b)s 版") % {"a": before.number, "b": after.number},
            "before": before,
            "after": after,
            "choices": choices,
            "scripts": [(code, SCRIPT_NAMES[code], code == script) for code, _name in settings.LANGUAGES],
            "may_restore": self.has_change_permission(request, article),
            **showing.page_context(found),
        }
        return self._revisions_page(request, "compare", article, context)

    @method_decorator(require_POST)
    def restore_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        article = self._viewed_article(request, object_id)
        if not self.has_change_permission(request, article):
            raise PermissionDenied
        revision = _numbered(article, request.POST.get("number", ""))
        try:
            made, missing = restoring.restore(revision, origin=Origin(request.user, ORIGIN))
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            words = _("已把第 %(old)s 版恢复为新的草稿（第 %(new)s 版）。原来的各版都还在。")
            messages.success(request, words % {"old": revision.number, "new": made.number})
            if missing:
                messages.warning(request, _("有延伸文献已被删除，没有恢复：%(keys)s") % {"keys": "、".join(missing)})
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))

    def _viewed_article(self, request: HttpRequest, object_id: str) -> Article:
        return asked_for(self, request, object_id, "view")

    def _revisions_page(self, request: HttpRequest, name: str, article: Article, context: dict) -> HttpResponse:
        request.current_app = self.admin_site.name
        shared = {**self.admin_site.each_context(request), "opts": self.opts, "original": article}
        return TemplateResponse(request, f"admin/articles/article/{name}.html", shared | context)


def _revisions(article: Article):
    reviews = Prefetch("reviews", Review.objects.select_related("reviewer"))
    return article.revisions.select_related("created_by").prefetch_related(reviews).order_by("-number")


def _summary(before: Revision | None, after: Revision) -> list[str]:
    """What a revision changed, in the script that it was written in; the other one where that stayed as it was."""
    if before is None:
        return [_("第一版")] if after.number == 1 else []
    scripts = sorted(SCRIPT_NAMES, key=lambda code: code != after.source_script)
    for script in scripts:
        if changes := comparing.of_revisions(before, after, script).summary():
            return changes if script == after.source_script else [f"{SCRIPT_NAMES[script]}：{changes[0]}", *changes[1:]]
    return []


def _chosen(article: Article, request: HttpRequest) -> tuple[Revision, Revision]:
    """The two revisions asked for, the older one first; without a choice the newest and the one before it."""
    numbers = [request.GET.get(name, "") for name in ("a", "b")]
    if any(numbers):
        found = [_numbered(article, number) for number in numbers]
    else:
        found = list(article.revisions.order_by("-number")[:2])
    if not found:
        raise Http404
    return min(found, key=lambda r: r.number), max(found, key=lambda r: r.number)


def _numbered(article: Article, number: str) -> Revision:
    revision = article.revisions.filter(number=number).first() if number.isdecimal() and len(number) < 9 else None
    if revision is None:
        raise Http404(_("没有第 %(n)s 版。") % {"n": number})
    return revision
