"""What Crossref and PubMed say became of a paper after it was printed.

Crossref tells it on the paper itself (`updated-by`, with the data of Retraction Watch) and on the notice (`update-to`);
PubMed in `CommentsCorrectionsList`. Sources: https://www.crossref.org/documentation/retrieve-metadata/rest-api/ and
https://www.nlm.nih.gov/bsd/licensee/elements_descriptions.html#commentscorrections
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from urllib.parse import quote, urlencode

from django.conf import settings
from django.utils.translation import gettext as _
from lxml import etree

from mscsite.core import fetch
from mscsite.core.fetch import FetchError, Kind
from references.choices import GRAVITY
from references.choices import RetractionStatus as Status
from references.styles import dates
from references.styles.text import stripped

_CROSSREF = {
    **dict.fromkeys(("retraction", "partial_retraction", "withdrawal", "removal"), Status.RETRACTION),
    "expression_of_concern": Status.EXPRESSION_OF_CONCERN,
    **dict.fromkeys(("correction", "corrigendum", "erratum"), Status.CORRECTION),
}
_PUBMED = {
    **dict.fromkeys(("RetractionIn", "PartialRetractionIn"), Status.RETRACTION),
    "ExpressionOfConcernIn": Status.EXPRESSION_OF_CONCERN,
    **dict.fromkeys(("ErratumIn", "CorrectedandRepublishedIn", "CorrectedAndRepublishedIn"), Status.CORRECTION),
}


@dataclass(frozen=True)
class Notice:
    """A retraction, correction or concern. `doi` or `pmid` are the notice's own; `date` is as exact as it is known."""

    type: str
    doi: str = ""
    pmid: str = ""
    date: str = ""
    source: str = ""

    def as_dict(self) -> dict:
        return {name: value for name, value in asdict(self).items() if value}


def ask(doi: str, pmid: str) -> list[Notice]:
    """The notices on a paper, the gravest first, each once; raises FetchError where nobody could be asked.

    A paper that a service does not know has no notices there.
    """
    found: list[Notice] = []
    for number, service in ((doi, _ask_crossref), (pmid, _ask_pubmed)):
        if not number:
            continue
        try:
            found += service(number)
        except FetchError as error:
            if error.kind is not Kind.NOT_FOUND:
                raise
    return _each_once(found)


def _each_once(found: list[Notice]) -> list[Notice]:
    """Crossref lists a notice once for each source, and PubMed tells of it again by its own number."""
    told: dict[tuple, Notice] = {}
    for notice in sorted(found, key=lambda each: -GRAVITY.index(each.type)):
        told.setdefault((notice.type, notice.doi or notice.pmid), notice)
    with_doi = {notice.type for notice in told.values() if notice.doi}
    return [notice for notice in told.values() if notice.doi or notice.type not in with_doi]


def _ask_crossref(doi: str) -> list[Notice]:
    base = settings.SERVICES["crossref"]
    work = _message(fetch.get_json(f"{base}{quote(doi, safe='')}{_who('?')}"), doi)
    if "updated-by" in work:
        return _updates(work["updated-by"])
    query = urlencode({"filter": f"updates:{doi}", "rows": 20})
    listed = _message(fetch.get_json(f"{base.rstrip('/')}?{query}{_who('&')}"), doi).get("items")
    found: list[Notice] = []
    for item in listed if isinstance(listed, list) else []:
        updates = item.get("update-to") if isinstance(item, Mapping) else None
        ours = [each for each in updates or [] if isinstance(each, Mapping) and _doi(each.get("DOI")) == doi]
        found += [
            Notice(notice.type, _doi(item.get("DOI")), "", notice.date, notice.source) for notice in _updates(ours)
        ]
    return found


def _who(mark: str) -> str:
    """Crossref answers those faster who say how they can be reached."""
    return f"{mark}{urlencode({'mailto': settings.FETCH_CONTACT})}" if settings.FETCH_CONTACT else ""


def _message(found: object, doi: str) -> Mapping:
    message = found.get("message") if isinstance(found, Mapping) else None
    if not isinstance(message, Mapping):
        raise FetchError(Kind.UNREADABLE, _("Crossref 对 %(id)s 的答复不是文献记录。") % {"id": doi})
    return message


def _updates(listed: object) -> list[Notice]:
    found = []
    for each in listed if isinstance(listed, list) else []:
        if isinstance(each, Mapping) and (kind := _CROSSREF.get(_plain(each.get("type")))):
            date = dates.parse(each.get("updated"))
            found.append(
                Notice(
                    str(kind), _doi(each.get("DOI")), "", date.numeric() if date else "", stripped(each.get("source"))
                )
            )
    return found


def _plain(kind: object) -> str:
    return stripped(kind).lower().replace(" ", "_").replace("-", "_")


def _doi(text: object) -> str:
    return stripped(text).lower().removeprefix("https://doi.org/")


def _ask_pubmed(pmid: str) -> list[Notice]:
    who = {"tool": "mscsite"} | ({"email": settings.FETCH_CONTACT} if settings.FETCH_CONTACT else {})
    query = urlencode({"db": "pubmed", "id": pmid, "retmode": "xml"} | who)
    answer = fetch.get(
        f"{settings.SERVICES['pubmed_summaries']}efetch.fcgi?{query}", types=("text/xml", "application/xml")
    )
    try:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        tree = etree.fromstring(answer.body, parser)
    except etree.XMLSyntaxError as error:
        raise FetchError(Kind.UNREADABLE, _("PubMed 对 %(id)s 的答复不完整，请稍后再试。") % {"id": pmid}) from error
    if tree.findtext(".//MedlineCitation/PMID") not in (pmid, None):
        raise FetchError(Kind.UNREADABLE, _("PubMed 答复的不是 %(id)s，未采用。") % {"id": pmid})
    found = []
    for each in tree.iterfind(".//CommentsCorrections"):
        if kind := _PUBMED.get(each.get("RefType", "")):
            found.append(Notice(str(kind), "", each.findtext("PMID") or "", "", "pubmed"))
    kinds = {node.text for node in tree.iterfind(".//PublicationTypeList/PublicationType")}
    if "Retracted Publication" in kinds and Status.RETRACTION not in {notice.type for notice in found}:
        found.append(Notice(str(Status.RETRACTION), source="pubmed"))
    return found
