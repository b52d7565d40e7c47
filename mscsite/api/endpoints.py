from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Generic, TypeVar

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema
from ninja.errors import HttpError

from articles import reading
from articles.models import Article
from mscsite.api import objects
from mscsite.api.schemas import ArticleFullOut, ArticleOut, CitationOut, ProductChoice, ProductOut, TermOut, TrialOut
from products.listing import Listing
from products.models import Product
from references.models import Citation, Term, Trial

router = Router()
T = TypeVar("T")
After = Annotated[int, Query(ge=0, le=2**63 - 1, description="只要 id 大于此数的对象。")]
Limit = Annotated[int, Query(ge=1, le=200)]


class Page(Schema, Generic[T]):
    items: list[T]
    next: str | None


def _page(request: HttpRequest, records: QuerySet, after: int, limit: int, made: Callable) -> dict:
    """Records after an id, in the order of ids: no page shifts while somebody publishes."""
    found = list(records.order_by("pk").filter(pk__gt=after)[: limit + 1])
    shown = found[:limit]
    more = _after(request, shown[-1].pk, limit) if len(found) > limit else None
    return {"items": [made(request, record) for record in shown], "next": more}


def _after(request: HttpRequest, key: int, limit: int) -> str:
    """The address of the next page, with what else was asked for."""
    parameters = request.GET.copy()
    parameters.pop("after", None), parameters.pop("limit", None)
    parameters.update({"after": key, "limit": limit})
    return request.build_absolute_uri(f"{request.path}?{parameters.urlencode()}")


@router.get("/articles", response=Page[ArticleOut], tags=["articles"], summary="文章")
def articles(request: HttpRequest, after: After = 0, limit: Limit = 50):
    found = Article.objects.public_in_any().defer("live__body_zh_hans", "live__body_zh_hant")
    found = found.prefetch_related(reading.judgements("live__"))
    return _page(request, found, after, limit, objects.article)


@router.get("/articles/{slug}", response=ArticleFullOut, tags=["articles"], summary="一篇文章及其正文")
def article(request: HttpRequest, slug: str):
    return objects.article_in_full(request, get_object_or_404(Article.objects.public_in_any(), slug=slug))


@router.get("/products", response=Page[ProductOut], tags=["products"], summary="产品、监管事件与现状")
def products(request: HttpRequest, choice: Query[ProductChoice], after: After = 0, limit: Limit = 50):
    found = Product.objects.public().with_public_events().with_public_trials()
    if not any(choice.dict().values()):
        return _page(request, found, after, limit, objects.product)
    listing = Listing(dict(request.GET.lists()))
    if listing.query.problems:
        raise HttpError(422, " ".join(listing.query.problems))
    keys = [key for key in sorted(listing.keys()) if key > after][: limit + 1]
    return _page(request, found.filter(pk__in=keys), after, limit, lambda *args: objects.product(*args, listing.day))


@router.get("/products/{slug}", response=ProductOut, tags=["products"], summary="一个产品")
def product(request: HttpRequest, slug: str):
    found = get_object_or_404(Product.objects.public().with_public_events().with_public_trials(), slug=slug)
    return objects.product(request, found)


@router.get("/trials", response=Page[TrialOut], tags=["trials"], summary="临床试验")
def trials(request: HttpRequest, after: After = 0, limit: Limit = 50):
    return _page(request, Trial.objects.public(), after, limit, objects.trial)


@router.get("/trials/{path:registry_id}", response=TrialOut, tags=["trials"], summary="一项临床试验")
def trial(request: HttpRequest, registry_id: str):
    return objects.trial(request, get_object_or_404(Trial.objects.public(), registry_id=registry_id))


@router.get("/citations", response=Page[CitationOut], tags=["citations"], summary="文献")
def citations(request: HttpRequest, after: After = 0, limit: Limit = 50):
    return _page(request, Citation.objects.public(), after, limit, objects.citation)


@router.get("/citations/{key}", response=CitationOut, tags=["citations"], summary="一条文献")
def citation(request: HttpRequest, key: str):
    return objects.citation(request, get_object_or_404(Citation.objects.public(), key=key))


@router.get("/terms", response=Page[TermOut], tags=["terms"], summary="术语")
def terms(request: HttpRequest, after: After = 0, limit: Limit = 50):
    return _page(request, Term.objects.public(), after, limit, objects.term)


@router.get("/terms/{slug}", response=TermOut, tags=["terms"], summary="一个术语")
def term(request: HttpRequest, slug: str):
    return objects.term(request, get_object_or_404(Term.objects.public(), slug=slug))
