"""Facts about the article that stand in its text: source, author, date, summary …"""

from __future__ import annotations

import re
from collections.abc import Iterable

from .folding import fold, width
from .lines import Line
from .numbering import numbering
from .parsed import Metadatum

_KEYS = {
    "source": "发布单位|发布机关"
    "|来源|资料来源|数据来源|文章来源|信息来源|内容来源|新闻来源|稿件来源|稿源|转载自|转自|来自|出处",
    "author": "作者|本文作者|文章作者|撰文|撰稿|撰稿人|文|文字|图文|供稿|采访|采访撰文|采访整理|整理|记者"
    "|特约记者|本报记者|图文提供|资料提供|文字提供",
    "photo": "图|图片|图片来源|摄影|插画|题图|封面图",
    "expert": "咨询专家|受访专家|采访专家|受访医师|受访医生|咨询医师|咨询医生|专家顾问|医学顾问|指导专家|讲者|主讲",
    "editor": "编辑|责任编辑|责编|本文编辑|网络编辑|编审|小编|排版|美编|监制|策划|统筹",
    "reviewer": "审稿专家|审稿医师"
    "|审核|审校|校对|审稿|审阅|医学审核|专家审核|审核专家|复核|审订|审定|医学审订|医学审定|专家审订",
    "translator": "译者|翻译|编译",
    "date": "发布时间|发布日期|发表时间|发表日期|发布于|发表于|发布|发表|日期|时间"
    "|刊登日期|刊登|上架日期|出刊日期|出版|出版日期|出版时间|上载日期"
    "|建立日期|撰写日期|公布日期",
    "updated": "资料更新|资料更新日期|最后修改日期"
    "|更新时间|更新日期|最后更新|最后更新日期|最近更新|更新|更新于|修改时间|最后修改|修订日期|最后修订",
    "affiliation": "作者单位|单位|工作单位|制订单位|制定单位|制作单位|编制单位|撰写单位|提供单位|主责单位",
    "document": "编号|文件编号|单张编号|文件号|文号",
    "correspondence": "通信作者|通讯作者|责任作者",
    "funding": "基金项目|资助项目|基金资助",
    "received": "收稿日期|修回日期|接受日期",
    "classification": "中图分类号|文献标识码|文献标志码|文章编号",
    "doi": "doi|文章doi",
    "audience": "适用人群|目标读者|适合人群|读者对象",
    "keywords": "关键词|关键字|标签|keywords",
    "biography": "作者简介|第一作者简介",
    "summary": "摘要|abstract|核心提示|内容摘要|文章摘要|内容提要|导读|内容简介",
}
_PROSE = frozenset({"summary", "audience", "keywords"})
_DATES = frozenset({"date", "updated", "received"})
_ONLY_AT_TOP = frozenset({"document"})
_AFTER_ANOTHER = frozenset({"photo"})  # `图：膝关节` alone is the caption of a figure
_OF_JOURNALS = frozenset({"affiliation", "correspondence", "funding", "received", "classification", "doi", "biography"})
_KEY_OF = {label: key for key, labels in _KEYS.items() for label in labels.split("|")}
# A label may be spread over its line: `摘　要`, `关 键 词`.
_LABELS = "|".join(r"\s*".join(label) for label in sorted(_KEY_OF, key=len, reverse=True))
_LABELLED = re.compile(rf"(?i)[\[【(]?\s*({_LABELS})\s*(?:[\]】)]\s*:?|[:/丨|])\s*")
_SPREAD = re.compile(r"(摘\s*要|关\s*键\s*词|中图分类号|文献标[识志]码|文章编号)[ \u3000]{2,}(?=\S)")
_INSIDE = re.compile(rf"(?:^|[\s|丨/])({_LABELS})\s*[:/丨]\s*(?=\S)")
_OF_PICTURES = re.compile(r"图片来源\s*[|丨/]")
_SECOND_BODY = re.compile(
    r"[(]?\s*[2-9]\s*[.,、]?\s*[^\s\d]{2,20}(?:大学|医院|研究所|研究院|学院|中心|公司)[^。]{0,60}[)]?[;。]?"
)
# What hospitals print above the title of a leaflet: who gives it out, and that it is one.
_BODY = re.compile(
    r"[^\s。,:;?!|]{2,20}(?:医院|医学中心|大学|诊所|卫生局|卫生署|健康署|疾病管制署|管理局|基金会|学会|协会)"
    r"(?:\s?[^\s。,:;?!|]{1,12}(?:科|部|中心|组|室))?"
)
_SERIES = re.compile(
    r"[【\[]?(?:护理|健康|卫生|用药|病人|民众|患者|家属|术后|出院|病患)?(?:指导|教育|卫教|宣教|须知|说明)"
    r"(?:单张|单|资讯|信息|手册|资料|园地|专栏|系列|数据)?[】\]]?"
    r"|综\s?述|论\s?著|述\s?评|讲座|临床研究|病例报告|专家共识|短篇论著"
)
_DAY = r"(?P<y>\d{4})\s*[-/.年]\s*(?P<m>\d{1,2})(?:\s*[-/.月]\s*(?P<d>\d{1,2})(?!\d))?"
_ROC_DAY = (
    r"(?:民国|roc)\s*(?P<ry>\d{2,3})\s*[年./-]"
    r"(?:\s*(?P<rm>\d{1,2})\s*[月./-])?(?:\s*(?P<rd>\d{1,2})\s*日?)?"
)
_ROC_PLAIN = r"(?P<py>1[01]\d)[-./](?P<pm>\d{1,2})[-./](?P<pd>\d{1,2})(?![\d.-])"
_DATE = re.compile(rf"(?<![\d.])(?:{_DAY}|{_ROC_DAY})", re.IGNORECASE)
_BYLINE = re.compile(r"[\[【(].{0,20}(?:记者|编译|撰稿|整理).{1,20}[\]】)]")
_CREDITS = re.compile(r"[(]\s*(责任编辑|编辑|责编|校对|审核|审校)\s*[:\s]\s*([\u4e00-\u9fff]{2,4})\s*[)]")
_AFFILIATION = re.compile(r"[(]?\s*1\s*[.,、]?\s*[^\s\d]{2,20}(?:大学|医院|研究所|研究院|学院|中心|公司).{0,120}[)]?")
_ADDRESS = re.compile(r"[(][^()]{4,60}(?:大学|医院|研究所|研究院|学院|中心|公司)[^()]{0,60}\d{6}\s*[)]")
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范石"
    "廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_SIGNS = r"(?:\s?[\d*,△▲#☆★※†‡✉]){0,6}\s?(?:\((?:综述|审校|译|编)\))?"
_LATIN_NAME = r"[A-Z][A-Za-z]+\s[A-Z][a-z]+(?:-?[a-z]+)?\s?[\d*,]{0,4}"
_LATIN_NAMES = re.compile(rf"{_LATIN_NAME}(?:\s*[,;、]\s*{_LATIN_NAME}){{1,19}}")
_TITLED = re.compile(
    rf"[^\s。,:;]{{2,14}}(?:科|部|中心|室|院)\s+[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}\s*(?:副?主任|主治|住院|总|专科)?"
    r"(?:医师|医生|教授|药师|药剂师|营养师|护理师|治疗师)"
)
_WEEKDAY = re.compile(r"^[\s(]*(?:星期|周|礼拜)[一二三四五六日天][\s)]*(?:报章|见报)?")
_COUNTER = re.compile(r"\s+(?:评论|阅读|浏览|点击|点阅|字号|分享)(?:量|数|次数|人次)?\s*[:(]?\s*\d*")
_PRINTED_IN = re.compile(r"(?:本篇?|此)文章?(?:原|曾|已)?(?:发表|刊登|刊载|刊|转载|节录|摘录|出)[于自]\s*(\S.{2,60})")
_NAMES = re.compile(
    rf"[{_SURNAMES}]\s?[\u4e00-\u9fff]{{1,2}}{_SIGNS}(?:[、,\s]\s*[{_SURNAMES}]\s?[\u4e00-\u9fff]{{1,2}}{_SIGNS}){{1,19}}"
)
_REPORTER = re.compile(r"(?:本[报報]|特[约約])?[记記]者[\s:：]*(\S.{0,30})")
_DESK = re.compile(
    r"([^\s/|]{2,12}(?:报|网|社|新闻|周刊|杂志))\s*[/|]\s*(?:本报)?记者\s*([^\s/|]{2,12})\s*[/|].{2,12}报[导道]"
)
_CLOCK = re.compile(r"(?<!\d)\d{1,2}:\d{2}(?::\d{2})?(?!\d)")
_HEADER = _FOOTER = 8
_MOST_MASTHEAD = 3
_JOURNAL_HEADER = 24


def take_metadata(lines: list[Line]) -> tuple[list[Line], dict[str, Metadatum]]:
    """The lines in; the lines that are left, and what the others say, out.

    A line that says several things is the `raw` of each of them. Only lines near the top or the end count, since
    anywhere else `来源：脐带` is a sentence of the article.
    """
    kept: list[Line] = []
    found: dict[str, Metadatum] = {}
    masthead = _masthead(lines)
    for index, line in enumerate(lines):
        if index in masthead:
            add(found, masthead[index], line.text, line.as_it_came)
            continue
        if line.is_marked("meta"):
            add(found, line.mark.key, _value_of(line), line.as_it_came)
            continue
        at_top = index < _HEADER
        is_near = at_top or index >= len(lines) - _FOOTER or _is_of_journal(line, index)
        facts = list(_facts(line, at_top=at_top)) if is_near else []
        if not facts and "affiliation" in found and index < _JOURNAL_HEADER * 2 and _SECOND_BODY.fullmatch(line.folded):
            facts = [("affiliation", line.text)]
        facts = facts or _in_english(lines, index)
        if [key for key, _value in facts] == ["biography"] and _OF_JOURNALS.isdisjoint(found):
            facts = []  # elsewhere it introduces somebody to the readers
        if not facts or _is_one_of_several(lines, index):
            kept.append(line)
        for key, value in [] if kept and kept[-1] is line else facts:
            add(found, key, value, line.as_it_came)
    return kept, found


def _masthead(lines: list[Line]) -> dict[int, str]:
    """The keys of lines above the title that say who gives a leaflet out, and that it is one, by their index."""
    found: dict[int, str] = {}
    for index, line in enumerate(lines[:_MOST_MASTHEAD]):
        after = lines[index + 1] if index + 1 < len(lines) else None
        if not line.is_free or after is None or not _may_be_title(after):
            break
        if _SERIES.fullmatch(line.folded):
            found[index] = "series"
        elif not found and _BODY.fullmatch(line.folded):
            found[index] = "source"
        else:
            break
    return found


def _may_be_title(line: Line) -> bool:
    """Whether there is a title still to come below a masthead."""
    return width(line.folded) <= 40 and "。" not in line.folded and numbering(line.folded) is None


def _in_english(lines: list[Line], index: int) -> list[tuple[str, str]]:
    """The title and the names of authors that a journal prints once more in English."""
    if index >= _JOURNAL_HEADER or not lines[index].is_free:
        return []
    if _is_names(lines[index]):
        return [("author", lines[index].text)]
    is_title = lines[index].folded.isascii() and index + 1 < len(lines) and _is_names(lines[index + 1])
    return [("english_title", lines[index].text)] if is_title else []


def _is_names(line: Line) -> bool:
    return len(line.folded) < 200 and _LATIN_NAMES.fullmatch(line.folded) is not None


def _is_of_journal(line: Line, index: int) -> bool:
    """Journals say more of an article before it begins than a portal does."""
    label = _label_of(line) if index < _JOURNAL_HEADER else None
    return label is not None and (_key_of(label) in _OF_JOURNALS or _key_of(label) in ("summary", "keywords"))


def _label_of(line: Line) -> re.Match[str] | None:
    return _LABELLED.match(line.folded) or _SPREAD.match(line.folded)


def _key_of(match: re.Match[str]) -> str:
    return _KEY_OF[re.sub(r"\s", "", match[1]).lower()]


def add(found: dict[str, Metadatum], key: str, value: str, raw: str) -> None:
    """Put a fact under its key; a key that is taken goes on as `key_2`, `key_3` …"""
    name, number = key, 1
    while name in found:
        number += 1
        name = f"{key}_{number}"
    found[name] = Metadatum(value, raw)


def says_facts(line: Line) -> bool:
    """Whether a line at the head of a page says who wrote the article, where or when."""
    return any(True for _ in _facts(line, at_top=True))


def _value_of(line: Line) -> str:
    """What a line says that mark-up gave its key, its label left away."""
    label = _LABELLED.match(line.folded)
    value = line.text[label.end() :] if label and label.end() < len(line.text) else line.text
    value = re.sub(r"^[A-Za-z]{2,20}\s*[:：]\s*", "", value).strip("\"'")
    return (iso_date(fold(value)) or value) if line.mark.key in _DATES else value


def _facts(line: Line, *, at_top: bool) -> Iterable[tuple[str, str]]:
    if not (line.is_free or line.is_marked("quote")):
        return
    if line.folded.count("|") > 1 and (not at_top or line.folded[0] == "|" or not _DATE.search(line.folded)):
        return
    if "\t" in line.folded:
        return
    match = _label_of(line)
    if match is None:
        if at_top and (inside := _INSIDE.search(line.folded)) and _is_brief(line, 0):
            yield from _dated_facts(line, inside)
            return
        is_credit = _CREDITS.fullmatch(line.folded) is not None
        yield from list(_byline(line)) or list(_portal_date(line)) if at_top or is_credit else []
        return
    key = _key_of(match)
    if (key in _AFTER_ANOTHER and not _OF_PICTURES.match(line.folded)) or (key in _ONLY_AT_TOP and not at_top):
        return
    if key in _PROSE:
        yield from [(key, line.text[match.end() :])] if line.text[match.end() :] else []
        return
    yield from _short_facts(line, key, match.end())


def _short_facts(line: Line, key: str, start: int) -> Iterable[tuple[str, str]]:
    """The facts of a line such as `来源：某报 作者：某人 2024-05-06`."""
    if key in _OF_JOURNALS:
        value = line.text[start:].strip()
        yield from [(key, iso_date(fold(value)) or value if key == "received" else value)] if value else []
        return
    if not _is_brief(line, start):
        return
    marks = [(match.start(), match.end(), _key_of(match)) for match in _INSIDE.finditer(line.folded, start)]
    starts = [(start, key), *((end, name) for _, end, name in marks)]
    ends = [*(begin for begin, _, _ in marks), len(line.text)]
    for (begin, name), end in zip(starts, ends, strict=True):
        stop = _COUNTER.search(line.folded, begin, end)
        value, *others = re.split(r"\s*[|｜]\s*", line.text[begin : stop.start() if stop else end].strip(" |丨/｜"))
        value = value.rstrip(")）]】") if line.folded[0] in "([【" else value
        value = (iso_date(fold(value)) or value) if name in _DATES else value
        yield from _name_and_day(name, value) if value else []
        yield from [("author", reporter[1]) for other in others if (reporter := _REPORTER.fullmatch(other))]


def _is_brief(line: Line, start: int) -> bool:
    return width(line.text) <= 60 and not re.search("[。;!?]", line.folded[start:])


def _dated_facts(line: Line, label: re.Match[str]) -> Iterable[tuple[str, str]]:
    """`2024-05-06 作者：某人`: a day, and only then what has a label."""
    before = line.folded[: label.start()]
    day = _DATE.search(before)
    if day is None or len(_CLOCK.sub("", before[: day.start()] + before[day.end() :]).strip(" 日|/丨·")) > 6:
        return
    yield "date", iso_date(day[0])
    yield from _short_facts(line, _key_of(label), label.end())


def _name_and_day(name: str, value: str) -> Iterable[tuple[str, str]]:
    """`某人 2024-05-06 08:30` says who and when."""
    day = _DATE.search(fold(value)) if name not in _DATES else None
    if day is None or day.start() == 0 or value[day.start() - 1] not in " \u3000|丨/":
        yield name, value
        return
    yield name, value[: day.start()].strip(" \u3000|丨/")
    yield "date", iso_date(day[0])


def _byline(line: Line) -> Iterable[tuple[str, str]]:
    if credit := _CREDITS.fullmatch(line.folded):
        yield _KEY_OF[credit[1]], line.text[credit.start(2) : credit.end(2)]
    elif _AFFILIATION.fullmatch(line.folded) or _ADDRESS.fullmatch(line.folded):
        yield "affiliation", line.text.strip("()（） ")
    elif _BYLINE.fullmatch(line.folded):
        yield "author", line.text[1:-1].strip()
    elif printed_in := _PRINTED_IN.fullmatch(line.folded):
        yield "source", line.text[printed_in.start(1) :]
    elif _TITLED.fullmatch(line.folded) or (width(line.folded) <= 40 and _NAMES.fullmatch(line.folded)):
        yield "author", line.text


def _portal_date(line: Line) -> Iterable[tuple[str, str]]:
    """The date of a portal's line (`栏目 频道 2024-05-06 17:33 1`) or of a line that is nothing but a date."""
    match = _DATE.search(line.folded)
    if match is None or width(line.text) > 40 or re.search("[。,;!?:、《]", _CLOCK.sub("", line.folded)):
        return
    rest = _CLOCK.sub("", line.folded[: match.start()] + line.folded[match.end() :]).strip(" 日")
    day = iso_date(match[0])
    rest = _WEEKDAY.sub("", rest).strip()
    if desk := _DESK.fullmatch(rest):
        at = line.folded.index(rest)
        yield from (("date", day), ("source", line.text[at : at + desk.end(1)]))
        yield "author", line.text[at + desk.start(2) : at + desk.end(2)]
        return
    if len(day) == 10 and (not rest or _CLOCK.search(line.folded) or " " in line.folded[: match.start()]):
        yield "date", day


def _is_one_of_several(lines: list[Line], index: int) -> bool:
    """Whether the lines around it are labelled sentences too, so that this is a part of the article's body."""
    label = _LABELLED.match(lines[index].folded)
    if label is None or _key_of(label) != "source":
        return False
    around = lines[max(index - 1, 0) : index] + lines[index + 1 : index + 2]
    return any(re.match(r"[^。:,;!?\s\d]{2,15}:.*[。;]$", line.folded) and not _LABELLED.match(line.folded) and not
               re.match("(免责|版权|声明|特别)", line.folded) for line in around)  # fmt: skip


def iso_date(text: str) -> str:
    """The first date of a folded text as far as it is given: 2025-09-28, 2025-09 or (ROC years only) 2025; or ''.

    A text that is `113-09-12` has a ROC year, said or not.
    """
    match = _DATE.search(text)
    if match is None:
        plain = re.match(_ROC_PLAIN, text)
        return iso_date(f"民国{plain['py']}年{plain['pm']}月{plain['pd']}日") if plain else ""
    year = int(match["y"]) if match["y"] else int(match["ry"]) + 1911
    month, day = int(match["m"] or match["rm"] or 0), int(match["d"] or match["rd"] or 0)
    if not 1900 <= year <= 2100 or month > 12 or day > 31:
        return ""
    return f"{year:04}" + (f"-{month:02}" if month else "") + (f"-{day:02}" if month and day else "")
