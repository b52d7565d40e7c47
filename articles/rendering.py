"""From a stored body to what is read: numbered citations, links to records, live embeds, a list of contents.

Everything is asked of the database in a constant number of queries. Records that are not public leave no trace.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape

import lxml.html
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from lxml.html import HtmlElement
from modeltranslation.utils import build_localized_fieldname

from articles import callouts, embeds, explaining, images, layout, marks, numbering
from articles.layout import TocEntry
from articles.models import Revision
from articles.numbering import Reference
from mscsite.core.models import Image
from products.models import Product
from references import explaining as vocabularies
from references import registries
from references.explaining import Meaning, Vocabulary
from references.models import Trial

OUR_ATTRIBUTES = (
    "data-record",
    "data-citation",
    "data-embed",
    "data-product",
    "data-jurisdiction",
    "data-image",
    "data-callout",
)

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
        tree = marks.fragment(getattr(revision, build_localized_fieldname("body", language)) or "")
        references = numbering.number(tree, list(revision.further_reading), style)
        vocabulary = vocabularies.load(language)
        linked = _link_records(tree, vocabulary)
        terms = explaining.explain(tree, vocabulary, linked)
        callouts.fill(tree)
        embeds.fill(tree)
        shown = images.fill(tree)
        toc = layout.arrange(tree)
        _finish(tree)
        return RenderedBody(
            mark_safe(_inner_html(tree)), toc, references, shown, terms
        )  # the stored body was sanitised


def _inner_html(tree: HtmlElement) -> str:
    return escape(tree.text or "", quote=False) + images.serialised(tree)


def _link_records(tree: HtmlElement, vocabulary: Vocabulary) -> dict[str, Meaning]:
    """Give links to public records their address; others become the text they stood around. Returns terms by slug."""
    found = list(marks.record_links(tree))
    terms = {key: vocabulary.by_name[key] for _el, kind, key in found if kind == "term" and key in vocabulary.by_name}
    addresses = _addresses({(kind, key) for _element, kind, key in found})
    addresses |= {("term", key): meaning.url for key, meaning in terms.items()}
    for element, kind, key in found:
        address = addresses.get((kind, key))
        if address is None:
            element.drop_tag()
        else:
            element.set("href", address)
            element.set("class", f"record record-{kind}")
    return {meaning.slug: meaning for meaning in terms.values() if meaning.definition}


def _addresses(wanted: set[tuple[str, str]]) -> dict[tuple[str, str], str]:
    keys: dict[str, set[str]] = {kind: {key for k, key in wanted if k == kind} for kind in marks.RECORD_TYPES}
    found = {}
    if keys["product"]:
        for product in Product.objects.public().filter(slug__in=keys["product"]):
            found["product", product.slug] = product.get_absolute_url()
    if keys["trial"]:
        trials = {t.registry_id: t for t in Trial.objects.public().filter(registry_id__in=_printed(keys["trial"]))}
        for key in keys["trial"]:
            if trial := trials.get(registries.normalise(key)):
                found["trial", key] = trial.get_absolute_url()
    return found


def _printed(registry_ids: set[str]) -> set[str]:
    return {registries.normalise(registry_id) for registry_id in registry_ids}


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
