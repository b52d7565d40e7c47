"""A mail on its way."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LONGEST_WAIT = dt.timedelta(hours=6)  # between two tries


class OutgoingMailQuerySet(models.QuerySet):
    def waiting(self) -> OutgoingMailQuerySet:
        """Neither sent nor given up."""
        return self.filter(sent_at=None, dropped_at=None)

    def failing(self) -> OutgoingMailQuerySet:
        """Waiting, and tried in vain at least once."""
        return self.waiting().exclude(last_error="")

    def due(self) -> OutgoingMailQuerySet:
        """To be tried now. A time too far ahead to be ours was set by a clock that has been put right since."""
        now = timezone.now()
        return self.waiting().filter(Q(next_try_at__lte=now) | Q(next_try_at__gt=now + LONGEST_WAIT))


class OutgoingMail(models.Model):
    """One mail to one person. It waits until a mail server has taken it, or an administrator gives it up."""

    recipient = models.EmailField(_("收件人"))
    subject = models.CharField(_("主题"), max_length=300)
    text = models.TextField(_("正文"))
    is_secret = models.BooleanField(
        default=False, help_text="Holds a link that opens an account: shown to nobody, emptied once it is sent."
    )
    created_at = models.DateTimeField(_("写成时间"), auto_now_add=True, db_index=True)
    next_try_at = models.DateTimeField(_("下次尝试"), default=timezone.now, db_index=True)
    attempts = models.PositiveIntegerField(_("尝试次数"), default=0)
    last_error = models.TextField(_("未寄出的原因"), blank=True)
    sent_at = models.DateTimeField(_("寄出时间"), null=True, blank=True)
    dropped_at = models.DateTimeField(_("放弃时间"), null=True, blank=True)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        app_label = "core"
        verbose_name = _("寄出的邮件")
        verbose_name_plural = _("寄出的邮件")
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(
                fields=["next_try_at"],
                name="core_mail_waiting",
                condition=Q(sent_at__isnull=True, dropped_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return self.subject
