from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from articles.models import Article
from mscsite.views.pages import page
from products.models import Product

COMPARED = 5


@require_safe
def product_list(request: HttpRequest) -> HttpResponse:
    return page(request, "products/list.html", {"products": Product.objects.public().with_public_events()})


@require_safe
def product(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Product.objects.public().with_public_events(), slug=slug)
    context = {
        "product": found,
        "trials": found.trials.public(),
        "articles": Article.objects.public().for_lists().mentioning(found),
    }
    return page(request, "products/product.html", context)


@require_safe
def product_compare(request: HttpRequest) -> HttpResponse:
    """Up to five products side by side, in the order asked for."""
    wanted = list(dict.fromkeys(request.GET.getlist("p")))[:COMPARED]
    found = {product.slug: product for product in Product.objects.public().with_public_events().filter(slug__in=wanted)}
    chosen = [found[slug] for slug in wanted if slug in found]
    others = Product.objects.public()
    context = {"products": chosen, "all_products": others, "limit": COMPARED, "is_indexed": False}
    return page(request, "products/compare.html", context)
