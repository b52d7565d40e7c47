"""`export_products` and `import_products`, as a person or a script runs them."""

import json

import pytest

from products.models import Product
from tests import factories
from tests.products.sheets import helpers
from tests.products.sheets.helpers import run

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path):
    return tmp_path / "products.json"


def test_the_public_list_and_proposals_only_if_asked_for(file):
    factories.public_product("Public")
    factories.proposed_product("Proposed")
    for options, expected in (((), ["public"]), (("--proposals",), ["proposed", "public"])):
        assert run("export_products", "--format", "json", "-o", str(file), *options)[0] == 0
        assert [row["slug"] for row in json.loads(file.read_text())] == expected


def test_one_script_and_chosen_columns(file):
    factories.public_product("Public", name="干细胞")
    code, _out, _err = run(
        "export_products", "--format=csv", "--lang=zh-hant", "--columns=name_zh_hant", "-o", str(file)
    )
    assert (code, file.read_text("utf-8-sig").split("\n")[0].strip()) == (0, "編號,名稱（繁體）,校驗")
    code, _out, err = run("export_products", "--format=csv", "--columns=nonsense", "-o", str(file))
    assert (code, err.split("。")[0]) == (2, "没有这些列：nonsense")


def test_the_nine_columns_of_approvals(file):
    company = factories.company("Takeda")
    product = factories.public_product(
        "Alofisel", company=company, donor="allogeneic", tissue="adipose", dose="每次", routes=["nasal"]
    )
    factories.public_event(product, indication="克罗恩病")
    factories.public_event(product, kind="withdrawn", jurisdiction="EU")
    run("export_products", "--format=csv", "--rows=approvals", "--lang=zh-hant", "-o", str(file))
    assert file.read_text("utf-8-sig").splitlines() == [
        "產品名稱,公司,批准國家,年,適應症,細胞來源,移植途徑,頻率,劑量",
        "Alofisel,Takeda,日本,2015,克羅恩病,異體脂肪組織,鼻腔,,每次",
    ]


def test_what_an_import_prints_and_how_it_ends(file):
    factories.public_product("Alofisel", generic_name="x")
    factories.public_product("Second")
    run("export_products", "--format", "json", "-o", str(file))
    rows = json.loads(file.read_text())
    rows[0]["generic_name"] = "y"
    file.write_bytes(helpers.as_json(rows))
    for options in (("--dry-run",), ()):
        assert Product.objects.get(slug="alofisel").generic_name == "x"
        code, out, _err = run("import_products", str(file), "--json", *options)
        assert code == 0
        assert [json.loads(line) for line in out.splitlines()] == [
            {"row": 1, "key": "alofisel", "status": "updated", "changes": {"generic_name": ["x", "y"]}, "errors": []},
            {"row": 2, "key": "second", "status": "unchanged", "changes": {}, "errors": []},
        ]
    assert Product.objects.get(slug="alofisel").generic_name == "y"


def test_failures_end_with_1_and_bad_usage_with_2(file):
    file.write_text('[{"latin_name": "Novus", "name_zh_hans": "新", "company": "Nobody"}]')
    code, out, err = run("import_products", str(file), "--json")
    error = {
        "sheet": "",
        "row": 1,
        "column": "company",
        "value": "Nobody",
        "message": "没有叫“Nobody”的公司。",
        "allowed": "已有公司的名称或别名；新公司请先在后台添加",
    }
    assert (code, json.loads(out)["errors"]) == (1, [error])
    assert "全部没有保存" in err
    file.write_text("not a sheet")
    code, out, _err = run("import_products", str(file), "--json")
    assert (code, json.loads(out)["status"]) == (1, "failed")
    assert run("import_products", "nowhere.xlsx")[0] == 2
    assert run("import_products")[0] == 2
    assert run("import_products", "--undo", "12345")[0] == 1


def test_undo_by_command(file):
    file.write_text('[{"latin_name": "Novus", "name_zh_hans": "新"}]')
    _code, _out, err = run("import_products", str(file))
    number = err.split("--undo ")[1].split("）")[0]
    assert run("import_products", "--undo", number)[0] == 0
    assert Product.objects.count() == 0
