"""What all public pages share: addresses in both scripts, pagination, and the response itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core.paginator import InvalidPage, Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mscsite import share_pictures, structured_data
from mscsite.core import hanzi

LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)
PAGE_SIZE = 20


@dataclass(frozen=True)
class Alternate:
    tag: str
    url: str


@dataclass(frozen=True)
class Addresses:
    """The addresses of one page: its own, those of its other script, and where the script switch leads."""

    language: str
    tag: str
    canonical: str
    alternates: tuple[Alternate, ...]
    switch_url: str
    switch_tag: str

    @property
    def switch_stays(self) -> bool:
        return bool(self.alternates)


def addresses(request: HttpRequest, languages: Sequence[str] = LANGUAGES) -> Addresses:
    """Addresses of the page of `request`, which is public in `languages`."""
    language = get_language() or settings.LANGUAGE_CODE
    other = next(code for code in LANGUAGES if code != language)
    both = other in languages and language in languages
    own = {code: request.build_absolute_uri(_in_script(_clean_path(request), code)) for code in LANGUAGES}
    alternates = [Alternate(hanzi.tag_of(code), own[code]) for code in LANGUAGES]
    alternates.append(Alternate("x-default", own[settings.LANGUAGE_CODE]))
    return Addresses(
        language=language,
        tag=hanzi.tag_of(language),
        canonical=own[language],
        alternates=tuple(alternates) if both else (),
        switch_url=_in_script(request.get_full_path(), other) if both else f"/{other}/",
        switch_tag=hanzi.tag_of(other),
    )


def _clean_path(request: HttpRequest) -> str:
    """The address without what campaigns and the like hang on it; the place in a list belongs to it."""
    for name in ("before", "after", "page"):
        number = request.GET.get(name, "")
        if number.isdecimal() and (name != "page" or number not in ("0", "1")):
            return f"{request.path}?{name}={number}"
    return request.path


def _in_script(path: str, code: str) -> str:
    """The same address below the prefix of another script; addresses differ in nothing else."""
    _root, _prefix, rest = ([*path.split("/", 2), "", ""])[:3]
    return f"/{code}/{rest}"


def page(
    request: HttpRequest,
    template: str,
    context: dict | None = None,
    *,
    crumbs: Sequence[tuple[str, str]] = (),
    languages: Sequence[str] = LANGUAGES,
    status: int = 200,
) -> HttpResponse:
    """A public page. `languages` are those in which it is public; errors are public in none.

    `crumbs` is the way to it below the first page, as names and paths; the last name is its own.
    """
    picture = request.build_absolute_uri(reverse("share")) if share_pictures.available() else ""
    way = [(_("首页"), reverse("home")), *crumbs] if crumbs else []
    shared = {
        "crumbs": way,
        "crumbs_data": structured_data.breadcrumbs(request, way),
        "share_image": picture,
        "addresses": addresses(request, languages),
        "is_indexed": bool(languages) and status == 200,
    }
    return render(request, template, shared | (context or {}), status=status)


def paginated(request: HttpRequest, records: QuerySet | Sequence, size: int = PAGE_SIZE) -> Page:
    """The page that `?page=` asks for; 404 where there is none."""
    try:
        return Paginator(records, size).page(request.GET.get("page", 1))
    except InvalidPage:
        raise Http404(_("没有这一页。")) from None
