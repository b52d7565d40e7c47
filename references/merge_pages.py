"""Pages of the admin on doubles: which citations are probably one paper, making them one, and taking that back."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from mscsite.core.admin.pages import OwnPages
from mscsite.core.admin_names import ORIGIN
from references import formatting, merging, unmerging
from references.doubles import LikelyDouble, MatchKey
from references.matching import likely_doubles
from references.models import Citation, Merge
from references.styles.numbers import with_dash

SHOWN = 100
RECENT = 10  # merges that are listed with their undo
COMPARED = (
    "key", "get_type_display", "title", "authors_text", "container_title", "year", "volume", "issue", "page", "doi",
    "pmid", "url", "publisher", "get_retraction_status_display",
)  # fmt: skip


class MergeViews(OwnPages):
    """A ModelAdmin mixin for Citation."""

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("doubles/", view(self.doubles_view), name="references_citation_doubles"),
            path("merges/<int:merge_id>/undo/", view(self.undo_view), name="references_citation_unmerge"),
            path("<path:object_id>/merge/<path:other_id>/", view(self.merge_view), name="references_citation_merge"),
            *super().get_urls(),
        ]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None and self.has_delete_permission(request):
            context["doubles"] = likely_doubles(obj)
            context["merges"] = _told(unmerging.standing(obj))
        return super().render_change_form(request, context, add, change, form_url, obj)

    def get_deleted_objects(self, objs, request):
        """Without what is kept for matching: it is nothing that anybody wrote, and would be lost."""
        nested, counts, needed, protected = super().get_deleted_objects(objs, request)
        kept = [capfirst(model._meta.verbose_name) for model in (MatchKey, LikelyDouble)]
        for name in (MatchKey._meta.verbose_name_plural, LikelyDouble._meta.verbose_name_plural):
            counts.pop(name, None)
        return _without(nested, tuple(f"{name}: " for name in kept)), counts, needed, protected

    def doubles_view(self, request: HttpRequest) -> HttpResponse:
        """Pairs that are probably one paper, a page of them."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        pairs = _pairs(request.GET.get("after", ""))
        context = {"pairs": pairs[:SHOWN], "after": pairs[SHOWN - 1].pk if len(pairs) > SHOWN else None}
        if self._may_merge(request):
            newest = Merge.objects.filter(undone_at=None).select_related("citation", "merged_by")[:RECENT]
            context["merges"] = _told(newest)
        return self.own_page(request, "doubles", _("可能重复的文献"), context)

    def merge_view(self, request: HttpRequest, object_id: str, other_id: str) -> HttpResponse:
        """The two side by side; POST with `keep` makes them one."""
        both = [self.get_object(request, unquote(key)) for key in (object_id, other_id)]
        if None in both or both[0] == both[1]:
            raise Http404
        if not self._may_merge(request):
            raise PermissionDenied
        if request.method != "POST" or (keep := request.POST.get("keep")) not in map(str, (each.pk for each in both)):
            return self.own_page(request, "merge", _("合并文献"), {"both": both, "rows": _rows(both)})
        kept, double = sorted(both, key=lambda each: str(each.pk) != keep)
        if double.is_public and not kept.is_public and not self.has_publish_permission(request):
            self.message_user(
                request, _("保留的这条还没有公开；请保留已公开的那条，或先请发布人员公开。"), messages.ERROR
            )
            return HttpResponseRedirect(request.path)
        merged = merging.merge(kept, double, actor=request.user, origin=ORIGIN)
        words = {"key": merged.key, "kept": kept.key, "mentions": merged.mentions}
        self.message_user(request, _("文献 %(key)s 已并入 %(kept)s，%(mentions)s 处引用随之转移。") % words)
        return HttpResponseRedirect(reverse("admin:references_citation_change", args=[kept.pk]))

    def undo_view(self, request: HttpRequest, merge_id: int) -> HttpResponse:
        """One click: both records as they were."""
        if not self._may_merge(request):
            raise PermissionDenied
        merge = Merge.objects.filter(pk=merge_id).first()
        if merge is None or request.method != "POST":
            raise Http404
        try:
            merge = unmerging.undo(merge.pk, actor=request.user, origin=ORIGIN)
        except unmerging.MergeStands as reason:
            self.message_user(request, str(reason), messages.ERROR)
        else:
            words = {"key": merge.key, "kept": merge.citation.key}
            self.message_user(
                request, _("已撤销合并：%(key)s 重新单列，原来的引用都转了回去；%(kept)s 恢复原样。") % words
            )
        return HttpResponseRedirect(reverse("admin:references_citation_change", args=[merge.citation_id]))

    def _may_merge(self, request: HttpRequest) -> bool:
        return self.has_change_permission(request) and self.has_delete_permission(request)


def _without(nested: list, beginnings: tuple[str, ...]) -> list:
    """A nested list of lines, without those that begin so."""
    lines = (_without(each, beginnings) if isinstance(each, list) else each for each in nested)
    return [each for each in lines if each and not (isinstance(each, str) and each.startswith(beginnings))]


def _told(merges: Iterable[Merge]) -> list[tuple[Merge, str]]:
    """Merges, each with why it cannot be taken back."""
    return [(merge, unmerging.obstacle(merge)) for merge in merges]


def _pairs(after: str) -> list[LikelyDouble]:
    """Pairs that are probably one paper, each once, the surest first: those after the pair with this key, one page
    and one more."""
    pairs = LikelyDouble.objects.select_related("one", "other").order_by("-likeness", "pk")
    last = LikelyDouble.objects.filter(pk=after).first() if after.isdecimal() and len(after) < 19 else None
    if last is not None:
        pairs = pairs.filter(likeness__lte=last.likeness).exclude(likeness=last.likeness, pk__lte=last.pk)
    return list(pairs[: SHOWN + 1])


def _rows(both: list[Citation]) -> list[dict]:
    """The fields of both, with what differs marked."""
    rows = []
    for name in COMPARED:
        values = [getattr(citation, name) for citation in both]
        values = [value() if callable(value) else value for value in values]
        if any(values):
            label = _("作者") if name == "authors_text" else _label(name)
            rows.append({"label": label, "values": values, "differs": _bare(values[0]) != _bare(values[1])})
    used = [merging.mentions(citation) for citation in both]
    rows.append({"label": _("引用处"), "values": used, "differs": False})
    rows.append({"label": _("引用格式"), "values": [formatting.plain(citation) for citation in both], "differs": False})
    return rows


def _bare(value: object) -> str:
    """Without what says nothing: dashes of either kind in a range, capitals of a DOI."""
    return with_dash(str(value or ""), "-").lower()


def _label(name: str) -> str:
    name = name.removeprefix("get_").removesuffix("_display")
    return str(Citation._meta.get_field(name).verbose_name)
