"""Deriving all records anew, as a job: twenty records a step, in the transaction that keeps where it is."""

from __future__ import annotations

from django.apps import apps
from django.utils.translation import gettext_lazy as _

from mscsite.core import jobs
from mscsite.core.admin_names import ORIGIN

NAME = "core.rederive"
RECORDS = 20  # a step
SHOWN = 200  # names of records that the job tells


def register() -> None:
    jobs.register(jobs.Kind(NAME, _("按术语表重新转换"), _step, is_atomic=True))


def _step(job: jobs.Job) -> jobs.Step:
    """`arguments` names models by label; the cursor is the place in that list and the last key."""
    from mscsite.core import rederiving

    labels = job.arguments["models"]
    place, after = job.cursor or [0, 0]
    result = {"changed": 0, "left": 0, "records": []} | job.result
    total = job.total or sum(apps.get_model(label)._default_manager.count() for label in labels)
    model = apps.get_model(labels[place])
    outcomes, keys = rederiving.some(model, after, actor=job.actor, origin=ORIGIN, limit=RECORDS)
    for outcome in outcomes:
        result["changed"] += bool(outcome.changed)
        result["left"] += bool(outcome.left)
        if outcome.changed and len(result["records"]) < SHOWN:
            result["records"].append(f"{model._meta.verbose_name} {outcome.record}")
    is_through = len(keys) < RECORDS
    cursor = [place + 1, 0] if is_through else [place, keys[-1]]
    done = job.done + len(keys)
    return jobs.Step(done, max(total, done), is_through and cursor[0] == len(labels), cursor, result)
