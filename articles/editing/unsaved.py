"""An article as it stands in somebody's open form: for previews and for comparisons. Nothing here is ever saved."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings

from articles import editor_html, marks
from articles.editing import conflicts
from articles.models import Article, Revision
from articles.revisions import TRANSLATED, content_of
from mscsite.core import derived
from mscsite.core.html import sanitise
from products.models import Product
from references.models import Trial

NO_ROW = 0
PLAIN = ("source_name", "source_url")


def typed_into(article: Article, data: Mapping[str, str], lock: str = "") -> Article:
    """`article` with the texts of a form in it, derived and merged as a save would do; it is changed in place.

    `lock` is the form's: what was not touched since then is taken from who saved in the meantime.
    """
    left = set(conflicts.untouched(article, data, lock))
    for name in (*TRANSLATED, *PLAIN):
        if name in data and name not in left:
            text = data[name].replace("\r\n", "\n")
            setattr(article, name, sanitise(editor_html.tidy(text)) if name.startswith("body_") else text)
    derived.derive(article)
    return article


def revision_of_new(data: Mapping[str, str]) -> Revision:
    """What was typed of a new article, as a revision of it. Both have the key 0, which no row has: nothing hangs on
    them, and they must not be saved.
    """
    article = Article(pk=NO_ROW, slug="new", source_script=_script(data.get("source_script", "")))
    typed_into(article, data)
    return as_revision(article, Revision(pk=NO_ROW, article=article, number=1))


def _script(code: str) -> str:
    return code if code in dict(settings.LANGUAGES) else settings.LANGUAGES[0][0]


def as_revision(article: Article, newest: Revision) -> Revision:
    """`newest` saying what `article` says now: readers' pages show revisions. It must not be saved."""
    for name, value in content_of(article).items():
        setattr(newest, name, value)
    newest.source_script = article.source_script
    return newest


def evidence(revision: Revision) -> dict:
    """Public products and trials that the text points at, which the relations of an unsaved state do not know yet."""
    found = marks.find(revision.body_zh_hans or "", revision.body_zh_hant or "")
    return {
        "products": Product.objects.public().filter(slug__in=found.products).with_public_events(),
        "trials": Trial.objects.public().filter(registry_id__in=found.trials),
    }
