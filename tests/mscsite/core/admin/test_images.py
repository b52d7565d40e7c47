"""Pictures in the admin."""

from __future__ import annotations

import io

import PIL.Image
import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from mscsite.core.models import AuditEntry, Image
from mscsite.core.roles import EDITOR, REVIEWER
from tests import factories, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return staff.client_of(staff.account(EDITOR))


def png(name: str, colour: str) -> SimpleUploadedFile:
    buffer = io.BytesIO()
    PIL.Image.new("RGB", (64, 64), colour).save(buffer, "PNG")
    return SimpleUploadedFile(name, buffer.getvalue(), "image/png")


def test_one_upload_leads_to_its_words(editor):
    response = editor.post(staff.address(Image, "add"), {"files": [png("a.png", "red")], "credit": "王敏"})
    image = Image.objects.get()
    assert (response.status_code, response.url) == (302, staff.address(image, "change"))
    assert (image.credit, image.uploaded_by.username) == ("王敏", "user-of-编辑")
    assert AuditEntry.objects.get().actor == image.uploaded_by


def test_several_uploads_lead_to_those_without_words_and_one_that_is_refused_is_named(editor):
    files = [png("a.png", "red"), SimpleUploadedFile("b.png", b"text"), png("c.png", "blue")]
    response = editor.post(staff.address(Image, "add"), {"files": files})
    assert response.status_code == 200
    assert "b.png：不是可用的图片。请提供 JPEG、PNG、WebP 或 AVIF。" in response.text
    assert sorted(Image.objects.values_list("name", flat=True)) == ["a.png", "c.png"]
    response = editor.post(staff.address(Image, "add"), {"files": [png("a.png", "red"), png("c.png", "blue")]})
    assert response.url == "/admin/core/image/?alt=no"


def test_nothing_chosen_is_said(editor):
    assert editor.post(staff.address(Image, "add"), {}).context["form"].errors["files"]


def test_a_moved_focal_point_makes_its_crop(editor):
    image = factories.image()
    page = editor.get(staff.address(image, "change"))
    editor.post(staff.address(image, "change"), staff.form_data(page) | {"focal_x": 5, "focal_y": 6})
    image.refresh_from_db()
    assert (image.focal_x, image.focal_y) == (5, 6)
    assert default_storage.exists(image.path("1-share-5-6.jpg"))
    page = editor.get(staff.address(image, "change"))
    response = editor.post(staff.address(image, "change"), staff.form_data(page) | {"focal_x": 101})
    assert response.context["adminform"].form.errors["focal_x"]


def test_what_an_article_uses_is_named_and_cannot_be_deleted(editor):
    image = factories.image()
    article = factories.public_article("用图的文章", f'<figure data-image="{image.key}"></figure>')
    text = editor.get(staff.address(image, "change")).text
    assert "用图的文章" in text
    assert "正在使用的图片不能删除" in text
    for answer in (editor.get(staff.address(image, "delete")), editor.post(staff.address(image, "delete"))):
        assert answer.headers["Location"] == staff.address(image, "change")
    told = "正在使用的图片不能删除：“用图的文章”，共 1 处。先在那里换掉它，再发布。"
    assert told in editor.get(staff.address(image, "change")).text
    data = {"action": "delete_selected", "_selected_action": [image.pk], "post": "yes"}
    editor.post(staff.address(Image, "changelist"), data)
    assert Image.objects.count() == 1
    article.body_zh_hans = article.body_zh_hant = "<p>没有图了</p>"
    factories.workflow.save(article, origin=factories.ORIGIN)
    still = editor.post(staff.address(image, "delete"), {"post": "yes"})  # readers see it
    assert still.headers["Location"] == staff.address(image, "change")
    factories.workflow.publish(article, origin=factories.ORIGIN, override=True)
    editor.post(staff.address(image, "delete"), {"post": "yes"})
    assert Image.objects.count() == 0
    assert Image.objects.count() == 0
    assert AuditEntry.objects.first().action == "deleted"


def test_the_list_says_what_lacks_words_and_asks_as_much_for_three_as_for_one(editor, django_assert_num_queries):
    for _ in range(2):
        factories.image(alt="")
        with django_assert_num_queries(7):
            text = editor.get(staff.address(Image, "changelist")).text
    assert text.count("缺替代文字：简体、繁體") == 2
    named = factories.image("有", name="有的.png")
    found = editor.get(staff.address(Image, "changelist"), {"alt": "no"}).context["cl"].result_list
    assert named not in found
    assert len(found) == 2
    factories.public_article(body=f'<figure data-image="{named.key}"></figure>')
    found = editor.get(staff.address(Image, "changelist"), {"used": "yes"}).context["cl"].result_list
    assert list(found) == [named]


def test_who_only_reads_uploads_nothing():
    reviewer = staff.client_of(staff.account(REVIEWER))
    assert reviewer.get(staff.address(Image, "add")).status_code == 403
    assert reviewer.post(staff.address(Image, "add"), {"files": [png("a.png", "red")]}).status_code == 403
    assert reviewer.get(staff.address(factories.image(), "change")).status_code == 200
