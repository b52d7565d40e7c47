"""Where a product is approved: ISO 3166-1 alpha-2 codes, and EU. Names come from Unicode CLDR. No database."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from babel import Locale

_LOCALES = {"zh-hans": "zh_Hans_CN", "zh-hant": "zh_Hant_TW", "en": "en"}
_NOT_COUNTRIES = frozenset("AC CP CQ DG EA EZ IC QO TA UN XA XB XK ZZ".split())

_ALIASES = {
    "CN": "中国 中國 中国大陆 中國大陸 中国内地 中國內地 大陆 大陸 我国 我國 中华人民共和国 中華人民共和國 "
    "prc china mainland_china nmpa",
    "TW": "台湾 台灣 臺灣 中国台湾 中國台灣 中國臺灣 中华台北 中華臺北 taiwan tfda",
    "HK": "香港 中国香港 中國香港 香港特区 hong_kong hongkong",
    "MO": "澳门 澳門 中国澳门 中國澳門 macau macao",
    "KR": "韩国 韓國 南韩 南韓 大韩民国 大韓民國 korea south_korea republic_of_korea mfds kfda",
    "KP": "朝鲜 北朝鲜 朝鮮 北韓 北韩 north_korea",
    "JP": "日本 日本国 日本國 japan pmda",
    "US": "美国 美國 美利坚合众国 美利堅合眾國 us usa u.s. u.s.a. united_states america fda 美国fda 美國fda",
    "GB": "英国 英國 uk u.k. united_kingdom britain great_britain england mhra 不列颠",
    "EU": "欧盟 歐盟 欧洲 歐洲 欧洲联盟 歐洲聯盟 欧洲经济区 歐洲經濟區 eu e.u. europe european_union ema",
    "CA": "加拿大 canada health_canada",
    "AU": "澳大利亚 澳大利亞 澳洲 australia tga",
    "NZ": "新西兰 新西蘭 纽西兰 紐西蘭 new_zealand",
    "IN": "印度 india cdsco",
    "IR": "伊朗 iran",
    "DE": "德国 德國 germany",
    "FR": "法国 法國 france",
    "IT": "意大利 義大利 义大利 italy",
    "RU": "俄罗斯 俄羅斯 俄国 俄國 俄罗斯联邦 russia",
    "SG": "新加坡 星加坡 singapore",
    "MY": "马来西亚 馬來西亞 大马 malaysia",
    "TH": "泰国 泰國 thailand",
    "VN": "越南 vietnam viet_nam",
    "SA": "沙特 沙特阿拉伯 沙烏地阿拉伯 saudi_arabia",
    "AE": "阿联酋 阿聯酋 阿拉伯联合酋长国 uae",
    "CH": "瑞士 switzerland swissmedic",
    "TR": "土耳其 turkey türkiye",
}
_BRACKETS = re.compile(r"[(\[（【][^()\[\]（）【】]*[)\]）】]")
_REGULATOR = re.compile(r"(?<=[^\W\d_a-z])\s*(?:fda|ema|pmda|mfds|nmpa|cfda|tga|mhra|tfda)$")


def _key(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[\s_·•,，.。]+", "", plain).removeprefix("the")


@cache
def _names(language: str) -> dict[str, str]:
    territories = Locale.parse(_LOCALES[language]).territories
    return {code: name for code, name in territories.items() if _is_alpha_2(code) and code not in _NOT_COUNTRIES}


def _is_alpha_2(code: str) -> bool:
    return len(code) == 2 and code.isalpha()


@cache
def _codes() -> dict[str, str]:
    codes = {}
    for language in _LOCALES:
        for code, title in _names(language).items():
            codes[_key(title)] = codes[_key(code)] = code
    return codes | {_key(alias): code for code, aliases in _ALIASES.items() for alias in aliases.split()}


def parse(text: str) -> str:
    """The name or code of one country, Chinese in either script or English, in; ISO 3166-1 alpha-2, EU or '' out."""
    codes = _codes()
    plain = _BRACKETS.sub("", text).strip()
    key = _key(plain)
    return codes.get(key) or codes.get(_REGULATOR.sub("", key)) or codes.get(re.sub("(?:地区|地區)$", "", key), "")


def name(code: str, language: str) -> str:
    """The name of a jurisdiction in `zh-hans`, `zh-hant` or `en`; '' for a code that parse() never gives."""
    return _names(language.lower()).get(code, "")
