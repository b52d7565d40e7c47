"""Live tables and lists inside articles, drawn from public records at the time of reading, so that none goes stale."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from django.db.models import Prefetch
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from lxml.html import HtmlElement

from articles import marks
from products import pictures, trial_pictures
from products.listing import Listing
from products.models import Product, RegulatoryEvent
from products.pictures import Chart
from references.models import Trial


def fill(tree: HtmlElement) -> None:
    """Put the records into every `<figure data-embed>`; one of an unknown kind, or with no record to show, goes."""
    figures = [figure for figure in tree.iter("figure") if figure.get("data-embed") is not None]
    kinds = {figure.get("data-embed") for figure in figures}
    loaded: dict[Callable, object] = {}  # several kinds draw from the same records
    for kind in kinds & _KINDS.keys():
        load, draw = _KINDS[kind]
        records = loaded[load] if load in loaded else loaded.setdefault(load, load())
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


def _listing() -> Listing:
    """Everything public, as it stands today."""
    return Listing({})


def _draw_approvals(listing: Listing, figure: HtmlElement, id_: str, *, facet: str) -> str:
    return _chart(pictures.approvals(listing, facet, id_), _("以上由本站产品记录实时生成。"))


def _trials() -> list[Trial]:
    return list(Trial.objects.public().only("phase", "overall_status").prefetch_related(_PRODUCTS_OF_TRIALS))


def _draw_trials(trials: Iterable[Trial], figure: HtmlElement, id_: str) -> str:
    slug = figure.get("data-product") or ""
    shown = [trial for trial in trials if not slug or any(product.slug == slug for product in trial.products.all())]
    return _chart(trial_pictures.by_phase(id_, shown), _("以上由本站试验记录实时生成。"))


def _chart(chart: Chart, note: str) -> str:
    return render_to_string("embeds/chart.html", {"chart": chart, "note": note}) if chart.svg else ""


_PRODUCTS_OF_TRIALS = Prefetch("products", Product.objects.public().only("slug"))
_KINDS: dict[str, tuple[Callable[[], object], Callable[..., str]]] = {
    "products": (_products, _draw_products),
    "timeline": (_events, _draw_timeline),
    "years": (_listing, partial(_draw_approvals, facet="year")),
    "tissues": (_listing, partial(_draw_approvals, facet="tissue")),
    "places": (_listing, partial(_draw_approvals, facet="jurisdiction")),
    "trials": (_trials, _draw_trials),
}
NAMES = {
    "products": gettext_lazy("产品表"),
    "timeline": gettext_lazy("时间线"),
    "years": gettext_lazy("各年首次获批数"),
    "tissues": gettext_lazy("各组织来源的批准数"),
    "places": gettext_lazy("各国家或地区的批准数"),
    "trials": gettext_lazy("各期临床试验数"),
}
