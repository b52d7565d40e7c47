"""What stands around a phrase: its sentence, its clause, and whether the text speaks for it or against it.

Everything here works on folded text and looks no further than REACH characters to either side, so that the time for
one phrase has a bound whatever the length of the line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from articles.checks import cues

REACH = 240
_ENDS = re.compile(r"[。!?…\n]")
_CLAUSE_ENDS = re.compile(r"[,;:|]|(?<!不)但(?!愿)|(?<![从因进])而|却|不过(?!敏)|——")
_TURN = re.compile(r"(?<!不)但(?!愿|凡)|(?<![从因进])而(?!且)|却|不过(?!敏)|[,;]可(?![以能行见惜怕靠信否分用])")
_ASKS = re.compile(
    r"吗|呢|么|什么|怎|几|哪|为何|多少|真|谁|可|能|会|该|靠谱|信|当真|不成|如何|是不是|有没有|为啥|咋|对不"
)


def warns(text: str, *, until_turn: bool) -> bool:
    """Whether folded text warns of something and does not deny it; with `until_turn`, nor turns away from it after."""
    for cue in cues.WARNING.finditer(text):
        is_denied = cues.DENIED.search(text[: cue.start()][-5:])
        if not is_denied and not (until_turn and _TURN.search(text, cue.end())):
            return True
    return False


@dataclass(frozen=True)
class Context:
    """A phrase (`start` to `end`) in its line of folded text."""

    line: str
    start: int
    end: int

    @property
    def phrase(self) -> str:
        return self.line[self.start : self.end]

    @cached_property
    def bounds(self) -> tuple[int, int]:
        """Start and end of the sentence, its end mark included; an end mark inside quotes ends nothing."""
        lowest, highest = max(0, self.start - REACH), min(len(self.line), self.end + REACH)
        starts = [mark.end() for mark in _ENDS.finditer(self.line, lowest, self.start)]
        begin = next((place for place in reversed(starts) if self.line[place : place + 1] not in ("”", "’")), lowest)
        for mark in _ENDS.finditer(self.line, self.end, highest):
            if self.line[mark.end() : mark.end() + 1] not in ("”", "’", "》"):
                return begin, mark.end()
        return begin, highest

    @cached_property
    def sentence(self) -> str:
        return self.line[self.bounds[0] : self.bounds[1]]

    @cached_property
    def nearby(self) -> str:
        """The sentence and what stands before it in the paragraph, as far as we look."""
        return self.line[max(0, self.bounds[0] - REACH) : self.bounds[1]]

    @cached_property
    def before(self) -> str:
        return self.line[self.bounds[0] : self.start]

    @cached_property
    def after(self) -> str:
        return self.line[self.end : self.bounds[1]]

    @cached_property
    def following(self) -> str:
        """The beginning of the next sentence: the place where a claim is taken back, or a question answered."""
        return self.line[self.bounds[1] : self.bounds[1] + 40]

    @cached_property
    def clause_before(self) -> str:
        marks = list(_CLAUSE_ENDS.finditer(self.before))
        return self.before[marks[-1].end() :] if marks else self.before

    @cached_property
    def clause_after(self) -> str:
        mark = _CLAUSE_ENDS.search(self.after)
        return self.after[: mark.start()] if mark else self.after

    @cached_property
    def clause(self) -> str:
        return self.clause_before + self.phrase + self.clause_after

    @property
    def is_rhetorical(self) -> bool:
        return bool(cues.RHETORICAL.search(self.sentence))

    def is_negated(self) -> bool:
        """Rule 1: a negation in the clause before the phrase, or one that carries over commas up to 但 or 而."""
        if self.is_rhetorical:
            return False
        # With the phrase itself in sight: in 不能代替药物 the phrase begins with the word that 不 negates.
        for negation in cues.NEGATION.finditer(self.clause_before + self.phrase):
            if negation.end() > len(self.clause_before):
                break
            if not cues.NEGATION_ENDS.search(self.clause_before, negation.end()):
                return True
        frames = list(cues.NEGATING_FRAME.finditer(self.before))
        return bool(frames) and not _TURN.search(self.before, frames[-1].end())

    def is_taken_back(self) -> bool:
        """A predicate after the phrase, or the next sentence, says that it does not hold."""
        tail = self.after[:60]
        return bool(cues.TAKEN_BACK.search(tail) or cues.REBUTTAL.match(self.following))

    def is_debunked(self) -> bool:
        """Rule 2: reported as somebody's false claim."""
        if cues.OWN_VOICE.search(self.sentence) and not cues.WARNING_VOICE.search(self.sentence):
            return False
        for cue in cues.REPORTED.finditer(self.before):
            if not _TURN.search(self.before, cue.end()) and not cues.DENIED.search(self.before[: cue.start()][-5:]):
                return True
        parts = ((self.before, True), (self.phrase, False), (self.after, False))
        return any(warns(text, until_turn=matters) for text, matters in parts)

    def is_asked(self) -> bool:
        """Rule 3: a real question, which the text does not answer with a yes."""
        if cues.RHETORICAL_DENIAL.search(self.phrase):
            return False
        if self.is_rhetorical or cues.YES.match(self.following) or cues.OFFER.search(self.sentence):
            return False
        if self.sentence.rstrip("”’)").endswith("?"):
            # 保肢率98%,截肢?不存在的: there the question is another clause, and asks nothing of the phrase.
            last = self.after.rpartition(",")
            return not last[1] or bool(_ASKS.search(last[2]))
        asked = cues.QUESTION.search(self.sentence)
        return bool(asked) and not cues.WHATEVER.search(self.sentence)

    def is_quoted(self) -> bool:
        """In quotation marks, as words that are talked about."""
        opened = self.before.rfind("“")
        if opened < 0 or "”" in self.before[opened:] or "”" not in self.after:
            return False
        around = self.before[:opened] + "|" + self.after[self.after.index("”") + 1 :]
        return bool(cues.TALKED_ABOUT.search(around)) and not cues.OWN_VOICE.search(self.sentence)

    def is_title_or_law(self) -> bool:
        """Rule 7: inside 《》, in a definition, or in a sentence that quotes what the law forbids."""
        opened = self.before.rfind("《")
        if opened >= 0 and "》" not in self.before[opened:]:
            return True
        return bool(
            cues.FORBIDDEN.search(self.line[max(0, self.start - REACH) : self.start])
            or cues.DEFINED.match(self.after)
            or cues.GLOSSARY.match(self.before)
        )

    def is_hedged(self) -> bool:
        """A hope, an aim or a possibility, and not an assertion."""
        return bool(cues.HEDGE.search(self.clause_before)) and not cues.OWN_VOICE.search(self.sentence)

    def is_spoken_against(self) -> bool:
        """Whether any of the exceptions that hold for every claim applies."""
        return (
            self.is_negated()
            or self.is_debunked()
            or self.is_asked()
            or self.is_quoted()
            or self.is_title_or_law()
            or self.is_taken_back()
        )
