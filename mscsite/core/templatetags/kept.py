"""Pieces of pages that are kept as long as what they show is the same."""

from __future__ import annotations

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from mscsite.core import memo, values

register = template.Library()
_WEIGHT = 3  # of a piece, in things that a process keeps


class Piece(template.Node):
    """What stands inside, kept by values; made anew each time where one of them is None."""

    child_nodelists = ()  # no block of a template stands in one, and none is looked for at each rendering

    def __init__(self, nodes: template.NodeList, name: str, depends: list) -> None:
        self.nodelist, self._name, self._depends = nodes, name, depends

    def render(self, context: template.Context) -> SafeString:
        depends = [each.resolve(context) for each in self._depends]
        if None in depends:
            return self.nodelist.render(context)
        kind = ("piece", self._name, get_language(), timezone.localdate())
        return memo.same(kind, values.of(depends), lambda: mark_safe(self.nodelist.render(context)), _WEIGHT)


@register.tag
def kept_by(parser: template.base.Parser, token: template.base.Token) -> Piece:
    """`{% kept_by "card" product %}…{% endkept_by %}`: what stands inside may depend on the values named, on the
    records that were read with them, the language and the day, and on nothing else: it asks the database for nothing.
    So it holds when something else has changed. Where a value is None nothing is kept.
    """
    _tag, name, *depends = token.split_contents()
    nodes = parser.parse(("endkept_by",))
    parser.delete_first_token()
    return Piece(nodes, name, [parser.compile_filter(each) for each in depends])
