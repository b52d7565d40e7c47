"""Pieces of pages that are kept: while the generation stands (`kept`), or as long as what they show is the same
(`kept_by`)."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from mscsite.core import memo, values

register = template.Library()
_WEIGHT = 3  # of a piece, in things that a process keeps


class Piece(template.Node):
    """What stands inside, kept by `keep(kind, values, make)`; made anew each time where one of the values is None."""

    child_nodelists = ()  # no block of a template stands in one, and none is looked for at each rendering

    def __init__(self, nodes: template.NodeList, name: str, depends: list, keep: Callable) -> None:
        self.nodelist, self._name, self._depends, self._keep = nodes, name, depends, keep

    def render(self, context: template.Context) -> SafeString:
        depends = [each.resolve(context) for each in self._depends]
        if None in depends:
            return self.nodelist.render(context)
        kind = ("piece", self._name, get_language(), timezone.localdate())
        return self._keep(kind, values.of(depends), lambda: mark_safe(self.nodelist.render(context)))


def _while_nothing_changes(kind: Hashable, value: Hashable, make: Callable[[], SafeString]) -> SafeString:
    return memo.kept((kind, value), make, _WEIGHT)


def _by_what_it_shows(kind: Hashable, value: Hashable, make: Callable[[], SafeString]) -> SafeString:
    return memo.same(kind, value, make, _WEIGHT)


def _piece(parser: template.base.Parser, token: template.base.Token, keep: Callable) -> Piece:
    tag, name, *depends = token.split_contents()
    nodes = parser.parse((f"end{tag}",))
    parser.delete_first_token()
    return Piece(nodes, name, [parser.compile_filter(each) for each in depends], keep)


@register.tag
def kept(parser: template.base.Parser, token: template.base.Token) -> Piece:
    """`{% kept "glossary" "" %}…{% endkept %}`: what stands inside may depend on public records, the language, the
    day and the values named, and on nothing else: not on the request, the reader, or what stands around it. Where a
    value is None nothing is kept.
    """
    return _piece(parser, token, _while_nothing_changes)


@register.tag
def kept_by(parser: template.base.Parser, token: template.base.Token) -> Piece:
    """`{% kept_by "card" product %}…{% endkept_by %}`: what stands inside may depend on the values named, on the
    records that were read with them, the language and the day, and on nothing else: it asks the database for nothing.
    So it holds when something else has changed. Where a value is None nothing is kept.
    """
    return _piece(parser, token, _by_what_it_shows)
