"""Imports of product sheets: the preview that waits for a decision, and what it takes to undo one."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

EXPORT, IMPORT = "products.export_sheet", "products.import_sheet"


class ImportState(models.TextChoices):
    PREVIEW = "preview", _("待确认")
    APPLIED = "applied", _("已导入")
    UNDONE = "undone", _("已撤销")


class SheetImport(models.Model):
    """One uploaded sheet. Its file stays here, not on a disk of one server, until it is confirmed."""

    file_name = models.CharField(_("文件"), max_length=200)
    layout = models.CharField(_("行的种类"), max_length=20)
    state = models.CharField(_("状态"), max_length=10, choices=ImportState, default=ImportState.PREVIEW)
    data = models.BinaryField(null=True)
    fingerprint = models.CharField(max_length=32, blank=True, help_text="Of all that the preview says would be done.")
    counts = models.JSONField(default=dict)
    warnings = models.JSONField(default=list)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("操作者"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(_("上传时间"), auto_now_add=True)
    applied_at = models.DateTimeField(_("导入时间"), null=True)
    undone_at = models.DateTimeField(_("撤销时间"), null=True)

    class Meta:
        app_label = "products"
        verbose_name = _("表格导入")
        verbose_name_plural = _("表格导入")
        ordering = ["-id"]
        default_permissions = ()
        permissions = [("export_sheet", "导出产品表格"), ("import_sheet", "导入产品表格")]

    def __str__(self) -> str:
        return f"{self.file_name}（{self.get_state_display()}）"


class SheetImportRow(models.Model):
    """One row of the sheet that is not as it was: for the preview, and once applied for the way back."""

    sheet_import = models.ForeignKey(SheetImport, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    key = models.CharField(max_length=200, blank=True)
    status = models.CharField(max_length=10)
    changes = models.JSONField(default=dict)
    errors = models.JSONField(default=list)
    warnings = models.JSONField(default=list)
    untouched = models.BooleanField(default=False, help_text="In conflict, but as it was exported.")
    incoming = models.CharField(max_length=12, blank=True, help_text="Digest of the row as it stands in the sheet.")
    record_id = models.BigIntegerField(null=True)
    before = models.JSONField(null=True, help_text="All columns as they were; null where the import created it.")
    stamp_after = models.CharField(max_length=12, blank=True)

    class Meta:
        app_label = "products"
        ordering = ["sheet_import", "number", "id"]
        default_permissions = ()
        indexes = [models.Index(fields=["incoming"], name="products_sheetrow_incoming")]

    def __str__(self) -> str:
        return f"{self.number}: {self.key}"
