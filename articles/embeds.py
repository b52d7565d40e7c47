"""Live tables and lists inside articles, drawn from public records at the time of reading, so that none goes stale."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import partial
from html import escape

from django.db.models import Prefetch
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from lxml import etree
from lxml.html import HtmlElement

from articles import layout, marks
from articles.outline import Wish
from mscsite.core import lasting
from products import pictures, trial_pictures
from products.listing import Listing
from products.models import Company, Product, RegulatoryEvent
from products.pictures import Chart
from references.models import Trial

# Around the figure of an embed, and where its drawing goes. No body has comments: the sanitiser takes them.
_HOLE = re.compile(r"<!--embed-(\d+)-->(.*?)<!--drawn-\1-->(.*?)<!--/embed-\1-->", re.DOTALL)
_TABLES = (Product, Company, RegulatoryEvent, Trial, Product.trials.through)  # that any of them is drawn from
_WEIGHT = 10  # of a drawing, in things that a process keeps
_ASKED = ("embed", "product", "jurisdiction")


def leave(tree: HtmlElement) -> list[Wish]:
    """Leave a hole in every `<figure data-embed>`, for `fill`; one of an unknown kind with nothing in it goes."""
    wishes: list[Wish] = []
    for number, figure in enumerate([f for f in tree.iter("figure") if f.get("data-embed") is not None], start=1):
        wish = Wish(number, *((figure.get(f"data-{name}") or "") for name in _ASKED))
        if wish.kind in _KINDS:
            wishes.append(wish)
            _open(figure, wish)
        elif len(figure) == 0 and not (figure.text or "").strip():
            figure.drop_tree()
    return wishes


def _open(figure: HtmlElement, wish: Wish) -> None:
    caption = figure.find("figcaption")
    for child in list(figure):
        if child is not caption:
            child.drop_tree()
    figure.text = None
    figure.set("class", f"embed embed-{wish.kind}")
    figure.append(etree.Comment(f"drawn-{wish.number}"))  # behind the caption, which says what follows
    figure.addprevious(etree.Comment(f"embed-{wish.number}"))
    end = etree.Comment(f"/embed-{wish.number}")
    end.tail, figure.tail = figure.tail, None
    figure.addnext(end)


def fill(html: str, wishes: Iterable[Wish]) -> str:
    """Put today's records into the holes of `html`; a figure with no record to show goes."""
    wanted = {wish.number: wish for wish in wishes}
    records: dict[Callable, object] = {}  # several kinds draw from the same records, which are read when first wanted

    def drawn(hole: re.Match) -> str:
        wish = wanted.get(int(hole[1]))
        inside = _drawn(wish, records) if wish else ""
        return f"{hole[2]}{inside}{hole[3]}" if inside else ""

    while (filled := _HOLE.sub(drawn, html)) != html:  # a caption may hold a figure
        html = filled
    return html


def _drawn(wish: Wish, records: dict[Callable, object]) -> str:
    def draw() -> str:
        load, template = _KINDS[wish.kind]
        if load not in records:
            records[load] = load()
        return _arranged(template(records[load], wish))

    kind = ("embed", get_language(), timezone.localdate())
    return lasting.many(kind, [wish], _TABLES, lambda _wishes: {wish: draw()}, _WEIGHT)[wish]


def _arranged(html: str) -> str:
    tree = marks.fragment(html)
    layout.arrange_drawn(tree)
    return escape(tree.text or "", quote=False) + layout.serialised(tree)


def _products() -> list[Product]:
    return list(Product.objects.public().with_public_events())


def _events() -> list[RegulatoryEvent]:
    return list(RegulatoryEvent.objects.public().in_order().select_related("product"))


def _draw_products(products: Iterable[Product], wish: Wish) -> str:
    jurisdiction = wish.jurisdiction.upper()
    shown = [p for p in products if not jurisdiction or any(s.jurisdiction == jurisdiction for s in p.statuses)]
    if not shown:
        return ""
    return render_to_string("embeds/products.html", {"products": shown, "jurisdiction": jurisdiction})


def _draw_timeline(events: Iterable[RegulatoryEvent], wish: Wish) -> str:
    shown = [event for event in events if not wish.product or event.product.slug == wish.product]
    if not shown:
        return ""
    context = {"events": shown, "product": wish.product, "svg": pictures.timeline_of_events(wish.id, shown)}
    return render_to_string("embeds/timeline.html", context)


def _listing() -> Listing:
    """Everything public, as it stands today."""
    return Listing({})


def _draw_approvals(listing: Listing, wish: Wish, *, facet: str) -> str:
    return _chart(pictures.approvals(listing, facet, wish.id), _("以上由本站产品记录实时生成。"))


def _trials() -> list[Trial]:
    return list(Trial.objects.public().only("phase", "overall_status").prefetch_related(_PRODUCTS_OF_TRIALS))


def _draw_trials(trials: Iterable[Trial], wish: Wish) -> str:
    shown = [each for each in trials if not wish.product or any(p.slug == wish.product for p in each.products.all())]
    return _chart(trial_pictures.by_phase(wish.id, shown), _("以上由本站试验记录实时生成。"))


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
