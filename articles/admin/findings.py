"""The findings of the checks on the change page of an article: with the decisions on them, and taking one."""

from __future__ import annotations

import json
from dataclasses import dataclass

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from articles import decisions, freshness, overtaking, record_changes
from articles.checks import live
from articles.checks.findings import Level
from articles.checks.known import records_for_reading
from articles.decisions import Judged
from articles.models import Article, Overtaken, Status, StoredCheck, Touched
from articles.obstacles import CHANGE, PUBLISH, REVIEW
from mscsite.core.admin.records import ORIGIN
from products import jurisdictions

LEVELS = {Level.ERROR: _("须改正"), Level.WARNING: _("请核对"), Level.INFO: _("提示")}


@dataclass(frozen=True)
class Group:
    """The findings of one level; `waiting` counts those that still ask for a decision."""

    level: str
    label: str
    findings: list[Judged]

    @property
    def waiting(self) -> int:
        return sum(each.is_undecided for each in self.findings)


def groups(article: Article) -> list[Group]:
    """What the checks find in the newest revision, worst first, and what still waits before what was decided."""
    judged = decisions.of_revision(article, article.revisions.first())
    made = (
        Group(level.value, str(label), sorted((e for e in judged if e.finding.level == level), key=_decided_last))
        for level, label in LEVELS.items()
    )
    return [group for group in made if group.findings]


def _decided_last(judged: Judged) -> bool:
    return judged.decision is not None


def overtaken(article: Article) -> list[dict]:
    """What records that changed have overtaken in the article, in words."""
    return [
        {
            "row": row,
            "before": overtaking.in_words(row.record_type, row.before),
            "after": overtaking.in_words(row.record_type, row.after),
            "place": jurisdictions.name(row.aspect, "zh-hans") if row.aspect else "",
        }
        for row in record_changes.open_for(article)
    ]


def may_decide(user) -> bool:
    return any(user.has_perm(name) for name in (CHANGE, REVIEW, PUBLISH))


class FindingsFilter(admin.SimpleListFilter):
    """The list of articles by what the checks found when they were last read (`articles.rechecking`)."""

    title = _("检查结果")
    parameter_name = "findings"

    def lookups(self, request, model_admin):
        return [
            ("found", _("有错误或警告")),
            ("errors", _("有须改正的错误")),
            ("warnings", _("有待决定的警告")),
            ("overtaken", _("所据的记录已变")),
            ("touched", _("所引的记录在审核之后改过")),
            ("due", _("30 天内要复审")),
            ("none", _("没有问题")),
            ("unknown", _("还没有检查")),
        ]

    def queryset(self, request, queryset):
        match self.value():
            case "found":
                found = StoredCheck.objects.filter(Q(errors__gt=0) | Q(warnings__gt=0))
                return queryset.exclude(status=Status.ARCHIVED).filter(pk__in=found.values("article"))
            case "errors":
                return queryset.exclude(status=Status.ARCHIVED).filter(stored_check__errors__gt=0)
            case "warnings":
                return queryset.exclude(status=Status.ARCHIVED).filter(stored_check__warnings__gt=0)
            case "overtaken":
                return queryset.filter(Exists(Overtaken.objects.filter(article=OuterRef("pk"), settled_at=None)))
            case "touched":
                return queryset.filter(Exists(Touched.objects.filter(article=OuterRef("pk"))), live__isnull=False)
            case "due":
                return queryset.filter(pk__in=freshness.due().order_by().values("pk"))
            case "none":
                return queryset.filter(stored_check__errors=0, stored_check__warnings=0)
            case "unknown":
                return queryset.filter(stored_check__isnull=True)
        return queryset


class FindingViews:
    """A ModelAdmin mixin: decisions on warnings, what records have overtaken, and a column for the list."""

    @admin.display(description=_("检查"), ordering="-stored_check__errors")
    def findings_label(self, article: Article) -> str:
        stored = getattr(article, "stored_check", None)
        if stored is None:
            return gettext("待检查")
        state = "error" if stored.errors else "warning" if stored.warnings else "none"
        address = reverse("admin:articles_article_change", args=[article.pk])
        words = stored.in_words() or gettext("无")
        return format_html('<a class="checked checked-{}" href="{}#findings">{}</a>', state, address, words)

    def get_urls(self):
        def address(route: str, view, name: str):
            return path(f"<path:object_id>/{route}", self.admin_site.admin_view(view), name=f"articles_article_{name}")

        check = path("check/", self.admin_site.admin_view(self.check_view), name="articles_article_check")
        return [
            check,
            address("decide/", self.decide_view, "decide"),
            address("overtaken/<int:row_id>/", self.settle_view, "settle"),
            *super().get_urls(),
        ]

    @method_decorator(require_POST)
    def decide_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        article, digest = self._decidable(request, object_id), request.POST.get("digest", "")
        try:
            if "withdraw" in request.POST:
                decisions.withdraw(article, digest, actor=request.user, origin=ORIGIN)
                messages.success(request, gettext("已收回这项决定，警告重新等待处理。"))
            else:
                reason = request.POST.get("reason", "")
                decisions.decide(article, digest, reason, actor=request.user, origin=ORIGIN)
                messages.success(request, gettext("已记下保留的理由。这句话改动之后会再问。"))
        except decisions.NotPossible as refusal:
            messages.error(request, str(refusal))
        return self._to_findings(article)

    @method_decorator(require_POST)
    def check_view(self, request: HttpRequest) -> JsonResponse:
        """What the checks find in a body that is being written; the editor asks a moment after the last key."""
        if not (self.has_change_permission(request) or self.has_add_permission(request)):
            raise PermissionDenied
        try:
            sent = json.loads(request.body)
            found = live.check_blocks(sent["blocks"], sent["script"], records_for_reading())
        except (live.BadBlocks, ValueError, KeyError, TypeError) as problem:
            return JsonResponse({"errors": [str(problem)]}, status=400)
        return JsonResponse({"findings": found})

    @method_decorator(require_POST)
    def settle_view(self, request: HttpRequest, object_id: str, row_id: int) -> HttpResponse:
        article = self._decidable(request, object_id)
        row = record_changes.open_for(article).filter(pk=row_id).first()
        try:
            if row is None:
                raise ValueError(gettext("这一项已经处理过了。"))
            record_changes.settle(row, actor=request.user, reason=request.POST.get("reason", ""))
        except ValueError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, gettext("已处理，读者页面上的提示随之撤下。"))
        return self._to_findings(article)

    def _decidable(self, request: HttpRequest, object_id: str) -> Article:
        article = self.get_object(request, unquote(object_id))
        if article is None:
            raise Http404
        if not (self.has_view_permission(request, article) and may_decide(request.user)):
            raise PermissionDenied
        return article

    def _to_findings(self, article: Article) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]) + "#findings")
