"""Authors as the styles print them, as CSL names. Pure."""

from __future__ import annotations

import re

from references.styles.names import OTHERS

_COMPOUND = frozenset(
    "欧阳 歐陽 司马 司馬 诸葛 諸葛 上官 东方 東方 皇甫 尉迟 令狐 慕容 司徒 公孙 夏侯 端木 南宫 西门 独孤".split()
)
_HAN_NAME = re.compile(r"[\u3400-\u9fff]{2,4}\Z")
_INITIALS = r"(?:[A-ZÀ-ÖØ-Þ][a-z]?\.?[ -]){0,4}[A-ZÀ-ÖØ-Þ][a-z]?\.?"
_FAMILY_FIRST = re.compile(
    rf"(?P<family>[^\d,;:]+?) (?P<given>{_INITIALS}|[A-Z]{{1,4}})(?: (?P<suffix>Jr|Sr|II|III|IV))?\Z"
)
_APA_NAME = re.compile(
    r"(?P<family>[^,&]+), (?P<given>(?:[A-ZÀ-ÖØ-Þ][a-z]?\.[ -]?)+)(?:, (?P<suffix>Jr\.?|Sr\.?|II|III|IV))?"
)
_ET_AL = re.compile(r"[,，]?\s*(?:et al|等)\.?\s*\Z", re.IGNORECASE)
_BODY_WORDS = re.compile(
    r"委员会|学会|协会|中心|研究[所院]|大学|医院|公司|集团|[局部院厅署报网]\Z|\A(?:日本国|[中美英法德韩泰]国)\Z"
)
_BETWEEN = re.compile(r"\s*[,，](?!\s*(?:Inc|Ltd|LLC|Corp|GmbH|Co)\b)\s*")  # `Osiris Therapeutics, Inc.` is one name
_CUT_COMPANY = re.compile(r", (?:Inc|Ltd|Corp|Co)\Z")  # the full stop behind the authors was taken off
_PARTICLES = frozenset("van von der den de del della di da dos du la le ten ter".split())


def family_first(text: str) -> list[dict[str, str]]:
    """`Pittenger M F，王敏，et al` as names, for GB/T 7714 and Vancouver; bodies stay whole."""
    bare = _ET_AL.sub("", text.strip())
    others = [OTHERS] if bare != text.strip() else []
    text = re.sub(r"[,，]\s*(?:译|trans\.|editors?)\s*\Z", "", bare)
    return [_one(part) for part in _BETWEEN.split(text) if part.strip()] + others


def _one(text: str) -> dict[str, str]:
    text = text.strip()
    if _HAN_NAME.match(text) and not _BODY_WORDS.search(text):
        at = 2 if text[:2] in _COMPOUND and len(text) > 2 else 1
        return {"family": text[:at], "given": text[at:]}
    if match := _FAMILY_FIRST.match(text):
        name = {"family": _lowered(match["family"]), "given": _spaced(match["given"]), "suffix": match["suffix"] or ""}
        return {part: value for part, value in name.items() if value}
    return {"literal": f"{text}." if _CUT_COMPANY.search(text) else text}


def apa(text: str) -> list[dict[str, str]]:
    """`Pittenger, M. F., & WHO` as names."""
    text = re.sub(r"\s*\((?:Eds?|Trans)\.\)\.?\Z", "", text.strip())
    text = re.sub(r"(?<=[^\W\d_]{2})\.\Z", "", text) if not text.endswith(("Jr.", "Sr.", "Inc.", "Ltd.")) else text
    found, rest = [], text
    while rest := re.sub(r"\A(?:[\s,，&…]|\. \. \.)+", "", rest):
        if match := _APA_NAME.match(rest):
            name = {part: (value or "").strip() for part, value in match.groupdict().items()}
            found.append({part: value for part, value in name.items() if value})
            rest = rest[match.end() :]
        else:
            whole, _comma, rest = _until_next(rest)
            found.append(_one(whole))
    return found


def _until_next(text: str) -> tuple[str, str, str]:
    """A name as a whole, up to the comma or `&` before the next; `Inc.` belongs to it."""
    match = re.search(r",(?! Inc\.| Ltd\.)\s|\s&\s", text)
    return (text[: match.start()], match[0], text[match.end() :]) if match else (text, "", "")


def _spaced(given: str) -> str:
    """`MF`, `M F` and `M. F.` all as `M. F.`."""
    if re.fullmatch(r"[A-Z]{1,4}", given):
        return " ".join(f"{letter}." for letter in given)
    return re.sub(r"([A-ZÀ-ÖØ-Þ][a-z]?)\.?(?=[ -]|\Z)", r"\1.", given.strip())


def _lowered(family: str) -> str:
    """A family name in capitals, as GB/T 7714-2015 prints them, in the usual letters."""
    if family != family.upper() or len(family) < 2:
        return family
    return " ".join(word.lower() if word.lower() in _PARTICLES else word.title() for word in family.split(" "))
