"""Results of studies that lack what a reader needs to judge them: source, numbers, comparison, design."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from articles.checks import laws, trials
from articles.checks.context import Context
from articles.checks.document import Document, Line
from articles.checks.findings import Level
from articles.checks.phrases import MOST_IN_A_LINE, RESULTS
from articles.checks.registry import Hit, check

_FIGURE = re.compile(
    r"\d{1,3}(?:\.\d{1,3})?%(?=[^。;%]{0,10}?(?:患者|病人|受试者|参与者)?[^。;%]{0,8}?(?:减轻|消失|下降|好转|恢复))"
    r"|\d{1,3}(?:\.\d{1,3})?%[^。;%]{0,16}?(?:缓解|愈合|应答|好转|存活|生存|改善|有效|痊愈|治愈)"
    r"|(?:缓解|愈合|应答|好转|存活|生存|改善|有效|痊愈|治愈)(?:率|的比例)?[^。;%]{0,10}?\d{1,3}(?:\.\d{1,3})?%"
    # A measure that moved from one figure to another, or by so much, in a study or beside another group.
    r"|(?:率|比例|评分|分数|水平|密度|浓度|时间|面积|体积|距离|次数|用量)[^。;,]{0,8}?(?:由|从)[^。;,\d]{0,6}\d[\d.]{0,6}"
    r"[^。;,]{0,8}?(?:降|升|减|增|缩|延|提高)(?:至|到|低至|高至)"
    r"|(?:试验|研究|随访|组)[^。;]{0,40}?(?:下降|降低|升高|提高|减少|增加|缩短|延长|改善)(?:了|约)?"
    r"\d[\d.]{0,6} ?(?:分|%|毫米|厘米|倍|天|周|米|mmHg|mmol)"
)
_FIRST = re.compile(
    r"(?<!此次)(?<!该)(?:首个|首款|首项|第一个|第一款|第一种)(?!国际)[^。;,]{0,20}?(?:产品|药物|药品|疗法|新药"
    r"|治疗药|注射液)"
)
_APPROVAL = re.compile(r"批准|获批|上市")
_YEAR = re.compile(r"(?:19|20)\d\d年")
_REGULATOR = re.compile(
    r"药监|FDA|EMA|NMPA|PMDA|MFDS|厚生|食品药|药品管理局|卫生部|监管机构|韩国|日本|美国|欧盟|欧洲|加拿大|中国|我国"
    r"|印度|伊朗",
    re.IGNORECASE,
)
_ANIMAL = re.compile(
    r"^[\-•\s]*(?:临床(?:研究|试验|证据|应用)):[^。]{0,120}?(?:小鼠|大鼠|兔|犬|动物模型|体外实验)"
    r"|临床(?:研究|试验|证据|数据|资料|结果)(?:均|都|已)?(?:显示|表明|证实|证明|发现|提示)[^。;]{0,40}?(?:小鼠|大鼠|兔(?!疫)|犬|动物模型|体外)"
)
_CELL_QUALITY = re.compile(r"(?:细胞|复苏|冻存|卵泡|阳性|表达)[^,。]{0,8}(?:活|存活|率)?")


@functools.lru_cache(maxsize=2)  # three checks read the same document one after the other
def _results(document: Document) -> tuple[tuple[Line, Context, trials.Report], ...]:
    """Every result of a study, once: of phrases that overlap, the first."""
    return tuple(_find_results(document))


def _find_results(document: Document) -> Iterator[tuple[Line, Context, trials.Report]]:
    for line in document.text_lines:
        taken = 0
        found = [context for phrase in RESULTS for context in phrase.matches(line) if phrase.is_result(context)]
        for context in sorted(found, key=lambda context: (context.start, context.end)):
            if context.start >= taken:
                taken = context.bounds[1]  # one finding a sentence
                yield line, context, trials.read(context)


@check(
    code="evidence.result-without-source",
    level=Level.WARNING,
    rule=laws.DATA,
    message=_("“%(excerpt)s”是研究结果，但没有注明出处。请引用文献或试验登记号。"),
    fires="在14例患者的随访研究中，瘘管愈合率为57.1%。",
    silent="在14例患者的随访研究中，瘘管愈合率为57.1%[3]。",
)
def result_without_source(document: Document) -> Iterator[Hit]:
    for line, context, report in _results(document):
        if not report.source and not trials.SOURCE.search(line.folded.text):
            yield Hit(line, *line.folded.span(context.start, context.end))


@check(
    code="evidence.result-without-numbers",
    level=Level.INFO,
    rule=laws.DATA,
    message=_("“%(excerpt)s”是研究结果，还缺%(missing)s。请补上，读者才能判断分量。"),
    fires="一项随机试验中，细胞组的缓解率为50%[3]。",
    silent="一项纳入212名患者的随机试验中，细胞组的缓解率为50%，安慰剂组为34%[3]。",
)
def result_without_numbers(document: Document) -> Iterator[Hit]:
    for line, context, report in _results(document):
        lacks = {
            "人数": not report.subjects,
            "对照组（或说明没有对照）": not report.comparator,
            "研究设计": not report.design,
        }
        missing = [name for name, absent in lacks.items() if absent]
        if missing and (report.source or trials.SOURCE.search(line.folded.text)):
            yield Hit(line, *line.folded.span(context.start, context.end), {"missing": "、".join(missing)})


@check(
    code="evidence.figure-without-citation",
    level=Level.WARNING,
    rule=laws.DATA,
    message=_("“%(excerpt)s”给出疗效数字，但这一段没有引用来源。请加引用标记。"),
    fires="治疗组中有50%达到联合缓解，安慰剂组为34%。",
    silent="治疗组中有50%达到联合缓解，安慰剂组为34%[3]。",
)
def figure_without_citation(document: Document) -> Iterator[Hit]:
    for line in document.text_lines:
        text = line.folded.text
        if trials.SOURCE.search(text):
            continue
        told = {context.bounds[0] for other, context, _report in _results(document) if other is line}
        for found in itertools.islice(_FIGURE.finditer(text), MOST_IN_A_LINE):
            context = Context(text, *found.span())
            if (
                context.bounds[0] in told
                or context.is_spoken_against()
                or _CELL_QUALITY.search(context.clause_before[-12:])
            ):
                continue
            told.add(context.bounds[0])
            yield Hit(line, *line.folded.span(*found.span()))


@check(
    code="evidence.first-without-details",
    level=Level.INFO,
    rule=laws.DATA,
    message=_("“%(excerpt)s”说的是首个获批，还缺%(missing)s。请补上，并核对是否有更早的记录。"),
    fires="这是首个获批上市的异体干细胞产品。",
    silent="2012年加拿大卫生部批准的这一产品是首个获批的异体干细胞药物[6]。",
)
def first_without_details(document: Document) -> Iterator[Hit]:
    for line in document.text_lines:
        text = line.folded.text
        for found in itertools.islice(_FIRST.finditer(text), MOST_IN_A_LINE):
            context = Context(text, *found.span())
            if not _APPROVAL.search(context.sentence) or context.is_spoken_against():
                continue
            near = context.nearby
            lacks = {
                "机构": not _REGULATOR.search(near),
                "日期": not _YEAR.search(near),
                "来源": not trials.SOURCE.search(text),
            }
            missing = [name for name, absent in lacks.items() if absent]
            if missing:
                yield Hit(line, *line.folded.span(*found.span()), {"missing": "、".join(missing)})
                break  # one in a paragraph is enough to send somebody to look


@check(
    code="evidence.animal-as-clinical",
    level=Level.WARNING,
    rule=laws.EVIDENCE,
    message=_("“%(excerpt)s”写在“临床”名下，说的却是动物或体外研究。请移到相应的小节，并写明研究对象。"),
    fires="临床研究：给大鼠注射细胞后，骨折愈合加快。",
    silent="动物研究：给大鼠注射细胞后，骨折愈合加快。",
)
def animal_as_clinical(document: Document) -> Iterator[Hit]:
    for line in document.text_lines:
        if found := _ANIMAL.search(line.folded.text):
            yield Hit(line, *line.folded.span(*found.span()))
