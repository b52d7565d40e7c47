"""Citation marks and the entries they point at."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from articles.checks import laws
from articles.checks.document import Document, Line
from articles.checks.findings import Level
from articles.checks.papers import MARK, numbers_in
from articles.checks.papers import entries as entries_of
from articles.checks.registry import Hit, check, hit

WHOLE = 5  # lines: a shorter text is a stretch of an article, whose list stands elsewhere
# A number that ends a clause right behind a Han character, where no word before it takes a number.
_BARE = re.compile(
    r"(?<=[一-鿿”》)])(?<![为是达至到共约第有于了占仅余近超过得均计值分数率龄比各和与或及图表期型级版章节条款项号步例在年月日从距含用每满足加减增升降"
    r"组一二三四五六七八九十百千万亿低高等平差只个名位人岁天周次元倍时点由])(\d{1,2}(?:[,、\-–]\d{1,2}){0,3})(?=[。;]"
    r"|$)"
)
_DOI = re.compile(r"(?:\bdoi ?: ?(?:https?://(?:dx\.)?doi\.org/)?|doi\.org/)([^\s,;。]+)", re.IGNORECASE | re.ASCII)
_DOI_FORM = re.compile(r"10\.\d{4,9}/\S+$")
_NOT_LETTERS = re.compile(r"[\W\d_]+")


def _marks(document: Document) -> Iterator[tuple[Line, re.Match[str], list[int]]]:
    for line in document.text_lines:
        for match in MARK.finditer(line.folded.text):
            yield line, match, numbers_in(match[1])


@check(
    code="evidence.mark-without-entry",
    level=Level.ERROR,
    rule=laws.EVIDENCE,
    message=_("引用标记“%(excerpt)s”在参考文献里没有对应的条目（缺 %(missing)s）。请补上文献，或删去标记。"),
    fires="细胞组的缓解率较高[2]。\n参考资料：[1] Han X, et al. Signal Transduct Target Ther. 2025;10:262.",
    silent="细胞组的缓解率较高[1]。\n参考资料：[1] Han X, et al. Signal Transduct Target Ther. 2025;10:262.",
)
def mark_without_entry(document: Document) -> Iterator[Hit]:
    if document.is_article:
        yield from _written_out(document)
        return
    entries = entries_of(document)
    if not entries:
        return
    for line, match, numbers in _marks(document):
        missing = [str(number) for number in numbers if number not in entries]
        if missing:
            yield hit(line, *match.span(), missing="、".join(missing))


def _written_out(document: Document) -> Iterator[Hit]:
    """In an article citations are elements: a mark that is text has no entry behind it."""
    for line in document.lines:
        for match in MARK.finditer(line.text):
            yield Hit(line, *match.span(), {"missing": "、".join(map(str, numbers_in(match[1])))})


@check(
    code="evidence.no-list",
    level=Level.WARNING,
    rule=laws.EVIDENCE,
    message=_("文中有引用标记“%(excerpt)s”，但没有参考文献表。请补上。"),
    fires="第一段。\n第二段引用了研究[1]。\n第三段。\n第四段。\n第五段。",
    silent="第一段。\n第二段没有引用。\n第三段。\n第四段。\n第五段。",
)
def no_list(document: Document) -> Iterator[Hit]:
    if document.is_article or len(document.lines) < WHOLE or document.entries:
        return
    for line, match, _numbers in _marks(document):
        yield hit(line, *match.span())
        return


@check(
    code="evidence.entry-without-mark",
    level=Level.INFO,
    rule=laws.EVIDENCE,
    message=_("文献 [%(number)s] 在正文里没有被引用。请在相应的句子后加标记，或移到“延伸阅读”。"),
    fires="正文没有任何标记。\n参考文献\n[1] Shi Y, et al. Nat Rev Nephrol. 2018;14(8):493-507.",
    silent="机制已有综述[1]。\n参考文献\n[1] Shi Y, et al. Nat Rev Nephrol. 2018;14(8):493-507.",
)
def entry_without_mark(document: Document) -> Iterator[Hit]:
    if document.is_article or len(document.lines) == len(document.entries):
        return
    cited = {number for _line, _match, numbers in _marks(document) for number in numbers}
    for number, place in entries_of(document).items():
        if number not in cited:
            yield hit(*place, number=number)


@check(
    code="evidence.bare-mark",
    level=Level.WARNING,
    rule=laws.EVIDENCE,
    message=_("句末的“%(excerpt)s”像是丢了方括号的引用标记。请改为 [%(excerpt)s]，或删去。"),
    fires="还可能涉及知情同意不充分等问题24。",
    silent="共有24名受试者，平均年龄为24。",
)
def bare_mark(document: Document) -> Iterator[Hit]:
    for line in document.text_lines:
        if line.kind in ("row", "heading", "title"):
            continue
        for match in _BARE.finditer(line.folded.text):
            yield hit(line, *match.span(1))


@check(
    code="evidence.bad-doi",
    level=Level.WARNING,
    rule=laws.EVIDENCE,
    message=_("“%(excerpt)s”不是正确的 DOI（应为 10.四位以上数字/后缀）。请核对。"),
    fires="Han X, et al. 2025. doi: 1038/s41392-025-02313-9",
    silent="Han X, et al. 2025. doi: 10.1038/s41392-025-02313-9",
)
def bad_doi(document: Document) -> Iterator[Hit]:
    for line in document.lines:
        for match in _DOI.finditer(line.folded.text):
            if not _DOI_FORM.match(match[1]):
                yield hit(line, *match.span(1))


@check(
    code="evidence.listed-twice",
    level=Level.WARNING,
    rule=laws.EVIDENCE,
    message=_("这篇文献与第 %(first)s 行是同一篇。请合并为一条。"),
    fires="[1] Shi Y, et al. Immunoregulation. Nat Rev Nephrol. 2018;14(8):493-507.\n"
    "[2] Shi Y, et al. Immunoregulation. Nat Rev Nephrol. 2018;14(8):493-507.",
    silent="[1] Shi Y, et al. Nat Rev Nephrol. 2018;14(8):493-507.\n"
    "[2] Dominici M, et al. Cytotherapy. 2006;8(4):315-317.",
)
def listed_twice(document: Document) -> Iterator[Hit]:
    seen: dict[str, int] = {}
    for line in document.entries:
        text = line.folded.text
        doi = next((match[1].lower() for match in _DOI.finditer(text)), "")
        key = doi or _NOT_LETTERS.sub("", text).lower()[:80]
        first = seen.setdefault(key, line.number)
        if first != line.number:
            yield Hit(line, 0, len(line.text), {"first": first})
