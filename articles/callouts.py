"""Callouts: the passages of an article that say what is known, what is not, and what to beware of. Pure, on a tree."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from lxml.html import HtmlElement, builder

KINDS = {"known": _("已经知道的"), "unknown": _("还不知道的"), "warning": _("请注意")}


def fill(tree: HtmlElement) -> None:
    """Give each `<aside data-callout>` its title; one of an unknown kind becomes plain text, an empty one goes."""
    for number, aside in enumerate(list(tree.iter("aside")), start=1):
        kind = aside.get("data-callout")
        if kind not in KINDS:
            aside.drop_tag()
        elif not aside.text_content().strip():
            aside.drop_tree()
        else:
            _arrange(aside, kind, f"callout-{number}")


def _arrange(aside: HtmlElement, kind: str, anchor: str) -> None:
    """A note inside the text, not a landmark beside it."""
    aside.tag = "div"
    aside.set("class", f"callout callout-{kind}")
    aside.set("role", "note")
    aside.set("aria-labelledby", anchor)
    title = builder.P(str(KINDS[kind]), {"class": "callout-title", "id": anchor})
    title.tail, aside.text = aside.text, None
    aside.insert(0, title)
