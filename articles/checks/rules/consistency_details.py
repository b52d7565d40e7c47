"""What a text says of a product besides its approval, against its record: route, dose, age, company, spelling."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from articles.checks import laws, statements
from articles.checks.approvals import names_of
from articles.checks.document import Document, Line
from articles.checks.facts import ProductFacts, once_a_set
from articles.checks.findings import Level
from articles.checks.normalise import normalise
from articles.checks.quantities import powers
from articles.checks.registry import Hit, check, hit
from articles.checks.spellings import Mentions, Register, RightNames, by_name, of_products

ROUTES = {
    "intravenous": r"静脉",
    "intracoronary": r"冠状动脉|冠脉",
    "intrathecal": r"鞘内",
    "intraarticular": r"关节腔|关节内",
    "intramuscular": r"肌肉注射|肌内|肌注",
    "subcutaneous": r"皮下",
    "intracerebral": r"脑内|颅内",
    "inhalation": r"雾化|吸入",
    "nasal": r"鼻腔|滴鼻|鼻喷",
}
# Words for "at the place of the disease": each of the recorded routes may be meant.
_NEAR = {"intralesional", "implantation", "topical", "intracerebral", "intraarticular"}
_ROUTES = {route: re.compile(pattern) for route, pattern in ROUTES.items()}
_ROUTE_WORDS = {route: pattern.split("|")[0] for route, pattern in ROUTES.items()}
_AGE = re.compile(r"(\d{1,2})(个月|周岁|岁)(?:及|或|\(含\))?(以上|以下|及以上)")
_MADE_BY = re.compile(r"(?:由|是|为)?([^,。;|()]{2,20}?)(?:公司|制药|株式会社)?(?:开发|研发|生产|推出)(?:的|了)?")
_NEARLY = 0.01


@functools.lru_cache(maxsize=2)  # four checks read the same document one after the other
def _about_one(document: Document) -> tuple[tuple[Line, ProductFacts, int, int], ...]:
    """Rows and sentences that speak of one product: line, its record, start and end of the stretch."""
    return tuple(_find_about_one(document))


def _find_about_one(document: Document) -> Iterator[tuple[Line, ProductFacts, int, int]]:
    known = document.known.products
    records, names = by_name(known), names_of(known)
    for line in document.text_lines if known else ():
        text = line.folded.text
        is_row = line.kind == "row" or text.startswith("|")
        stretches = [(0, len(text))] if is_row else [found.span() for found in re.finditer(r"[^。;]+", text)]
        for start, end in stretches:
            about = {name for name, _start, _end in names.find(text[start:end])}
            if len(about) == 1:
                yield line, records[about.pop()], start, end


@check(
    code="consistency.record-route",
    level=Level.WARNING,
    rule=laws.EDITING,
    message=_("“%(excerpt)s”：产品记录里%(name)s的给药途径不同（%(recorded)s）。请核对来源，改正其中之一。"),
    for_articles=True,
)
def record_route(document: Document) -> Iterator[Hit]:
    for line, product, start, end in _about_one(document):
        said = {route: found for route, word in _ROUTES.items() if (found := word.search(line.folded.text, start, end))}
        if not product.routes or len(said) != 1:
            continue
        route, found = next(iter(said.items()))
        if route not in product.routes and not (route in _NEAR and product.routes & _NEAR):
            recorded = "、".join(sorted(_ROUTE_WORDS.get(each, each) for each in product.routes))
            yield hit(line, *found.span(), name=product.name, recorded=recorded)


@check(
    code="consistency.record-dose",
    level=Level.WARNING,
    rule=laws.EDITING,
    message=_("“%(excerpt)s”与产品记录里%(name)s的剂量（%(recorded)s 个细胞）不符。请核对来源，改正其中之一。"),
    for_articles=True,
)
def record_dose(document: Document) -> Iterator[Hit]:
    for line, product, start, end in _about_one(document):
        for power in powers(line.folded.text) if product.cells else ():
            value = power.mantissa * 10**power.exponent
            is_near = any(abs(value - each) <= _NEARLY * each for each in product.cells)
            if start <= power.start < end and not is_near:
                recorded = "、".join(f"{each:.3g}" for each in product.cells)
                yield hit(line, power.start, power.end, name=product.name, recorded=recorded)


@check(
    code="consistency.record-age",
    level=Level.WARNING,
    rule=laws.EDITING,
    message=_("“%(excerpt)s”与产品记录里%(name)s的适用人群（%(recorded)s）不符。请核对来源，改正其中之一。"),
    for_articles=True,
)
def record_age(document: Document) -> Iterator[Hit]:
    for line, product, start, end in _about_one(document):
        populations = [approval.population for approval in product.approvals]
        ages = {(found[1], found[2][-1]) for text in populations for found in _AGE.finditer(normalise(text).text)}
        found = _AGE.search(line.folded.text, start, end)
        if ages and found and (found[1], found[2][-1]) not in ages:
            yield hit(line, *found.span(), name=product.name, recorded="；".join(filter(None, populations)))


@check(
    code="consistency.record-company",
    level=Level.WARNING,
    rule=laws.EDITING,
    message=_("“%(excerpt)s”：产品记录里%(name)s属于%(recorded)s。请核对来源，改正其中之一。"),
    for_articles=True,
)
def record_company(document: Document) -> Iterator[Hit]:
    companies = _companies(document.known.companies)
    for line, product, start, end in _about_one(document):
        text = line.folded.text
        if not product.company or not (line.kind == "row" or _MADE_BY.search(text, start, end)):
            continue
        named = companies.find(text[start:end].lower())
        said = [(found, group) for name, group in named if (found := _company(name).search(text, start, end))]
        own = {name[:2] for name in product.company if re.match("[一-鿿]{2}", name)}
        is_own = any(normalise(name).text in text[start:end] for name in own)  # 武田 for 武田药品工业
        if said and not is_own and all(product.company[0] not in group for _found, group in said):
            yield hit(line, *said[0][0].span(), name=product.name, recorded=product.company[0])


@once_a_set
def _companies(groups: tuple[tuple[str, ...], ...]) -> Mentions[tuple[str, tuple[str, ...]]]:
    """Every name of a company, folded, with all its names."""
    names = [(normalise(name).text, group) for group in groups for name in group if len(name) >= 3]
    return Mentions((name.lower(), (name, group)) for name, group in names)


def _company(name: str) -> re.Pattern[str]:
    return re.compile(re.escape(name), re.IGNORECASE)


@check(
    code="consistency.record-spelling",
    level=Level.WARNING,
    rule=laws.EDITING,
    message=_("“%(excerpt)s”像是“%(right)s”的误写。请核对；若确有此写法，请加到记录的别名里。"),
    for_articles=True,
)
def record_spelling(document: Document) -> Iterator[Hit]:
    known = (of_products(document.known.products), _of_companies(document.known.companies))
    told: set[str] = set()
    for line, found in statements.names(document):
        word = found[0].lower()
        if word in told or any(names.knows(word) for names in known):
            continue
        if right := [near for names in known if (near := names.nearest(word))]:
            told.add(word)
            yield hit(line, *found.span(), right=right[0])
    for line in document.text_lines:
        for start, end, name in (slip for names in known for slip in names.slips(line.folded.text)):
            yield hit(line, start, end, right=name)


@once_a_set
def _of_companies(companies: tuple[tuple[str, ...], ...]) -> Register:
    return Register([(RightNames(name for group in companies for name in group), bool)])
