"""Lists of references as journals and pages print them without numbers, made up at random: what they say is known."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from random import Random

NAMES = (
    "Zhang Y|Li XW|Wang Q|van der Meer J|O'Brien KT|García-López M|Müller H|Le Blanc P|Kim SH|Nguyen TT|Smith AB|"
    "de Souza R|Takahashi N|Al-Hassan F|McCarthy D|Jørgensen L|Park JY|Chen C-L|Di Marco E|Ibrahim O"
).split("|")
TITLES = [
    "Mesenchymal stromal cells in knee osteoarthritis: a randomised, placebo-controlled trial",
    "Is cryopreservation harmful to umbilical cord-derived cells?",
    "Exosomes",
    "Long-term follow-up of 12 patients treated with allogeneic cells for steroid-refractory graft-versus-host disease",
    "IL-6 and TNF-α in synovial fluid vs. serum",
    "Paracrine effects of MSCs on CD4+ T cells in vitro and in a murine model of colitis",
    "Safety of intravenous infusion in adults with ARDS (the BREATHE study): phase 1 results",
    "Human bone marrow stromal cells suppress T-lymphocyte proliferation",
    "The U.S. market for unproven stem cell interventions",
    "Two-year outcomes after intrathecal injection",
]
JOURNALS = ["Stem Cells Transl Med", "J. Clin. Invest.", "Lancet", "Cell Stem Cell", "Am J Sports Med", "PLoS ONE"]
LONG_JOURNALS = ["Journal of Imaginary Orthopaedics", "Cytotherapy", "Annals of Unreal Medicine and Surgery"]
HAN_NAMES = "张明 李小红 王建国 欧阳静 陈志强 刘洋 周敏 赵一鸣".split()
HAN_TITLES = [
    "脐带间充质干细胞治疗膝骨关节炎的临床研究",
    "间充质干细胞外泌体在糖尿病足溃疡中的应用进展",
    "CD146阳性干细胞的分离、培养与鉴定",
    "细胞治疗产品质量控制的若干思考（一）",
]
HAN_JOURNALS = ["中国组织工程研究", "中华虚构骨科杂志", "虚构大学学报（医学版）"]


@dataclass(frozen=True)
class Entry:
    """An entry as printed in one line, and what it says."""

    printed: str
    authors: list[str]
    title: str
    year: int
    doi: str | None


def entry(dice: Random, style: str, number: int) -> Entry:
    """An entry in a style: vancouver, ama, apa, nature, harvard or gbt (with Chinese ones among the English)."""
    title, year = dice.choice(TITLES), dice.randint(1994, 2024)
    volume, issue, first = dice.randint(1, 400), dice.randint(1, 12), dice.randint(1, 1800)
    pages = f"{first}-{first + dice.randint(2, 14)}"
    doi = f"10.1234/imag.{year}.{number:03}" if dice.random() < 0.5 else None
    names = dice.sample(NAMES, dice.randint(1, 7))
    is_cut = len(names) > 3 and style != "apa"
    names = names[:3] if is_cut else names
    journal = dice.choice(JOURNALS + LONG_JOURNALS)
    if style == "gbt" and dice.random() < 0.5:
        names, title, journal = dice.sample(HAN_NAMES, dice.randint(1, 3)), dice.choice(HAN_TITLES), HAN_JOURNALS[0]
        printed = (
            f"{', '.join(names)}{', 等' if is_cut else ''}. {title}[J]. {journal}, {year}, {volume}({issue}): {pages}."
        )
        return Entry(printed + (f" DOI: {doi}." if doi else ""), names, title, year, doi)
    facts = {"volume": volume, "issue": issue, "pages": pages, "year": year, "title": title, "journal": journal}
    printed = FORMS[style].format(
        names=_names(names, style, is_cut=is_cut), end="" if title[-1] == "?" else ".", **facts
    )
    return Entry(printed + (DOIS[style].format(doi) if doi else ""), names, title, year, doi)


FORMS = {
    "vancouver": "{names}. {title}{end} {journal}. {year};{volume}({issue}):{pages}.",
    "ama": "{names}. {title}{end} {journal}. {year};{volume}({issue}):{pages}.",
    "apa": "{names} ({year}). {title}{end} {journal}, {volume}({issue}), {pages}.",
    "nature": "{names} {title}{end} {journal} {volume}, {pages} ({year}).",
    "harvard": "{names} ({year}) '{title}', {journal}, {volume}({issue}), pp. {pages}.",
    "gbt": "{names}. {title}[J]. {journal}, {year}, {volume}({issue}): {pages}.",
}
DOIS = {
    "vancouver": " doi: {}.",
    "ama": " doi:{}",
    "apa": " https://doi.org/{}",
    "nature": " https://doi.org/{}.",
    "harvard": " doi: {}.",
    "gbt": " DOI: {}.",
}


def _names(names: list[str], style: str, *, is_cut: bool) -> str:
    if style in ("vancouver", "ama", "gbt"):
        listed = ", ".join(name.upper() if style == "gbt" else name for name in names)
        return listed + (", et al" if is_cut else "")
    inverted = [_inverted(name) for name in names]
    if is_cut:
        return f"{inverted[0]} et al."
    last = " & " if style == "nature" else " and " if style == "harvard" else ", & "
    return inverted[0] if len(names) == 1 else f"{', '.join(inverted[:-1])}{last}{inverted[-1]}"


def _inverted(name: str) -> str:
    surname, _, initials = name.rpartition(" ")
    return f"{surname}, {' '.join(f'{letter}.' for letter in initials.replace('-', ''))}"


def broken(entries: list[Entry], edge: int, *, indent: str = "", blank: bool = False, hyphenates: bool = False) -> str:
    """Entries as lines of a column so many letters wide (a Han character is two), the later ones of each indented."""
    out = []
    for one in entries:
        wrapper = textwrap.TextWrapper(
            edge, subsequent_indent=indent, break_long_words=True, break_on_hyphens=hyphenates
        )
        han = any(char > "\u2e80" for char in one.printed)
        out += _set_in_han(one.printed, edge) if han else wrapper.wrap(one.printed)
        out += [""] if blank else []
    return "\n".join(out)


def _set_in_han(text: str, edge: int) -> list[str]:
    lines, line, wide = [], "", 0
    for token in re.findall(r"[^\s\u2e80-\uffef]{1,24}|.", text):
        size = sum(2 if char > "\u2e80" else 1 for char in token)
        if line and wide + size > edge and token not in "，。；：、）. ":
            lines.append(line.rstrip())
            line, wide = "", 0
        line, wide = line + token if line or token != " " else "", wide + size
    return [*lines, line]
