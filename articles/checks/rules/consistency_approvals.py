"""What a text says of approvals, against itself and against the records."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from django.utils.translation import gettext_lazy as _

from articles.checks import approvals, laws, statements
from articles.checks.approvals import NAMES, PLACES, Names, Told, folded, names_of
from articles.checks.document import Document
from articles.checks.facts import ProductFacts, once_a_set
from articles.checks.findings import Level
from articles.checks.registry import Hit, check, hit
from articles.checks.spellings import Mentions, by_name, mentioned

_WIDENED = re.compile(r"扩大|扩展|新增|增加|又|再次|转为|正式|完全|第二|另一|续|此前|先后")
_NEVER = re.compile(
    rf"(?:{'|'.join(PLACES.values())})[^。;,]{{0,8}}?(?:始终|一直|从来|从|至今|迄今|仍|尚|都){{0,2}}(?:未|没有)(?:能)?批准(?:过)?"
)
_BEFORE = re.compile(r"(?:19|20)\d\d年?(?:以|之)?前|当时|那时|曾|此前|直到|直至")
_FIRST = re.compile(
    r"(?P<scope>全球|世界|国际|全世界|韩国|日本|美国|欧盟|欧洲|加拿大|中国|我国|国内|印度|伊朗)?(?:上)?(?:的)?(?:首个|首款|首种|第一个|第一款|首次批准的?)"
    r"(?P<what>[^。;,]{0,24}?)(?:产品|药物|药品|疗法|新药|治疗药|制剂)"
)
_DISEASE = re.compile(r"用于|治疗|针对|适用于|[^自异]病|症|损伤|梗死|癌|瘘|炎")
_LISTED = 4  # earlier products that a finding names
_DONORS = {"autologous": re.compile(r"自体"), "allogeneic": re.compile(r"异体|同种异体|异基因")}
_SCOPES = dict.fromkeys(("全球", "世界", "国际", "全世界"), "") | {
    "韩国": "KR", "日本": "JP", "美国": "US", "欧盟": "EU", "欧洲": "EU", "加拿大": "CA", "中国": "CN", "我国": "CN",
    "国内": "CN", "印度": "IN", "伊朗": "IR",
}  # fmt: skip


@functools.lru_cache(maxsize=2)  # five checks read the same document one after the other
def _told(document: Document) -> tuple[Told, ...]:
    """Approvals in the text, by the names of records; without records, by the Latin names that the text uses."""
    products = document.known.products
    if products:
        return tuple(approvals.told(document, names_of(products)))
    words = {found[0] for _line, found in statements.names(document)}
    return tuple(approvals.told(document, Names(ProductFacts(word) for word in sorted(words))))


@check(
    code="consistency.approval-year",
    level=Level.WARNING,
    rule=laws.EDITING,
    message=_("这里说%(name)s%(year)s年在%(place)s获批，第 %(other)s 行说是%(contrary)s年。请核对来源后统一。"),
    fires="2018年12月，日本批准Stemirac上市。\nStemirac于2016年在日本获批。",
    silent="2018年3月，欧盟批准Alofisel上市。\nAlofisel于2021年在日本获批。",
)
def approval_year(document: Document) -> Iterator[Hit]:
    known = by_name(document.known.products)
    first: dict[tuple[str, str], Told] = {}
    for said in _told(document):
        if not (said.place and said.year):
            continue
        before = first.setdefault((said.name, said.place), said)
        if before.year == said.year or _WIDENED.search(said.line.folded.text):
            continue
        recorded = {each.year for each in known[said.name].approvals} if said.name in known else set()
        if not {before.year, said.year} <= recorded:
            values = {"name": said.name, "year": said.year, "place": NAMES[said.place], "contrary": before.year}
            yield hit(said.line, said.start, said.end, other=before.line.number, **values)


@check(
    code="consistency.record-year",
    level=Level.WARNING,
    rule=laws.EDITING,
    message=_("这里说%(name)s%(year)s年获批，产品记录里的批准是：%(recorded)s。请核对来源，改正其中之一。"),
    for_articles=True,
)
def record_year(document: Document) -> Iterator[Hit]:
    known = by_name(document.known.products)
    for said in _told(document):
        recorded = known[said.name].approvals if said.name in known else ()
        here = [each for each in recorded if each.place == said.place] if said.place else list(recorded)
        if said.year and here and said.year not in {each.year for each in here}:
            yield hit(said.line, said.start, said.end, name=said.name, year=said.year, recorded=_list(here))


@check(
    code="consistency.record-month",
    level=Level.WARNING,
    rule=laws.EDITING,
    message=_("这里说%(name)s%(year)s年%(month)s月在%(place)s获批，产品记录是%(recorded)s。请核对来源，改正其中之一。"),
    for_articles=True,
)
def record_month(document: Document) -> Iterator[Hit]:
    known = by_name(document.known.products)
    for said in _told(document):
        recorded = known[said.name].approvals if said.name in known else ()
        same_year = [each for each in recorded if each.place == said.place and each.year == said.year]
        months = {int(each.date[5:7]) for each in same_year if len(each.date) >= 7}
        if said.month and months and len(months) == len(same_year) and said.month not in months:
            values = {"name": said.name, "year": said.year, "month": said.month, "place": NAMES[said.place]}
            yield hit(said.line, said.start, said.end, recorded="、".join(each.date for each in same_year), **values)


@check(
    code="consistency.record-place",
    level=Level.WARNING,
    rule=laws.EDITING,
    message=_("这里说%(name)s在%(place)s获批，产品记录里没有：只有%(recorded)s。请核对来源，改正文章或补充记录。"),
    for_articles=True,
)
def record_place(document: Document) -> Iterator[Hit]:
    known = by_name(document.known.products)
    for said in _told(document):
        recorded = known[said.name].approvals if said.name in known else ()
        if said.place and recorded and said.place not in {each.place for each in recorded}:
            values = {"name": said.name, "place": NAMES[said.place], "recorded": _list(list(recorded))}
            yield hit(said.line, said.start, said.end, **values)


@check(
    code="consistency.record-conditions",
    level=Level.WARNING,
    rule=laws.EDITING,
    message=_("产品记录里%(name)s在%(place)s是%(recorded)s，这里说的不同。请核对来源，写明是否附条件。"),
    for_articles=True,
)
def record_conditions(document: Document) -> Iterator[Hit]:
    known = by_name(document.known.products)
    for said in _told(document):
        recorded = known[said.name].approvals if said.name in known else ()
        here = [each for each in recorded if each.place == said.place]
        kinds = {each.is_conditional for each in here if not said.year or each.year == said.year}
        if len(kinds) != 1 or said.line.kind == "row":
            continue
        is_conditional = kinds.pop()
        wrong = (said.is_conditional and not is_conditional) or (said.is_full and is_conditional)
        omitted = is_conditional and not said.is_conditional and not _told_elsewhere(document, said)
        if wrong or omitted:
            words = str(_("附条件批准") if is_conditional else _("完全批准"))
            values = {"name": said.name, "place": NAMES[said.place], "recorded": words}
            yield hit(said.line, said.start, said.end, level=None if wrong else Level.INFO, **values)


def _told_elsewhere(document: Document, said: Told) -> bool:
    """Whether some line says that this product's approval has conditions: it need not be said each time."""
    mentions = (each for each in _told(document) if each.name == said.name)
    return any(each.is_conditional for each in mentions)


