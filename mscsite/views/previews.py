"""The newest revision of an article as its public page would show it, for those who may see articles in the admin."""

from __future__ import annotations

from csp.constants import SELF
from csp.decorators import csp_replace
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from articles import embeds, layout, marks, previews, shown
from articles.editing import sessions, unsaved
from articles.models import Article, PreviewLink, Revision
from articles.paper.response import paper_response
from articles.reading import ReviewFacts
from mscsite.views.articles import show
from mscsite.views.pages import page
from references import formatting


def _in_our_frames(permission: str):
    """For a view that is asked by those with the permission alone, and may stand in a frame of our own pages."""

    def decorated(view):
        for each in (
            csp_replace({"frame-ancestors": [SELF]}),
            xframe_options_sameorigin,
            permission_required(permission, raise_exception=True),
            never_cache,
            require_safe,
        ):
            view = each(view)
        return view

    return decorated


@_in_our_frames("articles.view_article")
def article(request: HttpRequest, pk: int) -> HttpResponse:
    """The page in the script of the address; it is never indexed.

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


@_in_our_frames("articles.add_article")
def new(request: HttpRequest) -> HttpResponse:
    """The page of an article that nobody has saved yet, of what this person has typed so far."""
    session = sessions.of(request.user, None)
    revision = unsaved.revision_of_new(session.data if session is not None else {})
    further = unsaved.evidence(revision) | {"review": ReviewFacts()}
    return _draft(request, revision.article, revision, **further)


@_in_our_frames("articles.view_article")
def embed(request: HttpRequest) -> HttpResponse:
    """What a live table or chart shows readers now: `?embed=products&product=…&jurisdiction=…`."""
    asked = [request.GET.get(name, "")[:100] for name in ("embed", "product", "jurisdiction")]
    figure = format_html('<figure data-embed="{}" data-product="{}" data-jurisdiction="{}"></figure>', *asked)
    tree = marks.fragment(figure)
    wishes = embeds.leave(tree)
    drawn = embeds.fill(layout.serialised(tree), wishes)
    return _hidden(render(request, "articles/embed_preview.html", {"shown": mark_safe(drawn)}))


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
    style = formatting.chosen(request.GET.get("style", ""))
    return _hidden(show(request, shown.of(found, style), style, is_indexed=False, is_draft=True, **further))


def _hidden(response: HttpResponse) -> HttpResponse:
    """Not for search engines, and its address is told to no site that it links to."""
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response
