"""Studies as trials: new ones become proposals, those we have are brought up to date, and what changed is said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from lxml import etree

from mscsite.core import audit, dates
from references.models import Trial
from references.trials_import import ctgov, who
from references.trials_import.study import Malformed, Study

ORIGIN = "import_trials"
_LABELS = {
    "phase": "分期",
    "overall_status": "状态",
    "why_stopped": "停止原因",
    "design": "设计",
    "countries": "国家",
    "sponsor": "申办方",
    "subjects": "研究对象",
    "title_zh_hans": "题目",
    "conditions_zh_hans": "疾病",
    "interventions_zh_hans": "干预",
    "results_posted_on": "登记平台发布结果",
}
KEPT_CHANGES = 20  # of the registry's changes, the newest
# Pairs that the database keeps together are compared, and told, as one.
_PAIRS = {
    "入组": ("enrollment_count", "enrollment_type"),
    "开始日期": ("start_date", "start_date_precision"),
    "完成日期": ("completion_date", "completion_date_precision"),
}


@dataclass
class Outcome:
    """What became of one study. `status` is created, updated, skipped or failed; `changes` are sentences."""

    place: str
    id: str = ""
    status: str = "failed"
    reason: str = ""
    changes: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Source:
    """Where studies come from: the name of a file or an id, and in whose name they are stored."""

    name: str
    actor: AbstractBaseUser | None = None
    origin: str = ORIGIN


def import_studies(
    studies: Iterable[object], source: Source, *, dry_run: bool = False, publish: bool = False
) -> list[Outcome]:
    """Every study of a source, in order and in one transaction; those that fail leave the others alone."""
    with transaction.atomic():
        outcomes = [_import(study, number, source, publish) for number, study in enumerate(studies, start=1)]
        if dry_run:
            transaction.set_rollback(True)
    return outcomes


def _import(study: object, number: int, source: Source, publish: bool) -> Outcome:
    outcome = Outcome(f"{source.name} 第 {number} 项")
    try:
        found = who.read(study) if isinstance(study, etree._Element) else ctgov.read(study)
        outcome.id, outcome.notes = found.id, found.notes
        _store(found, outcome, source, publish)
    except Malformed as error:
        outcome.reason = str(error)
    except ValidationError as error:
        outcome.reason = "；".join(f"{name}：{' '.join(texts)}" for name, texts in error.message_dict.items())
    return outcome


def _store(found: Study, outcome: Outcome, source: Source, publish: bool) -> None:
    trial = Trial.objects.filter(registry_id=found.id).first()
    if trial and _is_older(found, trial):
        outcome.status = "skipped"
        outcome.notes.append(f"文件的数据（{found.as_of}）早于上次核对（{trial.last_checked_at:%Y-%m-%d}），未改动")
        return
    status = "updated" if trial else "created"
    trial = trial or Trial(registry_id=found.id)
    outcome.changes = _apply(found, trial)
    if publish and not trial.is_public:
        trial.published_at = timezone.now()
        outcome.changes.append("已公开")
    posted = found.fields["results_posted_on"]
    if posted and not (trial.results_zh_hans or trial.results_zh_hant):
        outcome.notes.append(f"登记平台已于 {posted} 发布结果，本站尚无结果说明")
    if status == "created" or outcome.changes:
        _save(trial, found, outcome, source, status)
    else:
        Trial.objects.filter(pk=trial.pk).update(
            last_checked_at=_checked_at(found)
        )  # asked, and nothing new: no version
    outcome.status = status if status == "created" or outcome.changes else "skipped"


def _is_older(found: Study, trial: Trial) -> bool:
    return bool(found.as_of and trial.last_checked_at and found.as_of < trial.last_checked_at.astimezone(dt.UTC).date())


def _apply(found: Study, trial: Trial) -> list[str]:
    """Sets what the registry knows, and says what changed.

    Title, conditions and design are ours to word: the registry's only stand in until somebody has written them.
    """
    words = _in_words(trial)
    for name, value in found.fields.items():
        if name == "design" and trial.design:
            continue  # free text, which editors write better than the registry's codes do
        if value or name == "why_stopped":
            setattr(trial, name, value)
    if found.fields["enrollment_count"] == 0:  # a withdrawn trial: nobody was enrolled
        trial.enrollment_count, trial.enrollment_type = 0, found.fields["enrollment_type"]
    worded = (("title", found.title), ("conditions", found.conditions), ("interventions", found.interventions))
    for name, text in worded:
        if text and not (getattr(trial, f"{name}_zh_hans") or getattr(trial, f"{name}_zh_hant")):
            setattr(trial, f"{name}_{trial.source_script.replace('-', '_')}", text[:500])
    now = _in_words(trial)
    return [
        f"{label}：{words[label] or '（空）'} → {now[label] or '（空）'}" for label in now if now[label] != words[label]
    ]


def _in_words(trial: Trial) -> dict[str, str]:
    """The fields of a trial as they are read, by their labels."""
    said = {label: str(getattr(trial, name) or "") for name, label in _LABELS.items()}
    said |= {
        "分期": str(trial.get_phase_display()),
        "状态": str(trial.get_overall_status_display()),
        "研究对象": str(trial.get_subjects_display()),
        "国家": "、".join(trial.countries),
    }
    for label, (value, kind) in _PAIRS.items():
        amount, nature = getattr(trial, value), getattr(trial, kind)
        if amount is None:
            said[label] = ""
        elif label == "入组":
            said[label] = f"{amount} 人（{trial.get_enrollment_type_display()}）"
        else:
            said[label] = dates.iso(amount, nature)
    return said


def _save(trial: Trial, found: Study, outcome: Outcome, source: Source, status: str) -> None:
    trial.last_checked_at = _checked_at(found)
    if status == "updated":
        noted = {"on": trial.last_checked_at.date().isoformat(), "changes": outcome.changes}
        trial.registry_changes = [noted, *trial.registry_changes][:KEPT_CHANGES]
    trial.full_clean(validate_unique=False)
    with transaction.atomic():
        trial.save()
        detail = {"id": trial.registry_id, "changes": outcome.changes}
        audit.record(action=status, target=trial, actor=source.actor, origin=source.origin, **detail)


def _checked_at(found: Study) -> dt.datetime:
    return _moment(found.as_of) if found.as_of else timezone.now()


def _moment(day: dt.date) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)