@check(
    code="consistency.record-never-approved",
    level=Level.ERROR,
    rule=laws.EDITING,
    message=_("这里说%(place)s没有批准，产品记录里%(name)s已于%(date)s在%(place)s获批。请按最新情况改写，并写明日期。"),
    for_articles=True,
)
def record_never_approved(document: Document) -> Iterator[Hit]:
    products = document.known.products
    for line in document.text_lines:
        for found in _NEVER.finditer(line.folded.text):
            tail = line.folded.text[found.end() : found.end() + 40].split("。")[0]
            if _BEFORE.search(line.folded.text[max(0, found.start() - 20) : found.end()]):
                continue
            for product in mentioned(_alone, products, tail.lower()):
                here = [each for each in product.approvals if re.search(PLACES.get(each.place, "(?!)"), found[0])]
                if here and any(Names([product]).find(tail)):
                    values = {"name": product.name, "place": NAMES[here[0].place], "date": here[0].date}
                    yield hit(line, *found.span(), **values)
                    break


@check(
    code="consistency.record-first",
    level=Level.WARNING,
    rule=laws.EDITING,
    message=_("“%(excerpt)s”：产品记录里更早的有%(older)s。请写明“首个”的范围（适应症、供者、组织），或改写。"),
    for_articles=True,
)
def record_first(document: Document) -> Iterator[Hit]:
    known = document.known.products
    names = names_of(known)
    for line in document.text_lines:
        for sentence in re.finditer(r"[^。;]+", line.folded.text):
            about = {name for name, _start, _end in names.find(sentence[0])}
            first = _FIRST.search(sentence[0])
            if not first or len(about) != 1 or _DISEASE.search(first["what"]):
                continue
            older = _older(by_name(known)[about.pop()], first, sentence[0], known)
            if older:
                start = sentence.start()
                yield hit(line, start + first.start(), start + first.end(), older="、".join(older))


def _older(product: ProductFacts, first: re.Match[str], sentence: str, known: tuple[ProductFacts, ...]) -> list[str]:
    """Products with an earlier approval within the scope of the claim, each with its date."""
    place = _SCOPES.get(first["scope"] or "")
    if place is None:
        places = [code for code, pattern in PLACES.items() if re.search(pattern, sentence)]
        place = places[0] if len(places) == 1 else None
    own = [each.date for each in product.approvals if not place or each.place == place]
    if place is None or not own:
        return []
    donors = {donor for donor, word in _DONORS.items() if word.search(first["what"])}

    def earlier() -> Iterator[str]:
        for other in known:
            dates = [each.date for each in other.approvals if not place or each.place == place]
            fits = not donors or other.donor in donors
            if other.name != product.name and dates and fits and min(dates)[:4] < min(own)[:4]:
                yield f"{other.name}（{min(dates)}）"

    return list(islice(earlier(), _LISTED))


@once_a_set
def _alone(products: tuple[ProductFacts, ...]) -> Mentions[ProductFacts]:
    """Every approved product by the spellings of itself alone, its substance among them."""
    approved = (each for each in products if each.approvals)
    alone = (replace(each, spellings=(*each.spellings, _substance(each.generic))) for each in approved)
    return Mentions((folded(name), each) for each in alone for name in (each.name, *each.spellings))


def _substance(generic: str) -> str:
    """A generic name without the four letters that the FDA adds to those of biologics."""
    return re.sub(r"-[a-z]{4}$", "", generic)


def _list(recorded: list) -> str:
    return "、".join(f"{NAMES.get(each.place, each.place)}{each.year}年" for each in recorded)
