"""What was written and judged, read-only: revisions and reviews."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Prefetch
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from articles.admin.reading import ReadableBody, with_readable_bodies
from articles.models import Review, Revision
from mscsite.core.admin.records import ReadOnlyAdmin, ScriptColumns
from mscsite.core.admin.search import BothScriptsSearch
from mscsite.core.admin.years import by_year


@admin.register(Revision)
class RevisionAdmin(ReadableBody, ScriptColumns, BothScriptsSearch, ReadOnlyAdmin):
    list_display = ["title", "number", "created_by", "created_at", "verdict"]
    list_select_related = ["created_by"]
    search_fields = ["title_zh_hans", "title_zh_hant", "article__slug", "created_by__username"]
    list_filter = ["created_at"]
    show_full_result_count = False
    ordering = ["-created_at", "-id"]
    fieldsets = [
        (None, {"fields": ["article_link", "number", "created_by", "created_at", "verdict", "content_hash"]}),
        (_("内容"), {"fields": ["title", "summary", "body", "audience", "disclaimer"]}),
        (
            _("出处与证据"),
            {
                "fields": [
                    "author", "category", "medical_reviewer", "review_due", "source_name", "source_url", "citations",
                    "products", "trials",
                ]
            },
        ),
    ]  # fmt: skip

    def get_fieldsets(self, request, obj=None):
        return [
            (name, {**options, "fields": with_readable_bodies(options["fields"])})
            for name, options in super().get_fieldsets(request, obj)
        ]

    def get_readonly_fields(self, request, obj=None):
        return ["article_link", "verdict", "read_body_zh_hans", "read_body_zh_hant"]

    def get_queryset(self, request):
        reviews = Prefetch("reviews", Review.objects.select_related("reviewer"))
        return super().get_queryset(request).prefetch_related(reviews)

    @admin.display(description=_("文章"))
    def article_link(self, revision: Revision) -> str:
        url = reverse("admin:articles_article_change", args=[revision.article_id])
        return format_html('<a href="{}">{}</a>', url, revision.title)

    @admin.display(description=_("审核"))
    def verdict(self, revision: Revision) -> str:
        return verdict_of(revision) or "—"

    class Media:
        js = ["admin_site/tabs.js"]


def verdict_of(revision: Revision) -> str:
    """The newest review of a revision in words; empty where nobody asked for one."""
    review = next(iter(revision.reviews.all()), None)
    if review is None:
        return ""
    if not review.verdict:
        return str(_("等待审核"))
    return f"{review.get_verdict_display()}（{review.reviewer}）"


@admin.register(Review)
class ReviewAdmin(ReadOnlyAdmin):
    list_display = ["revision", "requested_by", "requested_at", "reviewer", "decided_at", "verdict", "reason"]
    list_select_related = ["revision", "requested_by", "reviewer"]
    list_filter = ["verdict", "decided_at", by_year("requested_at")]
    search_fields = ["revision__title_zh_hans", "revision__title_zh_hant", "reviewer__username", "reason"]
    fields = ["revision", "requested_by", "requested_at", "reviewer", "decided_at", "verdict", "reason"]
