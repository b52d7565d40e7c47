"""Reading the nine columns in which others list approvals: as events of products that we hold.

Such a table has no keys. A row is found by product, jurisdiction and year; where there is no such event it becomes a
new one, a proposal. What it says of the product itself (company, cells, route, frequency, dose) is compared and told,
never written: those words are free, and one product stands in several rows.
"""

from __future__ import annotations

import contextlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from mscsite.core import hanzi
from mscsite.core.names import fold
from mscsite.core.tabular.grid import Grid, SheetRefused, as_text, is_empty
from products.choices import EventKind
from products.models import Product, RegulatoryEvent
from products.sheets import words
from products.sheets.cells import BadCell, from_cell
from products.sheets.columns import EVENTS, Plain, is_remark
from products.sheets.lookups import Lookups
from products.sheets.parse import Sheet, SheetRow
from products.sheets.presets import APPROVAL_KINDS, APPROVALS

_TITLES = {
    "name": "产品名称 产品 产品名 商品名 msc产品名称 干细胞产品名称",
    "company": "公司 企业 持有人 生产企业 研发公司",
    "country": "批准国家 国家 国家或地区 批准国家或地区 批准地区 获批国家",
    "year": "年 年份 批准年份 批准时间 批准年 获批年份",
    "indication": "适应症 适应证 批准适应症",
    "source": "细胞来源 来源 细胞类型",
    "route": "移植途径 给药途径 途径",
    "frequency": "频率 给药频率",
    "dose": "剂量 给药剂量",
}
_FIELDS = {title: name for name, titles in _TITLES.items() for title in [name, *titles.split()]}


def is_approvals(grid: Grid) -> bool:
    """Whether a table lists approvals: a product's name, a country, and a year or an indication."""
    found = {_FIELDS.get(fold(title)) for title in grid.header}
    return {"name", "country"} <= found and bool(found & {"year", "indication"})


def open_approvals(grid: Grid) -> ApprovalsSheet:
    """The table as a sheet of events. SheetRefused for a header that is not known, or stands there twice."""
    columns: dict[str, int] = {}
    for index, title in enumerate(grid.header):
        if is_empty(title) or is_remark(title):
            continue
        name = _FIELDS.get(fold(title))
        if name is None or name in columns:
            known = "、".join(column.title for column in APPROVALS.columns)
            message = _("有两列是同一项：%(title)s。") if name else _("不认识的列“%(title)s”。可用：%(known)s。")
            raise SheetRefused(message % {"title": title, "known": known}, sheet=grid.sheet, column=title)
        columns[name] = index
    titles = {"product": "name", "jurisdiction": "country", "date": "year", "id": "name", "kind": "name"}
    titles |= {f"indication_{script}": "indication" for script in ("zh_hans", "zh_hant")}
    shown = {key: grid.header[columns[name]] for key, name in titles.items() if name in columns}
    return ApprovalsSheet(EVENTS, grid.sheet, {}, shown, grid, list(grid.warnings), columns)


@dataclass
class ApprovalsSheet(Sheet):
    """Rows of events, made of rows of approvals."""

    places: dict[str, int] = field(default_factory=dict)

    def rows(self) -> Iterator[SheetRow]:
        lookups, held = Lookups(), list(self.grid.rows)
        script = hanzi.detect(" ".join(as_text(cell) for _number, cells in held for cell in cells))
        self._column = "indication_zh_hant" if script == hanzi.HANT else "indication_zh_hans"
        found = [(number, self._texts(cells)) for number, cells in held]
        slugs = {text["name"]: lookups.product_names.find(text["name"]) for _number, text in found}
        products = {p.slug: p for p in Product.objects.filter(slug__in=slugs.values()).select_related("company")}
        events = defaultdict(list)
        for event in RegulatoryEvent.objects.filter(product__in=products.values(), kind__in=APPROVAL_KINDS):
            events[event.product_id].append(event)
        for number, text in found:
            product = products.get(slugs[text["name"]] or "")
            yield self._event(number, text, product, events[product.pk] if product else [], lookups)

    def _texts(self, cells: Sequence) -> dict[str, str]:
        texts = {name: as_text(cells[index]).strip() for name, index in self.places.items() if index < len(cells)}
        return {name: texts.get(name, "") for name in _TITLES}

    def _event(
        self,
        number: int,
        text: dict[str, str],
        product: Product | None,
        events: list[RegulatoryEvent],
        lookups: Lookups,
    ) -> SheetRow:
        row = SheetRow(number, {"product": product.slug if product else text["name"]})
        for name, source in (("jurisdiction", "country"), ("date", "year")):
            try:
                row.values[name] = from_cell(EVENTS.column(name), text[source])
            except BadCell as bad:
                row.errors.append(self.error(number, name, text[source], bad.message, bad.allowed))
        if row.errors:
            return row
        if product is not None:  # else the comparison says that there is none
            row.warnings = _differences(text, product, lookups)
        same = _same(events, row.values, text["indication"])
        row.values |= {"id": same.pk if same else None}
        if same:
            del row.values["date"], row.values["jurisdiction"]
        else:
            row.values["kind"] = str(EventKind.APPROVED)
        if "indication" in self.places:
            row.values[self._column] = text["indication"]
        return row


def _same(events: list[RegulatoryEvent], values: Plain, indication: str) -> RegulatoryEvent | None:
    """The approval there in that year: the one with this indication, else the only one."""
    year = values["date"][:4]
    there = [e for e in events if e.jurisdiction == values["jurisdiction"] and (not year or e.date_iso[:4] == year)]
    folded = fold(indication)
    exact = [e for e in there if folded in (fold(e.indication_zh_hans or ""), fold(e.indication_zh_hant or ""))]
    if exact:
        return exact[0]
    return there[0] if len(there) == 1 else None


def _differences(text: dict[str, str], product: Product, lookups: Lookups) -> list[str]:
    """What the table says of the product and the record does not, in words."""
    labels = {name: words.label_of(name, getattr(product, name), "zh-hans") for name in ("donor", "tissue")}
    ours = {
        "company": product.company.name if product.company else "",
        "source": "".join(label for label in labels.values() if label),
        "route": "、".join(words.label_of("routes", route, "zh-hans") for route in product.routes),
        "frequency": product.frequency_zh_hans or "",
        "dose": product.dose_zh_hans or "",
    }
    theirs = {name: text[name] for name in ours}
    with contextlib.suppress(BadCell):  # then it is told as it stands there
        theirs["company"] = lookups.company(text["company"])
    titles = {column.field: column.title for column in APPROVALS.columns}
    return [
        _("%(title)s：表中为“%(theirs)s”，记录为“%(ours)s”；产品的内容请在产品表里改。")
        % {"title": titles[name], "theirs": text[name], "ours": ours[name] or "—"}
        for name in ours
        if theirs[name] and fold(theirs[name]) != fold(ours[name])
    ]
