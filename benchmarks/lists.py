"""Lists of products at 100 and at 100,000: processor time and queries of the public list, the API and the admin.

    python -m benchmarks.lists [MANY] [FEW]

Each size has an SQLite file and a process of its own; a time is the median of several requests. "First" is the first
request of a process: it builds the index that all later ones count with. "Changed" are the first readers after a change
of one product, and the form of an article, whose checks know every product.
"""

from __future__ import annotations

import datetime as dt
import itertools
import random
import sys
from collections.abc import Iterator

from benchmarks import measuring, sample

RUNS = 15
ALIKE = 60  # products that all filters together choose, at either size: the same page is compared
PLACES = ("US", "EU", "JP", "KR", "CN", "IN", "CA", "NZ", "AU", "IR", "TW", "HK", "SG", "BR", "CH")
INDICATIONS = 60
ALL = "status=approved&donor=allogeneic&tissue=adipose&route=intravenous&company=company-0&year=2015&indication=bing-0"
COLUMNS = "donor__exact=allogeneic&tissue__exact=adipose"
ADDRESSES = {
    "list": "/zh-hans/products/",
    "list, one filter": "/zh-hans/products/?jurisdiction=JP",
    "list, all filters": f"/zh-hant/products/?jurisdiction=JP&jurisdiction=KR&{ALL}",
    "list, a past day": "/zh-hans/products/?on=2019-12-31&status=approved&sort=recent",
    "list, page 2": "/zh-hans/products/?page=2",
    "charts": "/zh-hans/products/charts/?jurisdiction=JP",
    "API": "/api/v1/products?limit=50",
    "API, filtered": f"/api/v1/products?jurisdiction=JP&{ALL}&limit=50",
    "admin": "/admin/products/product/",
    "admin, page 2": "/admin/products/product/?p=2",
    "admin, all filters": f"/admin/products/product/?public=yes&jurisdiction=JP&kind=approved&{COLUMNS}",
    "admin, events": "/admin/products/regulatoryevent/",
    "admin, events, all filters": "/admin/products/regulatoryevent/?public=yes&kind__exact=approved&jurisdiction=JP",
}

GOAL = 10_000  # products with which no page may take twice as long as with 100
CHANGED = ("list", "list, all filters", "list, a past day", "charts", "API, filtered")


def fill(count: int) -> None:
    """`count` public products, fifty a company, each with one to four events; the same ones at every run."""
    from django.utils import timezone

    from mscsite.core import bulk, history
    from products.choices import Donor, Route, Tissue
    from products.models import Company, Product, RegulatoryEvent

    chance, now = random.Random(8), timezone.now()
    companies = [Company(name=f"Company {n}") for n in range(max(2, count // 50))]
    bulk.insert(companies)
    for start in range(0, count, 500):
        products = [
            Product(
                slug=f"product-{n}",
                latin_name=f"Product {n:06}",
                name_zh_hans=f"产品{n}",
                name_zh_hant=f"產品{n}",
                summary_zh_hans="一句话的摘要。",
                summary_zh_hant="一句話的摘要。",
                company=companies[0] if n < ALIKE else chance.choice(companies),
                donor="allogeneic" if n < ALIKE else chance.choice(Donor.values),
                tissue="adipose" if n < ALIKE else chance.choice(Tissue.values),
                routes=["intravenous"] if n < ALIKE else chance.sample(Route.values, chance.choice((1, 1, 2))),
                published_at=now,
            )
            for n in range(start, min(start + 500, count))
        ]
        bulk.insert(products)
        bulk.insert(event for product in products for event in _events(product, chance, now))
    newest = list(Product.objects.order_by("-pk").values_list("pk", flat=True)[:20])
    history.add_versions(Product, newest, kind="+", user=None, reason="")
    events = list(RegulatoryEvent.objects.order_by("-pk").values_list("pk", flat=True)[:20])
    history.add_versions(RegulatoryEvent, events, kind="+", user=None, reason="")


def _events(product, chance: random.Random, now: dt.datetime) -> list:
    if product.slug in {f"product-{n}" for n in range(ALIKE)}:
        return [_event(product, "approved", "JP", 0, dt.date(2015, 6, 1), now)]
    found = []
    for place in chance.sample(PLACES, chance.choice((1, 1, 2))):
        number, day = chance.randrange(INDICATIONS), dt.date(2008, 1, 1) + dt.timedelta(days=chance.randrange(6000))
        kind = chance.choice(("approved", "conditionally_approved", "refused"))
        found.append(_event(product, kind, place, number, day, now))
        if kind != "refused" and chance.random() < 0.2:
            found.append(_event(product, "withdrawn", place, number, day + dt.timedelta(days=700), now))
    return found


def _event(product, kind: str, place: str, number: int, day: dt.date, now: dt.datetime):
    from products.models import RegulatoryEvent

    return RegulatoryEvent(
        product=product,
        kind=kind,
        jurisdiction=place,
        indication_zh_hans=f"病{number}",
        indication_zh_hant=f"病{number}",
        date=day,
        date_precision="day",
        expiry=day + dt.timedelta(days=2557) if kind == "conditionally_approved" else None,
        source_url="https://example.org/decision",
        published_at=now,
    )


def measure(count: int) -> dict[str, dict]:
    """Times of all ADDRESSES over `count` products; called in a process of its own."""
    fill(count)
    client = measuring.superuser()
    lists = {name: measuring.asked(client, address, RUNS) for name, address in ADDRESSES.items()}
    return lists | {f"changed: {name}": _after_changes(client, address) for name, address in _changed()}


def _changed() -> Iterator[tuple[str, str]]:
    from articles.models import Article

    sample.write()
    article = Article.objects.get(slug=sample.SLUG)
    yield from ((name, ADDRESSES[name]) for name in CHANGED)
    yield "form of an article", f"/admin/articles/article/{article.pk}/change/"


def _after_changes(client, address: str) -> dict[str, float]:
    """As `measuring.asked`, before each request one product saved with another donor; the first time as a process that
    has read everything meets it."""
    from products.models import Product

    client.get(address)
    changes = (Product.objects.get(slug=f"product-{70 + n % 7}") for n in itertools.count())

    def change() -> None:
        product = next(changes)
        product.donor = "autologous" if product.donor == "allogeneic" else "allogeneic"
        product.save()

    return measuring.asked(client, address, RUNS, before=change)


def main(many: int, few: int) -> None:
    sizes = dict.fromkeys((few, min(GOAL, many), many))
    times = {size: measuring.in_own_process("benchmarks.lists", size) for size in sizes}
    for size in [*sizes][1:]:
        measuring.compared(times[few], times[size], (few, size))
        growth = {name: times[size][name]["ms"] / times[few][name]["ms"] for name in times[few]}
        for told, is_changed in (("list of products", False), ("page after a change of a product", True)):
            slowest = max((name for name in growth if name.startswith("changed") is is_changed), key=growth.get)
            sys.stdout.write(f"grows most: {slowest}\n")
            # More products than the goal names may cost more after a change, but not as much as all of them.
            most = None if is_changed and size > GOAL else 2
            measuring.tell(f"growth of the slowest {told}, {size:,}", growth[slowest], at_most=most)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        measuring.answer(measure)
    else:
        main(int((sys.argv[1:2] or ["100000"])[0]), int((sys.argv[2:3] or ["100"])[0]))
