"""Imports of articles: the files as they came, what they would do, what was decided, and what it takes to undo it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ItemState(models.TextChoices):
    READY = "ready", _("待确认")
    CHANGED = "changed", _("预览已更新")
    FAILED = "failed", _("无法导入")
    SKIPPED = "skipped", _("已有，未改动")
    APPLIED = "applied", _("已导入")
    UNDONE = "undone", _("已撤销")


DECIDABLE = (ItemState.READY, ItemState.CHANGED)


class ImportBatch(models.Model):
    """Files that came together."""

    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("操作者"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    origin = models.CharField(_("来自"), max_length=200)
    created_at = models.DateTimeField(_("上传时间"), auto_now_add=True)

    class Meta:
        app_label = "batches"
        verbose_name = _("文章导入")
        verbose_name_plural = _("文章导入")
        ordering = ["-id"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d %H:%M}"


class ImportItem(models.Model):
    """One file. It stays here as it came, so that nothing of it is lost and an undone import can be looked at again."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="items")
    name = models.CharField(_("文件"), max_length=255)
    folder = models.CharField(max_length=500, blank=True, help_text="Where it lay among what was uploaded.")
    data = models.BinaryField()
    state = models.CharField(_("状态"), max_length=10, choices=ItemState)
    reason = models.TextField(_("原因"), blank=True)
    title = models.CharField(_("标题"), max_length=200, blank=True)
    preview = models.JSONField(default=dict, help_text="What the import would do, as the page shows it.")
    fingerprint = models.CharField(max_length=32, blank=True, help_text="Of all that the preview says would be done.")
    decisions = models.JSONField(default=dict)
    downloads = models.JSONField(default=dict, help_text="Pictures asked for: address -> '' (waits) or why it failed.")
    article = models.ForeignKey("articles.Article", null=True, on_delete=models.SET_NULL, related_name="+")
    created = models.JSONField(default=list, help_text="Records that the import made: model, key, when last changed.")
    aliases = models.JSONField(default=list, help_text="Spellings that the import added: product, spelling.")
    before = models.JSONField(default=dict, help_text="The article as it was: revision, import fields; {} if new.")
    content_hash = models.CharField(max_length=64, blank=True, help_text="Of the revision that the import wrote.")
    applied_at = models.DateTimeField(_("导入时间"), null=True)
    undone_at = models.DateTimeField(_("撤销时间"), null=True)

    class Meta:
        app_label = "batches"
        verbose_name = _("导入的文件")
        verbose_name_plural = _("导入的文件")
        ordering = ["batch", "id"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.name

    @property
    def is_decidable(self) -> bool:
        return self.state in DECIDABLE

    @property
    def waiting_downloads(self) -> list[str]:
        return [address for address, failure in self.downloads.items() if not failure]


class ImportPicture(models.Model):
    """A picture that came with the files of a batch, or was fetched for one of them. Kept as it came, like they are."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="pictures")
    name = models.CharField(_("文件"), max_length=1000, help_text="Its path, or the address it was fetched from.")
    data = models.BinaryField()

    class Meta:
        app_label = "batches"
        verbose_name = _("随文章上传的图片")
        verbose_name_plural = _("随文章上传的图片")
        ordering = ["batch", "id"]
        default_permissions = ()
        constraints = [models.UniqueConstraint("batch", "name", name="import_picture_once_a_batch")]

    def __str__(self) -> str:
        return self.name
