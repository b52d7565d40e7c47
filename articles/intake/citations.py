"""References of an imported article as citations: those we have are found again, the others become proposals."""

from __future__ import annotations

import re

from articles.importing.parsed import Reference
from articles.intake.fitting import cut, or_nothing
from mscsite.core.slugs import slug_of
from references import matching
from references.choices import CitationType
from references.matching import Paper, first_author
from references.models import Citation, FormerKey
from references.styles.names import OTHERS

_INITIALS = re.compile(r"[A-Z]{1,4}|(?:[A-Z]\.[\s-]*){1,4}")
_ET_AL = re.compile(r"\bet\s+al\b|[,，、\s]等(?=[.．。,，\s]|\Z)")
MAX_KEY = 40


def find_or_propose(reference: Reference) -> tuple[Citation, bool]:
    """The citation that a reference means, and whether it is new: then it was saved as a proposal."""
    found = _find(reference)
    return (found, False) if found else (_propose(reference), True)


def _find(reference: Reference) -> Citation | None:
    authors = [csl_name(author) for author in reference.authors]
    paper = Paper(
        doi=(reference.doi or "").lower(),
        pmid=reference.pmid or "",
        title=reference.title or "",
        year=reference.year,
        first_author=first_author(authors),
        container=reference.container or "",
        as_printed=reference.raw,
    )
    match = matching.find(paper)
    return match.citation if match else None


def _propose(reference: Reference) -> Citation:
    citation = Citation(
        key=_free_key(reference),
        type=_type_of(reference),
        title=reference.title or reference.raw,
        authors=[csl_name(author) for author in reference.authors] + ([OTHERS] if _has_others(reference) else []),
        year=reference.year,
        as_printed=reference.raw,
    )
    texts = {"container_title": reference.container, "volume": reference.volume, "issue": reference.issue}
    for name, text in (texts | {"page": reference.pages}).items():
        setattr(citation, name, cut(Citation, name, text or ""))
    for name in ("doi", "pmid", "url"):
        setattr(citation, name, or_nothing(Citation, name, getattr(reference, name) or ""))
    if citation.doi and citation.url.endswith(citation.doi):
        citation.url = ""  # it only repeats the DOI
    citation.save()
    return citation


def _has_others(reference: Reference) -> bool:
    """Whether the printed entry says before its title that there are more authors than it names."""
    title = reference.raw.find((reference.title or "")[:12]) if reference.title else -1
    return bool(reference.authors) and bool(_ET_AL.search(reference.raw[:title] if title > 0 else ""))


def _type_of(reference: Reference) -> CitationType:
    if reference.container:
        return CitationType.ARTICLE_JOURNAL
    is_page = reference.url or not (reference.authors or reference.year)
    return CitationType.WEBPAGE if is_page else CitationType.DOCUMENT


def csl_name(author: str) -> dict[str, str]:
    """One printed author as a CSL name: `Shi Y` and `Han, X.` have a family name, anything else stays whole."""
    family, comma, given = (part.strip() for part in author.partition(","))
    if comma and given:
        return {"family": family, "given": given}
    family, _blank, given = author.strip().rpartition(" ")
    if family and _INITIALS.fullmatch(given):
        return {"family": family, "given": given}
    return {"literal": author.strip()}


def _free_key(reference: Reference) -> str:
    """Family name and year, as `pittenger1999`; letters follow where that is taken."""
    name = csl_name(reference.authors[0]) if reference.authors else {}
    stem = slug_of(name.get("family") or name.get("literal") or reference.title or reference.raw, MAX_KEY)
    base = f"{stem or 'citation'}{reference.year or ''}"
    taken = {
        *Citation.objects.filter(key__startswith=base).values_list("key", flat=True),
        *FormerKey.objects.filter(key__startswith=base).values_list("key", flat=True),
    }
    candidates = (base, *(f"{base}-{number}" for number in range(2, len(taken) + 3)))
    return next(key for key in candidates if key not in taken)
