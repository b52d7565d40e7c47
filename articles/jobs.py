"""Long work on articles, as jobs: checking all of them anew, and imports of many files."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.batches.models import ImportBatch
from mscsite.core import jobs
from mscsite.core.admin_names import ORIGIN

RECHECK, IMPORT, UNDO = "articles.recheck", "articles.import", "articles.undo"
SECONDS = 1.0  # of work in one step


def register() -> None:
    jobs.register(jobs.Kind(RECHECK, gettext_lazy("重新检查全部文章"), _recheck, by_hand="articles.change_article"))
    for name, label in ((IMPORT, gettext_lazy("导入文章")), (UNDO, gettext_lazy("撤销导入"))):
        jobs.register(jobs.Kind(name, label, _work, link=_batch_page))


def _recheck(job: jobs.Job) -> jobs.Step:
    """What was checked under today's rules is known from the findings themselves: a repeated step repeats nothing."""
    from articles import rechecking

    *_earlier, progress = rechecking.some(SECONDS)
    return jobs.Step(progress.done, progress.total, progress.is_complete)


def _work(job: jobs.Job) -> jobs.Step:
    """Go on with a batch: each file is a transaction, and known by its state as done."""
    from articles import workflow
    from articles.batches import service

    batch = ImportBatch.objects.filter(pk=job.arguments["batch"]).first()
    if batch is None:
        raise jobs.JobFailed(_("这次导入已经被放弃。"))
    action = "apply" if job.kind == IMPORT else "undo"
    left, complaints = service.work(batch, action, origin=workflow.Origin(job.actor, ORIGIN), seconds=SECONDS)
    if complaints:
        raise jobs.JobFailed(" ".join(complaints))
    total = max(job.arguments["files"], left)
    return jobs.Step(total - left, total, not left)


def _batch_page(job: jobs.Job) -> str:
    return reverse("admin:articles_article_import_batch", args=[job.arguments["batch"]])
