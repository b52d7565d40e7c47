"""One word in two forms within one text, quotation marks of the other script, characters whose form was guessed."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from articles.checks import laws
from articles.checks.document import Document, Line
from articles.checks.findings import Level
from articles.checks.registry import Hit, check
from articles.checks.rules.script import script_of
from mscsite.core import hanzi
from mscsite.core.doubts import doubts

# Each line is one word: its forms are all found in print, and a text should keep to one. Folded, so for both scripts.
_FORMS = """
    黏附 粘附; 黏膜 粘膜; 黏液 粘液; 黏度 粘度; 黏连 粘连; 黏蛋白 粘蛋白; 黏稠 粘稠; 黏弹 粘弹
    综合征 综合症; 适应证 适应症; 禁忌证 禁忌症; 唯一 惟一; 其他 其它
    间充质干细胞 间质干细胞 间叶干细胞; 华通氏胶 华通胶 沃顿胶 沃顿氏胶 华顿氏胶; 外泌体 外秘体 外泌小体
    阿尔茨海默 阿尔兹海默 阿兹海默 阿茨海默; 克罗恩病 克隆病 克隆氏病 克隆恩病 克罗恩氏病; 帕金森病 帕金森氏病
    骨关节炎 骨性关节炎; 抗原呈递 抗原提呈 抗原递呈; 雪旺细胞 施万细胞 许旺细胞
"""
# Taiwan's and Hong Kong's characters for the same word, in Traditional text as written.
_REGIONAL = (
    "裡裏 為爲 群羣 眾衆 溫温 說説 脫脱 床牀 啟啓 麵麪 衛衞 線綫 稅税 銳鋭 閱閲 鑑鑒 瘺瘻 佔占 佈布 臺台 汙污 週周"
)
# Of these either form alone is common in words of another meaning: only inside these words they are the same.
_ONLY_IN = {
    "佔占": "佔據 占據 佔比 占比 佔用 占用 佔位 占位 佔有 占有",
    "佈布": "分佈 分布 公佈 公布 發佈 發布 遍佈 遍布 佈局 布局",
    "臺台": "臺灣 台灣 臺北 台北 平臺 平台",
    "週周": "週期 周期 每週 每周 兩週 兩周 一週 一周 週後 周後",
    "瘺瘻": "瘺管 瘻管 肛瘺 肛瘻 瘺口 瘻口",
    "鑑鑒": "鑑定 鑒定 鑑別 鑒別 借鑑 借鑒",
    "啟啓": "啟動 啓動 開啟 開啓 啟示 啓示",
}
# What introduces another name: there the second form is told to the reader, not used.
_CALLED = re.compile(r"(?:又称|也称|亦称|或称|又名|别名|也叫|又叫|旧称|曾称|俗称|原称|旧译|又译|也译|或译)[^。;]{0,8}$")
# A guess at these is right but for a word in thousands (皇后, 手表 are phrases that the machine knows): the workbench
# underlines them, a finding would only teach people to look away.
_SAFE_GUESSES = frozenset("后里须当表糖面云几")
_HAN = re.compile(r"[㐀-鿿]")
_CURLY = re.compile(r"“[^“”]{0,400}”|(?<![A-Za-z])‘[^‘’]{0,200}’")
_CORNER = re.compile(r"「[^「」]{0,400}」|『[^『』]{0,400}』")
_STRAIGHT = re.compile(r'"(?=[㐀-鿿])[^"]{0,400}"|"[^"]{0,400}(?<=[㐀-鿿。！？，])"')
_TO_CORNER = str.maketrans("“”‘’", "「」『』")
_TO_CURLY = str.maketrans("「」『』", "“”‘’")


@functools.cache
def _words() -> dict[str, frozenset[str]]:
    """Every form of `_FORMS` with the whole set that it belongs to."""
    found = {}
    for group in re.split(r"[;\n]", _FORMS):
        for form in group.split():
            found[form] = frozenset(group.split())
    return found


@functools.cache
def _regional() -> dict[str, str]:
    """Every form of `_REGIONAL`, a character or a word, with the name of its pair in Taiwan's form."""
    found = {}
    for pair in _REGIONAL.split():
        words = _ONLY_IN.get(pair, "").split() or list(pair)
        found |= {word: word.replace(pair[1], pair[0]) for word in words}
    return found


@functools.cache
def _patterns() -> tuple[re.Pattern, re.Pattern]:
    """All forms of `_FORMS`, and all of `_REGIONAL`, the longest first."""
    longest_first = (sorted(forms, key=lambda form: (-len(form), form)) for forms in (_words(), _regional()))
    folded, regional = (re.compile("|".join(forms)) for forms in longest_first)
    return folded, regional


def _used(document: Document) -> Iterator[tuple[Line, int, int, str, str]]:
    """Line, place, the form used and the word it is a form of, for every form in the text; places as written."""
    words, (folded, regional) = _words(), _patterns()
    is_traditional = script_of(document) == hanzi.HANT  # of the whole text, so not asked anew for each line
    for line in document.text_lines:
        for match in folded.finditer(line.folded.text):
            if not _CALLED.search(line.folded.text[max(0, match.start() - 16) : match.start()]):
                yield line, *line.folded.span(*match.span()), match[0], min(words[match[0]])
        if is_traditional:
            for match in regional.finditer(line.text):
                yield line, *match.span(), match[0], _regional()[match[0]]


