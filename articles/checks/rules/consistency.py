"""Places of one text that contradict each other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from articles.checks import laws, spellings, statements
from articles.checks.document import Document, Line
from articles.checks.findings import Level
from articles.checks.registry import Hit, check, hit

_AGENCY = r"(FDA|EMA|NMPA|PMDA|国家药监局|药监局|欧盟|欧洲药品管理局|加拿大卫生部|厚生劳动省)"
_NAME = r"([A-Za-z][A-Za-z0-9\-]{4,20}|[一-鿿]{2,6}(?:注射液|赛))"
_NEVER = re.compile(
    rf"{_AGENCY}[^。;,]{{0,6}}(?:始终|一直|从来|从|至今|迄今|仍|尚)?(?:未"
    rf"|没有)(?:能)?批准(?:过)?[^。;,A-Za-z]{{0,6}}{_NAME}"
)
_APPROVED = re.compile(
    rf"{_AGENCY}[^。;,]{{0,8}}(?<!未)(?<!没有)(?<!拒绝)批准(?:了)?[^。;,A-Za-z]{{0,12}}{_NAME}(?:\(({_NAME})\))?"
)
_WITHDRAWN = re.compile(r"撤回|撤市|退市|退出[^。;,]{0,8}市场|撤销(?:了)?(?:上市)?许可|停止销售")
_NOT_WITHDRAWN = re.compile(r"(?:未|没有|并非|不)[^。;,]{0,6}$")
_STILL = re.compile(r"(?:目前|现已|现在|如今|至今)(?:仍|已|还)?(?:在[^,。;]{1,6})?(?:获批|在售|上市|可用|批准)")

_NONE: dict[str, tuple[str, ...]] = {}  # the same one each time: what is made of aliases is told by identity


def _aliases(document: Document) -> dict:
    return document.facts.get("aliases", _NONE)


@check(
    code="consistency.spelling",
    level=Level.WARNING,
    rule=laws.EDITING,
    message=_("“%(excerpt)s”在本文另处写作“%(usual)s”（第 %(other)s 行）。请核对正确的拼写，统一写法。"),
    fires="Ryocil后来改了名。\n2024年，Ryoncil在美国获批。",
    silent="Ryoncil曾被拒绝。\n2024年，Ryoncil在美国获批。",
)
def spelling(document: Document) -> Iterator[Hit]:
    places: dict[str, list[tuple[Line, re.Match[str]]]] = {}
    for line, found in statements.names(document):
        places.setdefault(found[0], []).append((line, found))
    counts = Counter({name: len(found) for name, found in places.items()})
    for name, found in places.items():
        better = [other for other in places if other != name and _is_variant(name, other, document)]
        rank = {each: (each in _aliases(document), counts[each], each) for each in (name, *better)}
        usual = max(rank, key=rank.__getitem__)
        if usual != name:
            line, match = found[0]
            yield hit(line, *match.span(), usual=usual, other=places[usual][0][0].number)


def _is_variant(name: str, other: str, document: Document) -> bool:
    if spellings.nearly_same(name.lower(), other.lower()):
        return True
    right = spellings.right_names(_aliases(document))
    if name.lower().startswith(f"{other.lower()} ") or other.lower().startswith(f"{name.lower()} "):
        return False  # the short form of a name of two words
    both = set(right.get(name.lower())) & set(right.get(other.lower()))
    return name.lower() != other.lower() and bool(both)


@check(
    code="consistency.source-of-cells",
    level=Level.ERROR,
    rule=laws.EDITING,
    message=_("这里说%(name)s取自%(value)s，第 %(other)s 行说取自%(contrary)s。请核对来源后统一。"),
    fires="- Cupistem：利用患者自体脂肪组织制成。\n| Cupistem | 韩国 | 2012 | 自体骨髓 |",
    silent="- Cupistem：利用患者自体脂肪组织制成。\n| Cupistem | 韩国 | 2012 | 自体脂肪 |",
)
def source_of_cells(document: Document) -> Iterator[Hit]:
    group = statements.grouped(document, _aliases(document))
    first: dict[tuple[str, str], statements.Statement] = {}
    for said in statements.of_products(document, group):
        before = first.setdefault((said.name, said.attribute), said)
        if before.value != said.value:
            values = {"name": said.name, "value": statements.NAMES[said.value], "other": before.line.number}
            yield hit(said.line, said.start, said.end, contrary=statements.NAMES[before.value], **values)


@check(
    code="consistency.never-approved",
    level=Level.ERROR,
    rule=laws.EDITING,
    message=_("这里说%(agency)s没有批准%(name)s，第 %(other)s 行说已经批准。请按最新情况改写，并写明日期。"),
    fires="FDA始终未批准remestemcel-L。\n2024年，FDA批准remestemcel-L用于儿童。",
    silent="2023年之前，FDA两次要求补充数据。\n2024年，FDA批准remestemcel-L用于儿童。",
)
def never_approved(document: Document) -> Iterator[Hit]:
    approved: dict[tuple[str, str], int] = {}
    for line in document.text_lines:
        for found in _APPROVED.finditer(line.folded.text):
            approved.setdefault((found[1], found[2].lower()), line.number)
    for line in document.text_lines:
        for found in _NEVER.finditer(line.folded.text):
            other = approved.get((found[1], found[2].lower()))
            if other:
                yield hit(line, *found.span(), agency=found[1], name=found[2], other=other)


@check(
    code="consistency.withdrawn",
    level=Level.WARNING,
    rule=laws.EDITING,
    message=_("这里把%(name)s列为已获批，第 %(other)s 行说它已撤回或退出市场。请在此处写明现状。"),
    fires="2024年12月，Alofisel从市场撤回。\n| Alofisel | 欧盟 | 2018 | 异体脂肪 |",
    silent="2024年12月，Alofisel从市场撤回。\n| Alofisel | 欧盟 | 2018，2024年撤市 | 异体脂肪 |",
)
def withdrawn(document: Document) -> Iterator[Hit]:
    gone = _withdrawals(document)
    for line in document.text_lines:
        text = line.folded.text
        is_row = line.kind == "row" or text.startswith("|")
        if not gone or _WITHDRAWN.search(text) or not (is_row or _STILL.search(text)):
            continue
        for name, other in gone.items():
            found = re.search(re.escape(name), text, re.IGNORECASE)
            if found and other != line.number:
                yield hit(line, *found.span(), name=name, other=other)


def _withdrawals(document: Document) -> dict[str, int]:
    """Names of which a sentence says that they were withdrawn, and the line of it."""
    gone: dict[str, int] = {}
    for line, found in statements.names(document):
        text = line.folded.text
        after = text[found.end() : found.end() + 40].split("。")[0]
        event = _WITHDRAWN.search(after)
        if event and not _NOT_WITHDRAWN.search(after[: event.start()]) and line.kind != "row":
            gone.setdefault(found[0], line.number)
    return gone
