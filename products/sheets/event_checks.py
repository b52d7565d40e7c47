"""The rules for events, applied to what the sheet makes of a product's events together with those it leaves alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from products.event_rules import EventFacts, problems
from products.models import RegulatoryEvent
from products.sheets.columns import EVENTS, Plain
from products.sheets.lookups import Lookups
from products.sheets.parse import Sheet
from products.sheets.plans import RowPlan, Status
from products.sheets.records import CHUNK, plain_rows


def check_events(sheet: Sheet, plans: list[RowPlan], lookups: Lookups) -> None:
    """Fail the rows that would tell an event twice or put it before the approval; rows left alone are not blamed."""
    touched = [plan for plan in plans if plan.status in (Status.CREATED, Status.UPDATED)]
    by_pk = {plan.pk: plan for plan in touched if plan.pk}
    events: dict[str, dict[object, Plain]] = defaultdict(dict)
    for pk, row in _events_of(touched, lookups):
        if pk in by_pk:
            row |= by_pk[pk].new_values
        events[row["product"]][pk] = row
    for plan in touched:
        if plan.pk is None:
            row = dict.fromkeys(EVENTS.fields, "") | plan.new_values
            events[row["product"]]["row", plan.number] = row
    wrong = {key: found for own in events.values() for key, found in problems(map(_facts, own, own.values())).items()}
    for plan in touched:
        for message in wrong.get(plan.pk or ("row", plan.number), ()):
            plan.status = Status.FAILED
            plan.errors.append(sheet.error(plan.number, "kind", plan.new_values.get("kind", ""), message))


def _events_of(touched: list[RowPlan], lookups: Lookups) -> Iterator[tuple[int, Plain]]:
    """All events of the products that are touched: where an event leaves a product, both."""
    slugs = {slug for plan in touched for slug in plan.changes.get("product", ()) if slug}
    products = [lookups.product_ids[slug] for slug in slugs]
    changed = [plan.pk for plan in touched if plan.pk]
    found = RegulatoryEvent.objects.filter(pk__in=changed).values_list("product_id", flat=True) if changed else ()
    everything = sorted({*products, *found})
    for start in range(0, len(everything), CHUNK):
        some = everything[start : start + CHUNK]
        yield from plain_rows(EVENTS, RegulatoryEvent.objects.filter(product_id__in=some).order_by("pk"), CHUNK)


def _facts(key: object, row: Plain) -> EventFacts:
    indication = row["indication_" + row["source_script"].replace("-", "_")]
    return EventFacts(key, row["kind"], row["jurisdiction"], row["date"], indication)
