"""Taking an article from its readers, by hand or when its time is over, and taking it up again."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import freshness
from articles.models import Article, Status
from articles.obstacles import Refused
from articles.workflow.steps import CLOCK, Origin, begin, drop_schedule, finish, iso, lock, require_reason
from mscsite.core import fulltext


@transaction.atomic
def unpublish(article: Article, *, origin: Origin, reason: str, archive: bool = False) -> None:
    """Take the article from the public: back to draft, or archived (its page then says that it is gone).

    Work on the next revision goes on where it stood, unless the article is archived.
    """
    begin("archive" if archive else "unpublish", article, origin)
    require_reason(reason, _("下线时请写明理由。"))
    planned = drop_schedule(article) if archive else {}
    _hide(article, says_gone=archive)
    status = Status.ARCHIVED if archive else _without_live(article)
    action = "archived" if archive else "unpublished"
    finish(action, article, origin, status=status, reason=reason.strip(), **planned)
    fulltext.update(article)


@transaction.atomic
def expire(article: Article) -> None:
    """Take down a live article whose time is over; a next revision in work stays where it is."""
    lock(article)
    if article.live_id is None:
        raise Refused(_("这篇文章没有公开版本。"))
    when = article.expires_at
    _hide(article, says_gone=True)
    status = Status.ARCHIVED if article.status == Status.PUBLISHED else article.status
    finish("expired", article, CLOCK, status=status, at=iso(when))
    fulltext.update(article)


@transaction.atomic
def reopen(article: Article, *, origin: Origin, reason: str = "") -> None:
    """Take an archived article up again, as a draft; its page says that it is gone until it is published anew."""
    begin("reopen", article, origin)
    finish("reopened", article, origin, status=Status.DRAFT, reason=reason.strip())


def _hide(article: Article, *, says_gone: bool) -> None:
    """Readers see no text any more, and no time is left to take it down at; `says_gone`: its page says so (410)."""
    freshness.answered(article)
    article.live = article.live_category_id = article.live_at = article.expires_at = None
    article.live_in = ""
    article.retired_at = timezone.now() if says_gone else None


def _without_live(article: Article) -> str:
    return Status.DRAFT if article.status == Status.PUBLISHED else article.status
