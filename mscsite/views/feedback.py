"""Readers' words are taken in. No cookie and no token: where the request comes from is told by its own headers."""

from __future__ import annotations

import logging
from urllib.parse import urlsplit

from django import forms
from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from mscsite import reader_words, spam
from mscsite.core.limits import Limit
from mscsite.reader_words import MAX_TEXT, ReportKind
from mscsite.views.pages import page

logger = logging.getLogger(__name__)
# The pages that carry the forms.
PAGES = {
    "home", "article-list", "article", "category", "product-list", "product", "product-compare", "product-charts",
    "trial-list", "trial", "citation", "glossary", "about", "page",
}  # fmt: skip


class VoteForm(forms.Form):
    path = forms.CharField(max_length=300)
    clear = forms.ChoiceField(choices=[("yes", ""), ("no", "")])


class ReportForm(forms.Form):
    path = forms.CharField(max_length=300)
    kind = forms.ChoiceField(choices=ReportKind)
    text = forms.CharField(
        min_length=4,
        max_length=MAX_TEXT,
        error_messages={"required": _("请写下是哪里不对。"), "min_length": _("请多写几个字，我们才知道是哪里。")},
    )


@csrf_exempt
@require_POST
def vote(request: HttpRequest) -> HttpResponse:
    """`path` and `clear` (yes or no): one more in the count of the page."""
    form = VoteForm(request.POST)
    if refused := _refused(request, form, spam.VOTES):
        return refused
    data = form.cleaned_data
    return _kept(request, lambda: reader_words.count(data["path"], data["clear"] == "yes"))


@csrf_exempt
@require_POST
def report(request: HttpRequest) -> HttpResponse:
    """`path`, `kind` and `text`: one more in the editors' queue."""
    form = ReportForm(request.POST)
    if refused := _refused(request, form, spam.REPORTS):
        return refused
    data = form.cleaned_data
    if spam.looks_like_spam(data["text"], request.POST.get("website", "")):
        return _answer(request, 200)  # a robot that is told so tries again
    return _kept(request, lambda: reader_words.report(data["path"], data["kind"], data["text"]))


@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    """Where a browser without scripts is sent."""
    back = request.GET.get("back", "")
    context = {"back": back if _is_own_page(back) else "", "words": _("收到了，谢谢您。"), "is_indexed": False}
    return page(request, "feedback.html", context)


def _kept(request: HttpRequest, write) -> HttpResponse:
    """Write, or say that it cannot be done now: the pages go on where the database takes no writes."""
    try:
        with transaction.atomic():
            write()
    except DatabaseError:
        logger.warning("a reader's words could not be kept", exc_info=True)
        return _answer(request, 503, _("现在存不下，请过一会儿再试。"))
    return _answer(request, 200)


def _refused(request: HttpRequest, form: forms.Form, limit: tuple[Limit, Limit]) -> HttpResponse | None:
    if not is_same_origin(request):
        return _answer(request, 403, _("请在本站的页面上提交。"))
    if not form.is_valid():
        return _answer(request, 400, next(iter(form.errors.values()))[0])
    if not _is_own_page(form.cleaned_data["path"]):
        return _answer(request, 400, _("没有这个页面。"))
    if seconds := spam.too_much(request, limit):
        words = _("提交得太多了，请 %(n)s 分钟后再试。") % {"n": -(-seconds // 60)}
        response = _answer(request, 429, words)
        response["Retry-After"] = str(seconds)
        return response
    return None


def is_same_origin(request: HttpRequest) -> bool:
    """Whether the request comes from a page of ours, by Sec-Fetch-Site, else Origin, else Referer; none is no."""
    if site := request.headers.get("Sec-Fetch-Site"):
        return site == "same-origin"
    given = request.headers.get("Origin") or request.headers.get("Referer", "")
    parts = urlsplit(given)
    return bool(parts.netloc) and (parts.scheme, parts.netloc) == (request.scheme, request.get_host())


def _is_own_page(path: str) -> bool:
    if not url_has_allowed_host_and_scheme(path, None) or not path.startswith(f"/{get_language()}/"):
        return False
    try:
        return resolve(path).url_name in PAGES
    except Resolver404:
        return False


def _answer(request: HttpRequest, status: int, problem: str = "") -> HttpResponse:
    """JSON for our script, a page for a plain form."""
    words = problem or _("收到了，谢谢您。")
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"message": words}, status=status, json_dumps_params={"ensure_ascii": False})
    path = request.POST.get("path", "")
    back = path if _is_own_page(path) else ""
    if status == 200:
        return HttpResponseRedirect(f"{reverse('feedback-thanks')}?back={back}", status=303)
    context = {"back": back, "words": words, "text": request.POST.get("text", "")[:MAX_TEXT]}
    return render(request, "feedback_failed.html", context, status=status)
