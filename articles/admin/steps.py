"""The workflow's steps as buttons: what they say, why one is not possible now, and taking them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from articles import workflow
from articles.models import Article, Revision
from articles.workflow import Origin, Refused
from mscsite.core.admin.records import ORIGIN


@dataclass(frozen=True)
class Step:
    """A button: `checked` is the step of `workflow.why_not` that decides whether it can be pressed."""

    name: str
    label: str
    done: str
    checked: str
    permission: str
    take: Callable[[Article, Origin, str], object]


STEPS = (
    Step("submit", _("送审"), _("已送审。"), "submit", workflow.CHANGE,
         lambda article, origin, reason: workflow.submit(article, origin=origin)),
    Step("approve", _("核准"), _("已核准。"), "approve", workflow.REVIEW,
         lambda article, origin, reason: workflow.approve(article, origin=origin, reason=reason)),
    Step("send-back", _("退回"), _("已退回。"), "send_back", workflow.REVIEW,
         lambda article, origin, reason: workflow.send_back(article, origin=origin, reason=reason)),
    Step("publish", _("发布"), _("已发布。"), "publish", workflow.PUBLISH,
         lambda article, origin, reason: workflow.publish(article, origin=origin)),
    Step("unpublish", _("下线"), _("已下线，回到草稿。"), "unpublish", workflow.PUBLISH,
         lambda article, origin, reason: workflow.unpublish(article, origin=origin, reason=reason)),
    Step("archive", _("下架"), _("已下架。"), "unpublish", workflow.PUBLISH,
         lambda article, origin, reason: workflow.unpublish(article, origin=origin, reason=reason, archive=True)),
)  # fmt: skip
WITH_REASON = {"approve", "send-back", "unpublish", "archive"}


def buttons(article: Article, newest: Revision | None, user) -> list[dict]:
    """The steps for the change page of `article`: name, label, address, and `why_not` (empty where possible)."""
    return [
        {
            "name": step.name,
            "label": step.label,
            "url": reverse("admin:articles_article_step", args=[article.pk, step.name]),
            "why_not": _why_not(article, newest, step, user),
        }
        for step in STEPS
    ]


def _why_not(article: Article, newest: Revision | None, step: Step, user) -> str:
    if newest is None:
        return gettext("这篇文章还没有保存过。")
    try:
        return workflow.why_not(article, step.checked, user)
    except Refused as refusal:
        return str(refusal)


class StepViews:
    """A ModelAdmin mixin that takes steps; one that is refused becomes a message."""

    def get_urls(self):
        address = path(
            "<path:object_id>/step/<slug:name>/",
            self.admin_site.admin_view(self.step_view),
            name="articles_article_step",
        )
        return [address, *super().get_urls()]

    @method_decorator(require_POST)
    def step_view(self, request: HttpRequest, object_id: str, name: str) -> HttpResponse:
        step = next((step for step in STEPS if step.name == name), None)
        article = self.get_object(request, unquote(object_id))
        if step is None or article is None:
            raise Http404
        if not (self.has_view_permission(request, article) and request.user.has_perm(step.permission)):
            raise PermissionDenied
        try:
            self._take(request, article, step)
        except Refused as refusal:
            messages.error(request, gettext("未能%(step)s：%(why)s") % {"step": step.label, "why": refusal})
        else:
            messages.success(request, step.done)
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))

    @transaction.atomic
    def _take(self, request: HttpRequest, article: Article, step: Step) -> None:
        """Take the step if the newest revision is still the one that the person had before their eyes."""
        Article.objects.select_for_update().only("pk").get(pk=article.pk)
        if request.POST.get("revision") != str(workflow.newest(article).number):
            raise Refused(gettext("这篇文章在您打开之后有了新的版本，请先看过。"))
        step.take(article, Origin(request.user, ORIGIN), request.POST.get("reason", ""))
