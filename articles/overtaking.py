"""Which sentences speak of a record, and whether a change of it makes them untrue; no queries but for names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import models

from articles.checks.document import Line, from_html
from articles.checks.normalise import normalise
from articles.models import ArticleContent
from products.models import Product
from products.status import LABELS, Status
from references.choices import OverallStatus, RetractionStatus
from references.models import Citation

MOST_SENTENCES = 20
LONGEST = 300
_SENTENCE = re.compile(r"[^。！？\n]+[。！？]?")
_GONE = re.compile(r"撤回|撤市|退市|退出|撤销|停止销售|失效|不再|吊销|暂停|到期")
_REFUSED = re.compile(
    r"拒绝|未获|未予|没有批准"
)  # tells of a refusal; that a product was refused once tells of no withdrawal
_IN_USE = re.compile(r"批准|获批|上市|在售|可用|用于|适应症|首个|首款|承认|\|")
_NOT_APPROVED = re.compile(
    r"未(?:获|能|予|被)?(?:得)?(?:批准|获批|上市|承认)|没有(?:获得)?(?:批准|获批|上市)|尚未|仍在审|拒绝"
)
_CONDITIONAL = re.compile(r"附条件|有条件|限期")
_RUNNING = re.compile(r"正在|招募中|进行中|尚无结果|有待|预计")
_STOPPED = re.compile(r"终止|撤回|暂停|中止|停止")
_NEGATIVE = {Status.WITHDRAWN, Status.REVOKED, Status.SUSPENDED, Status.LAPSED, Status.REFUSED}
_ENDED = {OverallStatus.TERMINATED, OverallStatus.WITHDRAWN, OverallStatus.SUSPENDED}


@dataclass(frozen=True)
class Change:
    """One aspect of a record that became another: of a product its status in a jurisdiction."""

    record_type: str
    aspect: str
    before: str
    after: str
    day: str


def sentences(content: ArticleContent, record: models.Model) -> list[dict[str, str]]:
    """The sentences that name or cite a record, each with its field and place, in the script it was written in."""
    found = [
        {"field": line.field, "where": line.where, "text": text[:LONGEST]} for line, text in _mentions(content, record)
    ]
    return found[:MOST_SENTENCES]


def makes_untrue(change: Change, content: ArticleContent, record: models.Model) -> bool:
    """Whether what the article says of the record no longer holds after the change."""
    texts = [normalise(text).text for _line, text in _mentions(content, record)]
    if change.record_type == "product":
        return _product_untrue(change, texts)
    if change.record_type == "citation":
        return change.after == RetractionStatus.RETRACTION and bool(texts)
    if change.after in _ENDED:
        return bool(texts) and not any(_STOPPED.search(text) for text in texts)
    return change.after == OverallStatus.COMPLETED and any(_RUNNING.search(text) for text in texts)


def _product_untrue(change: Change, texts: list[str]) -> bool:
    if change.after in _NEGATIVE:
        told = _REFUSED if change.after == Status.REFUSED else _GONE
        return any(_IN_USE.search(text) for text in texts) and not any(told.search(text) for text in texts)
    if change.after == Status.APPROVED and change.before == Status.CONDITIONAL:
        return any(_CONDITIONAL.search(text) for text in texts)
    return change.after in (Status.APPROVED, Status.CONDITIONAL) and any(_NOT_APPROVED.search(text) for text in texts)


def in_words(record_type: str, value: str) -> str:
    """A status as people read it."""
    if not value:
        return "—"
    if record_type == "product":
        return str(LABELS[Status(value)])
    choices = OverallStatus if record_type == "trial" else RetractionStatus
    return str(choices(value).label)


def _mentions(content: ArticleContent, record: models.Model) -> Iterator[tuple[Line, str]]:
    language = getattr(content, "source_script", "zh-hans").replace("-", "_")
    lines = [
        Line(1, getattr(content, f"{name}_{language}") or "", where=name, field=name) for name in ("title", "summary")
    ]
    lines += from_html(getattr(content, f"body_{language}") or "", "body")
    for line in lines:
        if isinstance(record, Citation):
            yield from _citing(line, record.key)
        else:
            yield from _naming(line, _pattern(record))


def _citing(line: Line, key: str) -> Iterator[tuple[Line, str]]:
    for place, cited in line.sources:
        if cited == key:
            found = next((s for s in _SENTENCE.finditer(line.text) if s.start() < max(1, place) <= s.end()), None)
            yield line, (found[0] if found else line.text).strip()


def _naming(line: Line, names: re.Pattern[str]) -> Iterator[tuple[Line, str]]:
    whole = line.kind == "row"
    for text in [line.text] if whole else (found[0] for found in _SENTENCE.finditer(line.text)):
        if names.search(normalise(text).text):
            yield line, text.strip()


def _pattern(record: models.Model) -> re.Pattern[str]:
    names = record.linked_names if isinstance(record, Product) else {record.registry_id}
    folded = sorted({normalise(name).text for name in names if len(name) >= 3}, key=len, reverse=True)
    inner = "|".join(rf"(?<![A-Za-z0-9]){re.escape(name)}(?![A-Za-z0-9])" for name in folded)
    return re.compile(inner or r"(?!)", re.IGNORECASE)
