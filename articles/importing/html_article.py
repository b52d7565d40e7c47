"""Where on a page the article stands, among navigation, sidebars, comments and adverts."""

from __future__ import annotations

import re
from collections import defaultdict

from lxml import etree
from lxml.html import HtmlElement

_WECHAT = ".//*[@id='js_content']"
_SEMANTIC = (".//*[@itemprop='articleBody']", ".//article", ".//main", ".//*[@role='main']")
JUNK_TAGS = frozenset({"nav", "aside", "footer", "form", "button", "select", "textarea", "dialog", "menu", "option"})
_JUNK_NAME = re.compile(
    r"(?:^|[-_ ])(?:nav|navbar|navigation|menu|side ?bar|side|aside|footer|foot|bread-?crumbs?|crumbs?|share\w*"
    r"|social\w*|sns|related\w*|relate|recommend\w*|comments?\w*|reply|replies|respond|pagination|pager|paging|prev-?next|toolbar"
    r"|tools?|advert\w*|ads?|banner|popup|modal|cookie\w*|subscribe\w*|newsletter|login|search\w*|hot|rank\w*|qr-?code"
    r"|ewm|app-?down\w*|download|copyright|site-?header|top-?bar|skip-?link|like-?area|reward\w*|tags?|hot-?list)"
    r"(?:$|[-_ ])",
    re.IGNORECASE,
)
_WECHAT_JUNK = re.compile(
    r"rich_media_tool|js_pc_qr_code|qr_code_pc|js_profile_card|js_tags|wx_profile_card|js_article_bottom"
)
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_UNDIVIDED = frozenset({"table", "tbody", "ul", "ol", "p"})
_SHARE = 0.75
_SEMANTIC_SHARE = 0.5


def is_junk(element: HtmlElement) -> bool:
    """Whether an element surely holds no part of an article: by its name, its class, or because nobody sees it."""
    if element.tag in JUNK_TAGS or element.get("hidden") is not None or _HIDDEN.search(element.get("style") or ""):
        return True
    if element.tag in ("html", "body", "main", "article"):
        return False
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    return bool(names.strip()) and bool(_JUNK_NAME.search(names) or _WECHAT_JUNK.search(names))


def find_article(body: HtmlElement) -> HtmlElement:
    """The element that holds the article: WeChat's own, a semantic one, or the smallest with most of the prose."""
    if (wechat := body.find(_WECHAT)) is not None:
        return wechat
    amounts = _amounts(body)
    whole = amounts[body]
    for path in _SEMANTIC:
        found = body.findall(path)
        if len(found) == 1 and amounts[found[0]] >= whole * _SEMANTIC_SHARE:
            return _smallest(found[0], amounts)
    return _smallest(body, amounts)


def _smallest(element: HtmlElement, amounts: dict[HtmlElement, float]) -> HtmlElement:
    whole = amounts[element]
    while whole:
        inner = max(element, key=lambda child: amounts.get(child, 0.0), default=None)
        if inner is None or amounts.get(inner, 0.0) < whole * _SHARE or inner.tag in _UNDIVIDED:
            break
        element = inner
    return element


def _amounts(body: HtmlElement) -> dict[HtmlElement, float]:
    """How much prose each element holds: text outside of links, in blocks that are no junk."""
    amounts: dict[HtmlElement, float] = defaultdict(float)
    junk_depth = 0
    link_depth = 0
    for event, element in etree.iterwalk(body, events=("start", "end")):
        if not isinstance(element.tag, str):
            continue
        is_open = event == "start"
        if element is not body and is_junk(element):
            junk_depth += 1 if is_open else -1
        if element.tag == "a":
            link_depth += 1 if is_open else -1
        text = element.text if is_open else element.tail
        if not is_open and (parent := element.getparent()) is not None and element is not body:
            amounts[parent] += amounts[element]
        if text and not junk_depth and not link_depth:
            owner = element if is_open else element.getparent()
            if owner is not None and (is_open or element is not body):
                amounts[owner] += _weight(text)
    return amounts


def _weight(text: str) -> float:
    """Sentences weigh more than labels: a menu is long, and says nothing."""
    length = len(text.strip())
    return length if length > 15 or any(mark in text for mark in "。，；,;.") else length / 4
