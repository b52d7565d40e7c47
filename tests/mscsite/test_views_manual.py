"""The manual in the admin: for those who work there, in the script of their interface, with every picture it names."""

import re

import pytest
from django.conf import settings

from mscsite.core.roles import EDITOR
from tests import staff

pytestmark = pytest.mark.django_db
PAGE = "/admin/manual/"


@pytest.fixture
def editor():
    return staff.client_of(staff.account(EDITOR))


def test_it_is_linked_from_every_page_of_the_admin(editor):
    assert f'href="{PAGE}"' in editor.get("/admin/").text


def test_it_is_for_those_who_work_there(client):
    assert client.get(PAGE).status_code == 302
    assert client.get(f"{PAGE}images/admin-index.png").status_code == 302


def test_headings_are_contents_and_pictures_are_there(editor):
    html = editor.get(PAGE).text
    manual = (settings.BASE_DIR / "docs" / "editors.md").read_text(encoding="utf-8")
    for heading in re.findall(r"^## (.+)$", manual, re.MULTILINE):
        assert html.count(heading) >= 2, heading
    pictures = re.findall(rf'src="({PAGE}images/[^"]+)"', html)
    assert len(pictures) == manual.count("](images/") > 0
    for address in pictures:
        assert editor.get(address)["Content-Type"] == "image/png"


def test_in_traditional_for_a_traditional_interface(editor):
    html = editor.get(PAGE, headers={"accept-language": "zh-Hant"}).text
    assert "從草稿到發布" in html.replace("發佈", "發布")
    assert "从草稿到发布" not in html


@pytest.mark.parametrize("name", ["none.png", "..%2Feditors.md", "editors.md"])
def test_only_pictures_of_the_manual(editor, name):
    assert editor.get(f"{PAGE}images/{name}").status_code == 404
