"""Growth: how much longer four times the text takes, for shapes that make careless patterns backtrack.

About 4 is linear, 16 is quadratic. Run from the checkout: .venv/bin/python -m benchmarks.growth
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable

import django

from benchmarks import measuring

SHORT, LONG = 5_000, 20_000  # characters
LEAST = 0.005  # seconds: below that the clock says more about the machine than about the text

READ = {
    "one character": "干",
    "numbering": "一、",
    "authors": "Muster A, ",
    "pipes": "|",
    "half a table": "|-",
    "ampersands": "&",
    "years": "2020;",
    "rows": "| a\n",
    "numbered lines": "1. 甲\n",
    "headings": "标题\n",
    "sentence headings": "2019年，批准；\n这个产品在当年获得了附条件的批准，随后开展研究。\n",
    "references": "参考文献：\n[1] Muster A. One. J Med. 2020;1:2.\n",
}
CHECKED = {
    "plain": "间充质干细胞",
    "rates": "治愈率",
    "negations": "不能根治",
    "denials": "没有不会无未",
    "endorsements": "患者见证后好转",
    "brackets": "“《（",
    "exponents": "1×10",
    "marks": "[1,2-3",
    "shares": "占50%、",
    "bad conversion": "細胞系并於后",
    "latin": "x" * 30,
    "names": "Ryoncil ",
    "parts of a whole": "甲院1份、",
    "authors and bodies": "2011年Thomson等[1]ISCT更名，",
    "bands": "60kg至70",
}


def seconds(action: Callable[[str], object], text: str) -> float:
    """The shorter of two runs, in processor time."""
    times = []
    for _run in range(2):
        started = time.process_time()
        action(text)
        times.append(time.process_time() - started)
    return min(times)


def growth(action: Callable[[str], object], piece: str) -> float:
    brief, long = (seconds(action, piece * (size // len(piece))) for size in (SHORT, LONG))
    return max(long, LEAST) / max(brief, LEAST)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mscsite.settings")
    django.setup()
    from articles.checks.text import check_lines
    from articles.importing.text import read_text

    read_text("预热\n正文。")
    check_lines(["预热。"])
    for word, action, pieces in (("reading", read_text, READ), ("checking", lambda text: check_lines([text]), CHECKED)):
        found = {name: growth(action, piece) for name, piece in pieces.items()}
        for name, value in found.items():
            sys.stdout.write(f"{word:<9} {name:<18} {value:5.1f}\n")
        measuring.tell(f"{word} four times the text, the slowest shape", max(found.values()), at_most=8)


if __name__ == "__main__":
    main()
