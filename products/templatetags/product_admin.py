"""What the admin's first page asks of products."""

from django import template

from products import expiries

register = template.Library()


@register.simple_tag(takes_context=True)
def expiries_for_you(context) -> list[expiries.Expiry] | None:
    """Terms that end (see `products.expiries`); None for those who do not see products."""
    return expiries.coming() if context["request"].user.has_perm("products.view_product") else None
