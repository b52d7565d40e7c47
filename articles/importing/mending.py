"""How each kind of damage is mended in one line of text. Text in, text out; the same text where nothing is wrong."""

from __future__ import annotations

import re
from functools import cache

from mscsite.core import hanzi

_HAN = "\u3400-\u9fff\uf900-\ufaff"
_WIDE = str.maketrans(",;:!?.()", "，；：！？。（）")
_UNTOUCHED = re.compile(
    r"(?:https?://|www\.)[^\s\u3000-\u9fff]+|\b10\.\d{4,9}/[^\s\u3000-\u9fff]+|\[[\d,\-–\s]+\]"
    r"|(?<![A-Za-z0-9_.+-])[A-Za-z0-9_.+-]{1,64}@[\w.-]{1,200}"
    r"|(?<!\d)\d{1,15}(?:[,:]\d{1,15}){1,9}(?:-[\u3400-\u9fff]{1,40})?"
    r"|(?<!\d)\d{1,15}(?:,\d{1,15}){0,9}-[\u3400-\u9fffA-Za-z]{1,40}"
    r"|聚\([^()]{1,20}\)|[A-Za-z0-9]\([^()]{1,12}\)[A-Za-z0-9]"
)
_HIDDEN = re.compile("\ue123")  # stands for what must not be touched, while the rest is
_BETWEEN = re.compile(
    rf"(?<=[{_HAN}A-Za-z0-9%％）)”》」℃]) ?([,;:!?.]) ?(?=[{_HAN}“（(《「]|$)"
    rf"|(?<=[{_HAN}）”》」]) ?([,;:!?]) ?(?=[A-Za-z0-9])"
)
_IN_BRACKETS = re.compile(rf"(?<=[{_HAN}”》」]) ?\(([^()]{{1,80}})\) ?(?=[{_HAN}，。；：、！？“（,;:!?]|$)")
_PINYIN = re.compile(rf"([{_HAN}])[(（]([a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿ]{{1,6}})[)）]")
_TONES = str.maketrans("āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ", "aaaaeeeeiiiioooouuuuüüüünnnm")
_EMOJI = re.compile(
    "[\U0001f000-\U0001faff\U0001f1e6-\U0001f1ff\u2600-\u2604\u260e\u2611\u2614\u2615\u2618\u261d\u2620-\u2623\u2626"
    "\u262a-\u262f\u2638-\u263a\u2648-\u2653\u265f\u2660-\u2668\u267b\u267f\u2692-\u26ff\u2702-\u2712\u2728\u274c\u274e"
    "\u2753-\u2757\u2763-\u2767\u2795-\u2797\u2b50\u2b55\ufe0f\u200d\u20e3\ue000-\uf8ff]+ ?"
)
_DEBRIS = re.compile("[\ufffd]+|(?:锟斤拷)+锟?|烫烫烫+|屯屯屯+|(?:ï¿½)+")
_MISREAD = re.compile("(?:[\u00c2-\u00f4][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]{1,3})+")
_REGISTERED = re.compile(rf"(?<![A-Za-z])([A-Z][A-Za-z\-]{{3,}})[?？](?=[（(、，,/]|\s*[{_HAN}])")
_POWER = re.compile(r"(?<=\d)(\s?[×xX*]\s?)10\s?\^?\s?([3-9]|1[0-2])(?![\d.,:：%])")
_BARE_POWER = re.compile(
    r"(?<![\d.,×xX*])10([5-9])(?=\s*(?:个|個|单位|單位|细胞|細胞|cells|/\s?(?:kg|m[lL]|公斤|千克|毫升)))"
)
_AREA = re.compile(r"(?<=[\d/ ])((?:[cmkμ]?m))([23])(?![\dA-Za-z])")
_PER = re.compile(r"(?<=[a-zA-Z\d·])(kg|mL|ml|L|d|h|min|s)[-−]1(?![\d.])")
_RAISED = str.maketrans("0123456789-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻")
_LOST_MARK = re.compile(
    rf"(?<=[{_HAN}）)”」])(?<![第共约約至到为為是达達余餘近超每前后後仅僅有于於型期第级級号號])(\d{{1,2}}(?:[,，、–-]\d{{1,2}})*)(?=[。；;]|，[{_HAN}]|$)"
)


