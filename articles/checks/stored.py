"""Checking stored articles: their fields in both scripts, with the records they speak of."""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterable, Iterator

from articles import layout, marks
from articles.checks import linked, spellings
from articles.checks.document import Document, Line, from_html
from articles.checks.facts import Known, PageFacts
from articles.checks.findings import Finding
from articles.checks.known import records, with_papers
from articles.checks.normalise import normalise
from articles.checks.registry import at, run
from articles.models import Article, Revision
from mscsite.core import derived, hanzi
from mscsite.core.html import plain_text
from mscsite.core.models import Image

_TAG = re.compile(r"<[^>]*>")


def check_article(article: Article | Revision, known: Known | None = None, only: Collection[str] = ()) -> list[Finding]:
    """Findings in the working copy of an article, held against the records in `known` (see `articles.checks.known`).

    The derived script is checked too; of what it has in common with its source, only the source is told.
    """
    found: list[Finding] = []
    told: set[tuple[str, str, str]] = set()
    known = with_papers(known or Known(), _cited(article))
    for language in _scripts(article):
        for each in run(document_of(article, language, known), only):
            name = each.field.removesuffix(f"_{_suffix(language)}")
            if (each.code, name, each.where) not in told:
                found.append(each)
        told |= {(each.code, each.field.removesuffix(f"_{_suffix(language)}"), each.where) for each in found}
    return at(found, article=_owner(article).slug)


def check_revision(article: Article, revision: Revision, known: Known, only: Collection[str] = ()) -> list[Finding]:
    """Findings in a revision of an article, whatever the working copy says by now."""
    revision.article = article
    return check_article(revision, known, only)


def _cited(article: Article | Revision) -> set[str]:
    """The keys of what an article cites, and of its further reading."""
    suffix = _suffix(article.source_script)
    keys = set(marks.find(getattr(article, f"body_{suffix}") or "").citations)
    further = article.further_reading
    return keys | set(further if isinstance(further, list) else further.values_list("key", flat=True))


def _scripts(article: Article | Revision) -> list[str]:
    other = {"zh-hans": "zh-hant", "zh-hant": "zh-hans"}[article.source_script]
    return [article.source_script, other]


def _suffix(language: str) -> str:
    return language.replace("-", "_")


def document_of(article: Article | Revision, language: str, known: Known) -> Document:
    """An article in one script as the checks read it."""
    suffix = _suffix(language)

    def field(name: str) -> str:
        return getattr(article, f"{name}_{suffix}") or ""

    lines: list[Line] = []
    for name in ("title", "summary"):
        if field(name):
            lines.append(Line(1, field(name), "title", where=name, field=f"{name}_{suffix}"))
    lines += from_html(field("body"), f"body_{suffix}")
    if field("disclaimer"):
        lines.append(Line(1, field("disclaimer"), "title", where="disclaimer", field=f"disclaimer_{suffix}"))
    facts = {
        "script": hanzi.tag_of(language),
        "page": _page(article, field),
        "known": known,
        "tuning": known.tuning,
        "aliases": spellings.latin_aliases(known.products),
        "glossary": hanzi.site_glossary(),
        "broken_links": _broken_links(lines, language, field("body")),
        "wordless_pictures": _wordless_pictures(field("body")),
        "is_derived": language != article.source_script,
        "settled": _settled(_owner(article)),
    }
    return Document(tuple(lines), is_article=True, facts=facts)


def _wordless_pictures(body: str) -> list[tuple[str, list[str]]]:
    """Pictures of a body without alternative text: name, and the scripts that lack it."""
    keys = marks.find(body).images if "data-image" in body else ()
    pictures = Image.objects.filter(key__in=keys).order_by("pk") if keys else ()
    return [(picture.name, missing) for picture in pictures if (missing := picture.missing_alt())]


def _broken_links(lines: Iterable[Line], language: str, body: str) -> dict[str, str]:
    targets = [target for line in lines for _start, _end, target in line.links]
    leads_here = any(target.startswith("#") for target in targets)
    return linked.broken(targets, language, layout.anchors(body) if leads_here else ())


def _settled(article: Article) -> frozenset[str]:
    """The text of derived blocks that somebody accepted or locked in the workbench."""
    found = set()
    for name in derived.translated_fields(Article):
        marked = derived.marked(article, name, derived.ACCEPTED) | derived.marked(article, name, derived.LOCKED)
        blocks = derived.blocks(article, name, derived.target_text(article, name)) if marked else []
        found |= {plain_text(block).strip() for block in blocks if derived.digest(block) in marked}
    return frozenset(found)


def _owner(content: Article | Revision) -> Article:
    return content.article if isinstance(content, Revision) else content


def _page(article: Article | Revision, field) -> PageFacts:
    links = [element.get("href", "") for element in marks.fragment(field("body") or "").iter("a")]
    return PageFacts(
        source=article.source_name or article.source_url,
        author=article.author.name if article.author else "",
        audience=field("audience"),
        summary=field("summary"),
        disclaimer=field("disclaimer"),
        is_published=_owner(article).live_id is not None,
        has_date=_owner(article).first_published_at is not None,
        review_due=article.review_due.isoformat() if article.review_due else "",
        links=tuple(link for link in links if link),
    )


def documents(having: re.Pattern[str]) -> Iterator[tuple[Article, Document]]:
    """The stored articles as the checks read them, once in each script; those alone whose folded text may match."""
    for article in Article.objects.select_related("author").order_by("pk").iterator(chunk_size=200):
        for language in _scripts(article):
            if having.search(_folded(article, language)):
                yield article, document_of(article, language, Known())


def _folded(article: Article, language: str) -> str:
    """All that an article says in a script, its markup dropped: quick to make, and never less than its lines have."""
    texts = (
        getattr(article, f"{name}_{_suffix(language)}") or "" for name in ("title", "summary", "body", "disclaimer")
    )
    return normalise(html.unescape(_TAG.sub("", "\n".join(texts)))).text


def check_stored(slugs: Collection[str] = (), only: Collection[str] = ()) -> Iterator[tuple[Article, list[Finding]]]:
    """Articles one by one with their findings: those of `slugs`, or all."""
    articles = Article.objects.select_related("author").order_by("slug")
    if slugs:
        articles = articles.filter(slug__in=slugs)
    known = records()
    for article in articles.iterator(chunk_size=200):
        yield article, check_article(article, known, only)
