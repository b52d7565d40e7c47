"""Asking at once after a citation or a trial, and deciding on archived copies, in the admin."""

from __future__ import annotations

import pytest
from django.urls import reverse

from articles import waiting
from mscsite.core.models import AuditEntry
from mscsite.core.roles import EDITOR, MARKETING, PUBLISHER
from references.models import Citation, Trial
from tests import factories, staff
from tests.loopback import Reply

pytestmark = pytest.mark.django_db
COPY = "https://web.archive.org/web/2020/x"
STUDY = {
    "protocolSection": {
        "identificationModule": {"nctId": "NCT00000001", "briefTitle": "A study"},
        "statusModule": {"overallStatus": "COMPLETED"},
        "designModule": {"enrollmentInfo": {"count": 30, "type": "ACTUAL"}},
    }
}


@pytest.fixture
def editor():
    return staff.client_of(staff.account(EDITOR))


def told(client, address: str, data: dict | None = None) -> list[str]:
    response = client.post(address, data or {}, follow=True)
    return [str(message) for message in response.context["messages"]]


def check(citation: Citation) -> str:
    return reverse("admin:references_citation_check", args=[citation.pk])


def decide(citation: Citation) -> str:
    return reverse("admin:references_citation_copy", args=[citation.pk])


def refresh(trial: Trial) -> str:
    return reverse("admin:references_trial_refresh", args=[trial.pk])


class TestCheckNow:
    def test_what_is_new_is_said_and_stored_in_the_editors_name(self, editor, loopback):
        citation = factories.public_citation("a", doi="10.1000/a")
        update = {"DOI": "10.1000/n", "type": "retraction", "updated": {"date-parts": [[2021]]}}
        loopback.answers["/crossref/10.1000%2Fa"] = Reply({"message": {"updated-by": [update]}})
        assert told(editor, check(citation)) == ["无 → 已撤稿"]
        citation.refresh_from_db()
        assert citation.retraction_status == "retraction"
        assert AuditEntry.objects.get(action="checked").actor is not None

    def test_nothing_new(self, editor, loopback):
        citation = factories.public_citation("a", doi="10.1000/a")
        loopback.answers["/crossref/10.1000%2Fa"] = Reply({"message": {"updated-by": []}})
        assert told(editor, check(citation)) == ["已核对，没有变化。"]

    def test_without_a_network_it_says_so_in_plain_words(self, editor, settings):
        settings.FETCH = False
        citation = factories.public_citation("a", doi="10.1000/a", url="https://example.org/")
        (message,) = told(editor, check(citation))
        assert message.startswith("没有全部查到：本站设置为不联网")
        citation.refresh_from_db()
        assert citation.retraction_checked_at is None

    @pytest.mark.parametrize(
        ("reply", "words"),
        [
            (Reply("<html>", type="text/html"), "返回的是 text/html，不是所要的数据"),
            (Reply('{"message": {"upda'), "答复不是完整的 JSON"),
            (Reply({}, 429, headers={"Retry-After": "900"}), "暂时不接受更多查询"),
            (Reply({}, 500), "出错了（500）"),
        ],
    )
    def test_servers_that_misbehave(self, editor, loopback, reply, words):
        citation = factories.public_citation("a", doi="10.1000/a")
        loopback.answers["/crossref/10.1000%2Fa"] = reply
        (message,) = told(editor, check(citation))
        assert words in message

    def test_a_server_that_hangs_is_not_waited_for_beyond_the_limit(self, editor, loopback, monkeypatch):
        monkeypatch.setattr("references.check_pages.SECONDS", 0.2)
        loopback.answers["/page"] = Reply(send=lambda _handler: loopback.released.wait(5))
        citation = factories.public_citation("a", url=f"{loopback.url}page")
        assert told(editor, check(citation)) == [f"网址 {loopback.url}page：未查 → 没有答复"]

    def test_not_for_everybody(self, editor):
        citation = factories.public_citation("a", doi="10.1000/a")
        assert editor.get(check(citation)).status_code == 404
        publisher = staff.client_of(staff.account(PUBLISHER))
        assert publisher.post(check(citation)).status_code == 403
        assert check(citation) not in publisher.get(staff.address(citation, "change")).content.decode()


