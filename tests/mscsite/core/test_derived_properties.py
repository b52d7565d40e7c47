"""Whatever is done to a record, in whatever order: no hand edit disappears, and untouched text follows its source."""

from __future__ import annotations

import re
from contextlib import contextmanager

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles import workflow
from articles.models import Article
from mscsite.core import alignment, derived, hanzi
from mscsite.core.derived import State
from mscsite.core.workbench import Decision, decide
from references import glossary
from tests import factories

GLOSSARIES = (hanzi.EMPTY, hanzi.Glossary([("范式细胞", "范式細胞", "范式細胞", False)]))
BLOCKS = ("骨髓来源", "脐带组织", "范式细胞", "牙髓", "脂肪组织里的细胞", "")
MARK = re.compile(r"x\d+x")
numbers = st.integers(0, 7)
steps = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["source", "add", "remove"]), numbers, st.sampled_from(BLOCKS)),
        st.tuples(st.sampled_from(["hand", "hand_add", "lock", "settle", "glossary", "switch"]), numbers),
        st.tuples(st.just("both"), numbers, numbers, st.sampled_from(BLOCKS)),
    ),
    max_size=12,
)


class Story:
    """An article and what is done to it. Every edit by hand carries a mark of its own (x1x, x2x)."""

    def __init__(self, texts: list[str], *, is_html: bool) -> None:
        self.field = "body" if is_html else "summary"
        self.wrap = "<p>{}</p>".format if is_html else "{}\n".format
        self.article = Article(title_zh_hans="题")
        self.number, self.version = 0, 0
        self.marks: dict[str, set[str]] = {"zh-hans": set(), "zh-hant": set()}
        self.write(self.article.source_script, [self.wrap(text) for text in texts])
        self.save()

    def save(self) -> None:
        derived.derive(self.article)
        self.article.loaded_text = {name: getattr(self.article, name) for name in Article.translated_columns()}

    def pieces(self, script: str) -> list[str]:
        text = getattr(self.article, f"{self.field}_{script.replace('-', '_')}")
        return derived.splitter(self.article, self.field)(text)

    def write(self, script: str, pieces: list[str]) -> None:
        setattr(self.article, f"{self.field}_{script.replace('-', '_')}", "".join(pieces))

    def take(self, step: tuple) -> None:
        getattr(self, f"do_{step[0]}")(*step[1:])
        self.save()

    def do_source(self, place: int, text: str) -> None:
        script = self.article.source_script
        pieces = self.pieces(script)
        free = [at for at, piece in enumerate(pieces) if not MARK.search(piece)]
        if free:  # a mark in the source is taken out by nobody but a person, and then on purpose
            at = free[place % len(free)]
            pieces[at] = self.wrap(text if script == "zh-hans" else hanzi.convert(text, hanzi.HANT, hanzi.HANS))
            self.write(script, pieces)

    def do_add(self, place: int, text: str) -> None:
        script = self.article.source_script
        pieces = self.pieces(script)
        text = text if script == "zh-hans" else hanzi.convert(text, hanzi.HANT, hanzi.HANS)
        pieces.insert(place % (len(pieces) + 1), self.wrap(text))
        self.write(script, pieces)

    def do_remove(self, place: int, _text: str) -> None:
        script = self.article.source_script
        pieces = self.pieces(script)
        free = [at for at, piece in enumerate(pieces) if not MARK.search(piece)]
        if free and len(pieces) > 1:
            del pieces[free[place % len(free)]]
            self.write(script, pieces)

    def do_hand(self, place: int) -> None:
        script = derived.target_script(self.article)
        pieces = self.pieces(script)
        if pieces:
            at = place % len(pieces)
            start, _end = self.wrap("|").split("|")
            pieces[at] = f"{start}{self.mark(script)}{pieces[at].removeprefix(start)}"
            self.write(script, pieces)

    def do_hand_add(self, place: int) -> None:
        script = derived.target_script(self.article)
        pieces = self.pieces(script)
        if pieces:
            pieces.insert(place % (len(pieces) + 1), self.wrap(self.mark(script)))
            self.write(script, pieces)

    def do_both(self, place: int, other: int, text: str) -> None:
        self.do_hand(place)
        self.do_source(other, text)

    def do_lock(self, place: int) -> None:
        pieces = derived.blocks(self.article, self.field, derived.target_text(self.article, self.field))
        if pieces:
            derived.mark(self.article, self.field, derived.LOCKED, [pieces[place % len(pieces)]])

    def do_settle(self, place: int) -> None:
        """In the workbench: one row is right as it stands, and nothing else is decided."""
        rows = alignment.rows(self.article, self.field)
        chosen = [Decision(is_settled=at == place, is_locked=row.is_locked) for at, row in enumerate(rows)]
        decide(self.article, self.field, rows, chosen)

    def do_glossary(self, number: int) -> None:
        self.version = number % len(GLOSSARIES)

    def do_switch(self, _number: int) -> None:
        self.article.source_script = derived.target_script(self.article)

    def mark(self, script: str) -> str:
        self.number += 1
        mark = f"x{self.number}x"
        self.marks[script].add(mark)
        return mark


