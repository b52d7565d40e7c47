"""What an editor sees while the database is away."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest
from django.test import RequestFactory

from mscsite.views import resend

PATH = "/admin/references/term/1/change/?_changelist_filters=q%3D1"
LONG = "<p>一段很长的话。</p>\n第二行 & “引号”"


def answer(request: HttpRequest) -> str:
    response = resend.page(request)
    assert response.status_code == 503
    return response.content.decode()


def test_what_was_typed_goes_into_a_form_that_can_be_sent_again(rf: RequestFactory):
    text = answer(rf.post(PATH, {"csrfmiddlewaretoken": "t", "name": "短", "body": LONG, "tags": ["甲", "乙"]}))
    assert f'action="{PATH}"' in text
    for name, value in (("csrfmiddlewaretoken", "t"), ("name", "短"), ("tags", "甲"), ("tags", "乙")):
        assert f'<input type="hidden" name="{name}" value="{value}">' in text
    assert '<textarea name="body" rows="8">\n&lt;p&gt;一段很长的话。&lt;/p&gt;\n第二行 &amp; “引号”</textarea>' in text
    assert "再提交一次" in text


def test_passwords_are_never_shown_back(rf: RequestFactory):
    text = answer(rf.post("/admin/login/", {"username": "甲", "password": "secret-word"}))
    assert ("secret-word" in text, "<form" in text, "后退" in text) == (False, False, True)


def test_files_have_to_be_chosen_again_and_words_are_shown(rf: RequestFactory):
    text = answer(rf.post(PATH, {"note": LONG, "file": SimpleUploadedFile("a.csv", b"a,b")}))
    assert ("重新选择文件" in text, "再提交一次</button>" in text, "一段很长的话" in text) == (True, False, True)


def test_a_page_that_was_only_opened_can_be_opened_again(rf: RequestFactory):
    text = answer(rf.get(PATH))
    assert (f'<a href="{PATH}">再试一次</a>' in text, "<form" in text) == (True, False)


def test_a_script_is_answered_in_json(rf: RequestFactory):
    response = resend.page(rf.post(PATH, {"a": "b"}, headers={"Accept": "application/json"}))
    assert (response.status_code, response["Content-Type"]) == (503, "application/json")
    assert "还没有保存".encode() in response.content


@pytest.mark.parametrize("broken", [b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n'])
def test_a_body_that_cannot_be_read_is_answered_all_the_same(rf: RequestFactory, broken):
    request = rf.generic("POST", PATH, broken, content_type="multipart/form-data; boundary=x")
    request._stream = io.BytesIO()  # it was read by what failed
    assert "数据库暂时连不上" in answer(request)
