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


def is_written_in(script: str, text: str) -> bool:
    """Whether `text` is surely as `script` writes it, so far as the small dictionary to Simplified (3 MB) knows."""
    return script == HANS and not _differing(readable := engine.readable(text), _simplified(readable))


def _simplified(readable: str) -> str:
    return engine.stock("t2s").convert(readable)


def detect(text: str) -> str:
    """`zh-Hans` or `zh-Hant`, whichever has more characters that the other does not use; Simplified when even."""
    readable = engine.readable(text)
    other_than_simplified = _differing(readable, _simplified(readable))
    if not other_than_simplified:
        return HANS  # nothing can outweigh that; the dictionary of the other question is 28 MB
    other_than_traditional = _differing(readable, engine.stock("s2t").convert(readable))
    # 干 后 里 are good Traditional too: they count only where nothing else decides, as in badly converted text.
    surely = _outside(other_than_simplified, "gb2312") - _outside(other_than_traditional, "big5")
    return HANT if (surely or len(other_than_simplified) - len(other_than_traditional)) > 0 else HANS


def detect_region(text: str) -> str:
    """Like `detect`, but Traditional that keeps to Hong Kong's characters (裏 説 衞 着) is named `zh-Hant-HK`."""
    script = detect(text)
    if script == HANS:
        return HANS
    readable = engine.readable(text)
    against_taiwan = _differing(readable, engine.stock("t2tw").convert(engine.stock("hk2t").convert(readable)))
    against_hong_kong = _differing(readable, engine.stock("t2hk").convert(engine.stock("tw2t").convert(readable)))
    return HANT_HK if len(against_taiwan) > len(against_hong_kong) else HANT


def _differing(before: str, after: str) -> str:
    """The characters of `before` that `after` has otherwise."""
    return "".join(a for a, b in zip(before, after, strict=False) if a != b)


def _outside(text: str, encoding: str) -> int:
    """How many characters of `text` an encoding made for one of the scripts does not have."""
    return len(text) - len(text.encode(encoding, "ignore").decode(encoding))
