"""The one gate for rich text: whatever the editor, an import or a command brings, only this HTML is stored.

Stored bodies are plain semantic HTML with three kinds of our own marks, read at reading time:
`<cite data-citation="key">`, `<a data-record="product:slug">` and `<figure data-embed="products">`.
"""

from __future__ import annotations

import re

import nh3

TAGS = frozenset(
    "p h2 h3 h4 ul ol li blockquote figure figcaption table caption thead tbody tr th td"
    " a cite strong em sub sup br hr".split()
)
ATTRIBUTES = {
    "a": {"href", "title", "data-record"},
    "cite": {"data-citation"},
    "figure": {"data-embed", "data-product", "data-jurisdiction"},
    "ol": {"start"},
    "th": {"colspan", "rowspan", "scope"},
    "td": {"colspan", "rowspan"},
}
URL_SCHEMES = {"http", "https", "mailto"}
# Elements whose content is no text either: taking off the tag alone would leave code in the article.
_DROPPED_WHOLE = {"script", "style", "template", "iframe", "object", "noscript", "svg", "math"}

_TAG = re.compile(r"<[^>]*>")
_BLOCK_END = re.compile(r"</(?:p|h[2-4]|li|blockquote|figcaption|caption|t[hd]|tr)>|<br ?/?>", re.IGNORECASE)
_ENTITIES = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&nbsp;": " ", "&#39;": "'", "&amp;": "&"}


def sanitise(html: str) -> str:
    """`html` with nothing in it but TAGS and ATTRIBUTES; text is never lost, except inside scripts and the like."""
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
