"""One file to one draft article with its proposed records: all of it or nothing, and twice is as good as once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from pathlib import Path

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from modeltranslation.utils import build_localized_fieldname

from articles import workflow
from articles.importing import reading
from articles.importing.decoding import ImportRefused
from articles.importing.parsed import ParsedArticle
from articles.importing.products import product_rows
from articles.importing.trials import registry_ids
from articles.intake import body, citations
from articles.intake.fitting import cut
from articles.intake.products import ProductIntake
from articles.models import Article, FurtherReading
from articles.workflow import Origin
from mscsite.core.querysets import PublishableQuerySet
from products.models import Product, RegulatoryEvent
from references.models import Citation, Trial


@dataclass(frozen=True)
class Options:
    """What an operator asked for. `publish` goes past the review, audited; `accept_records` makes proposals public."""

    dry_run: bool = False
    publish: bool = False
    accept_records: bool = False


@dataclass(frozen=True)
class Outcome:
    """What became of one file. `reason` says why it failed, and what to do; then nothing of it was stored."""

    file: str
    status: str  # created, updated, skipped, failed
    slug: str = ""
    parsed: ParsedArticle | None = None
    products: tuple[str, ...] = ()
    trials: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    reason: str = ""

    def as_dict(self) -> dict:
        """The object of the `--json` contract. A file that could not be read has its keys all the same, empty."""
        parsed = self.parsed.as_dict() if self.parsed else _NOTHING_READ
        return {
            "file": self.file,
            "status": self.status,
            "slug": self.slug,
            **parsed,
            "products": list(self.products),
            "trials": list(self.trials),
            "warnings": list(self.warnings),
            **({"reason": self.reason} if self.reason else {}),
        }


_NOTHING_READ = ParsedArticle(title="", script="zh-Hans").as_dict() | {"script": None}


@dataclass
class Evidence:
    """The records of one article: what it cites, lists and names."""

    cited: list[Citation] = field(default_factory=list)
    further: list[Citation] = field(default_factory=list)
    products: list[Product] = field(default_factory=list)
    events: list[RegulatoryEvent] = field(default_factory=list)
    trials: list[Trial] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def import_file(path: Path, *, options: Options, origin: Origin) -> Outcome:
    """Import one file. Never raises for what is wrong with the file: the outcome says it."""
    try:
        parsed, digest = read(path)
        with transaction.atomic():
            outcome = _store(path, parsed, digest, options, origin)
            if options.dry_run:
                transaction.set_rollback(True)
        return outcome
    except (ImportRefused, workflow.Refused) as refusal:
        return Outcome(file=str(path), status="failed", reason=str(refusal))


def read(path: Path) -> tuple[ParsedArticle, str]:
    """The article in a file, and the SHA-256 of its text whatever its encoding; ImportRefused with the reason."""
    try:
        with path.open("rb") as file:
            data = file.read(reading.MAX_BYTES + 1)  # one more than allowed is enough to refuse it
    except OSError as error:
        raise ImportRefused(path.name, f"无法读取（{error.strerror}）", "请检查路径和权限") from error
    found = reading.read(data, path.name)
    return found.article(), hashlib.sha256(found.text.encode()).hexdigest()


def _store(path: Path, parsed: ParsedArticle, digest: str, options: Options, origin: Origin) -> Outcome:
    parsed = _with_title(parsed, path)
    article = _existing(parsed, digest)
    is_new, is_same = article is None, article is not None and article.import_digest == digest
    if not is_new and not is_same:
        _refuse_if_edited(path, article)
    article = article or Article()
    intake = ProductIntake(parsed.script.lower())
    evidence, html = _evidence(parsed, intake)
    if not is_same:
        _fill(article, parsed, html, path, digest)
        article.import_report["warnings"] = evidence.warnings
        workflow.save(article, origin=origin, save_related=lambda: _list_further_reading(article, evidence.further))
        article.import_report["content_hash"] = workflow.newest(article).content_hash
        article.save(update_fields=["import_report"])
    released = _release(article, evidence, options, origin)
    status = "created" if is_new else "updated" if released or not is_same else "skipped"
    return Outcome(
        file=str(path),
        status=status,
        slug=article.slug,
        parsed=parsed,
        products=tuple(product.latin_name for product in evidence.products),
        trials=tuple(trial.registry_id for trial in evidence.trials),
        warnings=(*parsed.notes, *evidence.warnings),
    )


def _with_title(parsed: ParsedArticle, path: Path) -> ParsedArticle:
    """An article needs a title that its column takes; where the text has none, the name of the file stands in."""
    longest = Article._meta.get_field("title").max_length
    if len(parsed.title) > longest:
        raise ImportRefused(
            path.name, f"标题有 {len(parsed.title)} 个字，超过 {longest} 个", "请在文件里给出单独一行的标题"
        )
    if parsed.title:
        return parsed
    title = cut(Article, "title", path.stem)
    return replace(parsed, title=title, notes=(*parsed.notes, f"没有找到标题，暂用文件名“{title}”。"))


def _existing(parsed: ParsedArticle, digest: str) -> Article | None:
    """The article that an earlier import made of the same text, or of an earlier state of it (the same title)."""
    title = build_localized_fieldname("title", parsed.script.lower())
    imported = Article.objects.exclude(import_digest="")
    return imported.filter(import_digest=digest).first() or imported.filter(**{title: parsed.title}).first()


def _refuse_if_edited(path: Path, article: Article) -> None:
    if workflow.newest(article).content_hash != article.import_report.get("content_hash"):
        reason = f"文章“{article.title}”（{article.slug}）导入后已被编辑，未覆盖"
        raise ImportRefused(path.name, reason, "请在后台合并这次的改动，或改了文件中的标题再作为新文章导入")


def _evidence(parsed: ParsedArticle, intake: ProductIntake) -> tuple[Evidence, str]:
    listed = citations.find_or_propose(parsed.references)
    from_table = intake.take(product_rows(parsed))
    numbers = {r.number: c.key for r, c in zip(parsed.references, listed, strict=True) if r.number is not None}
    linker = body.Linker(numbers, intake.names)
    html = body.build(parsed, linker)
    mentioned = [intake.product(slug) for slug in linker.used_products]
    in_references = registry_ids("\n".join(reference.raw for reference in parsed.references))
    ids = dict.fromkeys([*linker.used_trials, *in_references])
    return (
        Evidence(
            cited=[citation for citation in listed if citation.key in linker.used_citations],
            further=list(dict.fromkeys(c for c in listed if c.key not in linker.used_citations)),
            products=list(dict.fromkeys([*from_table, *mentioned])),
            events=intake.events,
            trials=[Trial.objects.get_or_create(registry_id=registry_id)[0] for registry_id in ids],
            warnings=intake.warnings,
        ),
        html,
    )


def _fill(article: Article, parsed: ParsedArticle, html: str, path: Path, digest: str) -> None:
    language = parsed.script.lower()
    metadata = {key: datum.value for key, datum in parsed.metadata.items()}
    texts = {
        "title": parsed.title,
        "summary": metadata.get("summary", ""),
        "body": html,
        "audience": metadata.get("audience", ""),
        "disclaimer": parsed.disclaimer or "",
    }
    for name, value in texts.items():
        setattr(article, build_localized_fieldname(name, language), cut(Article, name, value))
    article.source_script = language
    article.source_name = cut(Article, "source_name", metadata.get("source", ""))
    article.import_name, article.import_digest = cut(Article, "import_name", path.name), digest
    report = parsed.as_dict()
    article.import_report = {name: report[name] for name in ("metadata", "dropped", "repairs")}


def _list_further_reading(article: Article, further: list[Citation]) -> None:
    article.furtherreading_set.all().delete()
    FurtherReading.objects.bulk_create(
        FurtherReading(article=article, citation=citation, position=position)
        for position, citation in enumerate(further)
    )


def _release(article: Article, evidence: Evidence, options: Options, origin: Origin) -> bool:
    """Do what the options ask for, as far as it is not done yet; whether anything changed."""
    changed = options.accept_records and _accept(article, evidence)
    if options.publish and (article.live_id is None or article.live_id != workflow.newest(article).pk):
        workflow.publish(article, origin=origin, override=True)
        changed = True
    return bool(changed)


def _accept(article: Article, evidence: Evidence) -> bool:
    """Make the proposals of the article public, with the article as the source of the events."""
    address = _address(article)
    undated = [event for event in evidence.events if event.date is None]
    for event in evidence.events:
        if event.date and not event.source_url:
            event.source_url, event.source_title = address, article.title
            event.save()
    evidence.warnings.extend(f"{event.product.latin_name}：没有年份，事件仍为提案。" for event in undated)
    ids = [event.pk for event in evidence.events if event.date]
    proposals: list[PublishableQuerySet] = [
        Citation.objects.filter(pk__in=[c.pk for c in (*evidence.cited, *evidence.further)]),
        Product.objects.filter(pk__in=[product.pk for product in evidence.products]),
        RegulatoryEvent.objects.filter(pk__in=ids),
        Trial.objects.filter(pk__in=[trial.pk for trial in evidence.trials]),
    ]
    return sum(queryset.publish() for queryset in proposals) > 0


def _address(article: Article) -> str:
    with translation.override(article.source_script):
        return reverse("article", args=[article.slug])
