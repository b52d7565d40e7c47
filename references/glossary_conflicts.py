"""Terms that contradict one another as a glossary; pure over the terms it is given."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import ahocorasick_rs
from django.utils.translation import gettext as _

from mscsite.core import hanzi
from references.models import Term

FIELDS = ("zh_hans", "zh_hant_tw", "zh_hant_hk", "is_protected", "aliases")  # of a term, that are looked at


@dataclass(frozen=True)
class Conflict:
    """What is wrong, in words, and the terms that it concerns."""

    message: str
    terms: tuple[Term, ...]


def find(terms: Iterable[Term]) -> list[Conflict]:
    """The conflicts among `terms`, the worst first: unusable ones, circles, one form for two, parts, aliases.

    Rows will do for records, as long as they have `pk` and FIELDS by name.
    """
    terms = list(terms)
    return [*_unusable(terms), *_circles(terms), *_shared_forms(terms), *_parts(terms), *_aliases(terms)]


def _unusable(terms: list[Term]) -> Iterator[Conflict]:
    for term in terms:
        try:
            hanzi.Glossary([(term.zh_hans, term.zh_hant_tw, term.zh_hant_hk, term.is_protected)])
        except hanzi.GlossaryError:
            forms = {term.zh_hans.strip(), term.zh_hant_tw.strip(), term.zh_hant_hk.strip()}
            if "" in forms:
                yield Conflict(_("有一种写法是空的，转换时不用它。"), (term,))
            else:
                yield Conflict(_("写法里有不能用的字符，或自己转成自己，转换时不用它。"), (term,))


def _circles(terms: list[Term]) -> Iterator[Conflict]:
    """甲 written as 乙 and 乙 as 甲: one of the two is left out of the conversion."""
    by_name = {term.zh_hans: term for term in terms if not term.is_protected}
    for term in by_name.values():
        for form in {term.zh_hant_tw, term.zh_hant_hk} - {term.zh_hans}:
            other = by_name.get(form)
            back = {other.zh_hant_tw, other.zh_hant_hk} if other else set()
            if other is not None and term.zh_hans in back and term.zh_hans < other.zh_hans:
                yield Conflict(_("互相指向对方，转换时只用先建立的一条。"), (term, other))


def _shared_forms(terms: list[Term]) -> Iterator[Conflict]:
    for attribute, region in (("zh_hant_tw", _("台湾")), ("zh_hant_hk", _("香港"))):
        same: dict[str, list[Term]] = defaultdict(list)
        for term in terms:
            same[getattr(term, attribute)].append(term)
        for form, sharing in same.items():
            if form and len(sharing) > 1:
                words = _("%(region)s写法都是“%(form)s”，转回简体时不知道用哪一个。")
                yield Conflict(words % {"region": region, "form": form}, tuple(sharing))


def _parts(terms: list[Term]) -> Iterator[Conflict]:
    """A term inside of another one that is written otherwise there: 干细胞 as 幹細胞, 造血干细胞 as 造血乾細胞."""
    named = [term for term in terms if term.zh_hans.strip()]
    if not named:
        return
    automaton = ahocorasick_rs.AhoCorasick([term.zh_hans for term in named])
    for outer in named:
        inside = {index for index, _s, _e in automaton.find_matches_as_indexes(outer.zh_hans, overlapping=True)}
        for inner in (named[index] for index in sorted(inside) if named[index] is not outer):
            if outer.is_protected or inner.is_protected:
                continue
            if inner.zh_hant_tw not in outer.zh_hant_tw or inner.zh_hant_hk not in outer.zh_hant_hk:
                words = _("“%(outer)s”里的“%(inner)s”写法不同：单独出现和在里面出现，会转得不一样。")
                yield Conflict(words % {"outer": outer.zh_hans, "inner": inner.zh_hans}, (outer, inner))


def _aliases(terms: list[Term]) -> Iterator[Conflict]:
    owners: dict[str, list[Term]] = defaultdict(list)
    for term in terms:
        for name in {term.zh_hans, *term.aliases}:
            owners[name].append(term)
    for name, sharing in owners.items():
        if len(sharing) > 1:
            yield Conflict(_("“%(name)s”是几条术语的名称或别名。") % {"name": name}, tuple(sharing))
