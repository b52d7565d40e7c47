"""Public pages and lists of the admin at 100 and at 100,000 articles and papers, 10,000 products: time and queries.

    python -m benchmarks.scale [MANY] [FEW]

Each size has an SQLite file and a process of its own. "First" is the first request of a process or after a change: what
the process keeps while nothing public changes is counted or indexed then.
"""

from __future__ import annotations

import sys

from benchmarks import generated, measuring

RUNS = 9
GOAL = 2.0
LEAST = 2.0  # milliseconds: below that the ratio of two times says more about the machine


def addresses() -> dict[str, str]:
    """What is asked for, at either size; the oldest article and the last pages are as deep as a list goes."""
    from articles.models import Article

    oldest = Article.objects.order_by("first_published_at")[20].pk
    middle = Article.objects.order_by("pk")[Article.objects.count() // 2]
    return {
        "home": "/zh-hans/",
        "articles": "/zh-hans/articles/",
        "articles, second page": f"/zh-hans/articles/?before={Article.objects.order_by('-pk')[19].pk}",
        "articles, the end": f"/zh-hans/articles/?before={oldest}",
        "articles, back from the end": f"/zh-hant/articles/?after={oldest}",
        "category of many": "/zh-hans/categories/shelf-3/",
        "category of few": "/zh-hans/categories/shelf-0/",
        "article": f"/zh-hans/articles/{middle.slug}/",
        "article with an old query": "/zh-hans/articles/article-5/?from=timeline",
        "product": "/zh-hans/products/product-1/",
        "products": "/zh-hans/products/",
        "paper": "/zh-hans/references/paper1/",
        "trials": "/zh-hans/trials/",
        "glossary": "/zh-hans/glossary/",
        "about data": "/zh-hans/products/data/",
        "feed": "/zh-hans/feed/",
        "feed of a category": "/zh-hans/categories/shelf-0/feed/",
        "sitemap": "/sitemap.xml",
        "API, articles": "/api/v1/articles?limit=50",
        "API, articles, the end": f"/api/v1/articles?limit=50&after={Article.objects.order_by('-pk')[60].pk}",
        "API, citations": "/api/v1/citations?limit=50",
        "API, products": "/api/v1/products?limit=50",
        "admin, first page": "/admin/",
        "admin, articles": "/admin/articles/article/",
        "admin, revisions": "/admin/articles/revision/",
        "admin, reviews": "/admin/articles/review/",
        "admin, citations": "/admin/references/citation/",
        "admin, products": "/admin/products/product/",
        "admin, audit": "/admin/core/auditentry/",
    }


def measure(count: int) -> dict[str, dict]:
    """Times of all addresses over `count` articles and papers and a tenth of that of products, 100 at least."""
    generated.fill(articles=count, products=max(100, count // 10), citations=count)
    client = measuring.superuser()
    return {name: measuring.asked(client, address, RUNS) for name, address in addresses().items()}


def main() -> None:
    sizes = int((sys.argv[2:3] or ["100"])[0]), int((sys.argv[1:2] or ["100000"])[0])
    few, many = (measuring.in_own_process("benchmarks.scale", size) for size in sizes)
    measuring.compared(few, many, sizes)
    ratios = {name: max(many[name]["ms"], LEAST) / max(few[name]["ms"], LEAST) for name in few}
    slowest = max(ratios, key=ratios.get)
    sys.stdout.write(f"grows most of {len(ratios)} pages: {slowest}\n")
    measuring.tell("growth of the slowest page", ratios[slowest], at_most=GOAL)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        measuring.answer(measure)
    else:
        main()
