"""What Crossref, DataCite and PubMed know of a paper, as CSL-JSON. Everything goes through `mscsite.core.fetch`.

A DOI is asked of its resolver with content negotiation (https://citation.doi.org/docs.html), which answers for every
agency; PubMed's numbers of its citation exporter (https://pmc.ncbi.nlm.nih.gov/api/ctxp/).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote, urlencode

from django.conf import settings
from django.utils.translation import gettext as _

from mscsite.core import fetch
from mscsite.core.fetch import FetchError, Kind
from references.lookup.identifiers import Identifier, Scheme
from references.styles.text import stripped

CSL = "application/vnd.citationstyles.csl+json"
KEEP = 24 * 3600  # seconds that an answer is used again
# Crossref's own names, which its answers carry in place of CSL's.
_TYPES = {
    "journal-article": "article-journal",
    "posted-content": "article",
    "book-chapter": "chapter",
    "book-section": "chapter",
    "book-part": "chapter",
    "reference-entry": "entry-encyclopedia",
    "monograph": "book",
    "edited-book": "book",
    "reference-book": "book",
    "proceedings": "book",
    "proceedings-article": "paper-conference",
    "dissertation": "thesis",
    "report-component": "report",
    "database": "dataset",
}
_TEXTS = (
    "title", "container-title", "container-title-short", "collection-title", "volume", "issue", "page", "number",
    "article-number", "edition", "publisher", "publisher-place", "genre", "version", "language", "DOI", "PMID", "PMCID",
    "URL", "ISBN", "ISSN", "event-title", "event-place",
)  # fmt: skip
_PEOPLE = ("author", "editor", "translator", "collection-editor", "container-author")
_PLACE = re.compile(r"\s\((?:[A-Z][^()\d]*,\s[^()\d]*|[A-Z][a-z]+)\)\Z")


def look_up(wanted: Identifier) -> dict:
    """The paper as CSL-JSON, without what only the service's own books need; raises FetchError."""
    found = _record(fetch.get_json(_address(wanted), accept=_accept(wanted), cache_for=KEEP), wanted)
    item = _cleaned(found)
    if not item.get("title"):
        raise FetchError(Kind.UNREADABLE, _("%(id)s 的答复里没有题名，请手工填写。") % {"id": wanted})
    _must_be_the_same(item, wanted)
    return item


def _address(wanted: Identifier) -> str:
    if wanted.scheme is Scheme.DOI:
        return settings.SERVICES["doi"] + quote(wanted.value, safe="/():;.-_")
    who = {"tool": "mscsite"} | ({"email": settings.FETCH_CONTACT} if settings.FETCH_CONTACT else {})
    kind = "pubmed" if wanted.scheme is Scheme.PMID else "pmc"
    return f"{settings.SERVICES['pubmed']}{kind}/?{urlencode({'format': 'csl', 'id': wanted.value} | who)}"


def _accept(wanted: Identifier) -> str:
    return CSL if wanted.scheme is Scheme.DOI else "application/json"


def _record(found: object, wanted: Identifier) -> Mapping:
    """The one object of an answer; some services wrap it in a list."""
    if isinstance(found, list) and len(found) == 1:
        found = found[0]
    if isinstance(found, Mapping) and isinstance(found.get("message"), Mapping):
        found = found["message"]
    if not isinstance(found, Mapping):
        raise FetchError(Kind.UNREADABLE, _("%(id)s 的答复不是文献记录，请手工填写。") % {"id": wanted})
    if found.get("status") == "error" or ("error" in found and "title" not in found):
        raise FetchError(Kind.NOT_FOUND, _("没有查到 %(id)s，请核对编号。") % {"id": wanted}, status=404)
    return found


def _cleaned(found: Mapping) -> dict:
    item: dict = {"type": _TYPES.get(str(found.get("type")), str(found.get("type") or ""))}
    item |= {name: text for name in _TEXTS if (text := stripped(found.get(name)))}
    item |= {role: people for role in _PEOPLE if (people := _people(found.get(role)))}
    item |= {name: found[name] for name in ("issued", "event-date") if isinstance(found.get(name), Mapping)}
    if subtitle := stripped(found.get("subtitle")):
        title = item.get("title", "")
        item["title"] = title if subtitle.lower() in title.lower() else f"{title}: {subtitle}"
    if number := item.pop("article-number", ""):
        item.setdefault("number", number)
    if item["type"] == "article" and not item.get("publisher") and item.get("container-title"):
        item["publisher"] = item.pop("container-title")
    if container := item.get("container-title"):
        item["container-title"] = _PLACE.sub("", container)  # NLM: `Lancet (London, England)`
    if re.match(r"https?://(?:dx\.)?doi\.org/", item.get("URL", ""), re.IGNORECASE):
        del item["URL"]
    return item


def _people(found: object) -> list[dict]:
    """Names alone, without affiliations, identifiers and the order that Crossref sends with them."""
    parts = ("family", "given", "suffix", "literal", "dropping-particle", "non-dropping-particle", "name")
    people = []
    for person in found if isinstance(found, list) else []:
        if isinstance(person, Mapping):
            name = {part: text for part in parts if (text := stripped(person.get(part)))}
            if whole := name.pop("name", ""):
                name = {"literal": whole}
            if name:
                people.append(name)
    return people


def _must_be_the_same(item: dict, wanted: Identifier) -> None:
    """An answer about another paper is none; where the answer does not say, what was asked for is filled in."""
    field = {Scheme.DOI: "DOI", Scheme.PMID: "PMID", Scheme.PMC: "PMCID"}[wanted.scheme]
    said = item.get(field, "").lower().removeprefix("https://doi.org/").removeprefix("pmc")
    if said and said != wanted.value:
        words = {"id": wanted, "said": item[field]}
        raise FetchError(Kind.UNREADABLE, _("问的是 %(id)s，答复却是 %(said)s，未采用。") % words)
    item[field] = f"PMC{wanted.value}" if wanted.scheme is Scheme.PMC else wanted.value
