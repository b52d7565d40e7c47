"""What the page of a health article must show, and must not: rules for a page and not for a sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from django.utils.translation import gettext_lazy as _

from articles.checks import laws
from articles.checks.document import Document, Line
from articles.checks.facts import PageFacts
from articles.checks.findings import Level, Rule
from articles.checks.registry import Hit, check

_SHOP = re.compile(
    r"^(?:tel|sms|weixin|mailto):|//(?:[\w-]+\.)*(?:taobao|tmall|jd|pinduoduo|yangkeduo|weidian|youzan|1688|meituan"
    r"|dianping)\.com"
    r"|//(?:wa\.me|u\.wechat\.com|work\.weixin\.qq\.com|qm\.qq\.com|line\.me|t\.me)\b",
    re.IGNORECASE | re.ASCII,
)


def _required(code: str, rule: Rule, message: str, is_missing: Callable[[PageFacts], bool]) -> None:
    """Register a check that a page shows something."""

    @check(code=code, level=Level.WARNING, rule=rule, message=message, for_articles=True)
    def find(document: Document) -> Iterator[Hit]:
        page = document.facts.get("page")
        if page and is_missing(page):
            yield Hit(Line(1, "", field=code.partition("no-")[2]), 0, 0)


_required(
    "structure.no-source",
    laws.POPULAR_SCIENCE,
    _("没有写明来源。健康科普文章须标明来源，请填写“来源”。"),
    lambda page: not page.source,
)
_required(
    "structure.no-author",
    laws.POPULAR_SCIENCE,
    _("没有写明作者。健康科普文章须标明作者，请选择“作者”。"),
    lambda page: not page.author,
)
_required(
    "structure.no-audience",
    laws.POPULAR_SCIENCE,
    _("没有写明适用人群。请填写“适用人群”。"),
    lambda page: not page.audience,
)
_required(
    "structure.no-date",
    laws.POPULAR_SCIENCE,
    _("已发布而没有发布时间。请联系维护人员。"),
    lambda page: page.is_published and not page.has_date,
)
_required("structure.no-summary", laws.EDITING, _("没有摘要。请写两三句话。"), lambda page: not page.summary)
_required(
    "structure.no-disclaimer",
    laws.EDITING,
    _("没有免责说明。请写明本文是科普、不构成诊疗建议。"),
    lambda page: not page.disclaimer,
)


@check(
    code="claims.page-link",
    level=Level.ERROR,
    rule=laws.CONTACT,
    message=_("健康科普页面不得放购买或联系链接（%(link)s）。请删去。"),
    for_articles=True,
)
def page_link(document: Document) -> Iterator[Hit]:
    page = document.facts.get("page")
    for link in page.links if page else ():
        if _SHOP.search(link):
            yield Hit(Line(1, "", field="body"), 0, 0, {"link": link})


@check(
    code="claims.page-qr-code",
    level=Level.ERROR,
    rule=laws.CONTACT,
    message=_("“%(excerpt)s”：健康科普页面不得出现联系用的二维码。请删去图片。"),
    for_articles=True,
)
def page_qr_code(document: Document) -> Iterator[Hit]:
    for line in document.lines if document.is_article else ():
        if line.kind == "caption" and "二维码" in line.folded.text:
            yield Hit(line, 0, len(line.text))
