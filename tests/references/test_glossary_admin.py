"""The glossary in the admin: as a sheet both ways, its conflicts, where a term stands, a term on the spot."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mscsite.core.models import AuditEntry
from mscsite.core.roles import EDITOR, MARKETING, REVIEWER
from mscsite.core.tabular.grid import SheetRefused
from mscsite.core.tabular.text_write import csv_pieces
from references import glossary_conflicts, glossary_sheet
from references.glossary_sheet import Status
from references.models import Term
from tests import factories, staff

pytestmark = pytest.mark.django_db
IMPORT = "/admin/references/term/import/"


@pytest.fixture
def editor():
    return staff.client_of(staff.account(EDITOR))


def sheet(*rows: str) -> bytes:
    return "\r\n".join(("简体,繁体（台湾）,繁体（香港）,别名,不参与转换,释义（简体）", *rows)).encode()


def exported() -> bytes:
    header = list(glossary_sheet.COLUMNS.values())
    return b"".join(csv_pieces(header, glossary_sheet.rows(Term.objects.order_by("slug"))))


def upload(client, data: bytes, name: str = "terms.csv"):
    return client.post(IMPORT, {"file": SimpleUploadedFile(name, data)})


def confirm(client, preview):
    fields = {name: preview.context[name] for name in ("data", "name")}
    return client.post(IMPORT, fields | {"mark": preview.context["plan"].mark}, follow=True)


def test_what_was_exported_changes_nothing_when_it_comes_back():
    factories.public_term(
        "间充质", zh_hant_tw="間質", zh_hant_hk="間充質", aliases=["MSC", "MSCs"], definition="=1,\n里"
    )
    factories.proposed_term("Prochymal", is_protected=True)
    planned = glossary_sheet.plan(exported())
    assert [row.status for row in planned.rows] == [Status.SAME, Status.SAME]


names = st.text(st.sampled_from('干细胞,"|；; \n=+MSC𠮷😀'), min_size=1, max_size=12).map(str.strip).filter(bool)


@given(names, names, names, st.lists(names, max_size=3), st.booleans())
@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_sheet_is_lossless(hans, tw, hk, aliases, is_protected):
    aliases = list(dict.fromkeys(a for a in aliases if not set(a) & set("|；;\n")))
    Term.objects.all().delete()
    factories.proposed_term(hans, zh_hant_tw=tw, zh_hant_hk=hk, aliases=aliases, is_protected=is_protected)
    assert [row.status for row in glossary_sheet.plan(exported()).rows] == [Status.SAME]


def test_a_sheet_is_previewed_and_then_imported(editor):
    term = factories.public_term("骨髓", zh_hant_tw="骨髓", zh_hant_hk="骨髓", definition="旧")
    preview = upload(editor, sheet("骨髓,骨髓,骨髓,BM,否,新", "间充质,間質,間充質,,,"))
    assert preview.context["counts"] == {"new": 1, "changed": 1, "same": 0, "failed": 0}
    assert "<del>旧</del> → <ins>新</ins>" in preview.text
    assert Term.objects.count() == 1
    assert "已导入 2 条" in confirm(editor, preview).text
    term.refresh_from_db()
    assert (term.definition_zh_hans, term.definition_zh_hant, term.aliases) == ("新", "新", ["BM"])
    assert Term.objects.get(zh_hans="间充质").is_public is False
    assert AuditEntry.objects.filter(action="imported", record_type="term").count() == 2


def test_one_row_that_fails_keeps_the_whole_out(editor):
    preview = upload(editor, sheet("骨髓,骨髓,骨髓,,也许,", "脐带,,,,,", "牙髓,牙髓,,,,", "牙髓,牙髓,,,,"))
    assert preview.context["counts"] == {"new": 1, "changed": 0, "same": 0, "failed": 3}
    errors = {row.number: " ".join(row.errors) for row in preview.context["rows"] if row.errors}
    assert "填“是”或“否”" in errors[2]
    assert "繁体（台湾）" in errors[3]
    assert "与第 4 行重复" in errors[5]
    assert "确认导入" not in preview.text
    confirm(editor, preview)
    assert Term.objects.count() == 0


def test_a_table_that_changed_after_the_preview_is_shown_again(editor):
    preview = upload(editor, sheet("骨髓,骨髓,骨髓,,,"))
    factories.proposed_term("脐带")
    assert "请再看一遍" in confirm(editor, preview).text
    assert not Term.objects.filter(zh_hans="骨髓").exists()


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", "英文,别名\n".encode(), "简体,简体\n".encode()])
def test_what_is_no_glossary_is_refused_with_a_reason(data, editor):
    with pytest.raises(SheetRefused):
        glossary_sheet.plan(data)
    assert "errornote" in upload(editor, data).text


def test_the_export_follows_the_list(editor):
    factories.proposed_term("骨髓")
    factories.public_term("脐带")
    response = editor.get("/admin/references/term/export/", {"public": "yes"})
    text = response.getvalue().decode()
    assert ("脐带" in text, "骨髓" in text, text.startswith("\ufeff网址名,简体")) == (True, False, True)


def test_the_import_shows_the_conflicts_that_it_would_bring(editor):
    factories.public_term("干细胞", zh_hant_tw="幹細胞", zh_hant_hk="幹細胞")
    preview = upload(editor, sheet("造血干细胞,造血乾細胞,造血乾細胞,,,"))
    assert [conflict.message for conflict in preview.context["conflicts"]] == [
        "“造血干细胞”里的“干细胞”写法不同：单独出现和在里面出现，会转得不一样。"
    ]


def conflicts() -> list[tuple]:
    found = glossary_conflicts.find(Term.objects.order_by("pk"))
    return [(conflict.message, [str(term) for term in conflict.terms]) for conflict in found]


def test_conflicts_are_found():
    factories.public_term("甲", zh_hant_tw="乙", zh_hant_hk="乙")
    factories.public_term("乙", zh_hant_tw="甲", zh_hant_hk="甲")
    factories.public_term("干", zh_hant_tw="幹", zh_hant_hk="幹", aliases=["甲"])
    factories.public_term("干部", zh_hant_tw="乾部", zh_hant_hk="幹部")
    factories.public_term("骨干", zh_hant_tw="幹", zh_hant_hk="骨幹")
    assert conflicts() == [
        ("互相指向对方，转换时只用先建立的一条。", ["乙", "甲"]),
        ("台湾写法都是“幹”，转回简体时不知道用哪一个。", ["干", "骨干"]),
        ("“干部”里的“干”写法不同：单独出现和在里面出现，会转得不一样。", ["干部", "干"]),
        ("“甲”是几条术语的名称或别名。", ["甲", "干"]),
    ]


def test_a_glossary_without_conflicts_has_none(editor):
    factories.public_term("骨髓")
    assert conflicts() == []
    assert "没有互相冲突的术语" in editor.get("/admin/references/term/conflicts/").text


def test_the_texts_that_a_term_touches(editor):
    term = factories.public_term("间充质", zh_hant_tw="間質", zh_hant_hk="間充質")
    factories.draft_article("骨髓里的间充质干细胞")
    factories.proposed_trial("NCT00000001", results="間質", source_script="zh-hant")
    factories.proposed_product(summary="脐带")
    page = editor.get(staff.address(term, "usage"))
    found = [(item["use"].name, item["use"].count, item["places"][0]["place"].word) for item in page.context["uses"]]
    assert found == [("文章", 1, "间充质"), ("临床试验", 1, "間質")]


def test_others_see_only_the_texts_that_they_may_see():
    term = factories.public_term("间充质")
    factories.draft_article("间充质")
    user = staff.account(MARKETING)
    assert staff.client_of(user).get(staff.address(term, "usage")).status_code == 403


def test_a_term_on_the_spot(editor):
    forms = editor.get("/admin/references/term/quick/", {"text": "里发", "script": "zh-Hans"}).json()
    assert forms == {"zh_hans": "里发", "zh_hant_tw": "裡發", "zh_hant_hk": "裏發"}
    as_it_stands = editor.get("/admin/references/term/quick/", {"text": "后髮裡", "script": "zh-Hant"}).json()
    assert as_it_stands == {"zh_hans": "后发里", "zh_hant_tw": "后髮裡", "zh_hant_hk": "后髮裏"}
    answer = editor.post("/admin/references/term/quick/", as_it_stands).json()
    term = Term.objects.get()
    assert (answer["url"], term.is_public) == (staff.address(term, "change"), False)
    assert editor.post("/admin/references/term/quick/", as_it_stands).json()["error"]
    assert Term.objects.count() == 1


@pytest.mark.parametrize("page", ["import", "quick", "rederive"])
def test_a_reviewer_changes_nothing(page):
    assert staff.client_of(staff.account(REVIEWER)).get(f"/admin/references/term/{page}/").status_code == 403
