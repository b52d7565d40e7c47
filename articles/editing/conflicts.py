"""Two people saved one article: what the later one would overwrite, before anything is overwritten."""

from __future__ import annotations

import copy
from collections.abc import Mapping

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from articles.comparing import revisions as comparing
from articles.comparing import showing
from articles.editor_html import tidy
from articles.models import Article, Revision
from mscsite.core.forms import SCRIPT_NAMES, lock_of, locked_at, script_labels

_REVISED = {field.name for field in Revision._meta.concrete_fields} - {"id", "source_script"}


def untouched(article: Article, values: Mapping[str, object], lock: str) -> list[str]:
    """Names of `values` that are as they were in the state that `lock` was made of, where others saved since then.

    A later save takes those from the others: the derived script above all, which nobody types and which would else
    look edited by hand.
    """
    opened_at = locked_at(lock, article)
    if opened_at is None or lock == lock_of(article):
        return []
    base = article.revisions.filter(created_at__lte=opened_at).first()
    names = [name for name in values if base is not None and name in _REVISED]
    return [name for name in names if _plain(getattr(base, name)) == _plain(values[name])]


def _plain(value: object) -> object:
    return tidy(value.replace("\r\n", "\n")) if isinstance(value, str) else value


def differing(article: Article, cleaned: Mapping[str, object]) -> list[str]:
    """Names of the form's fields in which `cleaned` differs from `article`, as it stands in the database."""
    columns = {field.name for field in article._meta.concrete_fields}
    names = (name for name in cleaned if name in columns)
    return [name for name in names if (getattr(article, name) or None) != (cleaned[name] or None)]


def shown(article: Article, cleaned: Mapping[str, object]) -> SafeString:
    """The differences from what the other person saved to what this one typed, with a box for each field."""
    names = differing(article, cleaned)
    mine = copy.copy(article)
    for name in names:
        setattr(mine, name, cleaned[name])
    labels = script_labels(Article)
    fields = [(name, labels.get(name, article._meta.get_field(name).verbose_name)) for name in names]
    found = ((code, comparing.between(article, mine, code)) for code, _name in settings.LANGUAGES)
    sides = [(SCRIPT_NAMES[code], showing.page_context(each)) for code, each in found if not each.is_empty]
    newest = article.revisions.select_related("created_by").first()
    context = {"fields": fields, "sides": sides, "newest": newest}
    return render_to_string("admin/articles/article/conflict.html", context)
