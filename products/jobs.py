"""Large product sheets as jobs: written, or taken back, in one transaction behind the page."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mscsite.core import jobs, roles
from mscsite.core.admin_names import ORIGIN
from products.sheets.models import ImportState, SheetImport

NAME = "products.sheet"
LARGE = 2_000  # rows to be written: fewer are done in the request
_AFTER = {"confirm": ImportState.APPLIED, "keep_newer": ImportState.APPLIED, "undo": ImportState.UNDONE}


def register() -> None:
    jobs.register(jobs.Kind(NAME, gettext_lazy("产品表格"), _step, link=lambda job: job.arguments["page"]))


def is_large(sheet_import: SheetImport) -> bool:
    return _rows(sheet_import) > LARGE


def _rows(sheet_import: SheetImport) -> int:
    """How many are written, or put back."""
    return sheet_import.counts.get("created", 0) + sheet_import.counts.get("updated", 0)


def _step(job: jobs.Job) -> jobs.Step:
    """All or nothing. The state of the import says whether a worker that was killed had done it already."""
    action = job.arguments["action"]
    found = SheetImport.objects.filter(pk=job.arguments["sheet"]).defer("data").first()
    if found is None:
        raise jobs.JobFailed(_("这次导入已经被放弃。"))
    if found.state != _AFTER[action]:
        _do(job, found, action)
    return jobs.Step(_rows(found), _rows(found), is_over=True)


def _do(job: jobs.Job, found: SheetImport, action: str) -> None:
    from products.sheets.service import Blocked, Outdated, confirm
    from products.sheets.undo import UndoRefused, undo

    rows = _rows(found)

    def tell(done: int) -> None:
        job.tell(done, rows)

    try:
        if action == "undo":
            undo(found.pk, actor=job.actor, origin=ORIGIN, tell=tell)
        else:
            may_publish = job.actor is not None and job.actor.has_perm(roles.PUBLISH)
            origin, keeps = f"{ORIGIN} {found.file_name}", action == "keep_newer"
            confirm(found, actor=job.actor, origin=origin, may_publish=may_publish, keep_newer=keeps, tell=tell)
    except Outdated as error:
        raise jobs.JobFailed(_("预览之后数据库又有改动，还没有写入。请打开结果，看过新的预览再确认。")) from error
    except Blocked as error:
        raise jobs.JobFailed(_("有失败或冲突的行，没有写入。")) from error
    except UndoRefused as error:
        raise jobs.JobFailed(str(error)) from error
