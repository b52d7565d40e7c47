"""How an article is put together: what stands twice, what is missing, and what the page it came from left behind."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from articles.checks import laws
from articles.checks.document import Document, Line
from articles.checks.findings import Level
from articles.checks.registry import Hit, check, hit

LONG_ENOUGH = 30  # folded characters: shorter lines repeat for good reasons
_LABEL = re.compile(r"^(?:摘要|导语|简介|提要|内容摘要|前言)[:;]?")
_DEBRIS = re.compile(
    r"(?:请|欢迎|立即|长按)?(?:扫一扫|扫码|扫描|长按识别|识别)[^。]{0,24}(?:微信|公众号|二维码|关注|客服|添加|咨询)"
    r"|(?:相关|热门|精彩|往期|延伸|为您|猜你)(?:推荐|阅读|文章|回顾|喜欢)$|(?:点击)?(?:下方|左下角)?[“\"]?阅读原文"
    r"|(?:欢迎|敬请|点击)[^。]{0,6}关注[^。]{0,20}(?:公众号|我们|视频号)|(?:上|下)一篇:|(?:点赞|在看|转发"
    r"|收藏)[^。]{0,12}(?:点赞|在看|转发|收藏|支持)"
    r"|[^。]{0,20}(?:19|20)\d\d-\d\d?-\d\d? \d\d?:\d\d(?::\d\d)?(?: ?(?:阅读|浏览|评论|点赞|\d{1,9}))*$"
    r"|(?:返回|回到)(?:顶部|首页|列表)|版权所有"
    r"|加载(?:更多|中)|展开全文"
    r"|(?:来源|作者|文|图|记者|通讯员):[^。:]{1,16}(?:编辑|责编|审核|校对|摄影|来源|作者|监制):[^。]{0,12}$"
    r"|(?:责任)?编辑:[^。]{0,12}$|分享(?:到|至)[^。]{0,20}$|添加[^。]{0,4}(?:官方)?微信"
)
_WIDE = "一-鿿”》）、，。；："
_HALF_WIDTH = re.compile(
    rf"(?<=[{_WIDE}])[,;:!?](?=[一-鿿“《（])|(?<=[一-鿿])[,;:!?]$|(?<=[一-鿿])\((?=[一-鿿])|(?<=[一-鿿])\.(?=[一-鿿]|$)"
)
_FULL_WIDTH = str.maketrans(",;:!?(.", "，；：！？（。")
_LOST_MARK = re.compile(r"(?<=[A-Za-z])\?(?=[(（,，、；;一-鿿])")
_POINTERS = re.compile(r"[见如](?:下|上)?((?:图|表) ?\d{1,2}(?:[、,和及至\-](?:图|表)? ?\d{1,2}){0,5})")
_CAPTION = re.compile(r"^[#*\s>|]*(图|表) ?(\d{1,2})(?=[\s.:、。|一-鿿]|$)")
_HYPHEN = re.compile(r"[A-Za-z]{2,20}[\u2010\u00ad][A-Za-z]{2,20}")
_SENTENCE_END = re.compile(r"[。!?…”》):;|\]]$|\.$")


def _whole(line: Line, **values) -> Hit:
    return Hit(line, 0, len(line.text), values)


@check(
    code="structure.repeated",
    level=Level.WARNING,
    rule=laws.EDITING,
    message=_("这一段与第 %(first)s 行重复。请删去其中一处。"),
    fires="摘要：衰老是细胞与器官功能逐渐衰退的过程，受基因、环境和生活方式的共同影响。\n"
    "衰老是细胞与器官功能逐渐衰退的过程，受基因、环境和生活方式的共同影响。",
    silent="衰老是细胞与器官功能逐渐衰退的过程。\n骨质疏松会增加骨折的风险。",
)
def repeated(document: Document) -> Iterator[Hit]:
    seen: dict[str, int] = {}
    for line in document.lines:
        text = _LABEL.sub("", line.folded.text)
        if len(text) < LONG_ENOUGH or line.kind in ("row", "entry"):
            continue
        first = seen.setdefault(text, line.number)
        if first != line.number:
            yield _whole(line, first=first)


@check(
    code="structure.debris",
    level=Level.WARNING,
    rule=laws.EDITING,
    message=_("“%(excerpt)s”像是从原网页带来的残留文字。请删去。"),
    fires="扫码添加官方微信",
    silent="请扫描仪器上的条码核对批号，然后记录在随访表里。",
)
def debris(document: Document) -> Iterator[Hit]:
    for line in document.text_lines:
        text = line.folded.text
        if len(text) <= 60 and text.count("。") <= 1 and _DEBRIS.match(text):
            yield _whole(line)


@check(
    code="structure.half-width",
    level=Level.INFO,
    rule=laws.PUNCTUATION,
    message=_("汉字之间用了半角标点，本行共 %(count)s 处。请改为全角。"),
    fires="间充质干细胞来自多种组织,包括骨髓和脐带。",
    silent="间充质干细胞来自多种组织，包括骨髓和脐带。",
)
def half_width(document: Document) -> Iterator[Hit]:
    for line in document.text_lines:
        places = list(_HALF_WIDTH.finditer(line.text))
        if places:
            mark = places[0][0]
            yield Hit(line, *places[0].span(), {"count": len(places)}, repair=mark.translate(_FULL_WIDTH))


@check(
    code="structure.lost-mark",
    level=Level.WARNING,
    rule=laws.EDITING,
    message=_("字母后的“?”多半原是 ® 或 ™。请核对后改正或删去。"),
    fires="欧洲批准Alofisel?(脂肪来源)上市。",
    silent="什么是MSC？",
)
def lost_mark(document: Document) -> Iterator[Hit]:
    for line in document.text_lines:
        for found in _LOST_MARK.finditer(line.text):
            yield Hit(line, *found.span())


@check(
    code="structure.missing-figure",
    level=Level.WARNING,
    rule=laws.EDITING,
    message=_("文中指向“%(excerpt)s”，但没有找到%(missing)s。请补上图表，或删去这处指引。"),
    fires="发展历程见图1。",
    silent="发展历程见图1。\n图1 发展历程",
)
def missing_figure(document: Document) -> Iterator[Hit]:
    captions = {f"{found[1]}{int(found[2])}" for line in document.lines if (found := _CAPTION.match(line.folded.text))}
    for line in document.text_lines:
        for found in _POINTERS.finditer(line.folded.text):
            missing = [name for name in _named(found[1]) if name not in captions]
            if missing:
                yield hit(line, *found.span(1), missing="、".join(missing))


def _named(pointer: str) -> list[str]:
    """`图1、表2、3` gives 图1, 表2, 表3."""
    kind, names = "", []
    for found in re.finditer(r"(图|表)? ?(\d{1,2})", pointer):
        kind = found[1] or kind
        names.append(f"{kind}{int(found[2])}")
    return names


@check(
    code="structure.heading-order",
    level=Level.WARNING,
    rule=laws.EDITING,
    message=_("标题“%(excerpt)s”跳了级：上一级标题缺失。请调整标题层级。"),
    fires="## 来源\n#### 骨髓",
    silent="## 来源\n### 骨髓",
)
def heading_order(document: Document) -> Iterator[Hit]:
    level, headings = 0, [line for line in document.lines if line.kind == "heading"]
    for line in headings:
        if level and line.level > level + 1:
            yield _whole(line)
        level = line.level
    if headings and headings[0].level > min(line.level for line in headings):
        yield _whole(headings[0])


@check(
    code="structure.empty-section",
    level=Level.WARNING,
    rule=laws.EDITING,
    message=_("“%(excerpt)s”这一节没有内容。请补写，或删去标题。"),
    fires="## 来源\n## 机制\n旁分泌是主要机制。",
    silent="## 来源\n取自骨髓。\n## 机制\n旁分泌是主要机制。",
)
def empty_section(document: Document) -> Iterator[Hit]:
    open_heading: Line | None = None
    for line in document.lines:
        if line.kind == "heading":
            if open_heading and line.level <= open_heading.level:
                yield _whole(open_heading)
            open_heading = line
        elif line.folded.text:
            open_heading = None
    if open_heading:
        yield _whole(open_heading)


@check(
    code="structure.hyphenation",
    level=Level.INFO,
    rule=laws.EDITING,
    message=_("“%(excerpt)s”里留有换行用的连字符。请删去。"),
    fires="Mesenchymal stem cells en‐hance fertility potential.",
    silent="Well-known mesenchymal stem cells.",
)
def hyphenation(document: Document) -> Iterator[Hit]:
    for line in document.lines:
        for found in _HYPHEN.finditer(line.text):
            yield Hit(line, *found.span(), repair=found[0].replace("\u2010", "").replace("\u00ad", ""))


@check(
    code="structure.unfinished",
    level=Level.INFO,
    rule=laws.PUNCTUATION,
    message=_("这一段末尾没有标点，可能没写完。请检查。"),
    fires="相比细胞本身，外泌体体积更小，在动物实验中能够穿过一些屏障。研究者希望利用这一点把药物送到病灶，这还需要更多的研究才能到达病灶",
    silent="相比细胞本身，外泌体体积更小。研究者希望利用这一点把药物送到病灶。",
)
def unfinished(document: Document) -> Iterator[Hit]:
    for line in document.text_lines:
        text = line.folded.text
        if line.kind == "text" and len(text) >= 2 * LONG_ENOUGH and "。" in text and not _SENTENCE_END.search(text):
            yield Hit(line, max(0, len(line.text.rstrip()) - 4), len(line.text.rstrip()))
