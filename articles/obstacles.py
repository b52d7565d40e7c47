"""What stands in the way of a step of the workflow: asked by the buttons beforehand, and by the step itself.

To stop a step for another reason, add a function to its list in `OBSTACLES`: it is given the `Situation` and yields a
sentence for the person who tries, each saying what to do. It must not write.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from django.contrib.auth.models import AbstractBaseUser
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import decisions, images, policy, revisions
from articles.decisions import Judged
from articles.models import Article, Review, Revision, Status, Verdict

REVIEW, PUBLISH, CHANGE = "articles.review_article", "articles.publish_article", "articles.change_article"


class Refused(Exception):
    """The step is not possible now; the message says why, in words for the person who tried."""


@dataclass
class Situation:
    """An article as a step finds it, for `user`; what costs a query is asked once, however many steps are asked about.

    `is_clock` is for `publish_due`, which carries out what somebody with the right decided.
    """

    article: Article
    user: AbstractBaseUser | None
    is_clock: bool = False

    @cached_property
    def newest(self) -> Revision | None:
        return self.article.revisions.first()

    @cached_property
    def reviews(self) -> list[Review]:
        """Of the newest revision, newest first."""
        return list(self.newest.reviews.select_related("reviewer")) if self.newest else []

    @cached_property
    def approvals(self) -> list[Review]:
        """Approvals that hold: given since the revision was last submitted, for exactly what it says now."""
        return [review for review in self._given if review.content_hash == self._hash]

    @property
    def has_other_text(self) -> bool:
        """Whether somebody approved the newest revision when it said something else: it was tampered with."""
        return any(review.content_hash != self._hash for review in self._given)

    @cached_property
    def _given(self) -> list[Review]:
        floor = self.article.review_floor
        return [review for review in self.reviews if review.verdict == Verdict.APPROVED and review.pk > floor]

    @cached_property
    def _hash(self) -> str:
        return revisions.hash_of(self.newest) if self.newest else ""

    @cached_property
    def checked(self) -> list[Judged]:
        """What the checks find in the newest revision, with the decisions on it."""
        return decisions.of_revision(self.article, self.newest)

    @cached_property
    def approvals_needed(self) -> int:
        return policy.approvals_needed()

    @cached_property
    def picture_problems(self) -> list[str]:
        return images.obstacles(self.newest)

    @property
    def approvals_missing(self) -> int:
        return max(0, self.approvals_needed - len({review.reviewer_id for review in self.approvals}))

    @cached_property
    def writers(self) -> set[int | None]:
        """Accounts that wrote what would be judged: all revisions since the one that readers see."""
        written = self.article.revisions.all()
        if self.article.live_id is not None and self.newest and self.article.live_id != self.newest.pk:
            written = written.filter(number__gt=self.article.live.number)
        return set(written.values_list("created_by", flat=True))


@dataclass(frozen=True)
class Step:
    """Who may take a step (any of `permissions`), in which states, and what is said in the others."""

    permissions: tuple[str, ...]
    statuses: frozenset[str]
    otherwise: str | Promise


_NOT_SUBMITTED = gettext_lazy("这一版还没有送审。")
_NOT_APPROVED = gettext_lazy("这一版还没有通过医学审核。")
_JUDGED = frozenset({Status.IN_REVIEW, Status.APPROVED, Status.SCHEDULED})
_READY = frozenset({Status.APPROVED, Status.SCHEDULED})
_ANY = frozenset(Status.values)

STEPS: dict[str, Step] = {
    "submit": Step((CHANGE,), frozenset({Status.DRAFT}), gettext_lazy("只有草稿可以送审。")),
    "recall": Step((CHANGE,), frozenset({Status.IN_REVIEW}), _NOT_SUBMITTED),
    "approve": Step((REVIEW,), _JUDGED, _NOT_SUBMITTED),
    "send_back": Step((REVIEW, PUBLISH), _JUDGED, _NOT_SUBMITTED),
    "renew": Step((REVIEW,), _ANY, ""),
    "publish": Step((PUBLISH,), _READY, _NOT_APPROVED),
    "schedule": Step((PUBLISH,), _READY, _NOT_APPROVED),
    "unschedule": Step((PUBLISH,), frozenset({Status.SCHEDULED}), gettext_lazy("这篇文章没有排期。")),
    "expire_at": Step((PUBLISH,), _ANY, ""),
    "unpublish": Step((PUBLISH,), _ANY, ""),
    "archive": Step((PUBLISH,), _ANY, ""),
    "reopen": Step((CHANGE, PUBLISH), frozenset({Status.ARCHIVED}), gettext_lazy("这篇文章没有下架。")),
}


def _own_text(situation: Situation) -> Iterator[str]:
    if situation.newest and situation.newest.created_by_id == situation.user.pk:
        yield _("这一版是您自己写的，请由另一位审核。")
    elif situation.user.pk in situation.writers:
        yield _("这一稿里有您写的内容，请由另一位审核。")


def _approved_already(situation: Situation) -> Iterator[str]:
    if any(review.reviewer_id == situation.user.pk for review in situation.approvals):
        yield _("您已经核准过这一版，还需要另一位审核人。") if situation.approvals_missing else _("这一版已经核准。")
    elif situation.article.status != Status.IN_REVIEW and not situation.approvals_missing:
        yield _("这一版已经核准。")


def _approval_missing(situation: Situation) -> Iterator[str]:
    if not situation.approvals_missing:
        return
    if situation.has_other_text:
        yield _("核准之后内容有变（校验值不符），请退回后重新送审。")
    elif situation.approvals:
        yield _("还需要另外 %(n)s 位审核人核准。") % {"n": situation.approvals_missing}
    else:
        yield str(_NOT_APPROVED)


def _pictures(situation: Situation) -> Iterable[str]:
    return situation.picture_problems


def _checks(situation: Situation) -> Iterator[str]:
    yield from decisions.obstacles(situation.checked)


def _not_live(situation: Situation) -> Iterator[str]:
    if situation.article.live_id is None:
        yield _("这篇文章没有公开版本。")


def _own_live_text(situation: Situation) -> Iterator[str]:
    live = situation.article.live
    if live is not None and live.created_by_id == situation.user.pk:
        yield _("公开的这一版是您自己写的，请由另一位复审。")


def _never_public(situation: Situation) -> Iterator[str]:
    if situation.article.first_published_at is None:
        yield _("这篇文章从未公开过，不用下架，可以直接删除。")
    elif situation.article.status == Status.ARCHIVED:
        yield _("这篇文章已经下架。")


def _nothing_to_expire(situation: Situation) -> Iterator[str]:
    if situation.article.live_id is None and situation.article.status not in _READY:
        yield _("这篇文章没有公开版本，也没有核准待发布。")


OBSTACLES: dict[str, list[Callable[[Situation], Iterable[str]]]] = {
    "submit": [_pictures],
    "recall": [],
    "approve": [_own_text, _approved_already],
    "send_back": [],
    "publish": [_approval_missing, _pictures, _checks],
    "schedule": [_approval_missing, _pictures, _checks],
    "renew": [_not_live, _own_live_text],
    "unschedule": [],
    "expire_at": [_nothing_to_expire],
    "unpublish": [_not_live],
    "archive": [_never_public],
    "reopen": [],
}


def obstacles(situation: Situation, step: str) -> list[str]:
    """Why `situation.user` cannot take `step` now, the plainest reason first; empty where it is possible."""
    rule = STEPS[step]
    if not situation.is_clock and not _is_allowed(situation.user, rule):
        return [_("您的账号没有这项权限。")]
    if situation.newest is None:
        return [_("这篇文章还没有保存过。")]
    if situation.article.status not in rule.statuses:
        return [str(rule.otherwise)]
    return [reason for obstacle in OBSTACLES[step] for reason in obstacle(situation)]


def _is_allowed(user: AbstractBaseUser | None, rule: Step) -> bool:
    return user is not None and any(user.has_perm(name) for name in rule.permissions)
