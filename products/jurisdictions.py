"""Countries and regions of approvals: ISO 3166-1 alpha-2 codes, and EU, with their names in CLDR. Pure."""

from __future__ import annotations

import functools

from babel import Locale

from mscsite.core import hanzi

_LOCALES = {"zh-hans": "zh_Hans", "zh-hant": "zh_Hant", "en": "en"}
# Names that stand in print and that CLDR does not have as the name of the territory.
_ALIASES = {
    "欧洲联盟": "EU", "欧盟": "EU", "欧洲": "EU", "european union": "EU", "europe": "EU",
    "南韩": "KR", "大韩民国": "KR", "korea": "KR", "republic of korea": "KR",
    "美利坚合众国": "US", "usa": "US", "u.s.": "US", "united states of america": "US",
    "中国大陆": "CN", "中华人民共和国": "CN", "大陆": "CN", "p.r. china": "CN",
    "uk": "GB", "英国": "GB", "台湾": "TW", "台湾地区": "TW", "香港": "HK", "澳门": "MO",
    "新西兰": "NZ", "纽西兰": "NZ",
    "iran": "IR", "russia": "RU",
}  # fmt: skip


@functools.cache
def _names(language: str) -> dict[str, str]:
    territories = Locale.parse(_LOCALES[language]).territories
    return {code: name for code, name in territories.items() if len(code) == 2 and code.isalpha()}


def name(code: str, language: str) -> str:
    """The name of a code in `zh-hans`, `zh-hant` or `en`; empty for a code that does not exist."""
    return _names(language).get(code, "")


@functools.cache
def _codes() -> dict[str, str]:
    codes = {name.lower(): code for language in _LOCALES for code, name in _names(language).items()}
    return codes | _ALIASES


def parse(text: str) -> str:
    """The code of a country or region named in Chinese (either script) or English; empty where it is none."""
    plain = text.strip().lower()
    codes = _codes()
    return codes.get(plain) or codes.get(hanzi.convert(plain, hanzi.HANS, hanzi.HANT), "")
