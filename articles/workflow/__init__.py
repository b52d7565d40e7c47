"""The one writer of status, revisions and the live version: every step in one transaction, with its audit entry.

draft -> in review -> approved -> (scheduled ->) published -> archived, and back with a reason. An approval belongs to
one revision and dies with any later edit. Readers keep the live revision until another one is published.
What stands in the way of a step is asked of `articles.obstacles`; who is told of it, of `articles.notices`.
"""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser

from articles import obstacles
from articles.models import Article
from articles.obstacles import CHANGE, PUBLISH, REVIEW, Refused, Situation
from articles.workflow.publication import expire_at, fail_schedule, publish, schedule, unschedule
from articles.workflow.reviewing import approve, recall, renew, send_back, submit
from articles.workflow.steps import CLOCK, Origin, newest
from articles.workflow.taking_down import expire, reopen, unpublish
from articles.workflow.writing import save

__all__ = [
    "CHANGE",
    "CLOCK",
    "PUBLISH",
    "REVIEW",
    "Origin",
    "Refused",
    "approve",
    "expire",
    "expire_at",
    "fail_schedule",
    "newest",
    "publish",
    "recall",
    "renew",
    "reopen",
    "save",
    "schedule",
    "send_back",
    "submit",
    "unpublish",
    "unschedule",
    "why_not",
]


def why_not(article: Article, step: str, user: AbstractBaseUser | None) -> str:
    """Why `user` cannot take `step` with the article now; empty where it is possible."""
    return next(iter(obstacles.obstacles(Situation(article, user), step)), "")
