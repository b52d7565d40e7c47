"""Two people saved one article: what the later one would overwrite, before anything is overwritten."""

from __future__ import annotations

import copy
from collections.abc import Mapping

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from articles.comparing import revisions as comparing
from articles.comparing import showing
from articles.models import Article
from mscsite.core.forms import SCRIPT_NAMES, script_labels


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
