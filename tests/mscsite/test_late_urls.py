"""What is loaded at the first request for it is there then, whoever asks first; here each is asked in a new process."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import URLPattern, get_resolver, reverse
from django.utils.module_loading import import_string

from tests.mscsite.test_start import said

START = (
    "import django; django.setup(); from django.contrib import admin; from django.urls import resolve, reverse;"
    "from articles.models import Article"
)
ROOT = Path(__file__).resolve().parent.parent.parent


def late_views(resolver=None) -> Iterator[str]:
    """The dotted paths of views that are imported when they are asked for."""
    for each in (resolver or get_resolver()).url_patterns:
        if not isinstance(each, URLPattern):
            yield from late_views(each)
        elif hasattr(each.callback, "path"):
            yield each.callback.path


def test_every_late_view_is_there_and_asks_nothing_of_django_before_it_runs():
    found = {path: import_string(path) for path in late_views()}
    assert len(found) >= 7
    assert [path for path, view in found.items() if getattr(view, "csrf_exempt", False)] == []


@pytest.mark.parametrize(
    ("script", "answer"),
    [
        ("print(reverse('admin:articles_article_change', args=[1]))", "/admin/articles/article/1/change/"),
        ("print(reverse('admin:manual'), admin.site.is_registered(Article))", "/admin/manual/ True"),
        ("print(resolve('/admin/products/product/').view_name)", "admin:products_product_changelist"),
        ("print(resolve('/api/v1/products').view_name)", "api-v1:products"),
        ("print(reverse('api-v1:trials'))", "/api/v1/trials"),
        ("from django.core import checks; checks.run_checks(tags=['admin']); print(admin.site.is_registered(Article))",
         "True"),
        ("import mscsite.views.wechat; print(admin.site.is_registered(Article))", "True"),
        ("import sys; reverse('home'), resolve('/zh-hans/products/'); print('mscsite.admin_urls' in sys.modules)",
         "False"),
    ],
)  # fmt: skip
def test_the_first_question_finds_what_it_asks_for(script, answer):
    assert said(f"{START}; {script}") == answer


def test_addresses_of_the_api_that_pages_write_out_are_its_own():
    """To ask for them by name would load it for every page (`LateURLs`)."""
    texts = [path.read_text("utf-8") for path in (ROOT / "templates").rglob("*.html")]
    texts.append((ROOT / "mscsite/structured_data.py").read_text("utf-8"))
    written = {found for text in texts for found in re.findall(r'"(/api/v1/[^"{]*)"', text)}
    assert written == {reverse("api-v1:openapi-view"), reverse("api-v1:products")}
