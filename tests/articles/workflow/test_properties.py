"""Whatever is pressed in whatever order, by whom, from how old a page and at what time: what the rules say, or nothing.

Two articles live through stories made up at random. `rules` says what must come of each step; the admin's own
addresses are asked, and after every step the database, the log, the search and the buttons must say the same.
"""

from __future__ import annotations

import datetime as dt
from unittest import mock

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission, User
from django.contrib.messages import get_messages
from django.db import transaction
from django.test import Client, RequestFactory
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from articles import policy, publishing, reading, restoring, workflow
from articles.admin.steps import STEPS
from articles.models import Article, FurtherReading, Revision
from articles.revisions import content_of
from articles.workflow import Origin
from mscsite.core.models import AuditEntry, SearchEntry
from tests import factories
from tests.articles.workflow.rules import DONE, FORBIDDEN, REFUSED, RIGHTS, House, Piece
from tests.articles.workflow.rules import Revision as Said

PAGE = {"source_name": "本站", "audience": "读者", "summary": "摘要。", "disclaimer": "科普。"}  # nothing to decide
CLAIM = "<p>一针就能根治糖尿病。</p>"
PEOPLE = {
    "wang": {"change"},  # the author
    "li": {"change"},  # who puts in a comma here and there
    "zhao": {"review"},
    "qian": {"review"},
    "sun": {"publish"},
    "zhou": {"change", "review"},  # writes, and judges what others wrote
    "wu": {"review", "publish"},  # whose rights go, and come back
}
pieces, anybody = st.integers(0, 1), st.sampled_from(list(PEOPLE))
ENDS = ("publish", "schedule", "send-back")
CHECKED = {step.name: step.checked for step in STEPS}


def mostly(*usual: str) -> st.SearchStrategy[str]:
    """Mostly those whose step it is: stories that get anywhere, with others trying now and then."""
    return st.sampled_from([*(usual * 5), *PEOPLE])


USUAL = {
    "change": mostly("wang", "li", "zhou"),
    "review": mostly("zhao", "qian", "wu", "zhou"),
    "publish": mostly("sun", "wu"),
}
minutes = st.integers(-60, 90)
WORDS = st.sampled_from(["理由", "理由", "理由", " "])
FIELDS = {
    "reason": WORDS,
    "next_review": st.none() | st.integers(-1, 400),
    "at": st.integers(-20, 90),
    "expires_at": st.none() | minutes,
    "until": st.none() | minutes,
}
ASKED = {
    "send-back": ("reason",),
    "unpublish": ("reason",),
    "archive": ("reason",),
    "approve": ("next_review",),
    "renew": ("next_review",),
    "schedule": ("at", "expires_at"),
    "expire": ("until",),
}


@st.composite
def presses(draw, names=tuple(RIGHTS)) -> tuple[str, str, dict]:
    """A step, who takes it, and what they fill in, as distances from now."""
    step = draw(st.sampled_from(names))
    who = draw(USUAL[sorted(RIGHTS[step])[-1]])
    return step, who, {name: draw(FIELDS[name]) for name in ASKED.get(step, ())}


