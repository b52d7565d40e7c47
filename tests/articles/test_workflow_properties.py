"""Whatever is pressed in whatever order, by whom and at what time: a step happens whole with its audit entry, or not at
all with a reason; nothing goes live that was not approved by others than its writers.

`Story` holds what the rules say of an article in plain values; after every step the database must say the same.
"""

from __future__ import annotations

import datetime as dt
from unittest import mock

import pytest
from django.contrib.auth.models import Permission, User
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from articles import policy, publishing, workflow
from articles.models import Article
from articles.workflow import Origin, Refused
from mscsite.core.models import AuditEntry, SearchEntry
from tests import factories

PAGE = {"source_name": "本站", "audience": "读者", "summary": "摘要。", "disclaimer": "科普。"}  # nothing to decide
RIGHTS = {"wang": "change", "li": "change", "zhao": "review", "qian": "review", "sun": "publish"}
BOTH = "zhou"  # may write and review
NAMES = (*RIGHTS, BOTH)
people = st.sampled_from(NAMES)


def mostly(*usual: str) -> st.SearchStrategy[str]:
    """Mostly those whose step it is: stories that get anywhere, with others trying now and then."""
    return st.sampled_from([*(usual * 4), *NAMES])


writers, reviewers, publishers = mostly("wang", "li"), mostly("zhao", "qian"), mostly("sun", "sun")
reasons = st.sampled_from(["理由", "理由", "理由", " "])
minutes = st.integers(-90, 90)
JUDGED, READY = ("in_review", "approved", "scheduled"), ("approved", "scheduled")