@check(
    code="script.two-forms",
    level=Level.WARNING,
    rule=laws.EDITING,
    message=_("“%(excerpt)s”与本文别处的“%(right)s”是同一个词的两种写法。请统一，例如都用“%(right)s”。"),
    fires="间充质干细胞可以黏附于培养皿。\n粘附因子的表达随之升高。",
    silent="间充质干细胞（又称间质干细胞）可以黏附于培养皿，黏附因子的表达随之升高。",
)
def two_forms(document: Document) -> Iterator[Hit]:
    used = list(_used(document))
    counts: dict[str, Counter[str]] = {}
    for _line, _start, _end, form, word in used:
        counts.setdefault(word, Counter())[form] += 1  # of two that are used alike, the first one stands
    for line, start, end, form, word in used:
        right = counts[word].most_common(1)[0][0]
        if form != right:
            yield Hit(line, start, end, {"right": _in_script(right, document)})


def _in_script(form: str, document: Document) -> str:
    """A form of `_FORMS`, which are folded, as the text writes it; a regional one is as written."""
    is_folded = form in _words() and script_of(document) == hanzi.HANT
    return hanzi.convert(form, hanzi.HANT, hanzi.HANS) if is_folded else form


def _region_of(document: Document) -> str:
    return hanzi.HANT_TW if script_of(document) == hanzi.HANT else hanzi.HANS


@check(
    code="script.regional-word",
    level=Level.INFO,
    rule=laws.EDITING,
    message=_("术语表里“%(excerpt)s”在这一字形写作“%(right)s”，本文两种都用了。请统一。"),
    for_articles=True,
)
def regional_word(document: Document) -> Iterator[Hit]:
    """A word that the glossary calls otherwise in the region, in a text that uses the region's word as well."""
    glossary = document.facts.get("glossary") or hanzi.EMPTY
    text, region = "\n".join(line.text for line in document.text_lines), _region_of(document)
    for line in document.text_lines:
        for found in hanzi.vocabulary(line.text, region, glossary):
            if found.after in text:
                yield Hit(line, found.start, found.end, {"right": found.after})


@check(
    code="script.quotes",
    level=Level.WARNING,
    rule=laws.PUNCTUATION,
    message=_("%(excerpt)s 的引号与本文的字形不合。请改为 %(right)s。"),
    fires="所谓「万能细胞」的说法没有依据。",
    silent="所谓“万能细胞”的说法没有依据。",
)
def quotes(document: Document) -> Iterator[Hit]:
    """Corner brackets in Simplified; curly quotes in Traditional that has corner brackets too; straight ones."""
    is_traditional = script_of(document) == hanzi.HANT
    wrong, table = (_CURLY, _TO_CORNER) if is_traditional else (_CORNER, _TO_CURLY)
    is_mixed = is_traditional and any(_CORNER.search(line.text) for line in document.text_lines)
    for line in document.text_lines:
        for match in _STRAIGHT.finditer(line.text):
            pair = "「」" if is_traditional else "“”"
            yield Hit(line, *match.span(), {"right": pair[0] + match[0][1:-1] + pair[1]})
        for match in wrong.finditer(line.text) if is_mixed or not is_traditional else ():
            if _HAN.search(match[0]):
                yield Hit(line, *match.span(), {"right": match[0].translate(table)})


@check(
    code="script.curly-quotes",
    level=Level.INFO,
    rule=laws.PUNCTUATION,
    message=_("繁体通行「」，本文用的是“”，共 %(count)s 处，例如可写作 %(right)s。转换时标点照原样保留。"),
    fires="所謂“萬能細胞”的說法沒有依據，臨床試驗仍在進行。",
    silent="所謂「萬能細胞」的說法沒有依據，臨床試驗仍在進行。",
)
def curly_quotes(document: Document) -> Iterator[Hit]:
    """Said once a text: a whole text in curly quotes is a decision rather than a slip."""
    if script_of(document) != hanzi.HANT or any(_CORNER.search(line.text) for line in document.text_lines):
        return
    found = [
        (line, match) for line in document.text_lines for match in _CURLY.finditer(line.text) if _HAN.search(match[0])
    ]
    if found:
        line, match = found[0]
        yield Hit(line, *match.span(), {"count": len(found), "right": match[0].translate(_TO_CORNER)})


@check(
    code="script.guessed",
    level=Level.INFO,
    rule=laws.EDITING,
    message=_("“%(excerpt)s”的转换没有词可依，也可能应写作“%(right)s”。请在“两种字形对照”里确认或改换。"),
    for_articles=True,
)
def guessed(document: Document) -> Iterator[Hit]:
    """Characters of a derived text that stand as the machine guessed them, in blocks that nobody has accepted."""
    if not document.facts.get("is_derived") or script_of(document) != hanzi.HANT:
        return
    glossary = document.facts.get("glossary") or hanzi.EMPTY
    settled = document.facts.get("settled", frozenset())
    for line in document.text_lines:
        source = hanzi.convert(line.text, hanzi.HANS, hanzi.HANT)
        if len(source) != len(line.text) or line.text.strip() in settled:
            continue
        for doubt in doubts(source, hanzi.HANT, hanzi.HANS, glossary):
            if line.text[doubt.at] == doubt.choices[0] and source[doubt.at] not in _SAFE_GUESSES:
                yield Hit(line, doubt.at, doubt.at + 1, {"right": "/".join(doubt.choices[1:])})
