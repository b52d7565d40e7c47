"""Asking after all citations that are due, as a job: retractions, corrections, and addresses."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mscsite.core import jobs

NAME = "references.check"
OLD = dt.timedelta(days=7)
ASKED = 3  # a step: each may take as long as FETCH_SECONDS allows


def register() -> None:
    label = gettext_lazy("查询文献：撤稿、更正和失效的网址")
    jobs.register(jobs.Kind(NAME, label, _step, by_hand="references.change_citation"))


def _step(job: jobs.Job) -> jobs.Step:
    """Those that wait longest. Each answer is stored at once, with the time; one without an answer is left out."""
    from references.alive import checking

    skipped = set(job.cursor or [])
    waiting = [key for key in checking.due([], OLD) if key not in skipped]
    result = {"checked": 0, "changed": 0, "failed": 0} | job.result
    asked = checking.Questions(actor=job.actor)
    chosen = waiting[:ASKED]
    try:
        for key, outcome in zip(chosen, checking.run(chosen, asked), strict=False):
            result[outcome.status] += 1
            if outcome.status == "failed":
                skipped.add(key)
    except checking.Stopped as stop:
        raise jobs.JobFailed(_("%(why)s 已经查过的都已保存，稍后可以继续。") % {"why": stop}) from stop
    left = len(waiting) - len(chosen)
    done = job.done + len(chosen)
    return jobs.Step(done, done + left, not left, sorted(skipped), result)
