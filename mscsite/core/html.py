"""The one gate for rich text: whatever the editor, an import or a command brings, only this HTML is stored.

Stored bodies are plain semantic HTML with five kinds of our own marks, read at reading time:
`<cite data-citation="key">`, `<a data-record="product:slug">`, `<figure data-embed="products">`,
`<figure data-image="key">` and `<aside data-callout="warning">`.
"""

from __future__ import annotations

import re

import nh3

TAGS = frozenset(
    "p h2 h3 h4 ul ol li blockquote figure figcaption table caption thead tbody tr th td"
    " a aside cite strong em sub sup br hr".split()
)
ATTRIBUTES = {
    "*": set(),  # else nh3 lets lang and title through everywhere
    "a": {"href", "title", "data-record"},
    "aside": {"data-callout"},
    "cite": {"data-citation"},
    "figure": {"data-embed", "data-product", "data-jurisdiction", "data-image"},
    "ol": {"start"},
    "th": {"colspan", "rowspan", "scope"},
    "td": {"colspan", "rowspan"},
}
URL_SCHEMES = {"http", "https", "mailto"}
# Elements whose content is no text either: taking off the tag alone would leave code in the article.
_DROPPED_WHOLE = {"script", "style", "template", "iframe", "object", "noscript", "svg", "math"}

SETTLING = 60  # links left open in lists in one another take a pass for each few levels; plain text takes one
DEEPEST = 100
_ANY_TAG = re.compile(r"<[^<>]*>")  # as people write them; does not look through a whole text for the end of one
_ANY_NAME = re.compile(r"</?([a-zA-Z][\w:-]*)")
_CLOSE_BY_THEMSELVES = frozenset(
    "p li tr td th thead tbody tfoot dt dd option br hr img input col wbr meta link source area base embed".split()
)
_TAG = re.compile(r"<[^>]*>")
_TAG_NAME = re.compile(r"</?([a-z0-9]+)")
_VOID = {"br", "hr"}
_ROW = re.compile(r"(<(?:li|tr)>.*?</(?:li|tr)>)", re.DOTALL)
_BLOCK_END = re.compile(r"</(?:p|h[2-4]|li|blockquote|figcaption|caption|t[hd]|tr)>|<br ?/?>", re.IGNORECASE)
_ENTITIES = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&nbsp;": " ", "&#39;": "'", "&amp;": "&"}


def sanitise(html: str) -> str:
    """`html` with nothing in it but TAGS and ATTRIBUTES; text is never lost, except inside scripts and the like.

    What comes out stays as it is when it comes in again: where a tag was taken off between two others (`<h2><i><h2>`),
    the parser reads what is left otherwise, and once more is needed.
    """
    for _ in range(SETTLING):
        clean = _cleaned(_shallow(html))
        if clean == html:
            break
        html = clean
    return html


def _shallow(html: str) -> str:
    """`html` without the tags that stand deeper than DEEPEST; their text stays.

    The parser takes time with the square of the depth: ten thousand lists in one another are seconds. A closing tag
    counts where it closes the last one that is open, so that nothing which the parser keeps open is counted as closed.
    """
    if html.count("<") <= DEEPEST:
        return html
    kept, last, open_tags, dropped = [], 0, [], []
    for tag in _ANY_TAG.finditer(html):
        name = _ANY_NAME.match(tag[0])
        if name is None or (name := name[1].lower()) in _CLOSE_BY_THEMSELVES:
            continue
        is_end, deep = tag[0][1] == "/", len(open_tags) >= DEEPEST
        if is_end and dropped and dropped[-1] == name:
            dropped.pop()
        elif is_end and open_tags and open_tags[-1] == name:
            open_tags.pop()
            continue
        elif is_end:
            continue
        elif not deep:
            open_tags.append(name)
            continue
        else:
            dropped.append(name)
        kept.append(html[last : tag.start()])
        last = tag.end()
    return "".join([*kept, html[last:]])


def _cleaned(html: str) -> str:
    return nh3.clean(
        html,
        tags=set(TAGS),
        clean_content_tags=_DROPPED_WHOLE,
        attributes=ATTRIBUTES,
        url_schemes=URL_SCHEMES,
        link_rel="noopener",
        strip_comments=True,
    )


def plain_text(html: str) -> str:
    """The text of sanitised HTML, a line per block, for search, excerpts and comparisons."""
    text = _TAG.sub("", _BLOCK_END.sub("\n", html))
    for entity, character in _ENTITIES.items():
        text = text.replace(entity, character)
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def blocks(html: str) -> list[str]:
    """Sanitised HTML cut after each element of the top level; joined, the pieces are the whole again."""
    pieces, depth, start = [], 0, 0
    for tag in _TAG.finditer(html):
        name = _TAG_NAME.match(tag[0])[1]
        if name not in _VOID:
            depth += -1 if tag[0].startswith("</") else 1
        if depth == 0:
            pieces.append(html[start : tag.end()])
            start = tag.end()
    return [*pieces, html[start:]] if html[start:] else pieces


def rows(block: str) -> list[str]:
    """A list or table cut around its items or rows, so that one of them can change without the others."""
    return [piece for piece in _ROW.split(block) if piece]
