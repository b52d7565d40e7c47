"""Disks that are full or cannot be written, a cache and a storage that are away, clocks that jump.

No half state, no lost save, clear messages, and readers who notice nothing.
"""

from __future__ import annotations

import datetime as dt
import errno

import pytest
from django.core.cache.backends.locmem import LocMemCache
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles import publishing, workflow
from articles.models import Article, Status
from mscsite.core import fulltext
from mscsite.core.images import orphans
from mscsite.core.models import AuditEntry, Image
from mscsite.core.roles import EDITOR
from mscsite.doctor import invariants
from products import status
from tests import factories, staff

only_sqlite = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="a setting of SQLite")


@pytest.fixture
def editor(transactional_db) -> Client:
    fulltext.clear()  # what tests before this one have left: tables of the index are emptied by nobody
    client = staff.client_of(staff.account(EDITOR))
    client.raise_request_exception = False
    return client


def post_edit(editor: Client, article: Article, body: str):
    """Save the article as a browser would, with another body."""
    address = staff.address(article, "change")
    form = staff.form_data(editor.get(address)) | {"body_zh_hans": body}
    return editor.post(address, form)


def read_all(
    paths: tuple[str, ...] = ("", "articles/", "products/", "search/?q=没有的词", "glossary/", "feed/"),
) -> list[int]:
    client = Client(raise_request_exception=False)
    return [client.get(f"/zh-hans/{path}").status_code for path in paths]


@pytest.fixture(params=["full", "read-only"])
def broken_disk(request, editor):
    """The database takes no writes: as SQLite and PostgreSQL say it on a full and on a read-only disk."""
    article = factories.public_article()

    def begin() -> None:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                if request.param == "full":
                    pytest.skip("as on SQLite: an OperationalError")
                cursor.execute("SET default_transaction_read_only = on")
            elif request.param == "full":
                cursor.execute("PRAGMA page_count")
                cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0]}")
            else:
                cursor.execute("PRAGMA query_only = on")

    def end() -> None:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET default_transaction_read_only = off")
            else:
                cursor.execute("PRAGMA max_page_count = 1000000000")
                cursor.execute("PRAGMA query_only = off")

    yield article, begin, end
    end()


def test_a_disk_that_takes_no_writes(broken_disk, editor):
    article, begin, end = broken_disk
    long = "<p>" + "这一段写了很久。" * 4000 + "</p>"
    begin()
    answer = post_edit(editor, article, long)
    assert (answer.status_code, "再提交一次" in answer.content.decode(), long[3:40] in answer.content.decode()) == (
        503, True, True,
    )  # fmt: skip
    assert read_all() == [200] * 6
    end()
    article.refresh_from_db()
    assert article.body_zh_hans == "<p>正文。</p>"
    assert list(invariants.breaches()) == []
    assert post_edit(editor, article, long).status_code == 302
    article.refresh_from_db()
    assert "这一段写了很久" in article.body_zh_hans
    assert list(invariants.breaches()) == []


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS])
def test_a_storage_that_takes_no_files(editor, monkeypatch, settings, tmp_path, number):
    settings.MEDIA_ROOT = str(tmp_path)
    client = staff.client_of(staff.account(None))
    client.raise_request_exception = False
    written, save = [], FileSystemStorage._save

    def fail_in_the_middle(self, name, content):
        written.append(name)
        if len(written) > 2:
            raise OSError(number, "the disk")
        return save(self, name, content)

    monkeypatch.setattr(FileSystemStorage, "_save", fail_in_the_middle)
    picture = SimpleUploadedFile("knee.png", _png(), "image/png")
    address = reverse("admin:core_image_add")
    form = {"alt_zh_hans": "膝关节", "source_script": "zh-hans", "focal_x": 50, "focal_y": 50, "licence": "own"}
    answer = client.post(address, form | _file_field(client, address, picture))
    assert (answer.status_code, "没有" in answer.content.decode()) == (503, True)
    assert (Image.objects.count(), list(invariants.breaches())) == (0, [])
    assert orphans.sweep(dt.timedelta(0)) == 2
    monkeypatch.setattr(FileSystemStorage, "_save", save)
    picture.seek(0)
    assert client.post(address, form | _file_field(client, address, picture)).status_code == 302
    assert (Image.objects.count(), list(invariants.files())) == (1, [])


def _file_field(client: Client, address: str, picture: SimpleUploadedFile) -> dict:
    page = client.get(address).content.decode()
    name = page.partition('type="file"')[2].partition('name="')[2].partition('"')[0]
    return {name: picture}


