"""Other judges: the Nu HTML checker, Lighthouse, and schema.org's own vocabulary as types of TypeScript."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import urllib.error
import urllib.request
from pathlib import Path

from quality.site import FOLDER, PAGES, SCRIPTS, addresses

MODULES = Path(__file__).resolve().parent / "node_modules"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
MUST = 100  # of every category but performance, which depends on the machine
JUDGED = ("home", "articles", "article", "products", "product", "trial", "glossary", "about")
_BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def fetched(origin: str) -> dict[str, str]:
    """The HTML of every page by name."""
    pages = {}
    for name, path in addresses():
        try:
            with urllib.request.urlopen(origin + path) as answer:
                pages[name] = answer.read().decode()
        except urllib.error.HTTPError as error:  # the page of an error is a page as well
            pages[name] = error.read().decode()
    return pages


def valid_html(pages: dict[str, str]) -> list[str]:
    """Errors and warnings of vnu, a line each."""
    folder = FOLDER / "html"
    folder.mkdir(exist_ok=True)
    for name, html in pages.items():
        (folder / f"{name.replace(' ', '.')}.html").write_text(html, "utf-8")
    jar = MODULES / "vnu-jar" / "build" / "dist" / "vnu.jar"
    command = ["java", "-jar", str(jar), "--format", "json", "--exit-zero-always", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found = json.loads(done.stderr or '{"messages": []}')["messages"]
    return [f"{Path(one['url']).stem}: vnu: {one['type']}: {one['message']}" for one in found if one["type"] == "error"]


def valid_data(pages: dict[str, str]) -> tuple[int, list[str]]:
    """How many blocks of structured data were read, and what the vocabulary does not know in them.

    One block that is wrong on purpose stands among them: a judge that passes it is no judge.
    """
    lines = ['import { Thing, WithContext } from "schema-dts";']
    wrong = '{"@context": "https://schema.org", "@type": "MedicalWebPage", "lastRevieved": "2026-01-01"}'
    blocks = [("wrong on purpose", wrong)]
    blocks += [(name, block) for name, html in pages.items() for block in _BLOCK.findall(html)]
    places = {}
    for number, (name, block) in enumerate(blocks):
        places[len(lines) + 1] = name
        lines.append(
            f"export const x{number}: WithContext<Thing> = {json.dumps(json.loads(block), ensure_ascii=False)};"
        )
    source = MODULES.parent / "vocabulary.ts"
    source.write_text("\n".join(lines), "utf-8")
    command = [str(MODULES / ".bin" / "tsc"), "--noEmit", "--strict", "--skipLibCheck", "--moduleResolution", "node"]
    done = subprocess.run([*command, str(source)], capture_output=True, text=True, check=False)
    source.unlink()
    found = [
        f"{places[int(line)]}: schema.org: {text}"
        for line, text in re.findall(r"vocabulary\.ts\((\d+),\d+\): error (.*)", done.stdout)
    ]
    problems = [line for line in found if not line.startswith("wrong on purpose")]
    if len(problems) == len(found):
        problems.append("schema.org: the vocabulary let a misspelt property pass")
    return len(blocks) - 1, problems


def lighthouse(origin: str) -> tuple[dict[str, dict[str, int]], list[str]]:
    """Scores by page and category on the phone profile, and those that are lower than they must be."""
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    scores, problems = {}, []
    wanted = [(f"{name} {code}", f"/{code}/{PAGES[name]}") for name in JUDGED for code in SCRIPTS]
    for name, path in wanted:
        command = [str(MODULES / ".bin" / "lighthouse"), origin + path, "--quiet", "--output=json"]
        command += ["--chrome-flags=--headless --no-sandbox --disable-gpu", f"--only-categories={','.join(CATEGORIES)}"]
        environment = os.environ | {"CHROME_PATH": program}
        done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
        report = json.loads(done.stdout)
        scores[name] = {key: round(report["categories"][key]["score"] * 100) for key in CATEGORIES}
        for key in CATEGORIES[1:]:
            if scores[name][key] < MUST:
                low = [ref["id"] for ref in report["categories"][key]["auditRefs"] if ref["weight"]]
                failed = [one for one in low if (report["audits"][one]["score"] or 0) < 1 and _counts(report, one)]
                problems.append(f"{name}: lighthouse: {key} {scores[name][key]}: {', '.join(failed)}")
    return scores, problems


def _counts(report: dict, audit: str) -> bool:
    return report["audits"][audit]["scoreDisplayMode"] not in ("notApplicable", "manual", "informative")
