"""One file to one draft article with its proposed records: all of it or nothing, and twice is as good as once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path, PurePath

from django.db import transaction
from modeltranslation.utils import build_localized_fieldname

from articles import workflow
from articles.importing import reading
from articles.importing.beside import Finder, nothing
from articles.importing.decoding import ImportRefused
from articles.importing.lines import clean
from articles.importing.parsed import ParsedArticle
from articles.importing.reading import Reading
from articles.importing.repairs import REASONS, RepairProposal
from articles.intake import evidence, pictures
from articles.intake.decisions import Decisions
from articles.intake.evidence import Evidence
from articles.intake.fitting import cut
from articles.intake.folders import beside, load
from articles.intake.outcome import Options, Outcome
from articles.models import Article, FurtherReading
from articles.workflow import Origin
from mscsite.core import differences
from references.models import Citation

__all__ = ["Options", "Outcome", "import_data", "import_file"]
UNDECIDED = Decisions()
_SHOWN = 60  # characters of a line that a warning quotes
_IMPORT_FIELDS = ("import_name", "import_digest", "import_report")


def import_file(path: Path, *, options: Options, origin: Origin) -> Outcome:
    """Import one file with the pictures beside it. Never raises for what is wrong with it: the outcome says it."""
    try:
        return import_data(load(path), path.name, options=options, origin=origin, find=beside(path), file=str(path))
    except ImportRefused as refusal:
        return Outcome(file=str(path), status="failed", reason=str(refusal))


def import_data(
    data: bytes,
    name: str,
    *,
    options: Options,
    origin: Origin,
    decisions: Decisions = UNDECIDED,
    find: Finder = nothing,
    file: str = "",
) -> Outcome:
    """Import the bytes of a file called `name`, as decided. Never raises for what is wrong with them.

    `find` knows the files that lie beside it; `file` is what the outcome calls it.
    """
    try:
        found = reading.read(data, name, find)
        with transaction.atomic():
            outcome = _store(_File(data, name, found, find), decisions, options, origin)
            if options.dry_run:
                transaction.set_rollback(True)
    except (ImportRefused, workflow.Refused) as refusal:
        return Outcome(file=file or name, status="failed", reason=str(refusal))
    return replace(outcome, file=file or name)


@dataclass(frozen=True)
class _File:
    """A file that was read: its bytes, its name, what it says, and what lies beside it."""

    data: bytes
    name: str
    reading: Reading
    find: Finder


def _store(file: _File, decisions: Decisions, options: Options, origin: Origin) -> Outcome:
    name = file.name
    parsed = _titled(file.reading.article(decisions.repairs, decisions.kept), name, decisions.title)
    digest = hashlib.sha256(file.reading.identity.encode()).hexdigest()
    article = _existing(parsed, digest)
    is_new, is_same = article is None, article is not None and article.import_digest == digest
    if not is_new and not is_same:
        _refuse_if_edited(name, article)
    article = article or Article()
    before = {} if is_new else {field: getattr(article, field) for field in _IMPORT_FIELDS}
    before |= {} if is_new else {"revision": workflow.newest(article).number}
    takes_aliases = options.accept_records or options.takes_aliases
    stores = options.stores_pictures and not options.dry_run and not is_same
    brought = reading.pictures(file.data, name, file.find)
    found = pictures.bring_in(brought, name, parsed, decisions, stores=stores, origin=origin)
    gathered, html = evidence.gather(parsed, decisions, found.keys, takes_aliases=takes_aliases)
    gathered.proposals += found.proposals
    gathered.created += found.created
    if not is_same:
        _fill(article, parsed, html, name, digest)
        _report(article, parsed, gathered)
        workflow.save(article, origin=origin, save_related=lambda: _list_further_reading(article, gathered.further))
        article.import_report["content_hash"] = workflow.newest(article).content_hash
        article.save(update_fields=["import_report"])
    released = _release(article, gathered, options, origin)
    return Outcome(
        file=name,
        status="created" if is_new else "updated" if released or not is_same else "skipped",
        slug=article.slug,
        parsed=parsed,
        products=tuple(product.latin_name for product in gathered.products),
        trials=tuple(trial.registry_id for trial in gathered.trials),
        warnings=(
            *parsed.notes,
            *found.notes,
            *gathered.warnings,
            *_unconfirmed(gathered, takes_aliases),
            *_repairable(file.reading, decisions),
            *map(pictures.left_behind, parsed.left_pictures),
        ),
        html=html,
        notes=(*parsed.notes, *found.notes),
        alts=found.alts,
        article_id=article.pk,
        before=before,
        evidence=gathered,
    )


def _titled(parsed: ParsedArticle, name: str, wanted: str) -> ParsedArticle:
    """An article needs a title that its column takes; where the text has none, the name of the file stands in."""
    if wanted and wanted != parsed.title:
        note = (f"标题改为“{wanted}”，原为“{parsed.title}”。",) if parsed.title else ()
        parsed = replace(parsed, title=wanted, notes=(*parsed.notes, *note))
    longest = Article._meta.get_field("title").max_length
    if len(parsed.title) > longest:
        raise ImportRefused(name, f"标题有 {len(parsed.title)} 个字，超过 {longest} 个", "请在文件里给出单独一行的标题")
    if parsed.title:
        return parsed
    title = cut(Article, "title", PurePath(name).stem)
    return replace(parsed, title=title, notes=(*parsed.notes, f"没有找到标题，暂用文件名“{title}”。"))


def _existing(parsed: ParsedArticle, digest: str) -> Article | None:
    """The article that an earlier import made of the same text, or of an earlier state of it (the same title)."""
    title = build_localized_fieldname("title", parsed.script.lower())
    imported = Article.objects.exclude(import_digest="")
    return imported.filter(import_digest=digest).first() or imported.filter(**{title: parsed.title}).first()


def _refuse_if_edited(name: str, article: Article) -> None:
    if workflow.newest(article).content_hash != article.import_report.get("content_hash"):
        reason = f"文章“{article.title}”（{article.slug}）导入后已被编辑，未覆盖"
        raise ImportRefused(name, reason, "请在后台合并这次的改动，或改了文件中的标题再作为新文章导入")


def _fill(article: Article, parsed: ParsedArticle, html: str, name: str, digest: str) -> None:
    language = parsed.script.lower()
    metadata = {key: datum.value for key, datum in parsed.metadata.items()}
    texts = {
        "title": parsed.title,
        "summary": metadata.get("summary", ""),
        "body": html,
        "audience": metadata.get("audience", ""),
        "disclaimer": parsed.disclaimer or "",
    }
    for field, value in texts.items():
        setattr(article, build_localized_fieldname(field, language), cut(Article, field, value))
    article.source_script = language
    article.source_name = cut(Article, "source_name", metadata.get("source", ""))
    article.import_name, article.import_digest = cut(Article, "import_name", name), digest


def _report(article: Article, parsed: ParsedArticle, gathered: Evidence) -> None:
    """What came of the lines that are not in the draft, for whoever opens it later."""
    report = parsed.as_dict()
    article.import_report = {name: report[name] for name in ("metadata", "dropped", "repairs")}
    article.import_report["dropped"] += gathered.refused
    article.import_report["warnings"] = list(gathered.warnings)


def _unconfirmed(gathered: Evidence, taken: bool) -> list[str]:
    """Spellings that were proposed, and that nobody has agreed to yet."""
    if taken:
        return []
    names = {proposal.label for proposal in gathered.proposals if proposal.kind == "alias"}
    return [f"可能是已有产品的另一种写法：{label}；请核对后加为别名。" for label in sorted(names)]


def _repairable(found: Reading, decisions: Decisions) -> list[str]:
    """The repairs that nobody has agreed to yet, a line for each kind with how many there are and the first of them."""
    waiting: dict[str, list[RepairProposal]] = {}
    for repair in found.proposals(decisions.kept):
        if repair.name not in decisions.repairs and repair.kind not in decisions.repairs:
            waiting.setdefault(repair.kind, []).append(repair)
    return [
        f"可作的修正“{REASONS[kind]}” {len(repairs)} 处，未改动；第 {repairs[0].line} 行：{_change(repairs[0])}。"
        for kind, repairs in waiting.items()
    ]


def _change(repair: RepairProposal) -> str:
    """What a repair changes, with the words around it."""
    pieces = differences.shortened(differences.pieces(clean(repair.before), repair.after))
    before = "".join(piece.text for piece in pieces if piece.kind != differences.NEW)
    after = "".join(piece.text for piece in pieces if piece.kind != differences.GONE)
    return f"{_cut(before)} → {_cut(after)}"


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _list_further_reading(article: Article, further: list[Citation]) -> None:
    article.furtherreading_set.all().delete()
    FurtherReading.objects.bulk_create(
        FurtherReading(article=article, citation=citation, position=position)
        for position, citation in enumerate(further)
    )


def _release(article: Article, gathered: Evidence, options: Options, origin: Origin) -> bool:
    """Do what the options ask for, as far as it is not done yet; whether anything changed."""
    changed = False
    if options.accept_records or options.takes_aliases:
        changed = bool(evidence.take_aliases(gathered))
    if options.accept_records:
        changed = evidence.accept(article, gathered) or changed
    if options.publish and (article.live_id is None or article.live_id != workflow.newest(article).pk):
        workflow.publish(article, origin=origin, override=True)
        changed = True
    return changed
