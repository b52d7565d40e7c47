"""One entry of a reference list, taken apart as far as its form is known. What is not printed stays None."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from . import reference_styles as styles
from .folding import fold
from .parsed import Reference
from .reference_rarer import take_named_apart, take_web_apart

_LONGEST = 2_000
_NUMBER = re.compile(r"(?:\[\d{1,3}\]|【\d{1,3}】|\(\d{1,3}\)|\d{1,3}(?:[.、)\t]|(?=\s+[^\W\d_]))|[①-⑳])[.、:]?\s*")
_DOI = re.compile(
    r"(?:(?:https?://)?(?:dx\.)?doi\.org/|\bd[o0]i\s*[:：.]?\s*(?:https?://(?:dx\.)?doi\.org/)?|\b(?=10\.\d))"
    r"(10\.\d{4,9}/[^\s\"<>，。；、）】]{1,200})",
    re.IGNORECASE,
)
_PMID = re.compile(r"\bpmid\s*[:：]?\s*(\d{1,9})\b", re.IGNORECASE)
_PMCID = re.compile(r"\b(?:pmcid\s*[:：]?\s*)?PMC\d{3,9}\b", re.IGNORECASE)
_PUBMED_URL = re.compile(r"pubmed(?:\.ncbi\.nlm\.nih\.gov|/)/?(\d{1,9})")
_URL = re.compile(r"(?:https?://|www\.)[^\s\"<>，。；、）】]{3,500}", re.IGNORECASE)
_YEAR = re.compile(r"(?<![\d-])(?:19|20)\d{2}(?!\d)")
_ROC_YEAR = re.compile(r"民(?:国)?\s*(\d{2,3})\s*(?:年|(?=[)）]))")
_ROC_DATE_AT_END = re.compile(r"[。.,，;；\s]+(?:中華)?民[国國]\s*\d{2,3}\s*年[\d年月日\s]*$")
_VISITED = re.compile(
    r"[(\[（［]?\s*(?:last )?(?:accessed|retrieved|cited|visited|访问日期|訪問日期|检索日期|檢索日期)\b"
    r"[^.]{0,30}\.?\s*$",
    re.IGNORECASE,
)
_UNSPACED = re.compile(r"[A-Za-z)\]]{2}\.[A-Z][a-z]+|\b[A-Z]{1,3}\.[A-Z][a-z]{2,}\s")
_UNSPACED_STOP = re.compile(r"(?<=[A-Za-z)\]]{2})\.(?=[A-Z][a-z ]|[A-Z]{2,}\b)|(?<=\s[A-Z])\.(?=[A-Z][a-z]{2,})")
_UNSPACED_COMMA = re.compile(r"(?<=[A-Z]),(?=[A-Z][a-z])|(?<=[a-z]),(?=(?:et al|[A-Z]))")
_SITE_TAGS = re.compile(
    r"(?:\s*\[(?:DOI|PMC free article|PubMed|CrossRef|Cross Ref|Google Scholar|Web of Science|Free Full Text)\])+", re.I
)
_SOFT_HYPHEN = re.compile("(?<=[a-z])[\u2010\u00ad](?=[a-z])")


@dataclass
class _Work:
    """The text of an entry while identifiers are being taken out of it."""

    text: str
    found: dict[str, str | None] = field(default_factory=dict)

    def take(self, key: str, pattern: re.Pattern[str]) -> None:
        if match := pattern.search(self.text):
            self.found[key] = match[1] if match.groups() else match[0]
            self.text = self.text[: match.start()] + " " + self.text[match.end() :]


def read_entry(number: int | None, raw: str) -> Reference:
    """An entry as printed, and its number, in; what it says of authors, title, journal and identifiers out."""
    if len(raw) > _LONGEST:
        return Reference(number, raw)
    work = _Work(_without_number(raw) if number is not None else raw)
    found = _identifiers(work)
    work.text = _spaced(_tidy(work.text))
    parts = styles.take_apart(work.text)
    reference = Reference(number, raw, **found)
    if parts is None and not reference.doi:
        read = take_web_apart if reference.url or "《" in raw else take_named_apart
        parts = read(work.text, styles.fold_stops(work.text))
    if parts is None:
        return replace(reference, year=_only_year(work.text))
    return replace(
        reference,
        authors=parts.authors,
        title=_ROC_DATE_AT_END.sub("", _rejoined(parts.title) or "") or None,
        container=_rejoined(parts.container),
        year=parts.year or _only_year(work.text),
        volume=parts.volume,
        issue=parts.issue,
        pages=parts.pages,
    )


def _spaced(text: str) -> str:
    """An entry typed without a blank, as Chinese keyboards make it: `Able A,Baker B.Title.Journal,2020` gets them."""
    if not _UNSPACED.search(text) or re.search(r"[A-Za-z]\. [A-Z]", text):
        return text
    return _UNSPACED_COMMA.sub(", ", _UNSPACED_STOP.sub(". ", text))


def _without_number(raw: str) -> str:
    match = _NUMBER.match(fold(raw[:20]))
    return raw[match.end() :] if match else raw


def _identifiers(work: _Work) -> dict[str, str | None]:
    url = _URL.search(work.text)
    work.take("doi", _DOI)
    work.text = _SITE_TAGS.sub("", work.text)
    work.take("pmid", _PMID)
    work.take("pmcid", _PMCID)
    if work.found.get("doi") is None or (url and "doi.org" not in url[0]):
        work.take("url", _URL)
    doi, link = work.found.get("doi"), work.found.get("url")
    pubmed = _PUBMED_URL.search(link or "")
    printed = url[0] if url and "doi.org" in url[0] else link
    return {
        "doi": _trimmed(doi).lower() if doi else None,
        "pmid": work.found.get("pmid") or (pubmed[1] if pubmed else None),
        "url": _trimmed(printed) if printed else None,
    }


def _trimmed(address: str) -> str:
    """An address without the punctuation of the sentence around it."""
    address = address.rstrip(".,;:，。；\"'”’]}>")
    while address.endswith(")") and address.count("(") < address.count(")"):
        address = address[:-1].rstrip(".,;:")
    return address


def _tidy(text: str) -> str:
    text = _VISITED.sub("", re.sub(r"\s+", " ", text)).strip()
    text = re.sub(
        r"(?:\s*(?:epub|available (?:at|from)|doi|pmcid|pmid|retrieved from|链接|連結|網址|网址|取自|檢自"
        r"|检索自|檢索自|引自|資料來源|published \d{4} [A-Z][a-z]{2} \d{1,2})\s*[:：]?)+\s*[.;]*$",
        "",
        text,
        flags=re.I,
    )
    return text.strip(" ;；")


def _only_year(text: str) -> int | None:
    """The year, where the entry holds but one."""
    years = {int(year) for year in _YEAR.findall(text)} or {1911 + int(year) for year in _ROC_YEAR.findall(fold(text))}
    return years.pop() if len(years) == 1 else None


def _rejoined(text: str | None) -> str | None:
    return _SOFT_HYPHEN.sub("", text) if text else None
