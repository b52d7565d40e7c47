from __future__ import annotations

from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mscsite.core import lasting
from mscsite.views.pages import page
from references.models import Term

_COLUMNS = ("slug", "zh_hans", "zh_hant_tw", "zh_hant_hk", "english", "definition_zh_hans", "definition_zh_hant")
_SECTIONS = 200  # kept as HTML: those of both scripts, and some that have changed since


class Entry(NamedTuple):
    """What stands of a term."""

    slug: str
    zh_hans: str
    zh_hant_tw: str
    zh_hant_hk: str
    english: str
    definition: str
    aliases: tuple[str, ...]

    @property
    def initial(self) -> str:
        return self.slug[:1].upper()


@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    """All on one page: a vocabulary is bounded, and every term that an article links leads to its place here."""
    language = get_language()
    sections = lasting.kept(("glossary", language), (Term,), lambda: _sections(language))
    return page(request, "references/glossary.html", {"sections": sections}, crumbs=[(_("术语表"), "")])


def _sections(language: str) -> list[tuple[str, SafeString]]:
    """Initials, each with its terms as HTML."""
    groups = groupby(_entries(language), key=lambda entry: entry.initial)
    return [(initial, _section(language, initial, tuple(group))) for initial, group in groups]


def _entries(language: str) -> list[Entry]:
    rows = Term.objects.public().rewrite(False).order_by("slug").values_list(*_COLUMNS, "aliases")
    entries = []
    for *names, hans, hant, aliases in rows:
        meaning = (hant or hans) if language == "zh-hant" else (hans or hant)
        entries.append(Entry(*names, meaning or "", tuple(map(str, aliases))))
    return entries


@lru_cache(maxsize=_SECTIONS)
def _section(language: str, initial: str, entries: tuple[Entry, ...]) -> SafeString:
    """The same for the same words: a term that changes has the others of its initial written anew, not all."""
    return render_to_string(
        "references/glossary_section.html", {"initial": initial, "terms": entries, "script": language}
    )
