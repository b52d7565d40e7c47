"""Every page at 100 and at 100,000 articles and papers, 10,000 products, 3,000 trials, 500 terms: time and queries.

    python -m benchmarks.scale [MANY] [FEW]
    python -m tests.postgres .venv/bin/python -m benchmarks.scale [MANY] [FEW] --server
    python -m benchmarks.scale 20000 100 --only "papers: doubles" --only "Article, one"

Each size has a database and a process of its own: an SQLite file, or with `--server` one in the PostgreSQL of
DATABASE_URL. "After a change" is the first reader after something public changed: what the process keeps while nothing
does is made then. Times are of this process; with a server they are by the clock, the shortest of several. `--only`
asks for the pages alone whose name has these words in it.
"""

from __future__ import annotations

import datetime as dt
import itertools
import os
import sys
import time
from collections.abc import Callable, Iterator

from benchmarks import beside, generated, measuring

RUNS, CHANGES = 4, 4
GOAL = 2.0
ONLY = "SCALE_ONLY"  # tells the processes of the sizes which pages are wanted, a line each
_PARTS = {"code": "qr.svg", "picture": "share.png"}
LEAST = 5.0  # milliseconds: below that the ratio of two times says more about the machine


def public() -> dict[str, str]:
    """What readers ask for, at either size; the oldest article and the last pages are as deep as a list goes."""
    from articles.models import Article
    from references.models import Trial

    oldest = Article.objects.order_by("first_published_at")[20].pk
    middle = Article.objects.order_by("pk")[Article.objects.count() // 2]
    last_trials = (Trial.objects.count() - 1) // 50 + 1
    api = {kind: f"/api/v1/{kind}?limit=50" for kind in ("articles", "citations", "products", "trials", "terms")}
    ends = Article.objects.order_by("-pk")[60].pk
    return {
        "home": "/zh-hans/",
        "articles": "/zh-hans/articles/",
        "articles, second page": f"/zh-hans/articles/?before={Article.objects.order_by('-pk')[19].pk}",
        "articles, the end": f"/zh-hans/articles/?before={oldest}",
        "articles, back from the end": f"/zh-hant/articles/?after={oldest}",
        "category of many": "/zh-hans/categories/shelf-3/",
        "category of few": "/zh-hans/categories/shelf-0/",
        "article": f"/zh-hans/articles/{middle.slug}/",
        **{f"article, {name}": f"/zh-hans/articles/{middle.slug}/{rest}" for name, rest in _PARTS.items()},
        "article for WeChat": f"/zh-hans/wechat/{middle.pk}/",
        "article for WeChat, its text": f"/zh-hant/wechat/{middle.pk}/body/",
        "article, preview": f"/zh-hans/previews/{middle.pk}/",
        "article with an old query": "/zh-hans/articles/article-5/?from=timeline",
        "paper, to take along": "/zh-hans/references/paper1/ris/",
        "product": "/zh-hans/products/product-1/",
        "products": "/zh-hans/products/",
        "charts": "/zh-hans/products/charts/",
        "compared": "/zh-hans/products/compare/?p=product-1&p=product-2",
        "paper": "/zh-hans/references/paper1/",
        "trials": "/zh-hans/trials/",
        "trials, the end": f"/zh-hans/trials/?page={last_trials}",
        "trials of a condition": "/zh-hant/trials/?condition=舊病",
        "trial": "/zh-hans/trials/NCT00000001/",
        "glossary": "/zh-hans/glossary/",
        "open data": "/zh-hans/products/data/",
        "open data, described": "/zh-hans/products/data/datapackage.json",
        "search, many hits": "/zh-hans/search/?q=Journal",
        "search, many hits, none of the type": "/zh-hans/search/?q=Journal&type=trial",
        "search, a page of hits": f"/zh-hans/search/?q={beside.CONDITION}",
        "search, feed": "/zh-hans/search/feed/?q=Journal",
        "search, one hit": f"/zh-hant/search/?q={beside.word(1)}",
        "suggestions": "/zh-hans/search/suggest/?q=Prod",
        "feed": "/zh-hans/feed/",
        "feed of a category": "/zh-hans/categories/shelf-0/feed/",
        "sitemap": "/sitemap.xml",
        "sitemap, the rest": "/sitemap-rest.xml",
        **{f"API, {kind}": address for kind, address in api.items()},
        "API, articles, the end": f"/api/v1/articles?limit=50&after={ends}",
        "API, a product": "/api/v1/products/product-1",
    }


def of_the_admin() -> Iterator[tuple[str, str]]:
    """Every list of the admin with its second page, a form of each kind, and pages of its own."""
    from django.contrib import admin
    from django.urls import reverse

    from articles.models import Article

    hub = Article.objects.get(slug="article-5").pk
    yield "admin, first page", "/admin/"
    for name in ("revisions", "compare", "paper"):
        arguments = [hub, "docx"] if name == "paper" else [hub]
        yield f"admin, {name} of an article", reverse(f"admin:articles_article_{name}", args=arguments)
    yield from _of_a_record()
    for name in ("doubles", "copies", "bring_in"):
        yield f"admin, papers: {name}", reverse(f"admin:references_citation_{name}")
    for name in ("conflicts", "rederive"):
        yield f"admin, terms: {name}", reverse(f"admin:references_term_{name}")
    for model in admin.site._registry:
        name = f"{model._meta.app_label}_{model._meta.model_name}"
        label = f"admin, {model._meta.label}"
        address = reverse(f"admin:{name}_changelist")
        first = model._default_manager.order_by("pk").first()
        if model._meta.model_name != "siteprofile":
            yield label, address
            if model._default_manager.count() > 60:
                yield f"{label}, second page", f"{address}?p=2"
        if first is not None:
            yield f"{label}, one", reverse(f"admin:{name}_change", args=[first.pk])


def _of_a_record() -> Iterator[tuple[str, str]]:
    """What the admin does with one record, and what its forms look up."""
    from django.urls import reverse

    from articles.models import Article
    from products.models import Product
    from references.models import Citation

    of_texts = ("repair", "scripts", "source_script")
    article, product = Article.objects.get(slug="article-5"), Product.objects.get(slug="product-1")
    paper, other = Citation.objects.order_by("pk")[:2]
    # An article's history are its revisions; none of these is deleted, as all of them are public.
    for record, pages in ((article, of_texts), (product, ("history", *of_texts)), (paper, ("history",))):
        for page in pages:
            name = f"{record._meta.app_label}_{record._meta.model_name}_{page}"
            yield f"admin, {page} of one {record._meta.model_name}", reverse(f"admin:{name}", args=[record.pk])
    yield "admin, merging two papers", reverse("admin:references_citation_merge", args=[paper.pk, other.pk])
    for page, words in (("citations", "Journal"), ("records", "Product"), ("images", "1")):
        yield f"admin, picking {page}", reverse(f"admin:articles_article_pick_{page}") + f"?q={words}"


def measure(count: int) -> dict[str, dict]:
    """Times of all addresses over `count` articles and papers, and of the others what stands in the title."""
    least = 100
    generated.fill(articles=count, products=max(least, count // 10), citations=count)
    beside.fill(trials=max(least, count * 3 // 100), terms=max(least, count // 200), rows=max(least, count // 10))
    _index()
    generated.settle()
    client = measuring.superuser()
    pages = (*public().items(), *of_the_admin())
    return {name: _asked(client, address) for name, address in pages if _is_wanted(name)}


def _is_wanted(name: str) -> bool:
    """Whether the command line asks for this page: all without `--only`."""
    words = os.environ.get(ONLY, "").splitlines()
    return not words or any(each in name for each in words)


def _index() -> None:
    """The search finds everything but articles, whose texts take minutes and have a benchmark of their own."""
    from mscsite.core import fulltext
    from products.models import Product
    from references.models import Citation, Term, Trial

    for model in (Product, Citation, Trial, Term):
        for record in model.objects.iterator(chunk_size=500):
            fulltext.update(record)


def _asked(client, address: str) -> dict[str, float]:
    """One reader after a change, and those after that, in milliseconds; queries of one of these."""
    from django.db import connection
    from django.db.models import F

    from articles.models import Article

    def ask() -> None:
        response = client.get(address)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        if response.status_code != 200 or not body:
            raise SystemExit(f"{address}: {response.status_code}")

    ask()
    changed = []
    for run in range(CHANGES):
        # As a publication changes it, and one more or less that is found in both scripts: it is counted anew.
        scripts = "zh-hans" if run % 2 == 0 else "zh-hans,zh-hant"
        Article.objects.filter(slug="article-5").update(live_at=F("live_at") + dt.timedelta(seconds=1), live_in=scripts)
        changed.append(_clock(ask))
    with connection.execute_wrapper(queries := measuring.Queries()):
        ask()
    return {"first": min(changed), "ms": min(_clock(ask) for _run in range(RUNS)), "queries": queries.count}


def _clock(action: Callable[[], None]) -> float:
    """Milliseconds; of this process alone where the database is in it."""
    from django.db import connection

    clock = time.process_time if connection.vendor == "sqlite" else time.perf_counter
    started = clock()
    action()
    return (clock() - started) * 1000


def main() -> None:
    arguments = [each for each in sys.argv[1:] if each.isdecimal()]
    os.environ[ONLY] = "\n".join(word for flag, word in itertools.pairwise(sys.argv) if flag == "--only")
    sizes = int((arguments[1:2] or ["100"])[0]), int((arguments[:1] or ["100000"])[0])
    server = os.environ.get("DATABASE_URL", "") if "--server" in sys.argv else ""
    few, many = (measuring.in_own_process("benchmarks.scale", size, server) for size in sizes)
    measuring.compared(few, many, sizes)
    for told, key in (("growth of the slowest page", "ms"), ("growth of the slowest page after a change", "first")):
        ratios = {name: max(many[name][key], LEAST) / max(few[name][key], LEAST) for name in few if name in many}
        slowest = sorted(ratios, key=ratios.get, reverse=True)
        grown = [f"{name} {ratios[name]:.2f}" for name in slowest if ratios[name] > GOAL]
        sys.stdout.write(f"{told}, of {len(ratios)}: {slowest[0]}; beyond {GOAL:g}: {', '.join(grown) or 'none'}\n")
        measuring.tell(told, ratios[slowest[0]], at_most=GOAL)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        measuring.answer(measure)
    else:
        main()
