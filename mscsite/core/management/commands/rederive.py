"""`manage.py rederive`: bring the derived script of all records up to the glossary, where nobody touched it."""

from __future__ import annotations

import json

from django.core.management.base import BaseCommand, CommandError

from mscsite.core import rederiving


class Command(BaseCommand):
    help = (
        "Derive the other script of every record anew, with today's glossary. Text that somebody edited or locked "
        "stays as it is and is listed. Articles that change get a new revision, which needs its review."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what would change, and save nothing")
        parser.add_argument("--model", action="append", metavar="app.Model", help="only this kind of record")
        parser.add_argument("--json", action="store_true", help="one object a line on stdout")

    def handle(self, *, dry_run: bool, model: list[str] | None, json: bool, **_options) -> None:
        models = self._models(model)
        outcomes = rederiving.rederive(models, dry_run=dry_run, origin="rederive", progress=self._progress)
        changed = left = 0
        for outcome in outcomes:
            changed, left = changed + bool(outcome.changed), left + bool(outcome.left)
            self.stdout.write(_as_json(outcome, dry_run) if json else _as_text(outcome))
        verb = "would change" if dry_run else "changed"
        self.stderr.write(f"{changed} records {verb}, {left} have text that was left alone.")

    def _models(self, labels: list[str] | None):
        known = {model._meta.label.lower(): model for model in rederiving.translated_models()}
        unknown = [label for label in labels or () if label.lower() not in known]
        if unknown:
            names = ", ".join(model._meta.label for model in known.values())
            raise CommandError(f"no records in two scripts: {', '.join(unknown)}; known are {names}", returncode=2)
        return [known[label.lower()] for label in labels] if labels else None

    def _progress(self, model, done: int) -> None:
        self.stderr.write(f"{model._meta.label}: {done}")


def _key(outcome: rederiving.Outcome) -> str:
    return str(getattr(outcome.record, "slug", "") or outcome.record.pk)


def _as_text(outcome: rederiving.Outcome) -> str:
    parts = [
        f"{word} {', '.join(names)}" for word, names in (("changed", outcome.changed), ("left", outcome.left)) if names
    ]
    return f"{outcome.record._meta.label} {_key(outcome)}: {'; '.join(parts)}"


def _as_json(outcome: rederiving.Outcome, dry_run: bool) -> str:
    data = {"type": outcome.record._meta.model_name, "key": _key(outcome), "dry_run": dry_run}
    return json.dumps(data | {"changed": outcome.changed, "left": outcome.left}, ensure_ascii=False)
