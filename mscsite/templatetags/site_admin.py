"""What the site itself adds to the admin's first page."""

from django import template
from django.urls import reverse

from mscsite.reader_words import ReaderReport, ReportState

register = template.Library()


@register.simple_tag(takes_context=True)
def open_reports(context) -> dict | None:
    """How many words of readers wait, and where; None for those who do not handle them."""
    if not context["request"].user.has_perm("mscsite.change_readerreport"):
        return None
    count = ReaderReport.objects.filter(state=ReportState.OPEN).count()
    return {"count": count, "url": reverse("admin:mscsite_readerreport_changelist")}
