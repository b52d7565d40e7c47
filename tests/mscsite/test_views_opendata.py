"""Open data: only what is public, with licence and day in every file, and 304 for who has it already."""

import csv
import datetime as dt
import io
import json
import re

import openpyxl
import pytest
from django.utils import timezone

from mscsite.core import generation
from mscsite.models import SiteProfile
from products.models import Product, RegulatoryEvent
from products.opendata import tables
from tests import factories

pytestmark = pytest.mark.django_db
PAGE = "/zh-hans/products/data/"
JP = {"jurisdiction": "JP", "date": dt.date(2018, 12, 28), "expiry": dt.date(2025, 12, 27)}


@pytest.fixture
def stemirac():
    """A product with an event, a trial and company that are public, and an event and a trial that are not."""
    product = factories.public_product("Stemirac", company=factories.company("Nipro"), summary="自体骨髓")
    factories.public_event(product, kind="conditionally_approved", indication="脊髓损伤", **JP)
    factories.proposed_event(product, kind="withdrawn", jurisdiction="KR", date=dt.date(2020, 1, 1))
    product.trials.add(factories.public_trial("NCT00000001"), factories.proposed_trial("NCT00000002"))
    factories.proposed_product("Hidden")
    return product


def body(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def table(client, name: str, language: str = "zh-hans") -> list[dict]:
    data = json.loads(body(client.get(f"/{language}/products/data/{name}.json")))
    return data["rows"]


def test_tables_hold_what_is_public_and_nothing_else(client, stemirac):
    assert [row["slug"] for row in table(client, "products")] == ["stemirac"]
    assert table(client, "products")[0]["trials"] == ["NCT00000001"]
    (event,) = table(client, "events")
    assert (event["product"], event["latin_name"], event["date"]) == ("stemirac", "Stemirac", "2018-12-28")
    assert not {"state", "stamp", "source_script"} & (set(event) | set(table(client, "products")[0]))
    (status,) = table(client, "statuses")
    # Its term has run out, though nobody has recorded it.
    assert (status["status"], status["expiry"]) == ("lapsed", "2025-12-27")
    names = (status["jurisdiction_name_zh_hans"], status["jurisdiction_name_zh_hant"], status["indication_zh_hant"])
    assert names == ("日本", "日本", "脊髓損傷")


def test_every_file_says_its_licence_and_its_day(client, stemirac):
    RegulatoryEvent.objects.update(updated_at=dt.datetime(2026, 5, 4, 3, tzinfo=dt.UTC))
    Product.objects.update(updated_at=dt.datetime(2026, 5, 3, 3, tzinfo=dt.UTC))
    today = timezone.localdate().isoformat()
    data = json.loads(body(client.get(f"{PAGE}statuses.json")))
    assert (data["license"], data["updated"], data["as_of"]) == ("CC-BY-4.0", "2026-05-04", today)
    book = openpyxl.load_workbook(io.BytesIO(body(client.get(f"{PAGE}statuses.xlsx"))))
    notes = {row[0]: row[1] for row in book["说明"].values if row[0]}
    assert notes["许可"] == "CC-BY-4.0 https://creativecommons.org/licenses/by/4.0/"
    assert (notes["最近更新"], notes["行数"]) == ("2026-05-04", "1")
    response = client.get(f"{PAGE}statuses.csv")
    assert response["Link"] == '<https://creativecommons.org/licenses/by/4.0/>; rel="license"'
    assert response["Content-Disposition"] == f'attachment; filename="msc-statuses-{today}.csv"'
    assert response["Access-Control-Allow-Origin"] == "*"


def test_the_licence_is_the_clinics_to_choose(client, stemirac):
    SiteProfile(name_zh_hans="甲", name_zh_hant="甲", data_license="CC0-1.0").save()
    data = json.loads(body(client.get(f"{PAGE}products.json")))
    assert data["license_url"] == "https://creativecommons.org/publicdomain/zero/1.0/"


def test_csv_has_the_headers_of_the_script_and_opens_in_excel(client, stemirac):
    data = body(client.get("/zh-hant/products/data/events.csv"))
    assert data.startswith(b"\xef\xbb\xbf")
    (row,) = csv.DictReader(io.StringIO(data.decode("utf-8-sig")))
    assert (row["國家或地區"], row["適應症（繁體）"]) == ("JP", "脊髓損傷")


def test_what_has_not_changed_is_not_sent_again(client, stemirac):
    first = client.get(f"{PAGE}products.csv")
    again = client.get(f"{PAGE}products.csv", headers={"If-None-Match": first["ETag"]})
    assert (first.status_code, again.status_code, again["Access-Control-Allow-Origin"]) == (200, 304, "*")
    stemirac.summary_zh_hans = "改了"
    stemirac.save()
    generation.raise_now()  # the triggers of PostgreSQL wait for the commit, which no test makes
    assert client.get(f"{PAGE}products.csv", headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_the_package_names_the_columns_that_the_files_have(client, stemirac):
    for language in ("zh-hans", "zh-hant"):
        package = client.get(f"/{language}/products/data/datapackage.json").json()
        assert [resource["name"] for resource in package["resources"]] == ["statuses", "events", "products"]
        for resource in package["resources"]:
            rows = csv.reader(io.StringIO(body(client.get(resource["path"])).decode("utf-8-sig")))
            assert next(rows) == [field["name"] for field in resource["schema"]["fields"]]


def test_the_page_is_a_dataset_with_licence_and_files(client, stemirac):
    html = client.get(PAGE).text
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html)[1])
    assert (data["@type"], data["license"]) == ("Dataset", "https://creativecommons.org/licenses/by/4.0/")
    assert len(data["distribution"]) == 10
    assert 'href="/zh-hans/products/data/events.xlsx"' in html
    assert "conditionally_approved 附条件批准" in html


@pytest.mark.parametrize("path", ["products.pdf", "people.csv", "products"])
def test_other_files_there_are_none(client, path):
    assert client.get(f"{PAGE}{path}").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_statuses_ask_as_much_for_many_products(client, django_assert_num_queries, number):
    for n in range(number):
        factories.public_event(factories.public_product(f"P{n}"), kind="approved", **JP | {"expiry": None})
    with django_assert_num_queries(6):
        body(client.get(f"{PAGE}statuses.csv"))


def test_rows_are_counted_without_what_waits(stemirac):
    factories.public_event(stemirac, kind="full_approval", jurisdiction="JP", date=dt.date(2024, 1, 1))
    factories.public_event(stemirac, jurisdiction="US", date=dt.date(2024, 1, 1))
    factories.public_event(factories.proposed_product("Waits"), jurisdiction="EU", date=dt.date(2024, 1, 1))
    factories.proposed_event(stemirac, jurisdiction="CN", date=dt.date(2024, 1, 1))
    assert tables.counts() == {"statuses": 2, "events": 3, "products": 1}
    assert {name: len(list(one.rows())) for name, one in tables.TABLES.items()} == tables.counts()
    assert RegulatoryEvent.objects.public_jurisdictions() == ["JP", "US"]
    assert RegulatoryEvent.objects.jurisdictions() == ["CN", "EU", "JP", "KR", "US"]
