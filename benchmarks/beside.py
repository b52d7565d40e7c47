"""What stands beside articles, products and papers: trials, terms, and the rows that the admin lists; made quickly."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator

BATCH = 2_000
OF_ONE = 60  # trials of one condition: a page and some
CONDITION = "旧病"  # of these
PAGE = 100  # rows that a list of the admin shows at once: so many must be there at every size
PHASES = ("PHASE1", "PHASE2", "PHASE3")


def fill(trials: int, terms: int, rows: int) -> None:
    """So many trials and terms, public ones, and `rows` of each other kind that grows with the use of the site."""
    from django.contrib.auth.models import User

    for made in (_trials(trials), _terms(terms), *(make(rows) for make in (_accounts, *_MADE))):
        _insert(made)
    _of_articles(User.objects.order_by("pk").values_list("pk", flat=True)[0])


def _insert(records: Iterator) -> None:
    from mscsite.core import bulk

    while batch := list(itertools.islice(records, BATCH)):
        bulk.insert(batch)


def _trials(count: int) -> Iterator:
    from django.utils import timezone

    from references.models import Trial

    for n in range(count):
        told = {"title_zh_hans": f"试验{n}", "title_zh_hant": f"試驗{n}"}
        # The first ones have a condition of their own, so that its list is as long at every size.
        condition = f"疾病{n % 60}；病{n % 7}" + (f"；{CONDITION}" if n < OF_ONE else "")
        told |= {"conditions_zh_hans": condition, "conditions_zh_hant": condition.replace("旧病", "舊病")}
        yield Trial(
            registry_id=f"NCT{n:08}", registry="nct", phase=PHASES[n % 3], overall_status="COMPLETED",
            published_at=timezone.now(), **told,
        )  # fmt: skip


def _terms(count: int) -> Iterator:
    from django.utils import timezone

    from references.models import Term

    for n in range(count):
        yield Term(
            slug=f"{'abcdefghjklmnopqrstwxyz'[n % 23]}-{n}", zh_hans=word(n), zh_hant_tw=word(n), zh_hant_hk=word(n),
            definition_zh_hans="一句话的释义。", definition_zh_hant="一句話的釋義。", published_at=timezone.now(),
        )  # fmt: skip


def word(number: int) -> str:
    """What a term is called: two characters that no other has in this order, and two that all have."""
    return "".join(chr(0x4E00 + (number // base) % 4000 + 7) for base in (1, 4000)) + "某词"


def _accounts(count: int) -> Iterator:
    from django.contrib.auth.models import User

    return (User(username=f"colleague-{n}", is_staff=True, password="!") for n in range(min(count, 500)))


def _entries(count: int) -> Iterator:
    from mscsite.core.models import AuditEntry

    return (
        AuditEntry(action="saved", record_type="article", record_id=str(n), record_key=f"article-{n}", origin="bench")
        for n in range(count)
    )


def _mails(count: int) -> Iterator:
    from django.utils import timezone

    from mscsite.core.outbox.models import OutgoingMail

    return (OutgoingMail(recipient="a@example.org", subject=f"题{n}", sent_at=timezone.now()) for n in range(count))


def _jobs(count: int) -> Iterator:
    from mscsite.core.models import Job

    return (Job(kind="core.rederive", state="done") for _n in range(count))


def _misses(count: int) -> Iterator:
    from mscsite.core.models import SearchMiss

    return (SearchMiss(words=f"没有的词{n}", first_on="2026-01-01", last_on="2026-01-01") for n in range(count))


def _reports(count: int) -> Iterator:
    from mscsite.models import ReaderReport

    return (ReaderReport(kind="error", path=f"/zh-hans/articles/article-{n}/", text="有一处不对") for n in range(count))


def _policy_reports(count: int) -> Iterator:
    from mscsite.policy_reports import PolicyReport

    return (PolicyReport(directive="img-src", page=f"p{n}/", blocked="inline") for n in range(count))


def _days(count: int) -> Iterator:
    from mscsite.models import DailyViews

    first = dt.date(2024, 1, 1)
    return (DailyViews(path=f"/a{n // 700}/", on=first + dt.timedelta(days=n % 700), views=n) for n in range(count))


def _clear(count: int) -> Iterator:
    from mscsite.models import ClarityCount

    return (ClarityCount(path=f"/zh-hans/articles/article-{n}/", clear=n) for n in range(count))


def _companies(count: int) -> Iterator:
    from products.models import Company

    return (Company(name=f"Another company {n}") for n in range(count))


def _people(count: int) -> Iterator:
    from articles.models import Person

    return (Person(name_zh_hans=f"同事{n}", name_zh_hant=f"同事{n}") for n in range(count))


def _images(count: int) -> Iterator:
    from mscsite.core.models import Image

    for n in range(count):
        yield Image(key=f"{n:012x}", digest=f"{n:064x}", name=f"{n}.png", width=640, height=400)


def _evidence(count: int) -> Iterator:
    from references.models import BodyOfEvidence

    for n in range(count):
        yield BodyOfEvidence(
            question_zh_hans=f"问题{n}？", question_zh_hant=f"問題{n}？", judgement_zh_hans="不确定。",
            judgement_zh_hant="不確定。", certainty="low",
        )  # fmt: skip


_MADE = (
    _entries, _mails, _jobs, _misses, _reports, _policy_reports, _days, _clear, _companies, _people, _images, _evidence,
)  # fmt: skip


def _of_articles(actor: int) -> None:
    """Of every article a review and what the checks found; of some a notice that a record has overtaken them.

    The first pages of what the admin lists are full at every size.
    """
    from django.utils import timezone

    from articles.models import Article, Overtaken, Review, StoredCheck

    keys = list(Article.objects.order_by("pk").values_list("pk", "live_id"))
    now = timezone.now()
    _insert(
        Review(revision_id=live, reviewer_id=actor, decided_at=now, verdict="approved", content_hash="x")
        for _pk, live in keys
    )
    _insert(
        StoredCheck(article_id=pk, rules="", content_hash="", errors=errors, warnings=warnings)
        for (pk, _live), (errors, warnings) in zip(keys, _found(), strict=False)
    )
    StoredCheck.objects.follow()
    _insert(
        Overtaken(article_id=pk, record_type="product", record_id=1, record_name="x", before="approved")
        for pk, _live in (*keys[:PAGE], *keys[PAGE::10])
    )


def _found() -> Iterator[tuple[int, int]]:
    """Errors and warnings of one article after the other: of many of the first hundred, of a fiftieth after that."""
    for n in itertools.count():
        among = 4 if n < PAGE else 50
        yield int(n % among == 0), int(n % among == 1)
