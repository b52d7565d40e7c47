"""The pages of imports: who may open them, and what comes of what is sent to them."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from articles.batches.models import ImportBatch, ImportItem, ItemState
from articles.models import Article
from mscsite.core import roles
from references.models import Citation
from tests import staff

pytestmark = pytest.mark.django_db
TEXT = """\
羊膜细胞的登记资料里写了什么
一、登记在哪里
登记编号是NCT09990001[1]，剂量为5×107个细胞.
参考资料：
[1] Author A, Writer B. On registering cell products. Journal of Examples. 2020;3(2):10-12.
扫码添加官方微信
"""


@pytest.fixture
def client():
    return staff.client_of(staff.account(roles.EDITOR))


def page(*numbers: int) -> str:
    names = ("import", "import_batch", "import_item")
    return reverse(f"admin:articles_article_{names[len(numbers)]}", args=numbers)


def upload(client, *texts: str, **more):
    files = [SimpleUploadedFile(f"{n}.txt", text.encode()) for n, text in enumerate(texts)]
    return client.post(page(), {"files": files, "text": "", "batch": ""} | more)


@pytest.mark.parametrize(
    ("role", "status"), [(roles.EDITOR, 200), (roles.REVIEWER, 403), (roles.PUBLISHER, 403), (roles.MARKETING, 403)]
)
def test_only_who_may_add_articles_imports_them(role, status, client):
    upload(client, TEXT)
    item = ImportItem.objects.get()
    other = staff.client_of(staff.account(role, "other"))
    for address in (page(), page(item.batch_id), page(item.batch_id, item.pk)):
        assert (address, other.get(address).status_code) == (address, status)


def test_one_file_is_looked_at_at_once_and_several_in_a_list(client):
    response = upload(client, TEXT)
    item = ImportItem.objects.get()
    assert response["Location"] == page(item.batch_id, item.pk)
    response = upload(client, "甲的题目\n一、节\n正文。", "乙的题目\n一、节\n正文。")
    assert response["Location"] == page(ImportBatch.objects.first().pk)


def test_pasted_text_is_a_file_too(client):
    response = client.post(page(), {"text": TEXT, "batch": ""})
    item = ImportItem.objects.get()
    assert (response["Location"], item.name, item.state) == (page(item.batch_id, item.pk), "粘贴的文字.txt", "ready")


def test_nothing_handed_in_is_said(client):
    response = client.post(page(), {"text": " ", "batch": ""})
    assert response.context["form"].non_field_errors() == ["请选择文件，或粘贴正文。"]
    assert not ImportBatch.objects.exists()


def test_a_script_adds_file_after_file_to_its_batch(client):
    asked = {"headers": {"Accept": "application/json"}}
    first = client.post(page(), {"files": [SimpleUploadedFile("a.txt", TEXT.encode())], "batch": ""}, **asked).json()
    data = {"files": [SimpleUploadedFile("b.pdf", b"%PDF-1.4")], "batch": first["batch"]}
    second = client.post(page(), data, **asked).json()
    assert (second["batch"], second["url"]) == (first["batch"], page(first["batch"]))
    assert [(i.name, i.state) for i in ImportItem.objects.all()] == [("a.txt", "ready"), ("b.pdf", "failed")]
    refused = client.post(page(), {"text": ""}, **asked)
    assert (refused.status_code, json.loads(refused.content)) == (400, {"errors": ["请选择文件，或粘贴正文。"]})


def test_somebody_elses_batch_takes_no_files(client):
    upload(client, TEXT)
    batch = ImportBatch.objects.get()
    other = staff.client_of(staff.account(roles.EDITOR, "other"))
    upload(other, TEXT, batch=str(batch.pk))
    assert (batch.items.count(), ImportBatch.objects.count()) == (1, 2)


def test_ticks_become_decisions_and_the_draft(client):
    upload(client, TEXT)
    item = ImportItem.objects.get()
    address = page(item.batch_id, item.pk)
    response = client.get(address)
    assert "<h2>一、登记在哪里</h2>" in response.content.decode()
    records = {record["kind"]: record["key"] for record in item.preview["records"]}
    sent = {"action": "apply", "title": item.title, "accept": [records["trial"]], "repair_kind": ["exponent"]}
    client.post(address, sent)
    article = Article.objects.get()
    assert "5×10⁷个细胞." in article.body_zh_hans
    assert not Citation.objects.exists()
    assert article.import_report["dropped"][1].startswith("[1] Author A")
    client.post(address, {"action": "undo"})
    assert not Article.objects.exists()
    assert ImportItem.objects.get().state == ItemState.UNDONE
    client.post(address, {"action": "again"})
    assert ImportItem.objects.get().is_decidable
    assert client.post(address, {"action": "discard"})["Location"] == page()
    assert not ImportItem.objects.exists()


def test_updating_the_preview_writes_nothing(client):
    upload(client, TEXT)
    item = ImportItem.objects.get()
    address = page(item.batch_id, item.pk)
    client.post(address, {"action": "decide", "title": "另一个题目", "keep": ["6"]})
    item = ImportItem.objects.get()
    assert (item.title, item.decisions["kept"], item.decisions["title"]) == ("另一个题目", [6], "另一个题目")
    assert not Article.objects.exists()
    client.post(address, {"action": "decide", "title": "", "keep": []})
    item = ImportItem.objects.get()
    assert (item.title, item.decisions["kept"]) == ("羊膜细胞的登记资料里写了什么", [])
    assert client.post(address, {"action": "decide", "title": "长" * 201}).status_code == 302
    assert ImportItem.objects.get().title == "羊膜细胞的登记资料里写了什么"


def test_a_batch_is_imported_and_undone_by_its_buttons(client):
    upload(client, *(f"第{n}篇的题目\n一、节\n正文{n}。" for n in range(3)))
    batch = ImportBatch.objects.get()
    assert client.post(page(batch.pk), {"action": "apply"})["Location"] == page(batch.pk)
    assert Article.objects.count() == 3
    client.post(page(batch.pk), {"action": "undo"})
    assert Article.objects.count() == 0
    assert client.post(page(batch.pk), {"action": "discard"})["Location"] == page()
    assert client.post(page(batch.pk), {"action": "other"}).status_code == 404


def test_a_batch_that_goes_on_shows_how_far_it_is(client):
    upload(client, *(f"第{n}篇的题目\n一、节\n正文{n}。" for n in range(3)))
    batch = ImportBatch.objects.get()
    html = client.get(page(batch.pk) + "?go=apply").content.decode()
    assert '<progress max="3" value="0"' in html
    assert "data-going-on" in html
    assert "data-going-on" not in client.get(page(batch.pk) + "?go=undo").content.decode()


@pytest.mark.parametrize("files", [1, 3])
def test_a_batch_asks_the_database_as_often_for_one_file_as_for_three(files, client, django_assert_num_queries):
    upload(client, *(f"第{n}篇的题目\n一、节\n正文{n}。" for n in range(files)))
    batch = ImportBatch.objects.get()
    with django_assert_num_queries(6):
        client.get(page(batch.pk))


def test_the_list_of_articles_has_the_button(client):
    assert f'href="{page()}"' in client.get(staff.address(Article, "changelist")).content.decode()
    other = staff.client_of(staff.account(roles.REVIEWER))
    assert page() not in other.get(staff.address(Article, "changelist")).content.decode()


def test_a_kind_of_repair_is_accepted_for_the_whole_batch(client, monkeypatch):
    upload(client, *(f"第{n}篇的题目\n一、节\n剂量为5×107个细胞。" for n in range(2)))
    batch = ImportBatch.objects.get()
    html = client.get(page(batch.pk)).content.decode()
    assert 'name="accept" value="exponent"' in html
    assert 'name="refuse"' not in html
    monkeypatch.setattr("articles.admin.importing.SECONDS", 0)
    assert client.post(page(batch.pk), {"accept": "exponent"})["Location"] == page(batch.pk) + "?go=accept+exponent"
    assert "data-going-on" in client.get(page(batch.pk) + "?go=accept+exponent").content.decode()
    assert client.post(page(batch.pk), {"accept": "exponent"})["Location"] == page(batch.pk)
    html = client.get(page(batch.pk)).content.decode()
    assert ('name="accept"' in html, 'name="refuse" value="exponent"' in html) == (False, True)
    client.post(page(batch.pk), {"action": "apply"})
    assert [("5×10⁷个" in article.body_zh_hans) for article in Article.objects.all()] == [True, True]
