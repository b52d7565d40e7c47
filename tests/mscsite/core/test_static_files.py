"""Static files by the process itself: looked at when somebody asks for one, and then all of them."""

from __future__ import annotations

import pytest
from django.http import HttpResponse

from mscsite.core import static_files

pytestmark = pytest.mark.django_db  # the end of an answer looks after connections


@pytest.fixture
def collected(tmp_path, settings):
    settings.STATIC_ROOT, settings.WHITENOISE_AUTOREFRESH = tmp_path, False
    (tmp_path / "site.css").write_text("p { color: red }")
    return tmp_path


@pytest.fixture
def made(monkeypatch) -> list:
    """A note for each time that WhiteNoise looks at the files."""
    notes, real = [], static_files.WhiteNoiseMiddleware
    monkeypatch.setattr(static_files, "WhiteNoiseMiddleware", lambda following: notes.append(1) or real(following))
    return notes


def page(request) -> HttpResponse:
    return HttpResponse("page")


def test_a_file_is_sent(rf, collected):
    response = static_files.serve(page)(rf.get("/static/site.css"))
    assert b"".join(response.streaming_content) == b"p { color: red }"
    response.close()
    assert response["Content-Type"] == 'text/css; charset="utf-8"'


def test_what_is_no_file_is_asked_of_the_site(rf, collected):
    assert static_files.serve(page)(rf.get("/static/other.css")).content == b"page"


def test_files_are_looked_at_once_and_not_for_pages(rf, collected, made):
    site = static_files.serve(page)
    assert site(rf.get("/zh-hans/")).content == b"page"
    assert made == []
    for _twice in range(2):
        site(rf.get("/static/site.css")).close()
    assert made == [1]