class Story(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.now = dt.datetime(2026, 5, 1, 1, 0, tzinfo=dt.UTC)
        self.patches = [
            mock.patch.object(timezone, "now", side_effect=lambda: self.now),
            mock.patch.object(policy, "_approvals_needed", side_effect=lambda: self.needed),
        ]
        for patch in self.patches:
            patch.start()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)
        for patch in self.patches:
            patch.stop()

    @initialize(needed=st.sampled_from([1, 2]))
    def begin(self, needed: int) -> None:
        self.needed, self.number, self.texts = needed, 0, 0
        self.rights = {name: {right} for name, right in RIGHTS.items()} | {BOTH: {"change", "review"}}
        for name in NAMES:
            User.objects.create_user(name)
            self.grant(name)
        self.status, self.live, self.was_public, self.retired = "draft", None, False, False
        self.scheduled_at = self.expires_at = None
        self.approvals: set[str] = set()
        self.authors: dict[int, str] = {}
        self.entries = 0
        self.articles = [Article(title_zh_hans="题", author=factories.person(), **PAGE)]
        self.write(self.articles[0], "wang")
        self.articles += [Article.objects.get(), Article.objects.get()]

    # What happens around the steps.

    def grant(self, name: str) -> None:
        codes = [f"{right}_article" for right in self.rights[name]]
        User.objects.get(username=name).user_permissions.set(Permission.objects.filter(codename__in=codes))

    @rule(name=people, right=st.sampled_from(["change", "review", "publish"]), often=st.integers(0, 3))
    def rights_come_and_go(self, name: str, right: str, often: int) -> None:
        if not often:
            self.rights[name] ^= {right}
            self.grant(name)

    @rule(which=st.integers(0, 2), first=reviewers, second=reviewers)
    def it_goes_the_usual_way(self, which: int, first: str, second: str) -> None:
        self.submit(which, "wang")
        self.approve(which, first)
        self.approve(which, second)

    @rule(needed=st.sampled_from([1, 2]))
    def the_house_changes_its_mind(self, needed: int) -> None:
        self.needed = needed

    @rule(by=minutes)
    def the_clock_jumps(self, by: int) -> None:
        self.now += dt.timedelta(minutes=by)

    @rule(which=st.integers(0, 2))
    def somebody_opens_the_page(self, which: int) -> None:
        """Other copies stay as they were read: forms that have gone stale."""
        self.articles[which] = Article.objects.get()

    # The steps: `may` is what the rules say, and the workflow must agree.

    def take(self, step, which: int, name: str, may: bool, **fields) -> bool:
        origin = Origin(User.objects.get(username=name), "tests")
        refused = ""
        try:
            step(self.articles[which], origin=origin, **fields)
        except Refused as refusal:
            refused = str(refusal) or "without a reason"
        assert bool(refused) != may, f"{step.__name__} by {name}: {refused or 'let through'}"
        assert refused != "without a reason"
        self.entries += may
        return may

    def can(self, name: str, *rights: str) -> bool:
        return bool(self.rights[name] & set(rights))

    def write(self, article: Article, name: str) -> None:
        self.texts += 1
        article.title_zh_hans = f"题{self.texts}"
        assert workflow.save(article, origin=Origin(User.objects.get(username=name), "tests")) is not None
        self.number += 1
        self.authors[self.number] = name
        self.entries += 1
        self.status, self.scheduled_at, self.approvals = "draft", None, set()

    @rule(which=st.integers(0, 2), name=writers)
    def an_edit_is_saved(self, which: int, name: str) -> None:
        self.write(self.articles[which], name)

    @rule(which=st.integers(0, 2), name=writers)
    def submit(self, which: int, name: str) -> None:
        if self.take(workflow.submit, which, name, self.can(name, "change") and self.status == "draft"):
            self.status, self.approvals = "in_review", set()

    @rule(which=st.integers(0, 2), name=writers)
    def recall(self, which: int, name: str) -> None:
        if self.take(workflow.recall, which, name, self.can(name, "change") and self.status == "in_review"):
            self.status = "draft"

    @rule(which=st.integers(0, 2), name=reviewers)
    def approve(self, which: int, name: str) -> None:
        since = self.live if self.live is not None and self.live != self.number else 0
        writers = {author for number, author in self.authors.items() if number > since}
        enough = self.status != "in_review" and len(self.approvals) >= self.needed
        may = self.can(name, "review") and self.status in JUDGED and name not in writers | self.approvals and not enough
        if self.take(workflow.approve, which, name, may):
            self.approvals.add(name)
            if self.status == "in_review" and len(self.approvals) >= self.needed:
                self.status = "approved"

    @rule(which=st.integers(0, 2), name=reviewers, reason=reasons)
    def send_back(self, which: int, name: str, reason: str) -> None:
        may = self.can(name, "review", "publish") and self.status in JUDGED and bool(reason.strip())
        if self.take(workflow.send_back, which, name, may, reason=reason):
            self.status, self.scheduled_at = "draft", None

    def is_ready(self) -> bool:
        return self.status in READY and len(self.approvals) >= self.needed

    def goes_live(self) -> None:
        writers = {self.authors[number] for number in range((self.live or 0) + 1, self.number + 1)}
        assert not writers & self.approvals
        assert len(self.approvals) >= self.needed
        self.status, self.live, self.was_public, self.retired = "published", self.number, True, False
        self.scheduled_at = None
        if self.expires_at is not None and self.expires_at <= self.now:
            self.expires_at = None

    @rule(which=st.integers(0, 2), name=publishers)
    def publish(self, which: int, name: str) -> None:
        if self.take(workflow.publish, which, name, self.can(name, "publish") and self.is_ready()):
            self.goes_live()

    @rule(which=st.integers(0, 2), name=publishers, at=minutes, until=st.none() | minutes)
    def schedule(self, which: int, name: str, at: int, until: int | None) -> None:
        moment = self.now + dt.timedelta(minutes=at)
        end = None if until is None else self.now + dt.timedelta(minutes=until)
        may = self.can(name, "publish") and self.is_ready() and moment > self.now and (end is None or end > moment)
        if self.take(workflow.schedule, which, name, may, at=moment, expires_at=end):
            self.status, self.scheduled_at, self.expires_at = "scheduled", moment, end or self.expires_at

    @rule(which=st.integers(0, 2), name=publishers)
    def unschedule(self, which: int, name: str) -> None:
        if self.take(workflow.unschedule, which, name, self.can(name, "publish") and self.status == "scheduled"):
            self.status, self.scheduled_at = "approved", None

    @rule(which=st.integers(0, 2), name=publishers, until=st.none() | minutes)
    def expire_at(self, which: int, name: str, until: int | None) -> None:
        end = None if until is None else self.now + dt.timedelta(minutes=until)
        earliest = max(self.now, self.scheduled_at or self.now)
        has_time = self.live is not None or self.status in READY
        may = self.can(name, "publish") and has_time and (end is None or end > earliest)
        if self.take(workflow.expire_at, which, name, may, at=end):
            self.expires_at = end

    @rule(which=st.integers(0, 2), name=publishers, reason=reasons, archive=st.booleans())
    def unpublish(self, which: int, name: str, reason: str, archive: bool) -> None:
        can_go = self.was_public and self.status != "archived" if archive else self.live is not None
        may = self.can(name, "publish") and can_go and bool(reason.strip())
        if self.take(workflow.unpublish, which, name, may, reason=reason, archive=archive):
            self.live = self.expires_at = None
            self.retired = archive
            if archive:
                self.status, self.scheduled_at = "archived", None
            elif self.status == "published":
                self.status = "draft"

    @rule(which=st.integers(0, 2), name=writers)
    def reopen(self, which: int, name: str) -> None:
        if self.take(workflow.reopen, which, name, self.can(name, "change", "publish") and self.status == "archived"):
            self.status = "draft"

    @rule(which=st.integers(0, 2), name=reviewers, days=st.integers(-2, 400))
    def renew(self, which: int, name: str, days: int) -> None:
        day = timezone.localdate() + dt.timedelta(days=days)
        may = self.can(name, "review") and self.live is not None and self.authors[self.live] != name and days > 0
        if self.take(workflow.renew, which, name, may, next_review=day) and self.live == self.number:
            self.approvals.add(name)

    @rule()
    def the_clock_runs(self) -> None:
        done = [(each.outcome) for each in publishing.publish_due()]
        expected = []
        if self.status == "scheduled" and self.scheduled_at <= self.now:
            if len(self.approvals) >= self.needed and not (self.expires_at and self.expires_at <= self.now):
                expected.append("published")
                self.goes_live()
            else:
                expected.append("failed")
                self.status, self.scheduled_at = "approved", None
                self.expires_at = self.expires_at if self.live is not None else None
        if self.live is not None and self.expires_at is not None and self.expires_at <= self.now:
            expected.append("expired")
            self.status = "archived" if self.status == "published" else self.status
            self.live, self.expires_at, self.retired = None, None, True
        assert done == expected
        self.entries += len(done)

    # What must hold after every step.

    @invariant()
    def the_database_says_what_the_rules_say(self) -> None:
        if not hasattr(self, "articles"):
            return
        article = Article.objects.select_related("live").get()
        assert (article.status, article.live.number if article.live else None) == (self.status, self.live)
        assert (article.scheduled_at, article.expires_at) == (self.scheduled_at, self.expires_at)
        assert article.revisions.count() == self.number
        assert AuditEntry.objects.count() == self.entries
        assert SearchEntry.objects.filter(is_public=True).count() == (self.live is not None)
        assert Article.objects.public("zh-hans").count() == (self.live is not None)
        assert Article.objects.archived().count() == (self.retired and self.live is None)


@pytest.mark.django_db
def test_any_story_of_an_article():
    checks = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
    run_state_machine_as_test(
        Story, settings=settings(max_examples=12, stateful_step_count=40, deadline=None, suppress_health_check=checks)
    )
