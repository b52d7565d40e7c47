"""Imports as their pages show them: batches with counts, files with everything that can be decided about them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import asdict, dataclass

from django.conf import settings
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from articles.admin.findings import LEVELS
from articles.batches import bulk
from articles.batches.models import DECIDABLE, ImportBatch, ImportItem, ItemState
from articles.checks.findings import Level
from articles.importing.lines import clean
from articles.importing.repairs import KINDS, REASONS
from mscsite.core import differences
from mscsite.core.html import sanitise

KIND_NAMES = {
    "product": _("产品"),
    "event": _("审批事件"),
    "alias": _("已有产品的另一种写法"),
    "trial": _("临床试验"),
    "citation": _("文献"),
}
METADATA_NAMES = {
    "source": _("来源"), "author": _("作者"), "date": _("日期"), "updated": _("更新"), "editor": _("编辑"),
    "reviewer": _("审核"), "expert": _("专家"), "summary": _("摘要"), "keywords": _("关键词"), "photo": _("图片"),
    "translator": _("译者"), "affiliation": _("单位"), "correspondence": _("通信作者"), "funding": _("基金"),
    "received": _("收稿日期"), "audience": _("适用人群"), "doi": "DOI", "classification": _("分类号"),
    "document": _("文件编号"), "series": _("栏目"), "biography": _("作者简介"), "english_title": _("英文标题"),
    "references_label": _("参考文献的标题"), "disclaimer_label": _("免责说明的标题"),
}  # fmt: skip
_MODELS = {"product": "products_product", "citation": "references_citation", "trial": "references_trial"}
_LOOKS = {ItemState.APPLIED: "public", ItemState.FAILED: "warning", ItemState.READY: "proposal"}


def recent(most: int) -> list[dict]:
    """The latest batches that were handed in, each with its counts."""
    counts = {state: Count("items", filter=Q(items__state=state)) for state in ItemState.values}
    batches = ImportBatch.objects.select_related("actor").annotate(total=Count("items"), **counts)
    return [
        {
            "batch": batch,
            "url": reverse("admin:articles_article_import_batch", args=[batch.pk]),
            "counts": [(ItemState(state).label, n) for state in ItemState.values if (n := getattr(batch, state))],
        }
        for batch in batches[:most]
    ]


def batch(found: ImportBatch) -> dict:
    """A batch with its files. One query, however many there are."""
    columns = ("name", "state", "reason", "title", "preview", "decisions", "batch_id", "article_id")
    items = list(found.items.only(*columns))
    counts = Counter(item.state for item in items)
    waiting, applied = sum(counts[state] for state in DECIDABLE), counts[ItemState.APPLIED]
    return {
        "batch": found,
        "when": date_format(timezone.localtime(found.created_at), "Y-m-d H:i"),
        "rows": [_row(item) for item in items],
        "total": len(items),
        "done": {"apply": len(items) - counts[ItemState.READY], "undo": len(items) - applied},
        "left": {"apply": counts[ItemState.READY], "undo": applied},
        "may_discard": len(items) - applied,
        "waiting": waiting,
        "kinds": [asdict(kind) | {"reason": REASONS[kind.kind]} for kind in bulk.kinds(items)],
        "left_pictures": sum(len(item.preview.get("left_pictures", [])) for item in items if item.is_decidable),
    }


def settling(going_on: str) -> dict | None:
    """What is being accepted or taken back in all files of a batch, from the `go` of its address."""
    decision, _blank, kind = going_on.partition(" ")
    if decision not in ("accept", "refuse") or kind not in REASONS:
        return None
    return {"decision": decision, "kind": kind, "reason": REASONS[kind]}


def _row(item: ImportItem) -> dict:
    shown = item.preview
    records = [record for record in shown.get("records", []) if record["is_new"]]
    return {
        "item": item,
        "look": _LOOKS.get(item.state, "plain"),
        "url": reverse("admin:articles_article_import_item", args=[item.batch_id, item.pk]),
        "sections": shown.get("sections"),
        "references": shown.get("references"),
        "records": len(records),
        "repairs": len(shown.get("repairs", [])),
        "dropped": len(shown.get("dropped", [])),
        "findings": len(shown.get("findings", [])),
    }


def item(found: ImportItem) -> dict:
    """Everything that the page of one file shows."""
    shown, decided = found.preview, found.decisions
    refused = set(decided.get("refused", ()))
    return {
        "item": found,
        "look": _LOOKS.get(found.state, "plain"),
        "batch_url": reverse("admin:articles_article_import_batch", args=[found.batch_id]),
        "article_url": _article_url(found),
        "shown": shown,
        "body": mark_safe(sanitise(shown.get("html", ""))),
        "metadata": [(_fact(key), value, raw) for key, value, raw in shown.get("metadata", [])],
        "records": _records(shown, refused),
        "repairs": _repairs(shown, set(decided.get("repairs", ()))),
        "pictures": _pictures(found, refused),
        **_left_pictures(found),
        "findings": [(key, text, key not in refused) for key, text in shown.get("findings", [])],
        "checks": _checks(shown),
    }


def _fact(key: str) -> str:
    """What a fact is called; the second of a kind is stored as `source_2`."""
    return str(METADATA_NAMES.get(re.sub(r"_\d+$", "", key), key))


def _article_url(found: ImportItem) -> str:
    return reverse("admin:articles_article_change", args=[found.article_id]) if found.article_id else ""


def _records(shown: dict, refused: set[str]) -> list[dict]:
    """The records by kind: new ones to be ticked, those that are there already with their page."""
    groups = []
    for kind, name in KIND_NAMES.items():
        rows = [record | _state(record, refused) for record in shown.get("records", []) if record["kind"] == kind]
        if rows:
            new = sum(1 for row in rows if row["is_new"])
            groups.append({"name": name, "rows": rows, "new": new, "known": len(rows) - new})
    return groups


def _state(record: dict, refused: set[str]) -> dict:
    page = _MODELS.get(record["model"])
    url = reverse(f"admin:{page}_change", args=[record["pk"]]) if page and record["pk"] else ""
    return {"accepted": record["key"] not in refused, "url": url}


def _pictures(found: ImportItem, refused: set[str]) -> list[dict]:
    """The pictures that come along, each with its alternative text and where it can be looked at."""
    shown = found.preview
    return [
        record
        | {
            "accepted": record["key"] not in refused,
            "alt": shown["alts"].get(record["key"], ""),
            "url": reverse(
                "admin:articles_article_import_picture",
                args=[found.batch_id, found.pk, record["key"].removeprefix("picture:")],
            ),
        }
        for record in shown.get("records", [])
        if record["kind"] == "picture"
    ]


def _left_pictures(found: ImportItem) -> dict:
    """The pictures that did not come along, and what can be done about them here."""
    left = [each | {"failure": found.downloads.get(each["address"])} for each in found.preview.get("left_pictures", [])]
    return {
        "left_pictures": left,
        "can_download": settings.FETCH and any(each["is_on_network"] for each in left),
        "downloading": len(found.waiting_downloads) if found.is_decidable else 0,
    }


@dataclass(frozen=True)
class Repairs:
    """The repairs of one kind, each with what it changes marked."""

    kind: str
    reason: str
    rows: list[tuple[dict, SafeString, bool]]

    @property
    def agreed(self) -> int:
        return sum(1 for _repair, _marked, agreed in self.rows if agreed)


def _repairs(shown: dict, agreed: set[str]) -> list[Repairs]:
    found = []
    for kind in KINDS:
        rows = [
            (repair, differences.marked(clean(repair["before"]), repair["after"], short=True), repair["name"] in agreed)
            for repair in shown.get("repairs", [])
            if repair["kind"] == kind
        ]
        if rows:
            found.append(Repairs(kind, REASONS[kind], rows))
    return found


def _checks(shown: dict) -> list[dict]:
    """What the checks find, worst first."""
    levels = [(level, LEVELS[level]) for level in Level if level in LEVELS]
    groups = [
        {
            "level": level.value,
            "label": label,
            "rows": [c for c in shown.get("checks", []) if c["level"] == level.value],
        }
        for level, label in levels
    ]
    return [group for group in groups if group["rows"]]
