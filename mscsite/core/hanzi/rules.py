"""What OpenCC gets wrong in our field, by rule: `data/phrases.tsv`, names of persons, addresses."""

from __future__ import annotations

import functools
import itertools
import re

from mscsite.core.hanzi import engine
from mscsite.core.hanzi.matching import Rule

_MACRO = re.compile(r"\{([^}]+)\}")
_SETS = {
    "数字": "0123456789０１２３４５６７８９",
    "动物": "小 大 猴 犬 兔 鼠 鸡 羊 猪 猫 狗 动物 实验 裸 成年 雄 雌 豚 仓 比格 手 眼 耳 脚 健康".split(),
    "非系": "体关谱派星科院联维支语族胞血髓母父品株根水纯世同旁直交嫡党本该脉",
    "数": "一二三四五六七八九十百千万两几数半双多余",
}  # fmt: skip
# A Chinese address may go on with Han characters, but only after a sign that belongs to addresses.
_ADDRESS = re.compile(
    r"(?:https?://|ftp://|www\.)(?:[!-;=?-~]|(?<=[/=_#?&.:+-])(?![的等上中和与與及])[\u3400-\u9fff\U00020000-\U0003ffff]+)+"
)
_TITLES = "|".join(
    "教授 副教授 医生 医师 博士 主任 副主任 院士 老师 先生 女士 护士 药师 大夫 研究员 所长 院长 校长 小姐 同学".split()
)
_AFTER_TITLE = (
    "(?:" + "|".join(f"(?<={title}于)" for title in "作者 教授 医生 医师 主任 院士 博士 研究员 院长 所长".split()) + ")"
)
_HAN = "[\u3400-\u9fff]"
# The surname, and what before or behind it makes it something else (其余, 旅游, 骨干).
_SURNAMES = {
    "余": ("其剩残多业年月日天岁人例名次个千百十万亿几有零节盈富结冗之丰劳0-9０-９", "下某"),
    "干": ("骨若主躯脑枝树高才能公无相", "预扰燥细净粉"),
    "郁": ("抑忧肝浓馥沉阴", "闷积结"),
    "岳": ("五山东西南北", "父母"),
    "涂": ("糊粉外", "抹片层"),
    "朴": ("质纯淳俭古简", "素实"),
    "游": ("上下中旅导郊漫巡出周", "离走"),
}
# Before 于 as a surname; in any other place it is the preposition (由于, 取决于, 归功于).
_BEFORE_YU = "为的和与及据请跟让被找问听而但则即者授士员科所室组、给"
_AFTER_YU = "是该此各某这那本我他她它其多今同两每"


@functools.cache
def phrases(before: str, after: str) -> tuple[Rule, ...]:
    """The rules of `data/phrases.tsv` from one form (hans, tw, hk) to another."""
    found = []
    for line in (engine.DATA / "phrases.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            pattern, taiwan, hong_kong, _reason = line.split("\t")
            found += _rules(pattern, {"tw": taiwan, "hk": hong_kong or taiwan}, before, after)
    return tuple(found)


def _rules(pattern: str, forms: dict[str, str], before: str, after: str) -> list[Rule]:
    way_back = pattern.startswith("<")
    if way_back != (after == "hans") or (before != "hans" and not way_back):
        return []
    form = forms["tw" if way_back else after]
    written = None if form == "-" else _in_region(form, after)
    return [_rule(phrase, written) for phrase in _expanded(pattern.removeprefix("<"))]


def _rule(phrase: str, written: str | None) -> Rule:
    start, end = phrase.find("["), phrase.find("]")
    if start < 0:
        return Rule(phrase, 0, len(phrase), written)
    return Rule(phrase.replace("[", "").replace("]", ""), start, end - 1, written)


def _in_region(text: str, form: str) -> str:
    """Characters of Hong Kong for a form given as Taiwan writes it."""
    return engine.stock("t2hk").convert(engine.stock("tw2t").convert(text)) if form == "hk" else text


def _expanded(pattern: str) -> list[str]:
    """All that a pattern with sets in braces stands for: `{数字}周`, `{抑控}制剂`."""
    parts = _MACRO.split(pattern)
    choices = [_SETS.get(part, part) if at % 2 else [part] for at, part in enumerate(parts)]
    return ["".join(choice) for choice in itertools.product(*choices)]


def addresses(text: str) -> list[tuple[int, int, str]]:
    """Web addresses; e-mail, DOIs and registry ids hold nothing that could change."""
    if "://" not in text and "www." not in text:
        return []
    return [(*match.span(), match[0]) for match in _ADDRESS.finditer(text)]


@functools.cache
def _surname_patterns() -> tuple[tuple[str, re.Pattern], ...]:
    """Each pattern begins with the surname itself, for speed; what stands before it is looked at afterwards."""
    given = f"(?:{_HAN}{{1,2}})??"
    found = []
    for name, (left, right) in _SURNAMES.items():
        alone = f"(?<![{left}]{name})"
        # With a title at once any place will do; with a given name between, only where a word is sure to begin.
        begins = f"(?:(?<!{_HAN}{name})|(?<=[的和与及据请跟、]{name}))"
        found.append((name, f"{name}(?:(?=(?:{_TITLES}))|(?=(?![{right}]){given}(?:{_TITLES})){begins}){alone}"))
    begins = f"(?:(?<!{_HAN}于)|(?<=[{_BEFORE_YU}]于))"
    author = f"(?![{_AFTER_YU}日前昨去近年上下北])(?={_HAN}{{1,2}}(?:[、,，;；)）]|$)){_AFTER_TITLE}"
    found.append(("于", f"于(?:(?=(?![{_AFTER_YU}]){given}(?:{_TITLES})){begins}|{author})"))
    # 范 is a surname wherever it is no part of these words.
    found.append(("范", "范(?![围例式畴文本型])(?<![规模示典师防风就轨失垂]范)"))
    return tuple((name, re.compile(pattern)) for name, pattern in found)


def surnames(text: str) -> list[tuple[int, int, str]]:
    """Surnames of Simplified text that OpenCC takes for another word and writes otherwise (于教授, 范医生)."""
    return [
        (match.start(), match.start() + 1, name)
        for name, pattern in _surname_patterns()
        if name in text
        for match in pattern.finditer(text)
    ]
