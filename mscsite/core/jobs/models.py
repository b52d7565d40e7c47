"""The rows of jobs."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mscsite.core.jobs import kinds


class JobState(models.TextChoices):
    WAITING = "waiting", _("等待")
    RUNNING = "running", _("进行中")
    DONE = "done", _("完成")
    FAILED = "failed", _("没有完成")
    CANCELLED = "cancelled", _("已取消")


OPEN = (JobState.WAITING, JobState.RUNNING)


class JobQuerySet(models.QuerySet):
    def open(self) -> JobQuerySet:
        return self.filter(state__in=OPEN)

    def claimable(self, now: dt.datetime) -> JobQuerySet:
        """Open jobs that nobody works on, or whose worker was not heard of for too long; whose turn it is first."""
        free = Q(claimed_until__isnull=True) | Q(claimed_until__lt=now)
        return self.open().filter(free, turn_at__lte=now).order_by("turn_at", "pk")


class Job(models.Model):
    """A piece of long work: what, for whom, how far it is, and what came of it.

    `cursor` is what the kind needs to go on; `claimed_until` ends the claim of `worker`, who renews it with every step
    and in long ones.
    """

    kind = models.CharField(_("工作"), max_length=60)
    arguments = models.JSONField(default=dict)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("发起人"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    state = models.CharField(_("状态"), max_length=10, choices=JobState, default=JobState.WAITING)
    created_at = models.DateTimeField(_("建立时间"), default=timezone.now)
    started_at = models.DateTimeField(_("开始时间"), null=True)
    finished_at = models.DateTimeField(_("结束时间"), null=True)
    done = models.PositiveIntegerField(_("已做"), default=0)
    total = models.PositiveIntegerField(_("共有"), null=True)
    cursor = models.JSONField(null=True)
    result = models.JSONField(default=dict)
    error = models.TextField(_("原因"), blank=True)
    is_cancelling = models.BooleanField(default=False)
    worker = models.CharField(max_length=100, blank=True)
    claimed_until = models.DateTimeField(null=True)
    turn_at = models.DateTimeField(default=timezone.now)
    interruptions = models.PositiveIntegerField(default=0)

    objects = JobQuerySet.as_manager()
    told: tuple[int, int] | None = None  # of the step that is being done: see `tell`

    class Meta:
        app_label = "core"
        verbose_name = _("后台工作")
        verbose_name_plural = _("后台工作")
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "turn_at"], name="core_job_turn")]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        found = kinds.find(self.kind)
        return str(found.label) if found else self.kind

    def tell(self, done: int, total: int) -> None:
        """How far the present step is, for whoever looks: kept by the worker's next sign of life."""
        self.told = done, total

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def can_go_on(self) -> bool:
        return self.state in (JobState.FAILED, JobState.CANCELLED)

    @property
    def link(self) -> str:
        """Where what came of it is seen; empty where there is no such page."""
        found = kinds.find(self.kind)
        return found.link(self) if found and found.link else ""
