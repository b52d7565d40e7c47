"""What the admin's first page asks for."""

from django import template

from articles import dashboard, waiting

register = template.Library()


@register.simple_tag(takes_context=True)
def waiting_for_you(context) -> list[waiting.Waiting]:
    """What waits for the person who is logged in (see `articles.waiting`)."""
    return waiting.items(context["request"].user)


@register.simple_tag(takes_context=True)
def lists_for_you(context) -> list[dashboard.Block]:
    """The lists below it (see `articles.dashboard`)."""
    return dashboard.blocks(context["request"].user)
