"""Pages of the admin on whether citations still stand: asking at once, and deciding on archived copies."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _

from mscsite.core import fetch
from mscsite.core.admin.pages import OwnPages
from mscsite.core.admin_names import ORIGIN
from references.alive import checking, copies
from references.choices import LinkStatus
from references.models import Citation

SECONDS = 25  # that somebody waits for all answers together
SHOWN = 100


class CheckViews(OwnPages):
    """A ModelAdmin mixin for Citation."""

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("copies/", view(self.copies_view), name="references_citation_copies"),
            path("<path:object_id>/check/", view(self.check_view), name="references_citation_check"),
            path("<path:object_id>/copy/", view(self.copy_view), name="references_citation_copy"),
            *super().get_urls(),
        ]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None and self.has_change_permission(request, obj):
            context["checkable"] = bool(obj.doi or obj.pmid or obj.url)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def check_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask now after one citation, and say what came of it."""
        citation = self._posted(request, object_id)
        asked = checking.Questions(actor=request.user, origin=ORIGIN)
        with fetch.within(SECONDS):
            outcome = checking.check(citation, asked)
        for change in outcome.changes:
            self.message_user(request, change, messages.WARNING)
        if outcome.reason:
            self.message_user(request, _("没有全部查到：%(why)s") % {"why": outcome.reason}, messages.ERROR)
        elif not outcome.changes:
            self.message_user(request, _("已核对，没有变化。"), messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:references_citation_change", args=[citation.pk]))

    def copies_view(self, request: HttpRequest) -> HttpResponse:
        """Dead addresses: those with a copy to decide on, and those that nobody keeps a copy of."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        gone = Citation.objects.filter(link_status=LinkStatus.GONE, archived_url="", proposed_copy="")
        context = {
            "proposed": Citation.objects.with_proposed_copy().order_by("proposed_copy")[:SHOWN],
            "gone": gone.order_by("key")[:SHOWN],
            "may_decide": self.has_change_permission(request),
        }
        return self.own_page(request, "copies", _("失效的网址"), context)

    def copy_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """POST with the `copy` that was seen, and `accept` or `refuse`."""
        citation = self._posted(request, object_id)
        decide = copies.accept if "accept" in request.POST else copies.refuse
        try:
            decide(citation, request.POST.get("copy", ""), actor=request.user, origin=ORIGIN)
        except copies.NothingProposed as reason:
            self.message_user(request, str(reason), messages.ERROR)
        else:
            taken = (
                _("文献 %(key)s：读者现在打开的是存档副本。")
                if decide is copies.accept
                else _("文献 %(key)s：没有采用这份副本。")
            )
            self.message_user(request, taken % {"key": citation.key})
        back = reverse("admin:references_citation_change", args=[citation.pk])
        return HttpResponseRedirect(
            reverse("admin:references_citation_copies") if request.POST.get("back") == "list" else back
        )

    def _posted(self, request: HttpRequest, object_id: str) -> Citation:
        citation = self.get_object(request, unquote(object_id))
        if citation is None or request.method != "POST":
            raise Http404
        if not self.has_change_permission(request, citation):
            raise PermissionDenied
        return citation
