"""The workflow's steps as buttons: what they say, why one is not possible now, and taking them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from articles import obstacles, workflow
from articles.models import Article
from articles.obstacles import Situation
from articles.workflow import Origin, Refused
from mscsite.core.admin.records import ORIGIN

Posted = Mapping[str, str]


@dataclass(frozen=True)
class Step:
    """A button: `checked` is the step of `articles.obstacles` that decides whether it can be pressed."""

    name: str
    label: str
    done: str
    checked: str
    take: Callable[[Article, Origin, Posted], object]


def _reason(posted: Posted) -> str:
    return posted.get("reason", "")


def _moment(posted: Posted, name: str) -> dt.datetime | None:
    """A time as the browser's field or a person writes it, in the clinic's time zone."""
    return _cleaned(forms.DateTimeField(required=False), posted, name, "2026-05-01 09:30")


def _day(posted: Posted, name: str) -> dt.date | None:
    return _cleaned(forms.DateField(required=False), posted, name, "2027-05-01")


def _cleaned(field: forms.Field, posted: Posted, name: str, example: str):
    value = posted.get(name, "")
    try:
        return field.clean(value)
    except ValidationError:
        text = gettext("“%(value)s”不是有效的时间，请写成 %(example)s 这样。")
        raise Refused(text % {"value": value, "example": example}) from None


def _schedule(article: Article, origin: Origin, posted: Posted) -> None:
    at = _moment(posted, "at")
    if at is None:
        raise Refused(gettext("请填定时发布的时间。"))
    workflow.schedule(article, origin=origin, at=at, expires_at=_moment(posted, "expires_at"))


def _approve(article: Article, origin: Origin, posted: Posted) -> None:
    workflow.approve(article, origin=origin, reason=_reason(posted), next_review=_day(posted, "next_review"))


def _unpublish(article: Article, origin: Origin, posted: Posted, *, archive: bool = False) -> None:
    workflow.unpublish(article, origin=origin, reason=_reason(posted), archive=archive)


STEPS = (
    Step("submit", _("送审"), _("已送审。"), "submit",
         lambda article, origin, posted: workflow.submit(article, origin=origin)),
    Step("recall", _("撤回送审"), _("已撤回，回到草稿。"), "recall",
         lambda article, origin, posted: workflow.recall(article, origin=origin, reason=_reason(posted))),
    Step("approve", _("核准"), _("已核准。"), "approve", _approve),
    Step("send-back", _("退回"), _("已退回。"), "send_back",
         lambda article, origin, posted: workflow.send_back(article, origin=origin, reason=_reason(posted))),
    Step("renew", _("复审通过"), _("已复审，页面上的日期已更新。"), "renew",
         lambda article, origin, posted: workflow.renew(
             article, origin=origin, next_review=_day(posted, "next_review"), reason=_reason(posted))),
    Step("publish", _("发布"), _("已发布。"), "publish",
         lambda article, origin, posted: workflow.publish(article, origin=origin)),
    Step("schedule", _("定时发布"), _("已排期。"), "schedule", _schedule),
    Step("unschedule", _("取消排期"), _("已取消排期，核准仍然有效。"), "unschedule",
         lambda article, origin, posted: workflow.unschedule(article, origin=origin)),
    Step("expire", _("定时下架"), _("已记下下架时间。"), "expire_at",
         lambda article, origin, posted: workflow.expire_at(article, origin=origin, at=_moment(posted, "until"))),
    Step("unpublish", _("下线"), _("已下线，回到草稿。"), "unpublish", _unpublish),
    Step("archive", _("下架"), _("已下架。"), "archive",
         lambda article, origin, posted: _unpublish(article, origin, posted, archive=True)),
    Step("reopen", _("重新启用"), _("已回到草稿。"), "reopen",
         lambda article, origin, posted: workflow.reopen(article, origin=origin, reason=_reason(posted))),
)  # fmt: skip


def buttons(article: Article, user) -> list[dict]:
    """The steps for the change page of `article`: name, label, address, and `why_not` (empty where possible)."""
    situation = Situation(article, user)
    return [
        {
            "name": step.name,
            "label": step.label,
            "url": reverse("admin:articles_article_step", args=[article.pk, step.name]),
            "why_not": " ".join(obstacles.obstacles(situation, step.checked)),
            "allowed": any(user.has_perm(name) for name in obstacles.STEPS[step.checked].permissions),
        }
        for step in STEPS
    ]


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
        allowed = any(request.user.has_perm(name) for name in obstacles.STEPS[step.checked].permissions)
        if not (allowed and self.has_view_permission(request, article)):
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
        step.take(article, Origin(request.user, ORIGIN), request.POST)
