"""Sentences that sell: what no phrase catches, judged by the manner of the whole sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from articles.checks import cues, laws, tone, trials
from articles.checks.context import Context, warns
from articles.checks.document import Document, Line
from articles.checks.findings import Level
from articles.checks.registry import Hit, check

SURE_ENOUGH = 0.55  # with what speaks plainly left out, precision above 0.95 on unseen sentences (benchmarks/tone.py)
SHORTEST, LONGEST = 10, 120  # folded characters: the model has learned from sentences of this size
MOST_SENTENCES = 2000
_SENTENCE = re.compile(r"[^。!?…\n|]+[。!?…]*”?")
_HAN = re.compile(r"[一-鿿]")


@check(
    code="claims.manner",
    level=Level.WARNING,
    rule=laws.EFFICACY,
    message=_("这一句读来像在推销。科普文章只陈述有来源的事实：请改写，或确认无妨并写明理由。"),
    fires="姐妹们冲，今天来做细胞管理，气色肉眼可见地变好！",
    silent="骨髓里的间充质细胞很少，需要在体外扩增。",
    last_resort=True,
)
def manner(document: Document) -> Iterator[Hit]:
    for line in document.text_lines:
        if line.kind in ("row", "caption", "heading") or line.folded.text.startswith("|"):
            continue
        for start, end in _selling(line):
            yield Hit(line, *line.folded.span(start, end))


def _selling(line: Line) -> Iterator[tuple[int, int]]:
    """Start and end, in folded text, of the sentences of a line that sell."""
    text = line.folded.text
    for number, found in enumerate(_SENTENCE.finditer(text)):
        if number >= MOST_SENTENCES:
            return
        sentence = found[0]
        if not SHORTEST <= len(sentence) <= LONGEST or not _HAN.search(sentence):
            continue
        if tone.probability(sentence) >= SURE_ENOUGH and not _speaks_plainly(text, *found.span()):
            yield found.span()


def _speaks_plainly(text: str, start: int, end: int) -> bool:
    """Whether the sentence asks, warns, denies or reports: there the words of advertisements stand for other ends."""
    sentence = text[start:end]
    middle = Context(text, start, start + 1)
    if cues.DISCLAIMS.search(sentence):
        return True
    if cues.OWN_VOICE.search(sentence):
        return False
    asked = sentence.endswith("?") and not cues.RHETORICAL.search(sentence) and not cues.OFFER.search(sentence)
    return bool(
        asked
        or warns(sentence, until_turn=True)
        or cues.REPORTED.search(sentence)
        or cues.TAKEN_BACK.search(sentence)
        or cues.COURSE.search(sentence)
        or cues.REBUTTAL.match(middle.following)
        or cues.FORBIDDEN.search(sentence)
        or trials.SOURCE.search(sentence)
    )
