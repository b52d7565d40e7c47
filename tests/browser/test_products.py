"""The product list in a browser: at once with JavaScript, the same without it."""

from __future__ import annotations

import datetime as dt

import pytest

from products.choices import EventKind, Tissue
from tests.factories import public_event, public_product

# What lies outside of its picture, or upon another word by more than the space between two lines.
ILLEGIBLE = """() => [...document.querySelectorAll('svg.chart-svg')].flatMap((svg) => {
  const edge = svg.getBoundingClientRect(), scale = edge.width / svg.viewBox.baseVal.width;
  const words = [...svg.querySelectorAll('text')].map((text) => [text.textContent, text.getBoundingClientRect()]);
  const cut = words.filter(([, box]) => box.left < edge.left - 1 || box.right > edge.right + 1
    || box.top < edge.top - 1 || box.bottom > edge.bottom + 1).map(([word]) => `cut: ${word}`);
  const over = words.flatMap(([word, a], n) => words.slice(n + 1).filter(([, b]) =>
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 6 * scale).map(([other]) => `${word} on ${other}`));
  return [...cut, ...over];
})"""
# Words in the colour of what they stand on.
UNSEEN = """() => { const ground = getComputedStyle(document.body).backgroundColor;
  return [...document.querySelectorAll('svg.chart-svg text')]
    .filter((text) => getComputedStyle(text).fill === ground).length; }"""


@pytest.fixture
def records(transactional_db) -> None:
    for number in range(7):
        public_event(public_product(f"Prod {number}"), jurisdiction="JP" if number else "KR", date=dt.date(2015, 1, 1))


def test_a_filter_changes_list_counts_and_address_at_once(records, live_server, chromium):
    page = chromium.new_page()
    page.goto(f"{live_server.url}/zh-hans/products/")
    page.check("input[name=p][value=prod-0]")
    page.check("input[name=jurisdiction][value=JP]")
    page.wait_for_url("**/products/?jurisdiction=JP")
    assert page.inner_text("#found") == "找到 6 个产品，共 7 个"
    assert page.locator("#results tbody tr").count() == 6
    assert page.inner_text("[data-count='jurisdiction=KR']") == "1"
    assert page.get_attribute(".switch", "href") == "/zh-hant/products/?jurisdiction=JP"
    for number in range(1, 5):
        page.check(f"input[name=p][value=prod-{number}]")
    assert page.is_disabled("input[name=p][value=prod-5]")  # five is the limit, with the one that is out of sight
    page.click(".compare-form button")
    page.wait_for_url("**/products/compare/**")
    assert page.locator("thead th").count() == 5


def test_without_javascript_the_button_does_it(records, live_server, chromium):
    page = chromium.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800}).new_page()
    page.goto(f"{live_server.url}/zh-hant/products/")
    page.click(".filter-panel > summary")
    page.check("input[name=jurisdiction][value=KR]")
    page.click(".filters button")
    assert page.locator("#results tbody tr").count() == 1


def test_a_phone_gets_a_list_and_a_desk_the_picture(records, live_server, chromium):
    page = chromium.new_page()
    page.goto(f"{live_server.url}/zh-hans/products/charts/")
    assert page.locator("svg.chart-svg").first.is_visible()
    page.set_viewport_size({"width": 390, "height": 800})
    assert not page.locator("svg.chart-svg").first.is_visible()
    assert page.locator("ol.timeline").first.is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 390


LONG = "某种名称特别长的异体脐带来源间充质干细胞注射液（冻存细胞悬液）"
PLACES = ("US", "EU", "JP", "KR", "CN", "IN", "CA", "HK", "BA", "VC", "CD", "AE")


@pytest.fixture
def sixty_products(transactional_db) -> None:
    """Sixty with names that are long, of one word, or look like markup, each with up to four decisions."""
    for n in range(60):
        name = (f"{LONG}{n}", f"<b>Remestemcel-L</b> & “{n}”", f"Hostilissimumcelloprochymalalofisel{n}")[n % 3]
        product = public_product(f"Prod {n}", name=name, tissue=Tissue.values[n % len(Tissue.values)])
        for m in range(1 + n % 3):
            kind = (EventKind.APPROVED, EventKind.CONDITIONALLY_APPROVED, EventKind.REFUSED)[(n + m) % 3]
            date = dt.date(2006 + (n + 3 * m) % 20, 1 + n % 12, 1)
            expiry = date.replace(year=date.year + 7) if kind == EventKind.CONDITIONALLY_APPROVED else None
            place = PLACES[(n + 5 * m) % len(PLACES)]
            public_event(product, jurisdiction=place, kind=kind, date=date, expiry=expiry)
            if kind == EventKind.APPROVED:  # within weeks: the marks lie upon each other
                public_event(product, jurisdiction=place, kind="withdrawn", date=date + dt.timedelta(days=30))


@pytest.mark.parametrize("script", ["zh-hans", "zh-hant"])
def test_pictures_of_sixty_products_are_legible(script, sixty_products, live_server, chromium):
    charts, compare = "products/charts/", "products/compare/?p=prod-0&p=prod-1&p=prod-2&p=prod-3&p=prod-4"
    for look in ({"color_scheme": "dark"}, {"forced_colors": "active"}):
        page = chromium.new_context(viewport={"width": 1280, "height": 844}, **look).new_page()
        for path in (charts, compare, "products/prod-2/"):
            page.goto(f"{live_server.url}/{script}/{path}")
            assert page.locator("svg.chart-svg").count() > 0
            assert page.evaluate(ILLEGIBLE) == []
            assert page.evaluate(UNSEEN) == 0
    page.set_viewport_size({"width": 390, "height": 844})
    for path in (charts, compare, "products/prod-2/", "products/"):
        page.goto(f"{live_server.url}/{script}/{path}")
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        assert page.evaluate("[...document.querySelectorAll('svg.chart-svg')].every((svg) => !svg.clientWidth)")


def test_on_paper_no_picture_is_longer_than_a_page(sixty_products, live_server, chromium):
    page = chromium.new_context(viewport={"width": 673, "height": 950}).new_page()
    page.emulate_media(media="print")
    page.goto(f"{live_server.url}/zh-hans/products/charts/")
    heights = page.evaluate("[...document.querySelectorAll('svg.chart-svg')].map((svg) => svg.clientHeight)")
    assert len(heights) > 4
    assert min(heights) > 0
    assert max(heights) < 950
