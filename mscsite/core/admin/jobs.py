"""Long work in the admin: what waits, how far it is, what came of it; to be stopped, gone on with, or started."""

from __future__ import annotations

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from mscsite.core.admin.asked import asked_for
from mscsite.core.admin.records import ReadOnlyAdmin
from mscsite.core.jobs import kinds, starting
from mscsite.core.jobs.models import Job, JobState

LOOKS = {
    JobState.WAITING: "in_review",
    JobState.RUNNING: "scheduled",
    JobState.DONE: "published",
    JobState.FAILED: "draft",
    JobState.CANCELLED: "archived",
}
RESULTS = {
    "changed": _("有变化"),
    "left": _("保留手工修改"),
    "checked": _("无变化"),
    "failed": _("没有查到"),
}


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    list_display = ["kind_label", "look", "progress", "actor", "created_at", "finished_at"]
    list_filter = ["state", "created_at"]
    list_select_related = ["actor"]
    change_form_template = "admin/core/job/change_form.html"
    change_list_template = "admin/core/job/change_list.html"

    def get_urls(self):
        own = [
            path("start/", self.admin_site.admin_view(require_POST(self.start_view)), name="core_job_start"),
            path("<int:pk>/state/", self.admin_site.admin_view(require_safe(self.state_view)), name="core_job_state"),
            path("<int:pk>/steer/", self.admin_site.admin_view(require_POST(self.steer_view)), name="core_job_steer"),
        ]
        return [*own, *super().get_urls()]

    def changelist_view(self, request, extra_context=None):
        offered = [kind for kind in kinds.by_hand() if request.user.has_perm(kind.by_hand)]
        more = {"offered": offered, "is_worked": starting.is_worked()}
        return super().changelist_view(request, (extra_context or {}) | more)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        job = self.get_object(request, object_id)
        more = _shown(job, request) | {"title": job.label, "subtitle": None} if job else {}
        return super().change_view(request, object_id, form_url, (extra_context or {}) | more)

    def start_view(self, request: HttpRequest) -> HttpResponse:
        """Start a kind of work that needs no arguments."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        kind = kinds.find(request.POST.get("kind", ""))
        if kind is None or not kind.by_hand or not request.user.has_perm(kind.by_hand):
            messages.error(request, gettext("这项工作不能从这里开始。"))
            return HttpResponseRedirect(reverse("admin:core_job_changelist"))
        return HttpResponseRedirect(address(starting.enqueue(kind.name, actor=request.user)))

    def state_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """How far a job is, for the script of its page."""
        job = asked_for(self, request, str(pk), "view")
        shown = _shown(job, request)
        fields = ("words", "is_open", "done", "total", "is_worked")
        return JsonResponse({name: shown[name] for name in fields}, json_dumps_params={"ensure_ascii": False})

    def steer_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Cancel a job, or go on with one that stopped."""
        job = asked_for(self, request, str(pk), "view")
        act = {"cancel": starting.cancel, "go_on": starting.go_on}.get(request.POST.get("action"))
        if not _may_steer(request, job):
            messages.error(request, gettext("只有发起人和管理员可以取消或继续这项工作。"))
        elif act is not None:
            act(job)
        return HttpResponseRedirect(address(job))

    @admin.display(description=_("工作"))
    def kind_label(self, job: Job) -> str:
        return job.label

    @admin.display(description=_("状态"), ordering="state")
    def look(self, job: Job) -> str:
        return format_html('<span class="state state-{}">{}</span>', LOOKS[job.state], job.get_state_display())

    @admin.display(description=_("进度"))
    def progress(self, job: Job) -> str:
        return f"{job.done}/{job.total}" if job.total is not None else "—"


def address(job: Job) -> str:
    """The page of a job, with its progress."""
    return reverse("admin:core_job_change", args=[job.pk])


def _may_steer(request: HttpRequest, job: Job) -> bool:
    return request.user.is_superuser or job.actor_id == request.user.pk


def _shown(job: Job, request: HttpRequest) -> dict:
    return {
        "job": job,
        "words": _words(job),
        "is_open": job.is_open,
        "done": job.done,
        "total": job.total,
        "look": LOOKS[job.state],
        "is_worked": starting.is_worked(),
        "may_steer": _may_steer(request, job),
        "results": [(label, job.result[name]) for name, label in RESULTS.items() if job.result.get(name)],
    }


def _words(job: Job) -> str:
    """The state of a job in a sentence."""
    if job.is_open and job.is_cancelling:
        return gettext("正在取消：这一步做完就停。")
    if job.state == JobState.WAITING:
        return gettext("等待后台进程接手。")
    if job.state == JobState.RUNNING and job.total is None:
        return gettext("进行中。")
    if job.state == JobState.RUNNING:
        return gettext("进行中：%(done)s/%(total)s") % {"done": job.done, "total": job.total}
    return f"{job.get_state_display()}。"