class Story(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.house = House(dt.datetime(2026, 5, 1, 1, 0, tzinfo=dt.UTC), {name: set(r) for name, r in PEOPLE.items()})
        self.patches = [
            mock.patch.object(timezone, "now", side_effect=lambda: self.house.now),
            mock.patch.object(policy, "_approvals_needed", side_effect=lambda: self.house.needed),
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

    @initialize(needed=st.sampled_from([1, 1, 2]))
    def begin(self, needed: int) -> None:
        self.house.needed, self.texts, self.told = needed, 0, ""
        self.permissions = {p.codename.split("_")[0]: p for p in Permission.objects.filter(
            content_type__app_label="articles", content_type__model="article")}  # fmt: skip
        self.clients = {}
        for name in PEOPLE:
            user = User.objects.create_user(name, is_staff=True)
            self.clients[name] = Client()
            self.clients[name].force_login(user)
            self.grant(name)
        self.citation = factories.public_citation("k2020", title="Cells", year=2020)
        self.pieces: list[Piece] = []
        self.copies: list[Article] = []  # as somebody read them, some time ago
        self.posted: list[tuple] = []
        self.seen: dict[tuple[str, int], int] = {}
        author = factories.person()
        for number in range(2):
            article = Article(slug=f"piece-{number}", title_zh_hans=f"甲{number}", author=author, **PAGE)
            made = workflow.save(article, origin=self.origin("wang"))
            self.pieces.append(Piece([Said("wang", said_by(made))], log=[("saved", "wang")]))
            self.copies.append(Article.objects.get(pk=article.pk))
        self.keys = [article.pk for article in self.copies]

    def origin(self, who: str) -> Origin:
        return Origin(User.objects.get(username=who), "tests")

    def fresh(self, which: int) -> Article:
        return Article.objects.select_related("live").get(pk=self.keys[which])

    # What happens around the steps.

    def grant(self, name: str) -> None:
        wanted = {"view"} | self.house.rights[name]
        User.objects.get(username=name).user_permissions.set([self.permissions[each] for each in wanted])

    @rule(who=mostly("wu"), right=st.sampled_from(["change", "review", "publish"]), often=st.integers(0, 2))
    def rights_come_and_go(self, who: str, right: str, often: int) -> None:
        if not often:
            self.house.rights[who] ^= {right}
            self.grant(who)

    @rule(who=mostly("wu"), often=st.integers(0, 2))
    def an_account_is_closed_or_opened(self, who: str, often: int) -> None:
        if not often:
            self.house.away ^= {who}
            User.objects.filter(username=who).update(is_active=who not in self.house.away)

    @rule(needed=st.sampled_from([1, 2]))
    def the_house_changes_its_mind(self, needed: int) -> None:
        self.house.needed = needed

    @rule(by=minutes)
    def the_clock_jumps(self, by: int) -> None:
        self.house.now += dt.timedelta(minutes=by)

    @rule()
    def a_record_changes(self) -> None:
        """It voids nothing: the keys of the evidence are what was approved."""
        self.texts += 1
        self.citation.title = f"Cells {self.texts}"
        self.citation.save()

    # Writing.

    def written(self, which: int, who: str, made: Revision | None, *, is_claim: bool = False) -> None:
        assert made is not None
        self.house.saved(self.pieces[which], who, said_by(made), is_claim=is_claim)

    @rule(which=pieces, who=USUAL["change"], stale=st.booleans(), script=st.sampled_from(["zh_hans", "zh_hant"]))
    def a_sentence_is_changed(self, which: int, who: str, stale: bool, script: str) -> None:
        """In either script; a copy that was read some time ago brings its own text, and never its own state."""
        article = self.copies[which] if stale else self.fresh(which)
        self.texts += 1
        setattr(article, f"title_{script}", f"文{self.texts}")
        made = workflow.save(article, origin=self.origin(who))
        self.written(which, who, made, is_claim="根治" in article.body_zh_hans)

    @rule(which=pieces, who=USUAL["change"], kind=st.sampled_from(["cite", "reading", "claim"]))
    def the_evidence_is_changed(self, which: int, who: str, kind: str) -> None:
        article, related = self.fresh(which), None
        if kind == "reading":
            related = lambda: self._turn_further_reading(article)  # noqa: E731
        else:
            new = '<p>甲<cite data-citation="k2020"></cite></p>' if kind == "cite" else CLAIM
            article.body_zh_hans = "<p>正文。</p>" if article.body_zh_hans == new else new
        made = workflow.save(article, origin=self.origin(who), save_related=related)
        self.written(which, who, made, is_claim="根治" in article.body_zh_hans)

    def _turn_further_reading(self, article: Article) -> None:
        if not FurtherReading.objects.filter(article=article).delete()[0]:
            FurtherReading.objects.create(article=article, citation=self.citation)

    @rule(which=pieces, who=USUAL["change"])
    def it_is_saved_without_a_change(self, which: int, who: str) -> None:
        assert workflow.save(self.fresh(which), origin=self.origin(who)) is None

    @rule(which=pieces, who=USUAL["change"], back=st.integers(1, 4))
    def an_earlier_one_is_restored(self, which: int, who: str, back: int) -> None:
        piece, number = self.pieces[which], max(1, self.pieces[which].number - back)
        if piece.revisions[number - 1].text == piece.newest.made_of:
            return  # nothing would come of it
        old = Revision.objects.get(article=self.keys[which], number=number)
        made, _missing = restoring.restore(old, origin=self.origin(who))
        self.written(which, who, made, is_claim=piece.revisions[number - 1].is_claim)
        piece.log.append(("restored", who))

    @rule(which=pieces, judged=st.booleans())
    def somebody_changes_the_row_of_the_newest_revision(self, which: int, judged: bool) -> None:
        """Past everything, in the database; worst where it was judged already."""
        piece = self.pieces[which]
        if piece.live == piece.number or judged != bool(piece.approvals):
            return
        self.texts += 1
        rows = Revision.objects.filter(article=self.keys[which], number=piece.number)
        rows.update(audience_zh_hant=f"讀者{self.texts}")
        piece.newest.text = said_by(rows.get())

    # Pressing buttons.

    @rule(which=pieces, who=anybody)
    def somebody_opens_the_page(self, which: int, who: str) -> None:
        """Pages of the others, and their copies, stay as they were read."""
        self.seen[who, which] = self.pieces[which].number
        self.copies[which] = self.fresh(which)

    def press(self, which: int, who: str, step: str, seen: int, given: dict) -> str:
        piece = self.pieces[which]
        expected = self.house.answer(piece, step, who, seen, given)
        said = self.post(which, who, step, {"revision": seen, **in_fields(given)})
        assert said == expected, (
            f"{step} by {who} seeing {seen} with {given}: {said}, not {expected}: {self.told} {piece}"
        )
        if said == DONE:
            self.house.take(piece, step, who, given)
        return said

    def post(self, which: int, who: str, step: str, fields: dict) -> str:
        client = self.clients[who]
        response = client.post(f"/admin/articles/article/{self.keys[which]}/step/{step}/", fields)
        client.cookies.pop("messages", None)
        if response.status_code == 403 or response.headers.get("Location", "").startswith("/admin/login/"):
            return FORBIDDEN
        assert response.status_code == 302
        (message,) = get_messages(response.wsgi_request)
        assert len(str(message)) > 3
        self.told = str(message)
        return DONE if message.level_tag == "success" else REFUSED

    def _given(self, distances: dict) -> dict:
        """Fields from distances: minutes for times, days for days."""
        given = {}
        for name, far in distances.items():
            if name == "next_review":
                given[name] = far and self.house.today + dt.timedelta(days=far)
            elif name != "reason" and far is not None:
                given[name] = self.house.now + dt.timedelta(minutes=far)
            else:
                given[name] = far
        return given

    @rule(which=pieces, press=presses(), has_just_looked=st.sampled_from([True] * 4 + [False]))
    def a_button_is_pressed(self, which: int, press: tuple[str, str, dict], has_just_looked: bool) -> None:
        step, who, distances = press
        seen = self.pieces[which].number if has_just_looked else self.seen.get((who, which), 1)
        post = (which, who, step, seen, self._given(distances))
        self.posted.append(post)
        self.press(*post)

    @rule(back=st.integers(1, 6))
    def a_post_is_sent_again(self, back: int) -> None:
        """A double click, a page that was reloaded: the answer is the one that it deserves now."""
        if len(self.posted) >= back:
            self.press(*self.posted[-back])

    @rule(
        which=pieces, first=USUAL["review"], second=USUAL["review"], end=presses(("publish", "schedule", "send-back"))
    )
    def it_goes_the_usual_way(self, which: int, first: str, second: str, end: tuple[str, str, dict]) -> None:
        self.a_clean_draft(which)
        number = self.pieces[which].number
        self.press(which, "wang", "submit", number, {})
        self.press(which, first, "approve", number - 1, {})  # a page from before the last edit
        self.press(which, first, "approve", number, {})
        self.press(which, second, "approve", number, {})
        step, who, distances = end
        self.press(which, who, step, number, self._given(distances))

    def a_clean_draft(self, which: int) -> None:
        article = self.fresh(which)
        self.texts += 1
        article.body_zh_hans, article.title_zh_hans = "<p>正文。</p>", f"文{self.texts}"
        self.written(which, "wang", workflow.save(article, origin=self.origin("wang")))

    @rule(which=pieces, helper=st.sampled_from(["zhou", "wu"]), publisher=USUAL["publish"])
    def somebody_judges_what_they_helped_to_write(self, which: int, helper: str, publisher: str) -> None:
        self.a_sentence_is_changed(which, helper, stale=False, script="zh_hant")
        self.a_clean_draft(which)
        number = self.pieces[which].number
        self.press(which, "li", "submit", number, {})
        self.press(which, helper, "approve", number, {})
        self.press(which, publisher, "publish", number, {})

    @rule(which=pieces, event=st.sampled_from(["row", "second", "edit", "record", "end", "rights"]))
    def something_happens_before_its_time(self, which: int, event: str) -> None:
        """A plan was made for what is approved now; what is published is what is approved then."""
        self.a_clean_draft(which)
        number, soon = self.pieces[which].number, self.house.now + dt.timedelta(minutes=30)
        for who, step in (("wang", "submit"), ("zhao", "approve"), ("qian", "approve")):
            self.press(which, who, step, number, {})
        self.press(which, "sun", "schedule", number, {"at": soon, "expires_at": None})
        happen = {
            "row": lambda: self.somebody_changes_the_row_of_the_newest_revision(which, judged=True),
            "second": lambda: self.the_house_changes_its_mind(2),
            "edit": lambda: self.a_sentence_is_changed(which, "li", stale=True, script="zh_hant"),
            "record": self.a_record_changes,
            "end": lambda: self.press(which, "sun", "expire", number, {"until": soon + dt.timedelta(minutes=5)}),
            "rights": lambda: self.rights_come_and_go("qian", "review", 0),
        }
        happen[event]()
        self.the_clock_jumps(40 if event == "end" else 31)
        self.the_clock_runs()

    @rule(which=pieces, how=st.sampled_from(["unpublish", "archive", "expire"]))
    def the_live_one_comes_down_while_the_next_is_judged(self, which: int, how: str) -> None:
        self.a_clean_draft(which)
        self.an_operator_imports_it_past_the_review(which)
        self.a_clean_draft(which)
        number = self.pieces[which].number
        self.press(which, "li", "submit", number, {})
        until = self.house.now + dt.timedelta(minutes=10)
        self.press(which, "sun", how, number, {"until": until} if how == "expire" else {"reason": "过时"})
        self.the_clock_jumps(11)
        self.the_clock_runs()

    @rule(which=pieces)
    def an_operator_imports_it_past_the_review(self, which: int) -> None:
        workflow.publish(self.fresh(which), origin=Origin(None, "import_articles"), override=True)
        self.house.goes_live(self.pieces[which], "")

    @rule()
    def the_clock_runs(self) -> None:
        done = [each.outcome for each in publishing.publish_due()]
        assert done == self.house.clock_runs(self.pieces)
        assert [each.outcome for each in publishing.publish_due()] == []

    @rule(which=pieces, who=anybody)
    def somebody_reads_the_buttons(self, which: int, who: str) -> None:
        article, user = self.fresh(which), User.objects.get(username=who)
        told = {name: not workflow.why_not(article, checked, user) for name, checked in CHECKED.items()}
        assert told == {name: self.house.is_possible(self.pieces[which], name, who) for name in CHECKED}

    # What must hold after every step.

    @invariant()
    def the_database_says_what_the_rules_say(self) -> None:
        for which, piece in enumerate(getattr(self, "pieces", [])):
            article = self.fresh(which)
            assert (article.status, article.live.number if article.live else None) == (piece.status, piece.live)
            assert (article.scheduled_at, article.expires_at) == (piece.scheduled_at, piece.expires_at)
            assert (article.first_published_at is not None, article.revisions.count()) == (
                piece.was_public,
                piece.number,
            )
            assert Article.objects.archived().filter(pk=article.pk).exists() == piece.says_gone
            assert logged(article) == piece.log

    @invariant()
    def readers_see_the_live_revision_word_for_word(self) -> None:
        for which, piece in enumerate(getattr(self, "pieces", [])):
            article = self.fresh(which)
            shown = SearchEntry.objects.filter(is_public=True, key=article.slug).values_list("title_zh_hans", flat=True)
            assert list(shown) == ([article.live.title_zh_hans] if piece.live else [])
            assert Article.objects.public("zh-hant").filter(pk=article.pk).exists() == (piece.live is not None)
            if piece.live:
                assert said_by(article.live) == piece.revisions[piece.live - 1].text
                assert [
                    review.reviewer.username for review in reading.standing(article.live)
                ] == piece.named_for_readers

    @invariant()
    def what_was_public_cannot_be_deleted(self) -> None:
        request = RequestFactory().get("/")
        request.user = User(is_superuser=True, is_active=True)
        for which, piece in enumerate(getattr(self, "pieces", [])):
            may = admin.site.get_model_admin(Article).has_delete_permission(request, self.fresh(which))
            assert may != piece.was_public


def said_by(revision: Revision) -> str:
    """All that a revision says, both scripts and its evidence, in one string."""
    return repr((sorted(content_of(revision).items(), key=str), list(revision.further_reading)))


def logged(article: Article) -> list[tuple[str, str]]:
    entries = AuditEntry.objects.filter(record_type="article", record_id=str(article.pk)).order_by("id")
    return [(action, name or "") for action, name in entries.values_list("action", "actor__username")]


def in_fields(given: dict) -> dict[str, str]:
    """As the page's form sends them, in the clinic's time."""
    sent = {}
    for name, value in given.items():
        if isinstance(value, dt.datetime):
            value = timezone.localtime(value).strftime("%Y-%m-%dT%H:%M")
        sent[name] = "" if value is None else str(value)
    return sent


@pytest.mark.django_db
def test_any_story_of_two_articles():
    """Not shrunk when it fails: that takes minutes. The story is printed as it was told."""
    checks = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
    run_state_machine_as_test(
        Story,
        settings=settings(
            max_examples=12,
            stateful_step_count=30,
            deadline=None,
            phases=[Phase.reuse, Phase.generate],
            suppress_health_check=checks,
        ),
    )
