from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.models import Article
from mscsite import citing, structured_data
from mscsite.models import SiteProfile
from mscsite.views.opendata import about_data, below_products
from mscsite.views.pages import page
from products import pictures
from products.changes import lately
from products.listing import Listing
from products.models import Product
from products.quantities import in_numbers

COMPARED = 5
CHOOSABLE = 60  # more names than that are no choice any more: the list has filters


@require_safe
def product_list(request: HttpRequest) -> HttpResponse:
    listing = Listing(dict(request.GET.lists()))
    context = {
        "listing": listing,
        "structured_data": structured_data.dataset(request, about_data(request, listing.updated)),
    }
    return page(request, "products/list.html", context | _indexing(listing), crumbs=[(_("产品"), "")])


@require_safe
def product_charts(request: HttpRequest) -> HttpResponse:
    """The pictures of the products that the same parameters as those of the list choose."""
    listing = Listing(dict(request.GET.lists()))
    context = {"listing": listing, "pictures": pictures.of_listing(listing)}
    return page(request, "products/charts.html", context | _indexing(listing), crumbs=below_products(_("图表")))


def _indexing(listing: Listing) -> dict:
    """Search engines need the whole list, not every selection of it."""
    return {} if listing.query.is_plain else {"is_indexed": False}


@require_safe
def product(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Product.objects.public().with_public_events(), slug=slug)
    context = {
        "product": found,
        "timeline": pictures.timeline_of_product(found),
        "trials": found.trials.public(),
        "articles": Article.objects.public().mentioning(found),
        "doses": in_numbers(found.dose_quantities),
        "changes": lately(found),
        "citations": _citations(request, found),
        "structured_data": structured_data.product(request, found),
    }
    return page(request, "products/product.html", context, crumbs=below_products(found.name))


def _citations(request: HttpRequest, found: Product) -> list[tuple[object, str]]:
    moments = [found.updated_at, *(event.updated_at for event in found.public_events)]
    return citing.page(
        title=_("{product}：各地监管状态").format(product=_full_name(found)),
        site=SiteProfile.of(request).name,
        url=request.build_absolute_uri(request.path),
        updated=timezone.localdate(max(moments)),
        today=timezone.localdate(),
        language=get_language(),
    )


def _full_name(found: Product) -> str:
    return found.name if found.name == found.latin_name else f"{found.name}（{found.latin_name}）"


@require_safe
def product_compare(request: HttpRequest) -> HttpResponse:
    """Up to five products side by side, in the order asked for."""
    asked = list(dict.fromkeys(request.GET.getlist("p")))
    chosen = _named(asked[:COMPARED])
    context = {
        "products": chosen,
        "timeline": pictures.timeline_of_products(chosen),
        "all_products": Product.objects.public()[:CHOOSABLE],
        "limit": COMPARED,
        "missing": len(asked[:COMPARED]) - len(chosen),
        "is_too_many": len(asked) > COMPARED,
        "is_indexed": False,
    }
    return page(request, "products/compare.html", context, crumbs=below_products(_("比较")))


def _named(slugs: list[str]) -> list[Product]:
    public = Product.objects.public().with_public_events().with_public_trials()
    found = {product.slug: product for product in public.filter(slug__in=slugs)}
    return [found[slug] for slug in slugs if slug in found]
