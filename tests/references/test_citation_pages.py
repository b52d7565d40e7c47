"""Bringing citations in through the admin: by number, by pasted text, by file."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from mscsite.core.models import AuditEntry
from mscsite.core.roles import EDITOR, MARKETING
from references.lookup.services import CSL
from references.models import Citation
from tests import staff
from tests.factories import proposed_citation
from tests.loopback import Reply

pytestmark = pytest.mark.django_db
PAGE = "admin:references_citation_bring_in"
LOOK_UP = "admin:references_citation_look_up"
PAPER = {"type": "journal-article", "title": "A paper", "author": [{"family": "Ng", "given": "A"}], "DOI": "10.1000/a",
         "issued": {"date-parts": [[2020]]}, "container-title": "Cell"}  # fmt: skip


@pytest.fixture
def editor():
    return staff.client_of(staff.account(EDITOR))


def confirm(client, response):
    entries = re.search(r'name="entries" value="([^"]+)"', response.content.decode())[1]
    return client.post(reverse(PAGE), {"entries": entries})


def test_numbers_are_shown_first_and_stored_when_confirmed(editor, loopback):
    loopback.answers["/doi/10.1000/a"] = Reply(PAPER, type=CSL)
    shown = editor.post(reverse(PAGE), {"text": "10.1000/a\n10.1000/none"})
    assert Citation.objects.count() == 0
    assert [row["outcome"].status for row in shown.context["rows"]] == ["created", "failed"]
    loopback.answers.clear()  # what was shown is what is stored: nobody is asked again
    assert confirm(editor, shown).status_code == 302
    (citation,) = Citation.objects.all()
    assert (citation.key, citation.doi, citation.is_public) == ("ng2020", "10.1000/a", False)
    assert AuditEntry.objects.get(record_type="citation").actor.username == "user-of-编辑"


def test_a_file_supplements_what_we_have(editor):
    proposed_citation(key="ng2020", title="A paper", year=2020, authors=[{"family": "Ng", "given": "A"}])
    ris = "TY  - JOUR\nTI  - A paper\nAU  - Ng, A\nPY  - 2020\nDO  - 10.1000/a\nER  - \n"
    shown = editor.post(reverse(PAGE), {"file": SimpleUploadedFile("a.ris", ris.encode())})
    assert [row["outcome"].status for row in shown.context["rows"]] == ["updated"]
    confirm(editor, shown)
    assert Citation.objects.get().doi == "10.1000/a"


@pytest.mark.parametrize("text", ["", "nothing of the kind", "<html><body>x</body></html>"])
def test_what_is_nothing_is_refused_and_stays_in_the_form(editor, text):
    shown = editor.post(reverse(PAGE), {"text": text})
    assert shown.status_code == 200
    assert "粘贴的内容" in shown.context["error"].args[0]
    assert shown.context["text"] == text


def test_a_broken_confirmation_stores_nothing(editor):
    assert "不完整" in editor.post(reverse(PAGE), {"entries": "x"}).context["error"]
    assert not Citation.objects.exists()


def test_one_number_on_the_spot(editor, loopback):
    loopback.answers["/doi/10.1000/a"] = Reply(PAPER, type=CSL)
    first, second = (editor.post(reverse(LOOK_UP), {"id": "https://doi.org/10.1000/a"}).json() for _time in range(2))
    assert (first["status"], second["status"]) == ("created", "skipped")
    assert {first["key"], second["key"]} == {"ng2020"}
    assert first["proposal"] is True
    assert first["url"].endswith(f"/{Citation.objects.get().pk}/change/")
    assert "不是 DOI" in editor.post(reverse(LOOK_UP), {"id": "x"}).json()["error"]
    assert editor.get(reverse(LOOK_UP)).status_code == 405


def test_not_for_everybody(loopback):
    client = staff.client_of(staff.account(MARKETING))
    assert client.get(reverse(PAGE)).status_code == 403
    assert client.post(reverse(LOOK_UP), {"id": "10.1000/a"}).status_code == 403
    assert loopback.asked == []
