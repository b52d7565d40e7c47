"""What the admin's first page asks for. Django loads all modules of tags with its first template: rules come later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template

if TYPE_CHECKING:
    from articles import dashboard, waiting

register = template.Library()


@register.simple_tag(takes_context=True)
def waiting_for_you(context) -> list[waiting.Waiting]:
    """What waits for the person who is logged in (see `articles.waiting`)."""
    from articles import waiting

    return waiting.items(context["request"].user)


@register.simple_tag(takes_context=True)
def lists_for_you(context) -> list[dashboard.Block]:
    """The lists below it (see `articles.dashboard`)."""
    from articles import dashboard

    return dashboard.blocks(context["request"].user)