@contextmanager
def glossary_of(story: Story):
    hanzi.set_glossary_loader(lambda: GLOSSARIES[story.version])
    try:
        yield
    finally:
        hanzi.set_glossary_loader(glossary.load)


@contextmanager
def told(texts: list[str], *, is_html: bool):
    hanzi.set_glossary_loader(lambda: GLOSSARIES[0])
    try:
        story = Story(texts, is_html=is_html)
        with glossary_of(story):
            yield story
    finally:
        hanzi.set_glossary_loader(glossary.load)


texts = st.lists(st.sampled_from(BLOCKS), min_size=1, max_size=5)


@given(texts, steps, st.booleans())
@settings(deadline=None)
def test_a_hand_edit_never_disappears(texts, steps, is_html):
    with told(texts, is_html=is_html) as story:
        for step in steps:
            story.take(step)
            for script, marks in story.marks.items():
                assert all(mark in "".join(story.pieces(script)) for mark in marks), (step, script)


# What a person writes as the source in the words that the glossary changes is written by hand, so it is left out here.
PLAIN = tuple(block for block in BLOCKS if "范" not in block)


@given(texts, steps, st.booleans())
@settings(deadline=None)
def test_the_rows_of_the_workbench_are_the_text_and_undecided_they_change_nothing(texts, steps, is_html):
    with told(texts, is_html=is_html) as story:
        for step in steps:
            story.take(step)
            article, field = story.article, story.field
            rows, text = alignment.rows(article, field), derived.target_text(article, field)
            assert derived.joined(article, field, (row.text or "" for row in rows)) == text
            states = {row.state for row in rows if row.is_touched}
            expected = derived.state(article, field)
            assert (State.OUT_OF_DATE in states) <= (expected is State.OUT_OF_DATE)
            assert bool(states) == (expected in (State.EDITED, State.OUT_OF_DATE)) or expected is State.EMPTY
            story.save()
            assert derived.target_text(article, field) == text


by_machine = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["source", "add", "remove"]), numbers, st.sampled_from(PLAIN)),
        st.tuples(st.sampled_from(["glossary", "switch"]), numbers),
    ),
    max_size=12,
)


@given(texts, by_machine, st.booleans())
@settings(deadline=None)
def test_untouched_text_follows_and_is_called_derived(texts, steps, is_html):
    with told(texts, is_html=is_html) as story:
        for step in steps:
            story.take(step)
            article, field = story.article, story.field
            assert derived.target_text(article, field) == derived.machine_version(article, field)
            assert derived.state(article, field) in (State.DERIVED, State.EMPTY)


@given(texts, numbers, by_machine.map(lambda steps: [s for s in steps if s[0] != "switch"]), st.booleans())
@settings(deadline=None)
def test_a_locked_block_stays_as_it_is(texts, place, steps, is_html):
    with told(texts, is_html=is_html) as story:
        pieces = derived.blocks(story.article, story.field, derived.target_text(story.article, story.field))
        if not pieces:
            return
        locked = pieces[place % len(pieces)]
        story.take(("lock", place))
        for step in steps:
            story.take(step)
            article, field = story.article, story.field
            assert locked in derived.blocks(article, field, derived.target_text(article, field))
            assert derived.state(article, field) in (State.EDITED, State.OUT_OF_DATE)


@given(texts, steps, st.booleans())
@settings(deadline=None)
def test_the_state_says_whether_the_source_has_changed_since(texts, steps, is_html):
    with told(texts, is_html=is_html) as story:
        for step in steps:
            story.take(step)
            article, field = story.article, story.field
            before, now = derived.source_before(article, field), derived.source_text(article, field)
            state = derived.state(article, field)
            if state is State.OUT_OF_DATE:
                assert before != now
            elif state in (State.DERIVED, State.EDITED):
                assert before == now


@pytest.mark.django_db(transaction=False)
@given(texts, steps)
@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_same_through_the_database_and_the_workflow(texts, steps):
    with told(texts, is_html=True) as story:
        story.article.slug = f"story-{Article.objects.count()}-{id(story)}"
        story.save = lambda: _saved(story)
        story.save()
        for step in steps:
            story.take(step)
            for script, marks in story.marks.items():
                assert all(mark in "".join(story.pieces(script)) for mark in marks), (step, script)


def _saved(story: Story) -> None:
    workflow.save(story.article, origin=factories.ORIGIN)
    story.article = Article.objects.get(pk=story.article.pk)
