"""Pieces of pages that say the same wherever they stand, kept while the generation does (`mscsite.core.memo`)."""

from __future__ import annotations

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from mscsite.core import memo

register = template.Library()


class Kept(template.Node):
    def __init__(self, nodes: template.NodeList, name: str, depends: list) -> None:
        self.nodelist, self._name, self._depends = nodes, name, depends

    def render(self, context: template.Context) -> SafeString:
        depends = tuple(each.resolve(context) for each in self._depends)
        if None in depends:
            return self.nodelist.render(context)
        kind = ("piece", self._name, get_language(), timezone.localdate())
        return memo.many(kind, [depends], lambda _keys: {depends: mark_safe(self.nodelist.render(context))})[depends]


@register.tag
def kept(parser: template.base.Parser, token: template.base.Token) -> Kept:
    """`{% kept "card" product.pk %}…{% endkept %}`: what stands inside may depend on public records, the language, the
    day and the values named, and on nothing else: not on the request, the reader, or what stands around it. Where a
    value is None nothing is kept.
    """
    _tag, name, *depends = token.split_contents()
    nodes = parser.parse(("endkept",))
    parser.delete_first_token()
    return Kept(nodes, name, [parser.compile_filter(each) for each in depends])