def widen(text: str) -> str:
    """ASCII punctuation of a Chinese sentence as full-width; numbers, addresses and chemical names stay."""
    kept = _UNTOUCHED.findall(text)
    parts = _HIDDEN.split(_widened(_UNTOUCHED.sub(_HIDDEN.pattern, text.replace(_HIDDEN.pattern, ""))))
    return "".join(part + hidden for part, hidden in zip(parts, [*kept, ""], strict=True))


def _widened(text: str) -> str:
    if not re.search(f"[{_HAN}]", text):
        return text
    text = _IN_BRACKETS.sub(r"（\1）", text)
    return _BETWEEN.sub(lambda match: _wide_or_not(match), text)


def _wide_or_not(match: re.Match[str]) -> str:
    text, at = match.string, match.start()
    before = text[at - 1] if at else ""
    is_after_han = re.match(f"[{_HAN}）”》」]", before) is not None
    mark = match[1] or match[2]
    if mark in ".!?" and not is_after_han:
        return match[0]  # `Alofisel?`, `U.S.`, `3.`
    if match.end() == len(text) and not is_after_han:
        return match[0]
    return mark.translate(_WIDE)


def without_pinyin(text: str) -> str:
    """`關(guān)節(jié)` as 關節: the gloss goes where it is how the character before it is read."""
    return _PINYIN.sub(lambda match: match[1] if _is_reading(match[1], match[2]) else match[0], text)


@cache
def _is_reading(char: str, printed: str) -> bool:
    import pypinyin  # its dictionaries take longer to load, and more memory, than most commands need altogether

    readings = pypinyin.pinyin(char, style=pypinyin.Style.NORMAL, heteronym=True, v_to_u=True)[0]
    return printed.translate(_TONES) in readings


def without_emoji(text: str) -> str:
    """Emoji and private-use characters taken out."""
    return _EMOJI.sub("", text).strip()


def with_bytes_mended(text: str) -> str:
    """UTF-8 that was read as Western text is read again; what cannot be read any more is taken out."""
    return _DEBRIS.sub("", _MISREAD.sub(_read_again, text))


def _read_again(match: re.Match[str]) -> str:
    data = bytearray()
    for char in match[0]:
        try:
            data += char.encode("cp1252")
        except UnicodeEncodeError:
            if ord(char) > 255:
                return match[0]
            data.append(ord(char))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return match[0]


def with_registered(text: str) -> str:
    """`Alofisel?` as `Alofisel®` where no question is asked."""
    return _REGISTERED.sub(r"\1®", text)


def with_exponents(text: str) -> str:
    """`5×107` as `5×10⁷`, `cm2` as `cm²`."""
    text = _POWER.sub(lambda match: f"{match[1]}10{match[2].translate(_RAISED)}", text)
    text = _BARE_POWER.sub(lambda match: f"10{match[1].translate(_RAISED)}", text)
    text = _AREA.sub(lambda match: match[1] + match[2].translate(_RAISED), text)
    return _PER.sub(r"\1⁻¹", text)


def with_marks(text: str, highest: int) -> str:
    """`…的风险3。` as `…的风险[3]。`, where the reference list has that number."""
    return _LOST_MARK.sub(lambda match: f"[{match[1]}]" if _are_within(match[1], highest) else match[0], text)


def _are_within(printed: str, highest: int) -> bool:
    numbers = [int(number) for number in re.findall(r"\d+", printed)]
    return all(0 < number <= highest for number in numbers)


def with_traditional_mended(text: str) -> str:
    """Traditional that was converted badly, as it should be."""
    return hanzi.repair(text).text
