"""Callouts: their titles, and what is no callout."""

import lxml.html
import pytest
from django.utils import translation

from articles import callouts
from mscsite.core.html import sanitise


def filled(html: str, language: str = "zh-hans") -> str:
    tree = lxml.html.fragment_fromstring(html, create_parent="div")
    with translation.override(language):
        callouts.fill(tree)
    return (tree.text or "") + "".join(lxml.html.tostring(child, encoding="unicode") for child in tree)


@pytest.mark.parametrize(
    ("kind", "language", "title"),
    [
        ("known", "zh-hans", "已经知道的"),
        ("unknown", "zh-hans", "还不知道的"),
        ("warning", "zh-hans", "请注意"),
        ("warning", "zh-hant", "請注意"),
    ],
)
def test_each_kind_says_what_it_is(kind, language, title):
    assert filled(f'<aside data-callout="{kind}"><p>甲</p></aside>乙', language) == (
        f'<div data-callout="{kind}" class="callout callout-{kind}" role="note" aria-labelledby="callout-1">'
        f'<p class="callout-title" id="callout-1">{title}</p><p>甲</p></div>乙'
    )


def test_an_unknown_kind_is_text_and_an_empty_one_nothing():
    assert filled('<aside data-callout="advert"><p>甲</p></aside><aside><p>乙</p></aside>') == "<p>甲</p><p>乙</p>"
    assert filled('甲<aside data-callout="known"> <p></p></aside>乙') == "甲乙"


def test_the_gate_lets_the_mark_through_and_nothing_beside_it():
    html = '<aside data-callout="known" class="x" onclick="y()"><p>甲</p></aside>'
    assert sanitise(html) == '<aside data-callout="known"><p>甲</p></aside>'
