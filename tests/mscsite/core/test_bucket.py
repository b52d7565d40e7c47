"""Uploads in a bucket, on a real server of the S3 protocol: pictures, their addresses, and a backup there and back."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from django.core.files.storage import default_storage
from moto.server import ThreadedMotoServer

from articles.paper.pictures import default_storage as storage_of_paper
from mscsite import backup
from mscsite.core.bucket import CACHE_CONTROL, Bucket
from mscsite.core.images import encoding
from mscsite.core.images.models import Image
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.enable_socket]
NAME = "uploads"
KEYS = {"access_key": "a", "secret_key": "b", "region_name": "us-east-1"}


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    import pytest_socket

    pytest_socket.enable_socket()
    running = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    running.start()
    host, port = running.get_host_and_port()
    yield f"http://{host}:{port}"
    running.stop()


@pytest.fixture
def bucket(server, settings, monkeypatch) -> Iterator[object]:
    """The client of an empty bucket that all uploads go to from now on."""
    service = boto3.resource("s3", endpoint_url=server, aws_access_key_id="a", aws_secret_access_key="b",
                             region_name="us-east-1")  # fmt: skip
    place = service.create_bucket(Bucket=NAME)
    options = KEYS | {"bucket_name": NAME, "endpoint_url": server, "location": "clinic"}
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": "mscsite.core.bucket.Bucket", "OPTIONS": options}}
    yield place
    place.objects.all().delete()


def names(place) -> set[str]:
    return {each.key for each in place.objects.all()}


def test_all_forms_of_a_picture_are_in_the_bucket_with_their_type_and_a_year(
    bucket, django_capture_on_commit_callbacks
):
    assert isinstance(default_storage, Bucket)
    assert isinstance(storage_of_paper, Bucket)
    image = factories.image()
    folder = f"clinic/{image.path('')}"
    held = names(bucket)
    assert held
    assert {name.startswith(folder) for name in held} == {True}
    types = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg", "png": "image/png"}
    for name in held:
        head = bucket.Object(name).get()
        assert (head["ContentType"], head["CacheControl"]) == (types[name.rpartition(".")[2]], CACHE_CONTROL)
    with django_capture_on_commit_callbacks(execute=True):
        image.delete()
    assert names(bucket) == set()


def test_the_site_passes_them_on(bucket, client):
    url = factories.image().url(480, "webp")
    assert url.startswith("/media/images/")
    answer = client.get(url)
    assert (answer.status_code, answer["Content-Type"], answer["Cache-Control"]) == (200, "image/webp", CACHE_CONTROL)
    assert b"".join(answer.streaming_content)[8:12] == b"WEBP"
    assert client.get(url.replace("480", "481")).status_code == 404


def test_or_browsers_get_them_from_the_address_of_the_bucket(bucket, settings):
    settings.MEDIA_URL = "https://media.example.org/clinic/"
    image = factories.image()
    assert image.url(480, "avif") == f"https://media.example.org/clinic/{image.path(encoding.name_of(480, 'avif'))}"
    assert image.share_url.startswith("https://media.example.org/clinic/images/")
    assert "?" not in image.share_url


def test_a_backup_takes_them_along_and_brings_them_back(bucket, tmp_path: Path):
    factories.image()
    before = {name: bucket.Object(name).get()["Body"].read() for name in names(bucket)}
    path = tmp_path / "backup.zip"
    backup.write(path)
    with zipfile.ZipFile(path) as file:
        assert {name for name in file.namelist() if name.startswith("media/")} == {
            name.replace("clinic/", "media/") for name in before
        }
    bucket.objects.all().delete()
    backup.restore(path)
    assert {name: bucket.Object(name).get()["Body"].read() for name in names(bucket)} == before
    assert Image.objects.count() == 1


def test_uploads_move_from_the_disk_to_a_bucket_by_a_backup(bucket, settings, tmp_path: Path):
    options = settings.STORAGES
    settings.STORAGES = options | {"default": {"BACKEND": "django.core.files.storage.FileSystemStorage"}}
    image = factories.image()
    path = tmp_path / "backup.zip"
    backup.write(path)
    settings.STORAGES = options
    backup.restore(path)
    assert f"clinic/{image.path('')}" in {name.rpartition("/")[0] + "/" for name in names(bucket)}
