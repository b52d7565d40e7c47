"""What readers tell us: whether a page was clear, and where it is wrong. Nothing is kept of who they are."""

from __future__ import annotations

import re

from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

MAX_TEXT = 1000  # characters
# What people write of themselves although we ask them not to.
_PERSONAL = re.compile(
    r"[\w.+-]+@[\w-]+\.[\w.-]+"  # mail
    r"|(?<!\d)\d{17}[\dXx](?![\dXx])"  # identity card
    r"|(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)"  # mobile phone of the mainland
    r"|(?<!\d)09\d{2}[- ]?\d{3}[- ]?\d{3}(?!\d)"  # and of Taiwan
)
MASK = "▇▇▇"


class ReportKind(models.TextChoices):
    ERROR = "error", _("有错误")
    UNCLEAR = "unclear", _("不清楚")


class ReportState(models.TextChoices):
    OPEN = "open", _("待处理")
    DONE = "done", _("已处理")
    DISMISSED = "dismissed", _("不处理")


class ReaderReport(models.Model):
    """What a reader wrote of a page. The day is kept, not the time; no address, no browser, no name."""

    kind = models.CharField(_("类型"), max_length=10, choices=ReportKind)
    path = models.CharField(_("页面"), max_length=300)
    text = models.TextField(_("内容"), max_length=MAX_TEXT)
    received_on = models.DateField(_("收到日期"), default=timezone.localdate, db_index=True)
    state = models.CharField(_("处理状态"), max_length=10, choices=ReportState, default=ReportState.OPEN)
    note = models.TextField(_("处理说明"), blank=True, help_text=_("改了什么，或者为什么不改。只供内部查看。"))
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("处理者"),
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    handled_at = models.DateTimeField(_("处理时间"), null=True, editable=False)

    class Meta:
        app_label = "mscsite"
        verbose_name = _("读者意见")
        verbose_name_plural = _("读者意见")
        ordering = ["-received_on", "-id"]
        indexes = [models.Index(fields=["state", "-received_on"], name="mscsite_report_queue")]

    def __str__(self) -> str:
        return self.text[:40]


class ClarityCount(models.Model):
    """How many readers found a page clear on a day, and how many did not."""

    path = models.CharField(_("页面"), max_length=300)
    on = models.DateField(_("日期"), default=timezone.localdate)
    clear = models.PositiveIntegerField(_("清楚"), default=0)
    unclear = models.PositiveIntegerField(_("不清楚"), default=0)

    class Meta:
        app_label = "mscsite"
        verbose_name = _("读者是否看懂")
        verbose_name_plural = _("读者是否看懂")
        ordering = ["-on", "path"]
        constraints = [models.UniqueConstraint(fields=["path", "on"], name="mscsite_clarity_unique")]

    def __str__(self) -> str:
        return f"{self.path} {self.on}"


def without_personal_data(text: str) -> str:
    """`text` with mail addresses, phone numbers and identity numbers masked."""
    return _PERSONAL.sub(MASK, text)


def report(path: str, kind: str, text: str) -> None:
    """Keep what a reader wrote of the page at `path`. A database that takes no writes raises its own error."""
    ReaderReport.objects.create(path=path, kind=kind, text=without_personal_data(text.strip())[:MAX_TEXT])


def count(path: str, is_clear: bool) -> None:
    """One more reader for or against the page at `path`, today."""
    row, _created = ClarityCount.objects.get_or_create(path=path, on=timezone.localdate())
    name = "clear" if is_clear else "unclear"
    ClarityCount.objects.filter(pk=row.pk).update(**{name: F(name) + 1})
