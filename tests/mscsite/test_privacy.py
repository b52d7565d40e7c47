"""What the privacy page says, held against the code: of who reads, nothing is kept."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.apps import apps
from django.core.serializers import serialize
from django.db import models
from django.test import Client

from mscsite.core.models import SearchMiss
from tests import factories

READER = {
    "REMOTE_ADDR": "203.0.113.9",
    "HTTP_X_FORWARDED_FOR": "203.0.113.9",
    "HTTP_USER_AGENT": "Mozilla/5.0 (Reader 99)",
    "HTTP_REFERER": "http://testserver/zh-hans/?from=a-friend",
    "HTTP_ORIGIN": "http://testserver",
    "HTTP_SEC_FETCH_SITE": "same-origin",
}
TRACES = ("203.0.113.9", "Reader 99", "a-friend", "13812345678", "me@example.org")
# Columns of colleagues, who have signed in; of readers there is none.
OF_COLLEAGUES = {"accounts.Session.device"}


def test_no_column_is_made_for_what_tells_a_reader():
    kinds = (models.GenericIPAddressField,)
    words = ("ip", "address", "agent", "referer", "referrer", "cookie", "device", "visitor")
    found = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, kinds) or set(field.name.split("_")) & set(words)
    }
    assert found <= OF_COLLEAGUES, found


@pytest.mark.django_db
def test_reading_searching_and_writing_to_us_leave_no_trace_of_who_it_was():
    article = factories.public_article()
    path = article.get_absolute_url()
    client = Client(**READER)
    answers = [client.get(each) for each in ("/zh-hans/", path, "/zh-hant/products/", "/nothing/", "/admin/")]
    client.get("/zh-hans/search/", {"q": "没有的词 13812345678"})
    client.get("/zh-hans/search/", {"q": "没有的词"})
    client.post("/zh-hans/feedback/vote/", {"path": path, "value": "clear"})
    client.post(
        "/zh-hans/feedback/report/", {"path": path, "kind": "error", "text": "有一处不对。13812345678 me@example.org"}
    )
    tables = "".join(serialize("json", model._base_manager.all()) for model in apps.get_models())
    assert [trace for trace in TRACES if trace in tables] == []
    assert SearchMiss.objects.count() == 1
    assert [dict(answer.cookies) for answer in answers[:4]] == [{}] * 4


def test_the_privacy_page_says_so():
    pages = json.loads(Path("mscsite/demo/pages.json").read_text("utf-8"))
    (text,) = [page["body"] for page in pages if page["slug"] == "privacy"]
    said = (
        "不使用 Cookie",
        "不从别的网站加载",
        "不记录读者的网络地址",
        "没有找到结果的搜索词",
        "手机号",
        "每页每天被读了多少次",
        "一小时",
    )
    assert [words for words in said if words not in text] == []
