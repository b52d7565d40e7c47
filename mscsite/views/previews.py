"""The newest revision of an article as its public page would show it, for those who may see articles in the admin."""

from __future__ import annotations

from csp.constants import SELF
from csp.decorators import csp_replace
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from articles import previews
from articles.editing import sessions, unsaved
from articles.models import Article, PreviewLink, Revision
from articles.paper.response import paper_response
from articles.reading import ReviewFacts
from mscsite.views.articles import shown
from mscsite.views.pages import page


@require_safe
@never_cache
@permission_required("articles.view_article", raise_exception=True)
@xframe_options_sameorigin
@csp_replace({"frame-ancestors": [SELF]})
def article(request: HttpRequest, pk: int) -> HttpResponse:
    """The page in the script of the address; it may stand in a frame of our own pages, and is never indexed.

    With `?typed`, it says what this person typed into the form and has not saved yet.
    """
    found = get_object_or_404(Article, pk=pk)
    revision = found.revisions.first()
    if revision is None:
        raise Http404
    session = sessions.of(request.user, found) if "typed" in request.GET else None
    if session is None or not session.data:
        return _draft(request, found, revision)
    revision = unsaved.as_revision(unsaved.typed_into(found, session.data, session.lock), revision)
    further = unsaved.evidence(revision) | {"review": ReviewFacts(next_review=revision.review_due)}
    return _draft(request, found, revision, **further)


@require_safe
@never_cache
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """A revision for somebody without an account, by a link that expires; the page says whose draft it is."""
    link = _link(token)
    if not previews.holds(link):
        return _hidden(page(request, "articles/link_expired.html", languages=(), status=410))
    previews.note_seen(link)
    revision = link.revision
    newest = revision.article.revisions.values_list("number", flat=True).first()
    further = {"preview": link, "preview_token": token, "is_newest": newest == revision.number}
    return _draft(request, revision.article, revision, **further)


@require_safe
@never_cache
def shared_paper(request: HttpRequest, token: str, form: str) -> HttpResponse:
    """The same as Word or PDF."""
    link = _link(token)
    if not previews.holds(link):
        return _hidden(page(request, "articles/link_expired.html", languages=(), status=410))
    return _hidden(paper_response(link.revision, form))


def _link(token: str) -> PreviewLink:
    link = previews.find(token)
    if link is None:
        raise Http404
    return link


def _draft(request: HttpRequest, found: Article, revision: Revision, **further) -> HttpResponse:
    found.live, found.live_at = revision, None  # for this page alone; nothing is saved
    return _hidden(shown(request, found, is_indexed=False, is_draft=True, **further))


def _hidden(response: HttpResponse) -> HttpResponse:
    """Not for search engines, and its address is told to no site that it links to."""
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response
