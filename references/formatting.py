"""A citation as a reader sees it in a list, in the style of the site (`CITATION_STYLE`)."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext, gettext_lazy

from references.choices import RetractionStatus
from references.exchange.csl import to_csl
from references.models import Citation
from references.styles import STYLES, format_entry

NAMES = (
    ("gbt7714-2025", "GB/T 7714—2025"),
    ("gbt7714-2015", "GB/T 7714—2015"),
    ("vancouver", "Vancouver（NLM）"),
    ("apa", "APA"),
)
NOTICES = {
    RetractionStatus.RETRACTION: gettext_lazy("撤稿通知"),
    RetractionStatus.CORRECTION: gettext_lazy("更正通知"),
    RetractionStatus.EXPRESSION_OF_CONCERN: gettext_lazy("关注声明"),
}
ADDRESSES = ("DOI", "PMID", "URL", "accessed")


@dataclass(frozen=True)
class Link:
    label: str
    url: str
    text: str


def chosen(style: str) -> str:
    """A style that a reader asked for by name; '' where it is none of ours, or the site's own."""
    return style if style in STYLES and style != settings.CITATION_STYLE else ""


def plain(citation: Citation, style: str = "") -> str:
    """The whole entry in one line, without its number; `style` '' is the site's."""
    return format_entry(to_csl(citation), style or settings.CITATION_STYLE)


def described(citation: Citation, style: str = "") -> str:
    """The same without its addresses, for pages that set them as links behind it."""
    whole, style = to_csl(citation), style or settings.CITATION_STYLE
    item = {name: value for name, value in whole.items() if name not in ADDRESSES}
    if style.startswith("gbt7714"):  # the mark of the medium and the day of reading belong to what is described
        item |= {"medium": whole.get("medium", "OL")} if whole.keys() & {"DOI", "URL"} else {}
        item |= {"accessed": whole["accessed"]} if "accessed" in whole else {}
    return format_entry(item, style)


def notices(citation: Citation) -> list[Link]:
    """The retraction, the corrections and the concerns that are known of it, where they can be read."""
    found = []
    for notice in citation.notices:
        label = str(NOTICES.get(notice.get("type"), ""))
        url = f"https://doi.org/{notice['doi']}" if notice.get("doi") else ""
        url = url or (f"https://pubmed.ncbi.nlm.nih.gov/{notice['pmid']}/" if notice.get("pmid") else "")
        if label and url:
            found.append(Link(label, url, notice.get("date", "")))
    return found


def links(citation: Citation) -> list[Link]:
    """Where it can be read: DOI and PubMed, else its own address."""
    found = []
    if citation.doi:
        found.append(Link("DOI", f"https://doi.org/{citation.doi}", citation.doi))
    if citation.pmid:
        found.append(Link("PubMed", f"https://pubmed.ncbi.nlm.nih.gov/{citation.pmid}/", citation.pmid))
    if not found and citation.link:
        archived = citation.link == citation.archived_url
        found.append(Link(gettext("存档副本") if archived else "", citation.link, "" if archived else citation.url))
    return found
