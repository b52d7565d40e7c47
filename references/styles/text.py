"""Plain text of CSL fields, and the joining of fields without doubled punctuation. Pure."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_TAGS = "i|b|u|em|strong|sub|sup|sc|scp|small|span|br|p|tt|italic|bold"
# Only tags that bibliographic data is known to carry: `p<a` and `<CD4>` are text.
_TAG = re.compile(rf"</?(?:(?:{_TAGS})|(?:jats|mml|xhtml):[\w-]+)(?:\s[^<>]*)?/?>", re.IGNORECASE)
_OPENS_AFTER = re.compile(r"(?:\A|[\s(\[{/—–“‘])\Z")
_ENDS_SENTENCE = frozenset(".?!。？！…")
_SWALLOWS = {"?": ".:", "!": ".:", ":": ".", ";": ".", "…": "."}

# Words that stay small in a title, as citeproc-js (CSL.SKIP_WORDS) has them; those of one word.
_SMALL = frozenset(
    "about above across afore after against al along alongside amid amidst among amongst anenst apropos apud around as "
    "aside astride at athwart atop barring before behind below beneath beside besides between beyond but by circa "
    "despite down during et except for forenenst from given in inside into lest like modulo near next notwithstanding "
    "of off on onto out over per plus pro qua sans since than through thru throughout thruout till to toward towards "
    "under underneath until unto up upon versus vs. v. vs v via vis-à-vis with within without or yet so and nor a an "
    "the de d' von van c ca".split()
)
_WORDS = re.compile(r"([\s\u2018\u2019\u201c\u201d\"'\-–—/.,;?!:\[\]()]+)")


def has_han(text: str) -> bool:
    return bool(_HAN.search(text))


def plain(value: object) -> str:
    """A CSL field as it is printed: one line, markup and entities resolved, straight quotes made curly."""
    return _curled(stripped(value))


def stripped(value: object) -> str:
    """A CSL field as one line of text, markup and entities resolved; '' for what is none.

    Lists give their first member, as Crossref writes titles.
    """
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    text = html.unescape(_TAG.sub("", str(value)))
    return re.sub(r"[^\S\u2002\u2003\u3000]+", " ", text).strip()  # wide blanks are part of Chinese titles


def _curled(text: str) -> str:
    """Straight quotes as citeproc-js prints them: pairs become “”, pairs within pairs ‘’, the rest apostrophes."""
    if "'" not in text and '"' not in text:
        return text
    chars, opened = list(text), []
    for at, char in enumerate(chars):
        if char not in "'\"":
            continue
        before, after = text[:at], text[at + 1 : at + 2]
        if opened and text[opened[-1]] == char and not after.isalnum() and not _OPENS_AFTER.search(before):
            outer = len(opened) == 1
            chars[opened.pop()], chars[at] = ("“", "”") if outer else ("‘", "’")
        elif _OPENS_AFTER.search(before) and after.strip() and _closes_later(text, at):
            opened.append(at)
        elif char == "'":
            chars[at] = "’"
    return "".join(chars)


def _closes_later(text: str, at: int) -> bool:
    quote = re.escape(text[at])
    return bool(re.search(rf"(?<=[^\s(\[]){quote}(?!\w)", text[at + 2 :])) or text[at + 2 : at + 3] == text[at]


def join(parts: Iterable[str], delimiter: str, *, in_quotes: bool = False) -> str:
    """The parts that are not empty, with the delimiter between them; punctuation never doubles at a seam.

    `in_quotes` moves a full stop or comma before a closing quotation mark, as American English prints it.
    """
    line = ""
    for part in parts:
        if part:
            line = append(append(line, delimiter, in_quotes=in_quotes), part) if line else part
    return line


def append(left: str, right: str, *, in_quotes: bool = False) -> str:
    """`right` behind `left`, with one of two marks where they would double: `?` and `.` give `?`."""
    if not left or not right:
        return left + right
    if in_quotes and right[0] in ".," and _ends_quoted(left):
        mark = "" if left[-2] in _ENDS_SENTENCE else right[0]
        return left[:-1] + mark + left[-1] + right[1:]
    last, first = left[-1], right[0]
    if (
        (first in ".:,;" and first == last)
        or first in _SWALLOWS.get(last, "")
        or (first == "." and last in _ENDS_SENTENCE)
    ):
        return left + right[1:]
    if last == "," and first == ".":
        return left[:-1] + right
    return left + right


def _ends_quoted(text: str) -> bool:
    if text.endswith("”"):
        return True
    return text.endswith("’") and text.count("‘") > text[:-1].count("’") - len(re.findall(r"\w’\w", text))


def closed(line: str, *, in_quotes: bool = False) -> str:
    """The line with the full stop at its end; an empty one stays empty."""
    return append(line, ".", in_quotes=in_quotes) if line else ""


def wrapped(text: str, before: str, after: str) -> str:
    """The text between two marks; '' where there is none."""
    return f"{before}{text}{after}" if text else ""


def without_periods(text: str) -> str:
    """`J. Clin. Invest.` as `J Clin Invest`."""
    return text.replace(".", "")


def capital(text: str) -> str:
    """The first letter made big, unless the first word has big letters already (`eLife`)."""
    first = text.split(" ")[0]
    return text[:1].upper() + text[1:] if first == first.lower() else text


def title_case(text: str) -> str:
    """English title case as citeproc-js makes it: small words stay small, words with a big letter stay as they are."""
    tokens = _WORDS.split(text)
    words = [at for at in range(0, len(tokens), 2) if tokens[at]]
    for at in words:
        word = tokens[at]
        after_mark = at > 0 and bool(re.search(r"[:?!]", tokens[at - 1]))
        starts = at == words[0] or after_mark
        hyphened = at + 1 < len(tokens) and tokens[at + 1] == "-"
        apostrophe = at > 0 and tokens[at - 1] in ("'", "’")
        big = starts or hyphened or (len(word) > 1 and (word not in _SMALL or at == words[-1]))
        if big and word == word.lower() and not apostrophe:
            tokens[at] = word[:1].upper() + word[1:]
    return "".join(tokens)
