"""Writes of every kind to products, events and companies, for tests that compare what is kept with what is read."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from mscsite.core import bulk, generation, shards
from products.models import Company, Product, RegulatoryEvent
from products.sheets.service import import_now
from products.sheets.undo import undo
from tests import factories
from tests.products.sheets import helpers

PLACES, DONORS = ("JP", "EU", "US"), ("autologous", "allogeneic", "")
KINDS = ("approved", "conditionally_approved", "withdrawn", "refused")


class Writer:
    """Writes of every kind, chosen by chance; keys are far apart, so that there are many shards."""

    def __init__(self, seed: int, look: Callable[[], None]):
        """`look` is called where a reader may come in between, also to what is never committed."""
        self.chance, self.look = random.Random(seed), look
        self.company = factories.company("Company 0")
        self.serial = iter(range(1, 10_000))

    def write(self) -> str:
        """One of them; what it was."""
        way = self.chance.choice(self.ways)
        getattr(self, way)()
        return way

    @property
    def ways(self) -> list[str]:
        return sorted(name for name in dir(self) if name.startswith("do_"))

    def some(self, model: type):
        keys = list(model.objects.order_by("pk").values_list("pk", flat=True))
        return model.objects.filter(pk=self.chance.choice(keys) if keys else 0)

    def fields(self) -> dict:
        return {
            "latin_name": f"{self.chance.choice('aBcD')}{next(self.serial)}",
            "donor": self.chance.choice(DONORS),
            "tissue": self.chance.choice(("adipose", "bone_marrow")),
            "routes": self.chance.sample(("intravenous", "intralesional"), self.chance.choice((0, 1, 2))),
            "company": self.chance.choice((self.company, None)),
        }

    def event(self) -> dict:
        number, day = self.chance.randrange(4), dt.date(2012, 1, 1) + dt.timedelta(days=self.chance.randrange(4500))
        return {
            "kind": self.chance.choice(KINDS),
            "jurisdiction": self.chance.choice(PLACES),
            "date": day,
            "indication_zh_hans": f"病{number}" if number else "",
        }

    def do_add(self):
        make = self.chance.choice((factories.public_product, factories.public_product, factories.proposed_product))
        highest = Product.objects.aggregate(highest=Max("pk"))["highest"] or 0
        jump = self.chance.choice((1, shards.SIZE // 3, 2 * shards.SIZE))
        make(pk=max(highest, 1_000_000) + jump, **self.fields())  # beyond what a sequence gives

    def do_save(self):
        for product in self.some(Product):
            for name, value in self.fields().items():
                setattr(product, name, value)
            product.save()

    def do_update(self):
        self.some(Product).update(donor=self.chance.choice(DONORS), routes=["topical"])

    def do_update_many(self):
        for product in self.some(Product):
            Product.objects.filter(pk__gte=product.pk).update(tissue=self.chance.choice(("", "adipose")))

    def do_publish(self):
        self.some(Product).update(published_at=self.chance.choice((None, timezone.now())), updated_at=timezone.now())

    def do_raw(self):
        with connection.cursor() as cursor:
            for product in self.some(Product):
                cursor.execute("UPDATE products_product SET latin_name = %s WHERE id = %s", [f"r{product}", product.pk])

    def do_delete(self):
        self.some(Product).delete()

    def do_tell(self):
        for product in self.some(Product):
            for _event in range(self.chance.choice((1, 1, 3))):
                factories.public_event(product, **self.event())

    def do_propose(self):
        for product in self.some(Product):
            factories.proposed_event(product, **self.event())

    def do_publish_events(self):
        for product in self.some(Product):
            product.events.update(published_at=self.chance.choice((None, timezone.now())), updated_at=timezone.now())

    def do_move_event(self):
        for product in self.some(Product):
            self.some(RegulatoryEvent).update(product=product)

    def do_change_event(self):
        self.some(RegulatoryEvent).update(**self.event(), expiry=None)

    def do_delete_event(self):
        self.some(RegulatoryEvent).delete()

    def do_name_company(self):
        self.some(Company).update(name=f"Company {next(self.serial)}")

    def do_another_company(self):
        self.company = factories.company(f"Company {next(self.serial)}")
        self.some(Product).update(company=self.company)

    def do_bulk(self):
        now = timezone.now()
        names = [next(self.serial) for _each in range(self.chance.choice((2, 70)))]
        bulk.insert(
            Product(slug=f"b{n}", latin_name=f"b{n}", name_zh_hans="批", published_at=now, company=self.company)
            for n in names
        )

    def do_roll_back(self):
        """The number that it would have left may be that of the next change."""
        with transaction.atomic():
            self.do_save()
            self.do_name_company()
            self.look()
            transaction.set_rollback(True)

    def do_roll_back_a_part(self):
        with transaction.atomic():
            self.do_tell()
            point = transaction.savepoint()
            self.do_update()
            transaction.savepoint_rollback(point)
            self.do_add()

    def do_import(self):
        rows = [{**row, "tissue": "adipose"} for row in helpers.objects() if self.chance.random() < 0.3]
        told = {"origin": "tests", "dry_run": False, "may_publish": True}
        _plan, found = import_now(helpers.as_json(rows), "x.json", **told) if rows else (None, None)
        if found and self.chance.random() < 0.5:
            self.look()
            undo(found.pk, actor=None, origin="tests")

    def do_something_else(self):
        factories.public_trial()

    def do_tell_that_nobody_knows(self):
        generation.raise_now(table=self.chance.choice(("", "products_product")))
