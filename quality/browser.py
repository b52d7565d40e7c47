"""What a real Chromium says of the pages: accessibility, width, movement, weight, and reading under hard conditions."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from quality.site import PAGES, SCRIPTS, addresses

ARGUMENTS = "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking".split()
WIDTHS, THEMES = (390, 1280), ("light", "dark")
ZOOMED = 320  # CSS pixels: what a window of 1280 has at 400 %, and one of 640 at 200 %
MOST_SHIFT = 0.0
_SHIFT = """() => new Promise((done) => {
  let sum = 0;
  const add = (entry) => { if (!entry.hadRecentInput) sum += entry.value; };
  new PerformanceObserver((list) => list.getEntries().forEach(add))
    .observe({ type: "layout-shift", buffered: true });
  window.scrollTo(0, document.body.scrollHeight);
  setTimeout(() => done(sum), 400);
})"""
# Where the keyboard stands: is it seen, and does something tell that it is there?
_FOCUS = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const style = getComputedStyle(at), box = at.getBoundingClientRect();
  return { name: at.outerHTML.slice(0, 80), seen: box.width > 0 && box.height > 0,
    told: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 };
}"""
_CUT = """() => [...document.querySelectorAll("main table")].filter((table) =>
  table.getBoundingClientRect().width > document.documentElement.clientWidth + 1).length"""


@dataclass
class Seen:
    """What was found: problems as lines, and figures by name."""

    visits: int = 0
    problems: list[str] = field(default_factory=list)
    figures: dict[str, float] = field(default_factory=dict)


def check(origin: str, axe: Path) -> Seen:
    seen = Seen()
    names = ("chromium", "chromium-browser", "google-chrome")
    program = next(filter(None, map(shutil.which, names)), None)
    if program is None:
        raise SystemExit(f"no Chromium in PATH ({', '.join(names)})")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        _accessible(browser, origin, axe.read_text("utf-8"), seen)
        _weight(browser, origin, seen)
        for hard in (_without_script, _by_keyboard, _in_forced_colours, _zoomed, _on_paper):
            hard(browser, origin, seen)
        browser.close()
    return seen


def _open(context: BrowserContext, seen: Seen, address: str, name: str) -> Page:
    page = context.new_page()
    expected = 404 if name.startswith("404") else 200

    def complain(message) -> None:
        if message.type in ("error", "warning") and "404 (Not Found)" not in message.text:
            seen.problems.append(f"{name}: console: {message.text}")

    page.on("console", complain)
    page.on("pageerror", lambda error: seen.problems.append(f"{name}: script: {error}"))
    answer = page.goto(address)
    if answer.status != expected:
        seen.problems.append(f"{name}: status {answer.status}")
    seen.visits += 1
    return page


def _accessible(browser: Browser, origin: str, axe: str, seen: Seen) -> None:
    """axe-core, no scrolling sideways, nothing that moves: every page, script, width and theme."""
    for width in WIDTHS:
        for theme in THEMES:
            context = browser.new_context(viewport={"width": width, "height": 844}, color_scheme=theme, bypass_csp=True)
            for name, path in addresses():
                here = f"{name} {width} {theme}"
                page = _open(context, seen, origin + path, name)
                page.add_script_tag(content=axe)
                for found in page.evaluate("axe.run()")["violations"]:
                    seen.problems.append(f"{here}: axe: {found['id']} × {len(found['nodes'])}: {found['help']}")
                if (wide := page.evaluate("document.documentElement.scrollWidth")) > width:
                    seen.problems.append(f"{here}: {wide} px wide")
                shift = page.evaluate(_SHIFT)
                seen.figures["layout shift"] = max(seen.figures.get("layout shift", 0.0), shift)
                if shift > MOST_SHIFT:
                    seen.problems.append(f"{here}: layout shift {shift:.4f}")
                page.close()
            context.close()


def _weight(browser: Browser, origin: str, seen: Seen) -> None:
    """HTML, CSS and JS of an article page as they come over the wire, in kB of 1,000 bytes."""
    for code in SCRIPTS:
        context = browser.new_context(viewport={"width": 390, "height": 844})
        page = context.new_page()
        finished = []
        page.on("requestfinished", lambda request, seen=finished: seen.append(request))
        page.goto(f"{origin}/{code}/{PAGES['article']}", wait_until="networkidle")
        kinds = ("document", "stylesheet", "script")
        sizes = [(r.resource_type, r.sizes()["responseBodySize"]) for r in finished if r.resource_type in kinds]
        seen.figures[f"article {code}, kB"] = sum(size for _kind, size in sizes) / 1000
        seen.figures["requests for HTML, CSS and JS"] = len(sizes)
        if sum(size for _kind, size in sizes) > 60_000:
            seen.problems.append(f"article {code}: more than 60 kB")
        context.close()


def _each(context: BrowserContext, origin: str, seen: Seen, what: str) -> Iterator[tuple[str, Page]]:
    for name, path in addresses():
        page = _open(context, seen, origin + path, name)
        yield f"{name} {what}", page
        page.close()
    context.close()


def _without_script(browser: Browser, origin: str, seen: Seen) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    for name, page in _each(context, origin, seen, "without JavaScript"):
        if len(page.locator("main").inner_text()) < 40:
            seen.problems.append(f"{name}: almost nothing to read")


def _by_keyboard(browser: Browser, origin: str, seen: Seen) -> None:
    """Tab through the first part of each page: every stop is seen and told, none holds the keyboard."""
    context = browser.new_context(viewport={"width": 1280, "height": 844})
    for name, page in _each(context, origin, seen, "by keyboard"):
        stops = []
        for _press in range(40):
            page.keyboard.press("Tab")
            stop = page.evaluate(_FOCUS)
            if stop is None:
                break
            stops.append(stop["name"])
            if not (stop["seen"] and stop["told"]):
                seen.problems.append(f"{name}: focus not visible on {stop['name']}")
        if len(set(stops)) < 5:
            seen.problems.append(f"{name}: the keyboard is stuck")


def _in_forced_colours(browser: Browser, origin: str, seen: Seen) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 844}, forced_colors="active")
    for name, page in _each(context, origin, seen, "in forced colours"):
        hidden = page.evaluate(
            """() => [...document.querySelectorAll("main a, main button, main h1")].filter((each) => {
              const style = getComputedStyle(each);
              return each.offsetWidth && style.color === style.backgroundColor; }).length"""
        )
        if hidden:
            seen.problems.append(f"{name}: {hidden} elements in the colour of their ground")


def _zoomed(browser: Browser, origin: str, seen: Seen) -> None:
    context = browser.new_context(viewport={"width": ZOOMED, "height": 640}, device_scale_factor=2)
    for name, page in _each(context, origin, seen, "zoomed"):
        if (wide := page.evaluate("document.documentElement.scrollWidth")) > ZOOMED:
            seen.problems.append(f"{name}: {wide} px wide in a window of {ZOOMED}")


def _on_paper(browser: Browser, origin: str, seen: Seen) -> None:
    """A4 upright with our margins is 673 px wide: no table is wider than the paper."""
    context = browser.new_context(viewport={"width": 673, "height": 950})
    for name, page in _each(context, origin, seen, "on paper"):
        page.emulate_media(media="print")
        if cut := page.evaluate(_CUT):
            seen.problems.append(f"{name}: {cut} tables are cut")
        if len(page.pdf(format="A4")) < 2_000:
            seen.problems.append(f"{name}: an empty PDF")