class TestCopies:
    @pytest.fixture
    def citation(self) -> Citation:
        return factories.public_citation("a", url="https://e.org/x", link_status="gone", proposed_copy=COPY)

    def test_it_is_counted_listed_and_accepted_with_one_click(self, editor, citation):
        user = staff.account(EDITOR, "another")
        (item,) = [item for item in waiting.items(user) if item.url == reverse("admin:references_citation_copies")]
        assert item.count == 1
        shown = editor.get(item.url)
        assert list(shown.context["proposed"]) == [citation]
        response = editor.post(decide(citation), {"copy": COPY, "back": "list", "accept": ""})
        assert response["Location"] == item.url
        citation.refresh_from_db()
        assert (citation.link, citation.proposed_copy) == (COPY, "")
        assert AuditEntry.objects.get().action == "copy_accepted"
        assert list(editor.get(item.url).context["proposed"]) == []

    def test_refused_on_the_records_own_page(self, editor, citation):
        assert COPY in editor.get(staff.address(citation, "change")).content.decode()
        assert told(editor, decide(citation), {"copy": COPY, "refuse": ""}) == ["文献 a：没有采用这份副本。"]
        citation.refresh_from_db()
        assert (citation.link, citation.archived_url, citation.refused_copy) == ("https://e.org/x", "", COPY)

    def test_a_decision_on_what_is_not_proposed_any_more(self, editor, citation):
        (message,) = told(editor, decide(citation), {"copy": "https://web.archive.org/other", "accept": ""})
        assert "可能已有人处理" in message
        citation.refresh_from_db()
        assert citation.proposed_copy == COPY

    def test_readers_do_not_get_a_proposal(self, client, citation):
        assert COPY not in client.get(citation.get_absolute_url()).content.decode()
        Citation.objects.update(archived_url=COPY, proposed_copy="")
        assert COPY in client.get(citation.get_absolute_url()).content.decode()

    def test_addresses_without_a_copy_are_listed_too(self, editor, citation):
        lost = factories.public_citation("lost", url="https://e.org/y", link_status="gone")
        assert list(editor.get(reverse("admin:references_citation_copies")).context["gone"]) == [lost]

    def test_not_for_everybody(self, citation):
        client = staff.client_of(staff.account(MARKETING))
        assert client.post(decide(citation), {"copy": COPY, "accept": ""}).status_code == 403
        assert client.get(reverse("admin:references_citation_copies")).status_code == 403


class TestRefresh:
    def test_what_changed_is_said_in_words(self, editor, loopback):
        trial = factories.public_trial(
            "NCT00000001",
            title="一项试验",
            overall_status="RECRUITING",
            enrollment_count=20,
            enrollment_type="ESTIMATED",
        )
        loopback.answers["/clinicaltrials/NCT00000001"] = Reply(STUDY)
        said = told(editor, refresh(trial))
        assert "状态：招募中 → 已完成" in said
        assert "入组：20 人（预计） → 30 人（实际）" in said
        trial.refresh_from_db()
        assert (trial.overall_status, trial.title_zh_hans) == ("COMPLETED", "一项试验")
        assert AuditEntry.objects.get(action="updated").actor is not None
        assert told(editor, refresh(trial)) == ["已核对，登记信息没有变化。"]

    @pytest.mark.parametrize(
        ("reply", "words"),
        [
            (Reply("<html>", type="text/html"), "返回的是 text/html"),
            (Reply('{"protocolSection": {"ident'), "不是完整的 JSON"),
            (Reply({"protocolSection": {"identificationModule": {"nctId": "NCT00000002"}}}), "答复却是 NCT00000002"),
            (Reply({}, 404), "没有这条记录"),
            (Reply({}, 429, headers={"Retry-After": "900"}), "暂时不接受更多查询"),
        ],
    )
    def test_a_registry_that_misbehaves_changes_nothing(self, editor, loopback, reply, words):
        trial = factories.public_trial("NCT00000001", overall_status="RECRUITING")
        loopback.answers["/clinicaltrials/NCT00000001"] = reply
        (message,) = told(editor, refresh(trial))
        assert message.startswith("没有查到：")
        assert words in message
        trial.refresh_from_db()
        assert trial.overall_status == "RECRUITING"

    def test_without_a_network(self, editor, settings):
        settings.FETCH = False
        (message,) = told(editor, refresh(factories.public_trial("NCT00000001")))
        assert "不联网" in message

    def test_a_registry_that_cannot_be_asked_says_where_to_look(self, editor):
        trial = factories.public_trial("ChiCTR2000000001")
        shown = editor.get(staff.address(trial, "change")).content.decode()
        assert "不提供按编号查询" in shown
        assert refresh(trial) not in shown
        assert "ICTRP" in told(editor, refresh(trial))[0]

    def test_not_for_everybody(self, editor):
        trial = factories.public_trial("NCT00000001")
        assert editor.get(refresh(trial)).status_code == 404
        assert staff.client_of(staff.account(MARKETING)).post(refresh(trial)).status_code == 403
