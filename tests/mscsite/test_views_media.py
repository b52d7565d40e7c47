"""Pictures as readers get them: by every name of theirs, for a year, and nothing else of the disk."""

import pytest
from django.conf import settings

from tests import factories

pytestmark = pytest.mark.django_db
TYPES = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}


def test_every_format_comes_with_its_type_and_may_be_kept_for_a_year(client):
    image = factories.image()
    for extension, mime_type in TYPES.items():
        response = client.get(image.url(480, extension))
        assert (response.status_code, response["Content-Type"]) == (200, mime_type)
        assert response["Cache-Control"] == "public, max-age=31536000, immutable"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert len(b"".join(response.streaming_content)) == int(response["Content-Length"])
    head = client.head(image.share_url)
    head.close()
    assert head.status_code == 200
    assert client.post(image.share_url).status_code == 405


def test_what_a_browser_has_is_not_sent_again(client):
    url = factories.image().thumbnail
    response = client.get(url)
    response.close()
    again = client.get(url, headers={"If-Modified-Since": response["Last-Modified"]})
    assert (again.status_code, again["Cache-Control"]) == (304, "public, max-age=31536000, immutable")


@pytest.mark.parametrize(
    "path",
    [
        "images/ab/abc/1-480.svg", "images/../secret.jpg", "images/ab/../../x.jpg", "secret.jpg", "images/",
        "images/ab/abcdef/1-480.jpg", "images/ab/%2e%2e/x.jpg",
    ],
)  # fmt: skip
def test_nothing_else_is_served(client, path):
    (settings.MEDIA_ROOT / "secret.jpg").write_bytes(b"secret")
    assert client.get(f"/media/{path}").status_code == 404
