"""The rule that nothing is lost and nothing doubled, as a comparison of letters."""

from __future__ import annotations

import re
from collections import Counter

from articles.importing.parsed import ParsedArticle

# Labels are structure once they have done their work, words where they have none to do: either way they do not count.
_LABELS = re.compile(
    "参考文献|參考文獻|参考资料|參考資料|资料来源|資料來源|免责声明|免責聲明|免责说明|免責說明|版权声明|版權聲明|特别声明|特別聲明|声明|聲明|References?",
    re.IGNORECASE,
)


def letters(text: str) -> str:
    """The letters of a text; numbers of lists, marks and space are left out."""
    return "".join(filter(str.isalpha, _LABELS.sub("", text)))


def places(parsed: ParsedArticle) -> list[str]:
    """Every text of a parsed article, each place once; a metadata line that says several things is one place."""
    found = [parsed.title, *parsed.lead, parsed.disclaimer or "", *parsed.dropped]
    found += [reference.raw for reference in parsed.references]
    found += _metadata_lines(parsed)
    for section in parsed.sections:
        found.append(section.heading or "")
        for block in section.blocks:
            found += [block.text, *block.items, *(cell for row in block.rows for cell in row)]
    return [text for text in found if text]


def _metadata_lines(parsed: ParsedArticle) -> list[str]:
    """The lines behind the metadata: facts of one line follow each other under different keys."""
    lines: list[str] = []
    keys: set[str] = set()
    for key, datum in parsed.metadata.items():
        kind = re.sub(r"_\d+$", "", key)
        if not lines or lines[-1] != datum.raw or kind in keys:
            lines.append(datum.raw)
            keys = set()
        keys.add(kind)
    return lines


def assert_accounted(text: str, parsed: ParsedArticle) -> None:
    """Fails unless the letters of the article are those of the text, and each line of it stands whole somewhere."""
    everything = places(parsed)
    text = repaired(text, parsed)
    assert Counter(letters(text)) == Counter("".join(map(letters, everything)))
    shelf = "\n".join(map(letters, everything))
    lost = [
        line
        for line in text.splitlines()
        if not re.search(r"[|｜│\t]|\u3000.*\u3000|\S {3,}\S", line) and letters(line) not in shelf
    ]
    assert lost == [] or all(_is_several(line) for line in lost)


def repaired(text: str, parsed: ParsedArticle) -> str:
    """The text with the repairs done to it, each of which must name its line as it came."""
    lines = text.splitlines()
    for repair in parsed.repairs:
        assert lines[repair.line - 1] == repair.before
        lines[repair.line - 1] = repair.after
    return "\n".join(lines)


def _is_several(line: str) -> bool:
    """Lines that hold several entries or items of a list, or a heading and the sentence that it was run into."""
    if re.match(r"\d{1,2}(?:\.\d{1,2}){0,2}\s+\S.{0,24}\s{2}\S", line):
        return True
    return len(re.findall(r"\[\d+\]|[•①-⑳]|(?:^|[\s.:：])\d+[.、]", line)) > 1
