"""What changed in an article, in an editor's own words, for those who read it before."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from mscsite.core.models import TwoScripts


class ChangeNote(TwoScripts):
    """A sentence or two on one change. Readers see it once the article has been published after it was written."""

    public_when = ""

    article = models.ForeignKey("Article", on_delete=models.CASCADE, related_name="change_notes")
    text = models.TextField(
        _("改了什么"),
        max_length=600,
        help_text=_("写给读者，例如：补充了 2024 年的长期随访结果。下次发布时随文章公开。"),
    )
    created_at = models.DateTimeField(_("写下的时间"), auto_now_add=True)

    class Meta:
        app_label = "articles"
        verbose_name = _("更新说明")
        verbose_name_plural = _("更新说明")
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return (self.text or "")[:40]
