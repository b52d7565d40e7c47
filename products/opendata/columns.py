"""The columns of open data, what each of them holds, and the codes that may stand in it. No database."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

from products.choices import Donor, EventKind, Route, Tissue
from products.sheets.columns import EVENTS, PRODUCTS, SCRIPT_TITLES, Cell, Column, Layout
from products.status import Status

_INTERNAL = frozenset({"source_script", "state", "stamp"})
CODES: dict[str, Any] = {
    "donor": Donor, "tissue": Tissue, "routes": Route, "kind": EventKind, "status": Status,
}  # fmt: skip
_MEANS = {
    "slug": gettext_lazy("产品在本站的标识，也是页面网址的最后一段；不会改作别的产品。"),
    "product": gettext_lazy("产品的标识，见“产品”表。"),
    "latin_name": gettext_lazy("拉丁字母的商品名。"),
    "name": gettext_lazy("中文名称；没有中文名的与拉丁商品名相同。"),
    "aliases": gettext_lazy("出现过的其他写法，包括误写，几个之间用分号隔开。"),
    "generic_name": gettext_lazy("通用名或研发代号。"),
    "company": gettext_lazy("持有人或研发公司。"),
    "donor": gettext_lazy("细胞取自患者本人还是他人。"),
    "tissue": gettext_lazy("细胞取自哪种组织。"),
    "routes": gettext_lazy("给药途径，几个之间用分号隔开。"),
    "dose": gettext_lazy("监管文件或说明书写的剂量，不是用药建议。"),
    "dose_quantities": gettext_lazy("剂量的数值，JSON：value 至 high，unit 是单位，per 是按什么计。"),
    "frequency": gettext_lazy("给药的次数和间隔。"),
    "summary": gettext_lazy("简介。"),
    "trials": gettext_lazy("本站收录的关键临床试验的登记号。"),
    "id": gettext_lazy("事件在本站的编号。"),
    "kind": gettext_lazy("监管机构或持有人做了什么。"),
    "jurisdiction": gettext_lazy("ISO 3166-1 两字母代码；欧盟是 EU。"),
    "jurisdiction_name": gettext_lazy("国家或地区的名称，依 Unicode CLDR。"),
    "regulator": gettext_lazy("作出决定的机构。"),
    "indication": gettext_lazy("适应症；几项之间用分号隔开。"),
    "population": gettext_lazy("适用人群。"),
    "date": gettext_lazy("ISO 8601，只写到已知的精度：可能只有年或年月。"),
    "expiry": gettext_lazy("附条件批准或续期到哪一天为止。"),
    "conditions": gettext_lazy("批准附带的条件；已不在批准状态的，是有关的说明。"),
    "source_url": gettext_lazy("这件事的来源网址。"),
    "source_title": gettext_lazy("来源的名称。"),
    "status": gettext_lazy("由监管事件推算的现状；附条件批准期满即为失效。"),
    "since": gettext_lazy("最近一次变动的日期。"),
    "first_approved": gettext_lazy("在该地首次获批的日期；从未获批则空。"),
    "url": gettext_lazy("产品页的路径，前面加上本站的地址。"),
}


def meaning(column: Column) -> str:
    """What a column holds, in the active language."""
    field = column.field
    if column.language:
        field = field.removesuffix("_" + column.language.replace("-", "_"))
    return str(_MEANS[field])


def codes(column: Column) -> str:
    """The closed list that a column's values come from, with their names; empty where there is none."""
    known = CODES.get(column.field)
    return "；".join(f"{one.value} {one.label}" for one in known) if known else ""


def _without_internal(layout: Layout) -> tuple[Column, ...]:
    return tuple(column for column in layout.columns if column.field not in _INTERNAL)


def _both(field: str, title: str, width: int = 24) -> tuple[Column, ...]:
    return tuple(
        Column(f"{field}_{code.replace('-', '_')}", f"{title}（{script}）", "", Cell.TEXT, width, code)
        for code, script in SCRIPT_TITLES.items()
    )


STATUS_COLUMNS = (
    Column("product", "产品编号", "", Cell.TEXT, 22),
    Column("jurisdiction", "国家或地区", "", Cell.TEXT, 10),
    Column("latin_name", "拉丁商品名", "", Cell.TEXT, 22),
    *_both("name", "名称"),
    Column("company", "公司", "", Cell.TEXT, 20),
    *_both("jurisdiction_name", "国家或地区名称", 14),
    Column("status", "现状", "", Cell.CHOICE, 14),
    Column("since", "最近变动", "", Cell.DATE, 11),
    Column("first_approved", "首次获批", "", Cell.DATE, 11),
    Column("expiry", "有效期至", "", Cell.DAY, 11),
    *_both("indication", "适应症", 36),
    *_both("conditions", "附加条件", 36),
    Column("source_url", "来源网址", "", Cell.TEXT, 32),
    Column("source_title", "来源名称", "", Cell.TEXT, 28),
    Column("url", "产品页", "", Cell.TEXT, 28),
)
_EVENTS = _without_internal(EVENTS)
EVENT_COLUMNS = (*_EVENTS[:2], Column("latin_name", "拉丁商品名", "", Cell.TEXT, 22), *_EVENTS[2:])
PRODUCT_COLUMNS = _without_internal(PRODUCTS)
