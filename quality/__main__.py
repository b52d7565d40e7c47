"""`make quality`: all checks of pages, one after the other; figures to docs/quality.md, problems to the console."""

from __future__ import annotations

import datetime as dt
import json
import statistics
import subprocess
import sys
from pathlib import Path

from quality import browser, outside, site

REPORT = site.ROOT / "docs" / "quality.md"
NEEDED = ("axe-core", "vnu-jar", "lighthouse", "schema-dts", "typescript")


def main() -> int:
    here = Path(__file__).resolve().parent
    if not all((outside.MODULES / name).is_dir() for name in NEEDED):
        say("Installing the judges (npm, pinned in quality/package.json)")
        subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--no-package-lock"], cwd=here, check=True)
    with site.served() as origin:
        say("HTML: the Nu checker")
        pages = outside.fetched(origin)
        html = outside.valid_html(pages)
        say("Structured data: schema.org's vocabulary")
        blocks, data = outside.valid_data(pages)
        say("Browser: axe, widths, themes, movement, weight, no JavaScript, keyboard, forced colours, zoom, paper")
        seen = browser.check(origin, outside.MODULES / "axe-core" / "axe.min.js")
        scores: dict[str, dict[str, int]] = {}
        low: list[str] = []
        if "--no-lighthouse" not in sys.argv:
            say("Lighthouse, on the phone profile")
            scores, low = outside.lighthouse(origin)
    problems = [*html, *data, *seen.problems, *low]
    if scores:
        REPORT.write_text(report(pages, html, blocks, data, seen, scores, low), "utf-8")
    for line in problems:
        say(line)
    say(
        f"{len(problems)} problems; figures in {REPORT.relative_to(site.ROOT)}"
        if scores
        else f"{len(problems)} problems"
    )
    return 1 if problems else 0


def report(pages, html, blocks, data, seen, scores, low) -> str:
    fast = [score["performance"] for score in scores.values()]
    others = ", ".join(map(str, sorted({score[key] for score in scores.values() for key in outside.CATEGORIES[1:]})))
    versions = json.loads((Path(__file__).resolve().parent / "package.json").read_text("utf-8"))["dependencies"]
    axe = [line for line in seen.problems if ": axe: " in line]
    rest = [line for line in seen.problems if line not in axe]
    lines = [
        "# Quality of the public pages",
        "",
        f"Written by `make quality` on {dt.date.today().isoformat()}: {len(pages)} pages of the demonstration "
        f"({len(site.PAGES) + len(site.MISSING)} types in both scripts), judged by "
        + ", ".join(f"{name} {version}" for name, version in versions.items())
        + ".",
        "",
        "| what | found | must be |",
        "|---|---|---|",
        f"| axe-core, each page at 390 and 1280 px, light and dark ({len(pages) * 4} runs) | {len(axe)} | 0 |",
        f"| Nu HTML checker, errors | {len(html)} | 0 |",
        f"| schema.org vocabulary, {blocks} blocks of JSON-LD | {len(data)} unknown | 0 |",
        f"| console, width at 390, 1280 and 320 px, no JavaScript, keyboard, forced colours, paper | {len(rest)} | 0 |",
        f"| Lighthouse accessibility, best practices, SEO ({len(scores)} pages, phone) | {others} | 100 |",
        f"| Lighthouse performance, median (lowest) | {statistics.median(fast):.0f} ({min(fast)}) | goal 98 |",
    ]
    lines += [f"| {name} | {value:.3f} | {goal(name)} |" for name, value in sorted(seen.figures.items())]
    lines += [
        "",
        "Lighthouse's performance depends on the machine, and on what else runs on it; the other figures do not.",
        "",
    ]
    lines += [f"- {line}" for line in [*html, *data, *seen.problems, *low]]
    return "\n".join(lines).rstrip() + "\n"


def goal(name: str) -> str:
    if name.endswith("kB"):
        return "at most 60"
    return "0" if name == "layout shift" else ""


def say(text: str) -> None:
    sys.stdout.write(f"== {text}\n" if not text.startswith(" ") else text)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
