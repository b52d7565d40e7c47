"""Bytes become one record, whoever brings them and however often."""

from __future__ import annotations

import io

import PIL.Image
import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from mscsite.core.images import encoding, reading, storing
from mscsite.core.images.storing import Description, store
from mscsite.core.models import AuditEntry, Image
from tests import factories

pytestmark = pytest.mark.django_db


def data(colour: str = "teal", size=(900, 600)) -> bytes:
    buffer = io.BytesIO()
    PIL.Image.new("RGB", size, colour).save(buffer, "PNG")
    return buffer.getvalue()


def stored(content: bytes, name: str = "图 一.png", **description) -> tuple[Image, bool]:
    return store(content, name=name, description=Description(**description), actor=None, origin="tests")


def test_a_picture_is_kept_with_all_its_files_and_an_audit_entry():
    image, is_new = stored(data(), alt="干细胞", caption="图一", credit="王敏", licence="cc-by-4.0")
    assert is_new
    assert (image.width, image.height, image.widths, image.fallback) == (900, 600, [480, 800, 900], "jpg")
    assert (image.alt_zh_hant, image.caption_zh_hant, image.credit) == ("幹細胞", "圖一", "王敏")
    names = [encoding.name_of(w, e) for w in image.widths for e in image.extensions]
    for name in [*names, "1-master.jpg", "1-share-50-50.jpg"]:
        assert default_storage.exists(image.path(name))
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.record_type, entry.detail) == ("uploaded", "image", {"name": "图 一.png"})


def test_the_same_bytes_are_one_record_and_fill_only_what_is_empty():
    first, _is_new = stored(data(), alt="原来的")
    second, is_new = stored(data(), "other.png", alt="后来的", caption="图注", credit="别人")
    assert (second.pk, is_new, second.name) == (first.pk, False, "图 一.png")
    assert (second.alt_zh_hans, second.caption_zh_hans, second.credit) == ("原来的", "图注", "")
    assert Image.objects.count() == 1


def test_texts_may_be_given_in_traditional():
    image, _is_new = stored(data(), alt="幹細胞", source_script="zh-hant")
    assert (image.source_script, image.alt_zh_hans) == ("zh-hant", "干细胞")


def test_what_is_refused_leaves_nothing():
    with pytest.raises(reading.ImageRefused):
        stored(b"text")
    assert (Image.objects.count(), AuditEntry.objects.count()) == (0, 0)


def test_half_a_file_of_a_killed_attempt_is_written_anew():
    image, _is_new = stored(data("gold"))
    path = image.path("1-480.jpg")
    whole = default_storage.size(path)
    Image.objects.all().delete()  # as if the transaction had never ended
    with default_storage.open(path, "wb") as file:
        file.write(b"half")
    stored(data("gold"))
    assert default_storage.size(path) == whole


def test_a_moved_focal_point_has_a_crop_of_its_own():
    image = factories.image()
    before = image.share_url
    image.focal_x, image.focal_y = 10, 90
    storing.refresh_share(image)
    assert image.share_url != before
    assert default_storage.exists(image.path("1-share-10-90.jpg"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Image.objects.update(focal_x=101)


def test_files_go_with_their_record_once_the_transaction_is_done(django_capture_on_commit_callbacks):
    image, _is_new = stored(data("olive"))
    folder = image.folder
    with django_capture_on_commit_callbacks(execute=True):
        image.delete()
        assert default_storage.exists(f"{folder}/1-480.avif")
    assert not default_storage.exists(folder)


def test_what_is_missing_is_said_by_script():
    image = factories.image(alt="")
    assert image.missing_alt() == ["zh-hans", "zh-hant"]
    image.alt_zh_hant = "有"
    assert image.missing_alt() == ["zh-hans"]
