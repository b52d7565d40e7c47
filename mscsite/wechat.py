"""An article as HTML that WeChat's editor for official accounts keeps: styles inline, no classes, links or scripts.

That editor drops style sheets, ids, classes, unknown elements and links to other sites, and fetches pictures itself
from the addresses that they have on the web. So references are printed with their addresses in full, and what a record
says is written out as it stands today.
"""

from __future__ import annotations

from pathlib import Path

import lxml.html
from django.conf import settings
from django.template.loader import render_to_string
from lxml.html import HtmlElement

from articles.reading import ReviewFacts
from articles.rendering import RenderedBody
from mscsite.core import html as gate

STYLES = "site/wechat.css"
_DROPPED = ("svg", "details", "button", "script", "form", "hr")
_SECTIONS = ("div", "figure", "article", "aside", "dl", "main")
_PARAGRAPHS = ("figcaption", "dt", "dd", "caption")
_UNWRAPPED = ("a", "time", "cite", "small")
_KEPT = {"src", "alt", "style", "colspan", "rowspan", "start"}


def article(live, body: RenderedBody, review: ReviewFacts, origin: str) -> str:
    """The live revision in the active script. `origin` (https://host) makes addresses of pictures whole."""
    html = render_to_string("wechat/article.html", {"live": live, "body": body, "review": review})
    tree = lxml.html.fragment_fromstring(html, create_parent="section")
    tree.set("class", "wechat")
    _simplify(tree, origin)
    import css_inline

    inlined = css_inline.inline_fragment(lxml.html.tostring(tree, encoding="unicode"), _styles())
    tree = lxml.html.fragment_fromstring(inlined)
    _strip(tree)
    return lxml.html.tostring(tree, encoding="unicode")


def plain(html: str) -> str:
    """The same as text, for editors that take no HTML."""
    return gate.plain_text(html.replace("</section>", "</p>"))


def _styles() -> str:
    return (Path(settings.BASE_DIR) / "static" / STYLES).read_text("utf-8")


def _simplify(tree: HtmlElement, origin: str) -> None:
    """Only elements that the editor knows; what it would drop is taken out in a way that loses no word."""
    for element in list(tree.iter(lxml.html.etree.Element)):
        if element.getparent() is None:
            continue  # the root, or what went with a parent
        if element.tag in _DROPPED:
            element.drop_tree()
        elif element.tag == "picture":
            _only_image(element)
        elif element.tag in _UNWRAPPED:
            element.drop_tag()
        elif element.tag in _SECTIONS:
            element.tag = "section"
        elif element.tag in _PARAGRAPHS and element.getparent().tag != "table":
            element.tag = "p"
    for image in tree.iter("img"):
        if (image.get("src") or "").startswith("/"):
            image.set("src", origin + image.get("src"))
    for caption in list(tree.iter("caption")):
        _put_before_table(caption)


def _only_image(picture: HtmlElement) -> None:
    """The parser, which is older than the element, puts the image inside of the sources before it."""
    image = picture.find(".//img")
    image.tail = picture.tail
    picture.getparent().replace(picture, image)


def _put_before_table(caption: HtmlElement) -> None:
    """A caption inside a table is lost there: it becomes a line above it."""
    table = caption.getparent()
    caption.tag = "p"
    caption.set("class", "caption")
    caption.drop_tree()
    caption.tail = None
    table.addprevious(caption)


def _strip(tree: HtmlElement) -> None:
    for element in tree.iter(lxml.html.etree.Element):
        for name in set(element.attrib) - _KEPT:
            del element.attrib[name]
