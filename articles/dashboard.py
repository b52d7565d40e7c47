"""The lists on the admin's first page: what is asked of me, what the clock will do, what time has passed by."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from articles import comments, freshness, rechecking, workflow
from articles.models import Article, Review, Revision, Status, Verdict
from products import expiries

ROWS = 8


@dataclass(frozen=True)
class Row:
    """A line: where it leads, what it says beside the title, and `level` (error, warning, or empty)."""

    label: str
    url: str
    note: str
    level: str = ""


@dataclass(frozen=True)
class Block:
    """A list with a heading; `empty` is said where it has no rows, `more` leads to all where there are further ones."""

    key: str
    title: str
    rows: list[Row]
    empty: str
    more: str = ""


def blocks(user) -> list[Block]:
    """The lists for `user`, by permission: those of articles for who sees articles. A fixed number of queries."""
    sees = user.has_perm("articles.view_article")
    chosen = [*(_BLOCKS if sees else ()), (("products.view_product",), _expiries)]
    return [make(user) for permissions, make in chosen if any(user.has_perm(name) for name in permissions)]


def _cut(key: str, title: str, rows: list[Row], empty: str, query: str) -> Block:
    """Of one row too many a list that says where the others are."""
    more = f"{reverse('admin:articles_article_changelist')}?{query}" if len(rows) > ROWS else ""
    return Block(key, title, rows[:ROWS], empty, more)


def _address(article: Article, anchor: str = "") -> str:
    return reverse("admin:articles_article_change", args=[article.pk]) + anchor


def _moment(moment) -> str:
    return date_format(timezone.localtime(moment), "Y-m-d H:i")


def _asked(user) -> Block:
    threads = comments.waiting_for(user).select_related("author", "article")[:ROWS]
    rows = [
        Row(str(thread.article), _address(thread.article, "#comments"), f"{thread.author}：{thread.text[:60]}")
        for thread in threads
    ]
    return Block("asked", _("请我处理的意见"), rows, _("没有人在等您答复。"))


def _returned(user) -> Block:
    """Drafts of mine whose newest revision was sent back."""
    mine = Article.objects.filter(status=Status.DRAFT, revisions__created_by=user).distinct()
    newest = Revision.objects.filter(article=OuterRef("pk")).order_by("-number").values("pk")[:1]
    returned = Exists(Review.objects.filter(revision=OuterRef("newest"), verdict=Verdict.RETURNED))
    sent_back = mine.annotate(newest=Subquery(newest)).filter(returned).only(*freshness.LISTED)
    rows = []
    for article in sent_back.prefetch_related("revisions__reviews__reviewer")[:ROWS]:
        judged = [review for revision in list(article.revisions.all())[:1] for review in revision.reviews.all()]
        if judged and judged[0].verdict == Verdict.RETURNED:
            rows.append(
                Row(str(article), _address(article), f"{judged[0].reviewer}：{judged[0].reason[:60]}", "warning")
            )
    return Block("returned", _("退回给我的"), rows, _("没有退回的稿件。"))


def _planned(user) -> Block:
    """What the clock will do, the next thing first."""
    each = (Article.objects.filter(**{f"{name}__isnull": False}) for name in ("scheduled_at", "expires_at"))
    scheduled, expiring = (found.order_by().values("pk") for found in each)
    planned = Article.objects.filter(pk__in=scheduled.union(expiring))  # an index each; "or" would read the table
    rows = []
    for article in planned.only(*freshness.LISTED).order_by("scheduled_at", "expires_at")[: ROWS * 2]:
        for moment, words in ((article.scheduled_at, _("发布")), (article.expires_at, _("下架"))):
            if moment is not None:
                late = "error" if moment < timezone.now() - LATE else ""
                rows.append((moment, Row(str(article), _address(article), f"{_moment(moment)} {words}", late)))
    ordered = [row for _moment, row in sorted(rows, key=lambda pair: pair[0])]
    return Block("planned", _("排期"), ordered[:ROWS], _("没有定时发布或下架的文章。"))


LATE = dt.timedelta(minutes=5)  # later than that, and nobody runs `publish_due`


def _due(user) -> Block:
    today = timezone.localdate()
    rows = []
    for article in freshness.due()[: ROWS + 1]:
        overdue = article.due < today
        note = _("%(day)s 到期，已过期") if overdue else _("%(day)s 到期")
        level = "error" if overdue else "warning"
        rows.append(Row(str(article), _address(article), note % {"day": date_format(article.due, "Y-m-d")}, level))
    return _cut("due", _("30 天内要复审的"), rows, _("30 天内没有要复审的文章。"), "findings=due")


def _touched(user) -> Block:
    rows = []
    for entry in freshness.touched(ROWS + 1):
        names = "、".join(entry.records[:3])
        rows.append(Row(str(entry.article), _address(entry.article), f"{_moment(entry.at)} {names}", "warning"))
    return _cut("touched", _("所引的记录变了"), rows, _("公开文章所引的记录，审核之后都没有改过。"), "findings=touched")


def _findings(user) -> Block:
    rows = []
    for stored in rechecking.worst(ROWS + 1):
        level = "error" if stored.errors else "warning"
        rows.append(Row(str(stored.article), _address(stored.article, "#findings"), stored.in_words(), level))
    empty = _("检查没有发现须改正或请核对的问题。")
    return _cut("findings", _("检查发现的问题"), rows, empty, "findings=found")


def _expiries(user) -> Block:
    """Terms of conditional approvals: over with nothing recorded since, or to end within a year."""
    rows = []
    for one in expiries.coming(limit=ROWS):
        told = _("%(day)s 到期，还没有续期、转正或撤市的记录：请查证") if one.is_over else _("%(day)s 到期")
        level = "error" if one.is_over else "warning" if one.is_near else ""
        url = reverse("admin:products_product_change", args=[one.product.pk])
        note = told % {"day": date_format(one.date, "Y-m-d")}
        rows.append(Row(f"{one.product}（{one.state.name}）", url, note, level))
    return Block("expiries", _("附条件批准的期限"), rows, _("一年之内没有到期的附条件批准。"))


_EVERYBODY = (workflow.CHANGE, workflow.REVIEW, workflow.PUBLISH)
_BLOCKS: list[tuple[tuple[str, ...], Callable[..., Block]]] = [
    (_EVERYBODY, _asked),
    ((workflow.CHANGE,), _returned),
    (_EVERYBODY, _planned),
    ((workflow.CHANGE, workflow.REVIEW), _due),
    ((workflow.CHANGE, workflow.REVIEW), _touched),
    ((workflow.CHANGE,), _findings),
]
