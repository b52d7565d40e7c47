"""Simplified and Traditional Chinese: which script a text is in, the same text in the other, what is badly converted.

Scripts are named by BCP 47 tags. Plain `zh-Hant` means Traditional with the characters of Taiwan. Only characters
change; words of another region are proposed by `vocabulary`, never exchanged. Everything here is pure: text in, text
out. `docs/hanzi.md` explains how it works and what it does not do.
"""

from mscsite.core.hanzi.conversion import convert, in_script
from mscsite.core.hanzi.engine import is_traditional_loaded
from mscsite.core.hanzi.glossary import (
    EMPTY,
    Entry,
    Glossary,
    GlossaryError,
    held_glossary,
    set_glossary_loader,
    site_glossary,
)
from mscsite.core.hanzi.markup import convert_html, repair_html
from mscsite.core.hanzi.repairing import REPAIR_RATE, Change, Repaired, rate, repair, suspicious
from mscsite.core.hanzi.scripts import (
    HANS,
    HANT,
    HANT_HK,
    HANT_TW,
    SCRIPTS,
    detect,
    detect_region,
    is_written_in,
    tag_of,
)
from mscsite.core.hanzi.vocabulary import Proposal, vocabulary

__all__ = [
    "EMPTY",
    "HANS",
    "HANT",
    "HANT_HK",
    "HANT_TW",
    "REPAIR_RATE",
    "SCRIPTS",
    "Change",
    "Entry",
    "Glossary",
    "GlossaryError",
    "Proposal",
    "Repaired",
    "convert",
    "convert_html",
    "detect",
    "detect_region",
    "held_glossary",
    "in_script",
    "is_traditional_loaded",
    "is_written_in",
    "rate",
    "repair",
    "repair_html",
    "set_glossary_loader",
    "site_glossary",
    "suspicious",
    "tag_of",
    "vocabulary",
]
