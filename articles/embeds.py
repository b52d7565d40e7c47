"""Live tables and lists inside articles, drawn from public records at the time of reading, so that none goes stale."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.template.loader import render_to_string
from lxml.html import HtmlElement

from articles import marks
from products import pictures
from products.models import Product, RegulatoryEvent


def fill(tree: HtmlElement) -> None:
    """Put the records into every `<figure data-embed>`; one of an unknown kind, or with no record to show, goes."""
    figures = [figure for figure in tree.iter("figure") if figure.get("data-embed") is not None]
    kinds = {figure.get("data-embed") for figure in figures}
    for kind in kinds & _KINDS.keys():
        load, draw = _KINDS[kind]
        records = load()
        for number, figure in enumerate(figures, start=1):
            if figure.get("data-embed") == kind and figure.getparent() is not None:
                _place(figure, draw(records, figure, f"embed-{number}"))
    for figure in figures:
        if len(figure) == 0 and not (figure.text or "").strip() and figure.getparent() is not None:
            figure.drop_tree()


def _place(figure: HtmlElement, html: str) -> None:
    if not html:
        figure.drop_tree()
        return
    caption = figure.find("figcaption")
    for child in list(figure):
        if child is not caption:
            child.drop_tree()
    figure.text = None
    figure.set("class", f"embed embed-{figure.get('data-embed')}")
    figure.extend(marks.fragment(html))  # behind the caption, which says what follows


def _products() -> list[Product]:
    return list(Product.objects.public().with_public_events())


def _events() -> list[RegulatoryEvent]:
    return list(RegulatoryEvent.objects.public().in_order().select_related("product"))


def _draw_products(products: Iterable[Product], figure: HtmlElement, _id: str) -> str:
    jurisdiction = (figure.get("data-jurisdiction") or "").upper()
    shown = [p for p in products if not jurisdiction or any(s.jurisdiction == jurisdiction for s in p.statuses)]
    if not shown:
        return ""
    return render_to_string("embeds/products.html", {"products": shown, "jurisdiction": jurisdiction})


def _draw_timeline(events: Iterable[RegulatoryEvent], figure: HtmlElement, id_: str) -> str:
    product = figure.get("data-product") or ""
    shown = [event for event in events if not product or event.product.slug == product]
    if not shown:
        return ""
    context = {"events": shown, "product": product, "svg": pictures.timeline_of_events(id_, shown)}
    return render_to_string("embeds/timeline.html", context)


_KINDS: dict[str, tuple[Callable[[], list], Callable[[list, HtmlElement, str], str]]] = {
    "products": (_products, _draw_products),
    "timeline": (_events, _draw_timeline),
}
