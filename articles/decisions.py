"""Errors stop publishing; warnings wait for somebody's decision, which is kept and holds for one sentence."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from articles.checks.findings import Finding, Level
from articles.checks.known import records_for_reading
from articles.checks.normalise import normalise
from articles.checks.stored import check_revision
from articles.models import Article, Decision, Revision
from mscsite.core import audit

_KEPT = "_judged"  # on the instance: the buttons of one page ask the same several times
SHOWN = 3  # findings named in a refusal; the page lists all


class NotPossible(Exception):
    """The decision cannot be taken; the message says why, in words for the person who tried."""


@dataclass(frozen=True)
class Judged:
    """A finding, and the decision on it, where there is one."""

    finding: Finding
    digest: str
    decision: Decision | None = None

    @property
    def stops(self) -> bool:
        """Whether it stands in the way of publishing."""
        return self.finding.level == Level.ERROR or self.is_undecided

    @property
    def is_undecided(self) -> bool:
        return self.finding.level == Level.WARNING and self.decision is None


def digest_of(found: Finding) -> str:
    """What a decision is tied to: the check, and the sentence as both scripts have it in common."""
    sentence = normalise(found.sentence or found.where).text
    return hashlib.sha256(f"{found.code}\n{sentence}".encode()).hexdigest()


def judge(article: Article, findings: Iterable[Finding]) -> list[Judged]:
    """Findings with the decisions that were taken on them, in one query; the same sentence twice is one question."""
    decisions = {decision.digest: decision for decision in article.decisions.select_related("decided_by")}
    keyed = [(found, digest_of(found)) for found in findings]
    return [Judged(found, digest, decisions.get(digest)) for found, digest in keyed]


def of_revision(article: Article, revision: Revision | None) -> list[Judged]:
    """What the checks find in a revision, with the decisions."""
    if revision is None:
        return []
    kept = article.__dict__.get(_KEPT)
    if kept is None or kept[0] != revision.pk:
        kept = (revision.pk, judge(article, check_revision(article, revision, records_for_reading())))
        article.__dict__[_KEPT] = kept
    return kept[1]


@transaction.atomic
def decide(article: Article, digest: str, reason: str, *, actor: AbstractBaseUser, origin: str) -> Decision:
    """Let a warning in the newest revision stand. NotPossible without a reason, for an error, and where it has gone."""
    if not reason.strip():
        raise NotPossible(_("请写明为什么可以保留。"))
    judged = of_revision(article, article.revisions.first())
    found = next((each for each in judged if each.digest == digest), None)
    if found is None:
        raise NotPossible(_("这一处已经不在最新一版里了，请看最新的检查结果。"))
    if found.finding.level != Level.WARNING:
        raise NotPossible(_("只有警告可以决定保留；错误须改正。"))
    decision, _created = Decision.objects.update_or_create(
        article=article,
        digest=digest,
        defaults={
            "code": found.finding.code,
            "sentence": found.finding.sentence,
            "reason": reason.strip(),
            "decided_by": actor,
        },
    )
    article.__dict__.pop(_KEPT, None)
    detail = {"code": decision.code, "sentence": decision.sentence[:200], "reason": decision.reason}
    audit.record(action="warning_kept", target=article, actor=actor, origin=origin, **detail)
    return decision


@transaction.atomic
def withdraw(article: Article, digest: str, *, actor: AbstractBaseUser, origin: str) -> None:
    """Take a decision back: the warning waits again."""
    decision = article.decisions.filter(digest=digest).first()
    if decision is None:
        raise NotPossible(_("这项决定已经不在了。"))
    audit.record(
        action="warning_reopened",
        target=article,
        actor=actor,
        origin=origin,
        code=decision.code,
        reason=decision.reason,
    )
    decision.delete()
    article.__dict__.pop(_KEPT, None)


def obstacles(judged: list[Judged]) -> Iterator[str]:
    """Why what was checked cannot go public yet; nothing where nothing stops it."""
    errors = [each for each in judged if each.finding.level == Level.ERROR]
    waiting = {each.digest: each for each in judged if each.is_undecided}
    if errors:
        yield _("检查发现 %(n)s 处错误，须先改正：%(list)s") % {"n": len(errors), "list": _named(errors)}
    if waiting:
        text = _("有 %(n)s 处警告还没有决定，请改正或写明保留的理由：%(list)s")
        yield text % {"n": len(waiting), "list": _named(list(waiting.values()))}


def _named(judged: list[Judged]) -> str:
    names = list(dict.fromkeys(each.finding.excerpt or each.finding.message for each in judged))
    more = "……" if len(names) > SHOWN else "。"
    return "、".join(f"“{name[:24]}”" for name in names[:SHOWN]) + more
