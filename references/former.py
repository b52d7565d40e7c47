"""What is left of a citation that was merged into another one: its key, and all that an undo needs."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from references.models import Citation, validate_key


class FormerKey(models.Model):
    """The key of a citation that was merged into another one: it stands in texts, and goes on leading somewhere."""

    key = models.CharField(_("代号"), max_length=80, unique=True, validators=[validate_key])
    citation = models.ForeignKey(Citation, verbose_name=_("文献"), on_delete=models.CASCADE, related_name="former_keys")
    created_at = models.DateTimeField(_("合并时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("曾用代号")
        verbose_name_plural = _("曾用代号")
        ordering = ["key"]

    def __str__(self) -> str:
        return self.key


class Merge(models.Model):
    """One merge, with the rows as they were before it; `references.unmerging` reads what `references.merging` wrote.

    `kept` and `gone` are the two citations, `mentions` the rows that moved, all as Django's serializer writes them.
    `stamp` is when the kept record was last saved by the merge: another value there means that somebody has edited it.
    """

    citation = models.ForeignKey(Citation, verbose_name=_("文献"), on_delete=models.CASCADE, related_name="merges")
    key = models.CharField(_("并入的代号"), max_length=80)
    kept = models.JSONField(default=dict)
    gone = models.JSONField(default=dict)
    mentions = models.JSONField(default=list)
    former_keys = models.JSONField(default=list)
    earlier = models.JSONField(default=list)
    stamp = models.DateTimeField()
    merged_at = models.DateTimeField(_("合并时间"), auto_now_add=True)
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("合并人"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    undone_at = models.DateTimeField(_("撤销时间"), null=True)

    class Meta:
        verbose_name = _("文献合并")
        verbose_name_plural = _("文献合并")
        ordering = ["-merged_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.key} → {self.citation_id}"
