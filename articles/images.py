"""Pictures in articles: `<figure data-image="key">` becomes a `picture` with its caption, credit and licence."""

from __future__ import annotations

from collections.abc import Iterable

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from lxml.html import HtmlElement

from articles import layout, marks
from articles.models import Revision
from mscsite.core.forms import SCRIPT_NAMES
from mscsite.core.models import Image


def by_key(keys: Iterable[str]) -> dict[str, Image]:
    wanted = set(keys)
    return {image.key: image for image in Image.objects.filter(key__in=wanted)} if wanted else {}


def fill(tree: HtmlElement, known: dict[str, Image]) -> list[Image]:
    """Put the pictures into their figures and return them in order; a figure whose picture is gone goes too.

    `known` has the pictures by key. The words below one are those of the article where it has some, else its own.
    """
    shown = []
    for figure, key in list(marks.image_figures(tree)):
        image = known.get(key)
        if image is None:
            figure.drop_tree()
        elif figure.getparent() is not None:
            _place(figure, image, is_first=not shown)
            shown.append(image)
    return shown


def shown(html: str) -> str:
    """Sanitised HTML with its pictures put in, for reading outside the public pages."""
    if "data-image" not in html:
        return html
    tree = marks.fragment(html)
    fill(tree, by_key(key for _figure, key in marks.image_figures(tree)))
    return layout.serialised(tree)


def _place(figure: HtmlElement, image: Image, *, is_first: bool) -> None:
    own = figure.find("figcaption")
    words = own is not None and own.text_content().strip()
    context = {"image": image, "is_first": is_first, "caption": "" if words else image.caption}
    drawn = marks.fragment(render_to_string("articles/picture.html", context))
    picture, caption = _flat(drawn.find("picture")), drawn.find("figcaption")
    if words:
        if caption is not None:
            own.extend(list(caption))
        caption = own
    for child in list(figure):
        if child is not caption:
            child.drop_tree()
    figure.text = None
    figure.set("class", "picture")
    figure.insert(0, picture)
    picture.tail = None
    if caption is not None and not words:
        figure.append(caption)


def _flat(picture: HtmlElement) -> HtmlElement:
    """The parser's HTML is older than `source`: it takes what follows one for its content."""
    parts = [*picture.iter("source"), next(picture.iter("img"))]
    for part in parts:
        part[:], part.tail = [], None
    picture[:] = parts
    return picture


def obstacles(revision: Revision) -> list[str]:
    """Why the pictures of `revision` keep it from being published, a sentence each; two queries at most."""
    keys = marks.find(revision.body_zh_hans, revision.body_zh_hant).images
    known = by_key(keys)
    gone = [_("正文用到的图片 %(key)s 已被删除，请在正文里去掉或换一张。") % {"key": k} for k in keys if k not in known]
    return gone + [_without_alt(known[key]) for key in keys if key in known and known[key].missing_alt()]


def _without_alt(image: Image) -> str:
    scripts = "、".join(SCRIPT_NAMES[code] for code in image.missing_alt())
    return _("图片“%(name)s”没有替代文字（%(scripts)s），请在图片记录里填写。") % {
        "name": image.name,
        "scripts": scripts,
    }


def described(image: Image) -> dict:
    """What the editor shows of a picture: key, name, caption, a small one's address, the scripts without words."""
    return {
        "key": image.key,
        "name": image.name,
        "caption": image.caption or "",
        "thumbnail": image.thumbnail,
        "missing": [SCRIPT_NAMES[code] for code in image.missing_alt()],
    }
