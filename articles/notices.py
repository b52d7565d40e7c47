"""E-mail to those for whom something waits, written with the step itself (`mscsite.core.outbox` sends it once that is
saved, again where it failed). A mail that fails stops nothing."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models import Article, Comment
from mscsite.core import outbox

REVIEWERS, PUBLISHERS, WRITER = "review_article", "publish_article", "writer"

# An action of the audit log, who is told, and what the subject says.
TOLD = {
    "submitted": ((REVIEWERS,), gettext_lazy("请审核：%(title)s")),
    "returned": ((WRITER,), gettext_lazy("已退回：%(title)s")),
    "approved": ((PUBLISHERS, WRITER), gettext_lazy("已核准，等待发布：%(title)s")),
    "published": ((WRITER,), gettext_lazy("已发布：%(title)s")),
    "schedule_failed": ((PUBLISHERS, WRITER), gettext_lazy("未能按时发布：%(title)s")),
    "expired": ((PUBLISHERS, WRITER), gettext_lazy("到期下架：%(title)s")),
}
AWAITING_SECOND = gettext_lazy("还需要一位审核人：%(title)s")


def announce(action: str, article: Article, actor: AbstractBaseUser | None, detail: dict) -> None:
    """Tell those whom an audited action concerns, except who did it. Call it in the transaction of the action."""
    if action not in TOLD:
        return
    groups, subject = TOLD[action]
    if action == "approved" and detail.get("missing"):
        groups, subject = (REVIEWERS,), AWAITING_SECOND
    people = _people(groups, article).exclude(pk=actor.pk if actor else None)
    if action in ("submitted", "approved") and groups == (REVIEWERS,):
        people = people.exclude(pk__in=_writers(article))
    lines = [_("操作者：%(name)s") % {"name": actor or _("（系统）")}]
    if detail.get("reason"):
        lines.append(_("理由：%(reason)s") % {"reason": detail["reason"]})
    _send(people, str(subject) % {"title": article.title}, lines, article)


def announce_comment(comment: Comment) -> None:
    """Tell the addressee of a comment, and whoever began the thread that it answers."""
    wanted = {comment.addressee_id, comment.parent.author_id if comment.parent else None}
    people = _reachable().filter(pk__in=wanted - {None, comment.author_id})
    subject = _("有一条给您的意见：%(title)s") % {"title": comment.article.title}
    lines = [_("%(name)s 写道：") % {"name": comment.author}, comment.text]
    _send(people, subject, lines, comment.article, anchor="#comments")


def _reachable():
    return get_user_model().objects.filter(is_active=True, is_staff=True).exclude(email="")


def _people(groups: Iterable[str], article: Article):
    found: set = set()
    for group in groups:
        if group == WRITER:
            found |= _writers(article)
        else:
            found |= set(get_user_model().objects.with_perm(
                f"articles.{group}", include_superusers=False, backend="django.contrib.auth.backends.ModelBackend"
            ).values_list("pk", flat=True))  # fmt: skip
    return _reachable().filter(pk__in=found)


def _writers(article: Article) -> set:
    """Who wrote the newest revision."""
    return set(article.revisions.values_list("created_by", flat=True)[:1]) - {None}


def _send(people, subject: str, lines: list[str], article: Article, anchor: str = "") -> None:
    addresses = list(people.values_list("email", flat=True))
    if not addresses:
        return
    path = reverse("admin:articles_article_change", args=[article.pk])
    text = "\n".join([*lines, "", f"{settings.SITE_URL.rstrip('/')}{path}{anchor}"])
    outbox.put(addresses, subject, text)