def _png() -> bytes:
    import io

    import PIL.Image

    buffer = io.BytesIO()
    PIL.Image.new("RGB", (800, 500), "#345678").save(buffer, "PNG")
    return buffer.getvalue()


@pytest.mark.django_db
def test_pictures_that_are_gone_leave_the_pages_standing(settings, tmp_path):
    image = factories.image()
    article = factories.public_article(body=f'<p>正文。</p><figure data-image="{image.key}"></figure>')
    (tmp_path / "file").write_text("where the folder was")
    settings.MEDIA_ROOT = str(tmp_path / "file")
    assert Client().get(article.get_absolute_url()).status_code == 200


class Away(LocMemCache):
    """A cache on a machine that is off."""

    def make_and_validate_key(self, *args, **kwargs):
        raise ConnectionError("refused")


@pytest.mark.django_db
def test_without_a_cache_readers_read_and_editors_write(settings, monkeypatch):
    from mscsite.core import caches

    monkeypatch.setattr(caches.Forgiving, "_away_until", float("-inf"))
    settings.CACHES = {"default": {"BACKEND": "tests.stress.test_faults.ForgivingAway"}}
    article = factories.public_article()
    assert read_all() == [200] * 6
    assert read_all((f"articles/{article.slug}/share.png",))[0] in (200, 404)
    form = {"path": f"/zh-hans/articles/{article.slug}/", "value": "clear"}
    browser = {"HTTP_ORIGIN": "http://testserver", "HTTP_SEC_FETCH_SITE": "same-origin"}
    assert Client(raise_request_exception=False).post("/zh-hans/feedback/vote/", form, **browser).status_code < 500
    assert Client().get("/readyz").json()["cache"] == "down"


def _forgiving_away() -> type:
    from mscsite.core.caches import Forgiving

    return type("ForgivingAway", (Forgiving, Away), {})


ForgivingAway = _forgiving_away()


@pytest.fixture
def clock(monkeypatch):
    """The time of day as this machine has it, which tests set."""
    real, shift = timezone.now, [dt.timedelta(0)]
    monkeypatch.setattr(timezone, "now", lambda: real() + shift[0])

    def set_to(**kwargs) -> None:
        shift[0] = dt.timedelta(**kwargs)

    return set_to


def due() -> list[tuple[str, str]]:
    return [(done.slug, done.outcome) for done in publishing.publish_due()]


@pytest.mark.django_db
def test_a_clock_that_jumps_publishes_once_and_takes_nothing_back(clock):
    article = factories.approved_article()
    publisher = workflow.Origin(factories.publisher(), "tests")
    workflow.schedule(article, origin=publisher, at=timezone.now() + dt.timedelta(hours=1))
    clock(hours=-12)  # put back: it waits
    assert due() == []
    clock(hours=2)  # forward: it goes live
    assert due() == [(article.slug, publishing.PUBLISHED)]
    clock(hours=-12)  # put right again: readers keep it, and nothing is done a second time
    assert (due(), Client().get(article.get_absolute_url()).status_code) == ([], 200)
    clock(hours=2)
    assert due() == []
    article.refresh_from_db()
    assert (article.status, AuditEntry.objects.filter(action="published").count()) == (Status.PUBLISHED, 1)
    assert list(invariants.breaches()) == []


@pytest.mark.django_db
def test_a_schedule_missed_by_a_jump_over_its_end_is_not_published(clock):
    article = factories.approved_article()
    now = timezone.now()
    ends = {"at": now + dt.timedelta(hours=1), "expires_at": now + dt.timedelta(hours=2)}
    workflow.schedule(article, origin=workflow.Origin(factories.publisher(), "tests"), **ends)
    clock(days=3)
    assert due() == [(article.slug, publishing.FAILED)]
    assert (due(), list(invariants.breaches())) == ([], [])


@pytest.mark.django_db
def test_a_conditional_approval_lapses_with_the_day_and_comes_back_with_it(clock):
    product = factories.public_product()
    ends = timezone.localdate() + dt.timedelta(days=10)
    factories.public_event(product, kind="conditionally_approved", expiry=ends)

    def kinds() -> list[str]:
        product.refresh_from_db()
        return [str(found) for found in status.by_jurisdiction(product.events.all(), timezone.localdate())]

    before = kinds()
    clock(days=20)
    after = kinds()
    clock(days=0)
    assert (before != after, kinds() == before) == (True, True)


def test_a_clock_put_back_signs_nobody_out(editor, clock):
    address = reverse("admin:index")
    assert editor.get(address).status_code == 200
    for hours in (-3, -48, 0):
        clock(hours=hours)
        assert editor.get(address).status_code == 200, hours
