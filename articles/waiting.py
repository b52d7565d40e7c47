"""What waits for a person on the admin's first page: counts, each with the list it counts (lists: `dashboard`)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from articles import rechecking, workflow
from articles.models import Article, Overtaken, Status
from mscsite.core.outbox.models import OutgoingMail
from products.models import Product, RegulatoryEvent
from references.models import Citation, Term, Trial

PROPOSALS = (Product, RegulatoryEvent, Trial, Citation, Term)


@dataclass(frozen=True)
class Waiting:
    label: str
    count: int
    url: str


def items(user) -> list[Waiting]:
    """The blocks for `user`, by permission: own drafts, reviews, publications, proposals. At most thirteen queries."""
    found = []
    if user.has_perm("articles.view_article"):
        found += _articles(user)
    if user.has_perm(workflow.PUBLISH) or user.has_perm(workflow.CHANGE):
        found += _proposals(user)
    if user.has_perm("references.change_citation"):
        address = reverse("admin:references_citation_copies")
        found.append(Waiting(_("失效网址的存档副本"), Citation.objects.with_proposed_copy().count(), address))
    if user.has_perm("core.view_outgoingmail"):
        address = reverse("admin:core_outgoingmail_changelist")
        found.append(Waiting(_("没有寄出的邮件"), OutgoingMail.objects.failing().count(), f"{address}?state=failing"))
    return found


def _articles(user) -> list[Waiting]:
    on_the_way = Article.objects.filter(status__in=[Status.IN_REVIEW, Status.APPROVED, Status.SCHEDULED]).order_by()
    counts = defaultdict(int, on_the_way.values_list("status").annotate(n=Count("pk")))
    found = []
    if user.has_perm(workflow.CHANGE):
        found += _found_by_checks()
        mine = Article.objects.filter(status=Status.DRAFT, revisions__created_by=user).distinct().count()
        found.append(_article_list(_("我的草稿"), mine, "status__exact=draft&mine=yes"))
    if user.has_perm(workflow.REVIEW):
        found.append(_article_list(_("等待医学审核"), counts[Status.IN_REVIEW], "status__exact=in_review"))
    if user.has_perm(workflow.PUBLISH):
        found.append(_article_list(_("已核准，等待发布"), counts[Status.APPROVED], "status__exact=approved"))
        found.append(_article_list(_("已排期"), counts[Status.SCHEDULED], "status__exact=scheduled"))
    return found


def _found_by_checks() -> list[Waiting]:
    """Articles by what the checks found in them, and by records that changed under them."""
    found = rechecking.to_do()
    overtaken = Overtaken.objects.filter(settled_at=None).order_by().aggregate(n=Count("article", distinct=True))["n"]
    return [
        _article_list(_("检查有错误"), found["errors"], "findings=errors"),
        _article_list(_("警告等待决定"), found["warnings"], "findings=warnings"),
        _article_list(_("所据的记录已变"), overtaken, "findings=overtaken"),
    ]


def _article_list(label: str, count: int, query: str) -> Waiting:
    return Waiting(label, count, f"{reverse('admin:articles_article_changelist')}?{query}")


def _proposals(user) -> list[Waiting]:
    found = []
    for model in PROPOSALS:
        options = model._meta
        if user.has_perm(f"{options.app_label}.view_{options.model_name}"):
            label = _("提案：%(records)s") % {"records": options.verbose_name_plural}
            url = reverse(f"admin:{options.app_label}_{options.model_name}_changelist")
            found.append(Waiting(label, model.objects.proposals().count(), f"{url}?public=no"))
    return found
