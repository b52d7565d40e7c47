"""The names of the scripts, and which one a text is in."""

from __future__ import annotations

from mscsite.core.hanzi import engine

HANS, HANT, HANT_TW, HANT_HK = "zh-Hans", "zh-Hant", "zh-Hant-TW", "zh-Hant-HK"
SCRIPTS = (HANS, HANT, HANT_TW, HANT_HK)


def tag_of(language_code: str) -> str:
    """BCP 47 tag of one of Django's language codes: `zh-hant` gives `zh-Hant`."""
    return {"zh-hans": HANS, "zh-hant": HANT}[language_code]


def checked(script: str) -> str:
    """`script` itself; ValueError when it is none of SCRIPTS."""
    if script not in SCRIPTS:
        raise ValueError(f"{script!r} is no script of ours; use one of: {', '.join(SCRIPTS)}")
    return script


def form_of(script: str) -> str:
    """The set of characters a script is written with: `hans`, `tw` or `hk`. Neutral Traditional is that of Taiwan."""
    return {HANS: "hans", HANT: "tw", HANT_TW: "tw", HANT_HK: "hk"}[checked(script)]


def detect(text: str) -> str:
    """`zh-Hans` or `zh-Hant`, whichever has more characters that the other does not use; Simplified when even."""
    readable = engine.readable(text)
    only_traditional = _differences(readable, engine.stock("t2s").convert(readable))
    only_simplified = _differences(readable, engine.stock("s2t").convert(readable))
    return HANT if only_traditional > only_simplified else HANS


def detect_region(text: str) -> str:
    """Like `detect`, but Traditional that keeps to Hong Kong's characters (裏 説 衞 着) is named `zh-Hant-HK`."""
    script = detect(text)
    if script == HANS:
        return HANS
    readable = engine.readable(text)
    against_taiwan = _differences(readable, engine.stock("t2tw").convert(engine.stock("hk2t").convert(readable)))
    against_hong_kong = _differences(readable, engine.stock("t2hk").convert(engine.stock("tw2t").convert(readable)))
    return HANT_HK if against_taiwan > against_hong_kong else HANT


def _differences(before: str, after: str) -> int:
    return sum(a != b for a, b in zip(before, after, strict=False))
