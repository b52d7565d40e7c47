"""From a stored body to what is read: numbered citations, links to records, live embeds, a list of contents.

Everything is asked of the database in a constant number of queries. Records that are not public leave no trace. What is
live is prepared when it is published (`articles.prepared`); everything else is made when it is asked for.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape

import lxml.html
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from lxml.html import HtmlElement
from modeltranslation.utils import build_localized_fieldname

from articles import callouts, embeds, explaining, images, layout, marks, numbering
from articles.facts import Facts
from articles.models import Revision
from articles.numbering import Reference
from articles.outline import TocEntry
from articles.prepared import Keys, Prepared, PreparedBody, parts_of
from mscsite.core import memo
from mscsite.core.models import Image
from references.explaining import Meaning

OUR_ATTRIBUTES = (
    "data-record",
    "data-citation",
    "data-embed",
    "data-product",
    "data-jurisdiction",
    "data-image",
    "data-callout",
)

_WEIGHT = 30  # of a body, in things that a process keeps

# The law keeps ways to reach a clinic off health articles: such links become text, whatever the source brings.
_CONTACTS = ("mailto:", "tel:", "sms:", "weixin:")


@dataclass(frozen=True)
class RenderedBody:
    html: SafeString
    toc: list[TocEntry] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    terms: list[Meaning] = field(default_factory=list)


def render(revision: Revision, language: str, style: str = "") -> RenderedBody:
    """The body of `revision` in `language` (`zh-hans`, `zh-hant`), ready to be shown, with contents and references.

    `style` is that of the references (a name of `references.styles.STYLES`), '' for the site's.
    """
    with translation.override(language):
        body, facts = _kept(revision, language)
        cited = {citation.key: citation for citation in facts.citations.values()}
        references = [
            Reference(at, cited[key], anchors, style) for at, (key, anchors) in enumerate(body.references, start=1)
        ]
        return RenderedBody(
            mark_safe(layout.numbered(embeds.fill(body.html, body.embeds))),  # the stored body was sanitised
            body.toc,
            references,
            [facts.images[key] for key in body.images],
            [facts.vocabulary.by_name[slug] for slug in body.terms],
        )


def _kept(revision: Revision, language: str) -> tuple[Prepared, Facts]:
    """The body as it was prepared, where what it was made from is the same today; else as it is made now.

    A process keeps what a text names, by the text, and bodies, by the digest of all that they are made from.
    """
    if revision.pk is None:
        return _made(revision, language)[1:]

    @functools.cache
    def stored() -> PreparedBody | None:
        return PreparedBody.objects.filter(revision=revision.pk, language=language).order_by().first()

    def named() -> Keys:
        return stored().keys if stored() else _keys(marks.fragment(text), revision.further_reading)

    def made() -> tuple[Keys, Prepared]:
        if stored() and stored().facts == digest:
            return stored().keys, stored().body
        return _made(revision, language, stored().body.toc if stored() else (), (keys, facts))[:2]

    text = _text(revision, language)
    keys = memo.same("keys of a body", (text, tuple(revision.further_reading)), named)
    facts = Facts.of(keys, language)
    digest = facts.digest(text, revision.further_reading)
    keys_of_body, body = memo.same("body", digest, made, _WEIGHT)
    return body, facts if keys_of_body == keys else Facts.of(keys_of_body, language)


def _text(revision: Revision, language: str) -> str:
    return getattr(revision, build_localized_fieldname("body", language)) or ""


def _made(
    revision: Revision,
    language: str,
    earlier: Sequence[TocEntry] = (),
    known: tuple[Keys, Facts] | None = None,
) -> tuple[Keys, Prepared, Facts]:
    """`earlier` are contents of the revision that were made before, whose ids hold; `known` is what was asked for."""
    tree = marks.fragment(_text(revision, language))
    keys = _keys(tree, revision.further_reading)
    facts = known[1] if known and known[0] == keys else Facts.of(keys, language)
    return keys, _prepared(tree, list(revision.further_reading), facts, earlier), facts


def prepared(revision: Revision, language: str) -> PreparedBody:
    """The body of `revision` as it is read today, unsaved."""
    with translation.override(language):
        keys, body, facts = _made(revision, language)
        digest = facts.digest(_text(revision, language), revision.further_reading)
    parts = parts_of(keys, body)
    return PreparedBody(revision=revision, language=language, facts=digest, html=body.html, parts=parts)


def is_prepared(kept: PreparedBody) -> bool:
    """Whether what a body was prepared from is the same today."""
    with translation.override(kept.language):
        facts, revision = Facts.of(kept.keys, kept.language), kept.revision
        return facts.digest(_text(revision, kept.language), revision.further_reading) == kept.facts


def _keys(tree: HtmlElement, further_reading: Iterable[str]) -> Keys:
    citations = (*(key for _element, key in marks.citation_marks(tree)), *further_reading)
    records = ((kind, key) for _element, kind, key in marks.record_links(tree))
    pictures = (key for _figure, key in marks.image_figures(tree))
    return Keys(*(tuple(dict.fromkeys(found)) for found in (citations, records, pictures)))


def _prepared(tree: HtmlElement, further_reading: list[str], facts: Facts, earlier: Sequence[TocEntry]) -> Prepared:
    references = numbering.number(tree, further_reading, facts.citations)
    linked = _link_records(tree, facts)
    terms = explaining.explain(tree, facts.vocabulary, linked)
    callouts.fill(tree)
    wishes = embeds.leave(tree)
    shown = images.fill(tree, facts.images)
    toc = layout.arrange(tree, earlier)
    _finish(tree)
    return Prepared(
        escape(tree.text or "", quote=False) + layout.serialised(tree),
        toc,
        [(entry.citation.key, entry.backlinks) for entry in references],
        [meaning.slug for meaning in terms],
        [image.key for image in shown],
        wishes,
    )


def _link_records(tree: HtmlElement, facts: Facts) -> dict[str, Meaning]:
    """Give links to public records their address; others become the text they stood around. Returns terms by slug."""
    found = list(marks.record_links(tree))
    for element, kind, key in found:
        address = facts.addresses.get((kind, key))
        if address is None:
            element.drop_tag()
        else:
            element.set("href", address)
            element.set("class", f"record record-{kind}")
    names = dict.fromkeys(key for _element, kind, key in found if kind == "term")
    terms = [facts.vocabulary.by_name[name] for name in names if name in facts.vocabulary.by_name]
    return {meaning.slug: meaning for meaning in terms if meaning.definition}


def _finish(tree: HtmlElement) -> None:
    """Leave no mark of ours, no link without an address, and no link out that hands its opener over."""
    for element in list(tree.iter("a")):
        address = element.get("href")
        if address is None or address.startswith(_CONTACTS):
            element.drop_tag()
        elif address.startswith(("http://", "https://")):
            element.set("rel", "noopener")
    for element in tree.iter(lxml.html.etree.Element):
        for name in OUR_ATTRIBUTES:
            element.attrib.pop(name, None)
    for element in list(tree.iter("cite")):
        if not element.text_content().strip():
            element.drop_tree()
