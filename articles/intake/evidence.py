"""The records that an article rests on: found among ours or proposed, and made public where somebody says so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import models
from django.urls import reverse
from django.utils import translation

from articles.importing.parsed import ParsedArticle, Reference
from articles.importing.products import product_rows
from articles.importing.trials import registry_ids
from articles.intake import body, citations
from articles.intake.decisions import Decisions, Proposal, key_of
from articles.intake.products import ProductIntake
from articles.models import Article
from mscsite.core.querysets import PublishableQuerySet
from products.models import Product, RegulatoryEvent
from references.models import Citation, Trial


@dataclass
class Evidence:
    """The records of one article: what it cites, lists and names, and which of them the import made."""

    cited: list[Citation] = field(default_factory=list)
    further: list[Citation] = field(default_factory=list)
    products: list[Product] = field(default_factory=list)
    events: list[RegulatoryEvent] = field(default_factory=list)
    trials: list[Trial] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)  # entries of the reference list that somebody does not want
    proposals: list[Proposal] = field(default_factory=list)
    created: list[models.Model] = field(default_factory=list)
    aliases: dict[str, str] = field(default_factory=dict)  # spelling -> slug
    added_aliases: dict[str, str] = field(default_factory=dict)  # those that were written
    all_warnings: list[str] = field(default_factory=list)  # with those that somebody refused


def gather(
    parsed: ParsedArticle, decisions: Decisions, pictures: dict[str, str], *, takes_aliases: bool
) -> tuple[Evidence, str]:
    """The evidence of an article and the HTML of its body. New records are saved as proposals.

    `pictures` maps pictures of the file to keys of our images. `takes_aliases`: somebody agreed to new spellings, so
    that they are linked in the text.
    """
    intake = ProductIntake(parsed.script.lower(), decisions.refused)
    evidence = Evidence()
    listed = [_cite(reference, decisions, evidence) for reference in parsed.references]
    from_table = intake.take(product_rows(parsed))
    intake.take_variants(texts_of(parsed))
    if takes_aliases:
        for name, slug in intake.wanted_aliases().items():
            intake.names.add(slug, name)
    numbers = {r.number: c.key for r, c in zip(parsed.references, listed, strict=True) if c and r.number is not None}
    linker = body.Linker(numbers, intake.names, pictures=pictures, refused=_refused_trials(decisions))
    html = body.build(parsed, linker)
    mentioned = [intake.product(slug) for slug in linker.used_products]
    kept = list(filter(None, listed))
    evidence.cited = [citation for citation in kept if citation.key in linker.used_citations]
    evidence.further = list(dict.fromkeys(c for c in kept if c.key not in linker.used_citations))
    evidence.products = list(dict.fromkeys([*from_table, *mentioned]))
    evidence.events, evidence.aliases = intake.events, intake.wanted_aliases()
    evidence.trials = _trials(parsed, linker, decisions, evidence)
    evidence.created += intake.created
    evidence.proposals += [*_known(from_table, mentioned, intake), *intake.proposals.values()]
    evidence.all_warnings = intake.warnings
    evidence.warnings = [text for text in intake.warnings if key_of("finding", text) not in decisions.refused]
    return evidence, html


def texts_of(parsed: ParsedArticle) -> Iterable[str]:
    """The running text of an article: what may mention a product."""
    yield from parsed.lead
    for section in parsed.sections:
        yield section.heading or ""
        for block in section.blocks:
            yield from (block.text, *block.items)


def _cite(reference: Reference, decisions: Decisions, evidence: Evidence) -> Citation | None:
    key = key_of("citation", reference.raw)
    if key in decisions.refused:
        evidence.refused.append(reference.raw)
        evidence.proposals.append(Proposal(key, "citation", reference.title or reference.raw, reference.raw))
        return None
    citation, is_new = citations.find_or_propose(reference)
    known = {} if is_new else {"is_new": False, "model": "citation", "pk": citation.pk}
    evidence.proposals.append(Proposal(key, "citation", citation.title, reference.raw, **known))
    evidence.created += [citation] if is_new else []
    return citation


def _refused_trials(decisions: Decisions) -> frozenset[str]:
    return frozenset(key for key in decisions.refused if key.startswith("trial:"))


def _trials(parsed: ParsedArticle, linker: body.Linker, decisions: Decisions, evidence: Evidence) -> list[Trial]:
    in_references = registry_ids("\n".join(reference.raw for reference in parsed.references))
    found = []
    for registry_id in dict.fromkeys([*linker.used_trials, *linker.refused_trials, *in_references]):
        key = f"trial:{registry_id}"
        if key in decisions.refused:
            evidence.proposals.append(Proposal(key, "trial", registry_id))
            continue
        trial, is_new = Trial.objects.get_or_create(registry_id=registry_id)
        known = {} if is_new else {"is_new": False, "model": "trial", "pk": trial.pk}
        evidence.proposals.append(Proposal(key, "trial", registry_id, trial.title or "", **known))
        evidence.created += [trial] if is_new else []
        found.append(trial)
    return found


def _known(listed: Iterable[Product], mentioned: Iterable[Product], intake: ProductIntake) -> Iterable[Proposal]:
    """The products of ours that the article names."""
    for product in dict.fromkeys([*listed, *mentioned]):
        if product not in intake.created:
            name = product.name or product.latin_name
            yield Proposal(f"product:{product.slug}", "product", product.latin_name, name, False, "product", product.pk)


def take_aliases(evidence: Evidence) -> list[Product]:
    """Write the spellings that somebody agreed to into their products; the products that changed."""
    changed = []
    for name, slug in evidence.aliases.items():
        product = Product.objects.get(slug=slug)
        if name not in product.all_names:
            product.aliases = [*product.aliases, name]
            product.save()
            evidence.added_aliases[name] = slug
            changed.append(product)
    return changed


def accept(article: Article, evidence: Evidence) -> bool:
    """Make the proposals of the article public, with the article as the source of the events; whether any was."""
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
