"""What importing a file would do, found out by doing it and taking it back at once."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict

from django.db import transaction

from articles.batches.models import ImportItem, ItemState
from articles.batches.pictures import beside
from articles.checks.known import records
from articles.checks.stored import check_article
from articles.importing import reading
from articles.importing.decoding import ImportRefused
from articles.intake.decisions import Decisions, key_of
from articles.intake.importer import import_data
from articles.intake.outcome import Options, Outcome
from articles.intake.pictures import shortened
from articles.models import Article
from articles.workflow import Origin
from mscsite.core.html import plain_text, sanitise

_AS_IN_ADMIN = Options(takes_aliases=True, stores_pictures=False)
_MOST_CHECKS = 60


def look_at(item: ImportItem, *, origin: Origin) -> None:
    """Fill the preview of an item with what its import would do by now; the item is not saved."""
    decisions = Decisions.from_dict(item.decisions)
    data, find = bytes(item.data), beside(item)
    with transaction.atomic():
        outcome = import_data(data, item.name, options=_AS_IN_ADMIN, origin=origin, decisions=decisions, find=find)
        checks = _checks(outcome)
        transaction.set_rollback(True)
    if outcome.status == "failed":
        item.state, item.reason, item.preview, item.fingerprint = ItemState.FAILED, outcome.reason, {}, ""
        return
    existing = Article.objects.filter(pk=outcome.article_id).first() if outcome.before else None
    item.article = existing
    item.state = ItemState.SKIPPED if outcome.status == "skipped" else ItemState.READY
    item.reason, item.title = "", outcome.parsed.title
    item.preview = _shown(outcome, decisions) | {"checks": checks} | _of_reading(data, item.name, decisions)
    item.fingerprint = fingerprint(outcome)


def fingerprint(outcome: Outcome) -> str:
    """Of what an import does, whichever records of the same words it finds there or makes."""
    text = plain_text(sanitise(outcome.html))
    said = [outcome.status, outcome.parsed.title, text, outcome.parsed.disclaimer, outcome.evidence.warnings]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()[:32]


def _checks(outcome: Outcome) -> list[dict]:
    """What the checks would find in the draft; asked for while the draft is there."""
    article = Article.objects.filter(pk=outcome.article_id).first() if outcome.status != "failed" else None
    if article is None:
        return []
    found = check_article(article, records())
    return [
        {"level": each.level.value, "excerpt": each.excerpt[:80], "message": str(each.message), "rule": str(each.rule)}
        for each in found[:_MOST_CHECKS]
    ]


def _shown(outcome: Outcome, decisions: Decisions) -> dict:
    parsed, evidence = outcome.parsed, outcome.evidence
    findings = dict.fromkeys(evidence.all_warnings)
    return {
        "status": outcome.status,
        "script": parsed.script,
        "html": sanitise(outcome.html),
        "disclaimer": parsed.disclaimer or "",
        "metadata": [[key, datum.value, datum.raw] for key, datum in parsed.metadata.items()],
        "sections": sum(1 for section in parsed.sections if section.heading),
        "references": len(parsed.references),
        "further": [citation.title for citation in evidence.further],
        "records": [asdict(proposal) for proposal in evidence.proposals],
        "findings": [[key_of("finding", text), text] for text in findings],
        "dropped": [list(pair) for pair in zip(parsed.dropped_numbers, parsed.dropped, strict=True)],
        "notes": list(outcome.notes),
        "alts": outcome.alts,
        "left_pictures": [
            asdict(left) | {"is_on_network": left.is_on_network, "place": shortened(left.place)}
            for left in parsed.left_pictures
        ],
        "done": [asdict(repair) for repair in parsed.repairs],
    }


def _of_reading(data: bytes, name: str, decisions: Decisions) -> dict:
    """What the file itself says, whatever was decided: its repairs, and the lines that were asked back into it."""
    try:
        found = reading.read(data, name)
    except ImportRefused:
        return {"repairs": [], "kept": []}
    left = found.article()
    lines = zip(left.dropped_numbers, left.dropped, strict=True)
    return {
        "repairs": [asdict(each) | {"name": each.name} for each in found.proposals(decisions.kept)],
        "kept": [[number, text] for number, text in lines if number in decisions.kept],
    }
