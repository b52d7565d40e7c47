"""Retractions, corrections and dead addresses, against servers on this machine that also misbehave."""

from __future__ import annotations

import datetime as dt
import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from mscsite.core import fetch
from mscsite.core.fetch import FetchError, Kind
from mscsite.core.models import AuditEntry
from mscsite.core.outgoing import NoSuchHost
from references.alive import checking, copies, links, notices
from references.models import Citation
from tests.factories import public_citation
from tests.loopback import Reply

DOI = "10.1000/paper"
COPY = {"available": True, "status": "200", "url": "https://web.archive.org/web/2020/x"}
WORK = "/crossref/10.1000%2Fpaper"
RETRACTION = {
    "DOI": "10.1000/NOTICE",
    "type": "retraction",
    "label": "Retraction",
    "source": "retraction-watch",
    "updated": {"date-parts": [[2021, 5, 6]], "timestamp": 1620259200000},
}
CORRECTION = {"DOI": "10.1000/corr", "type": "correction", "updated": {"date-parts": [[2020, 1, 2]]}}
XML = """<?xml version="1.0" ?>
<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2025//EN"
 "https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">
<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID Version="1">123</PMID><Article>
<PublicationTypeList><PublicationType UI="D016428">Journal Article</PublicationType>{kind}</PublicationTypeList>
</Article><CommentsCorrectionsList>{notices}</CommentsCorrectionsList></MedlineCitation></PubmedArticle></PubmedArticleSet>"""
PUBMED = "/pubmed_summaries/efetch.fcgi"


def work(**message) -> Reply:
    return Reply({"status": "ok", "message-type": "work", "message": {"DOI": DOI, **message}})


def pubmed(*kinds: str, publication_type: str = "") -> Reply:
    listed = "".join(
        f'<CommentsCorrections RefType="{kind}"><RefSource>J. 2021</RefSource><PMID>9{at}</PMID></CommentsCorrections>'
        for at, kind in enumerate(kinds)
    )
    kind = f"<PublicationType>{publication_type}</PublicationType>" if publication_type else ""
    return Reply(XML.format(notices=listed, kind=kind), type="text/xml; charset=UTF-8")


class TestNotices:
    def test_on_the_paper_itself_the_gravest_first_and_each_once(self, loopback):
        loopback.answers[WORK] = work(**{"updated-by": [CORRECTION, RETRACTION, RETRACTION | {"source": "publisher"}]})
        assert [notice.as_dict() for notice in notices.ask(DOI, "")] == [
            {"type": "retraction", "doi": "10.1000/notice", "date": "2021-05-06", "source": "retraction-watch"},
            {"type": "correction", "doi": "10.1000/corr", "date": "2020-01-02"},
        ]
        assert len(loopback.asked) == 1

    def test_on_the_notice(self, loopback):
        loopback.answers[WORK] = work()
        update = {"DOI": DOI.upper(), "type": "Expression of Concern", "updated": {"date-parts": [[2022]]}}
        notice = {"DOI": "10.1000/eoc", "update-to": [update, {"DOI": "10.1000/other", "type": "retraction"}]}
        loopback.answers["/crossref"] = Reply({"message": {"items": [notice, "x", {"update-to": None}]}})
        assert notices.ask(DOI, "") == [notices.Notice("expression_of_concern", "10.1000/eoc", "", "2022")]
        assert "filter=updates%3A10.1000%2Fpaper" in loopback.paths[1]

    @pytest.mark.parametrize(
        ("kinds", "publication_type", "types"),
        [
            (["RetractionIn"], "", ["retraction"]),
            (["ErratumIn", "ExpressionOfConcernIn"], "", ["expression_of_concern", "correction"]),
            (["CommentIn", "UpdateIn", "RetractionOf"], "", []),
            ([], "Retracted Publication", ["retraction"]),
        ],
    )
    def test_of_pubmed(self, loopback, kinds, publication_type, types):
        loopback.answers[PUBMED] = pubmed(*kinds, publication_type=publication_type)
        assert [notice.type for notice in notices.ask("", "123")] == types

    def test_both_services_tell_of_one_notice_once(self, loopback):
        loopback.answers |= {WORK: work(**{"updated-by": [RETRACTION]}), PUBMED: pubmed("RetractionIn")}
        assert [notice.doi for notice in notices.ask(DOI, "123")] == ["10.1000/notice"]

    def test_a_paper_that_crossref_does_not_know_has_none(self, loopback):
        assert notices.ask("10.1000/datacite", "") == []

    @pytest.mark.parametrize(
        ("path", "reply", "kind"),
        [
            (WORK, Reply("<html>", type="text/html"), Kind.WRONG_TYPE),
            (WORK, Reply('{"message": {"updated-by": [{"type": "retr'), Kind.UNREADABLE),
            (WORK, Reply([1]), Kind.UNREADABLE),
            (WORK, Reply({}, 500), Kind.SERVER),
            (PUBMED, Reply("<PubmedArticleSet><Pub", type="text/xml"), Kind.UNREADABLE),
            (
                PUBMED,
                Reply(XML.replace(">123<", ">124<").format(notices="", kind=""), type="text/xml"),
                Kind.UNREADABLE,
            ),
            (PUBMED, Reply('{"error": "API rate limit exceeded"}', 429), Kind.BUSY),
        ],
    )
    def test_answers_that_are_wrong(self, loopback, path, reply, kind):
        loopback.answers[path] = reply
        with pytest.raises(FetchError) as caught:
            notices.ask(*((DOI, "") if path == WORK else ("", "123")))
        assert caught.value.kind is kind

    def test_entities_of_an_answer_are_not_followed(self, loopback):
        evil = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><x><CommentsCorrections RefType="&e;"/></x>'
        loopback.answers[PUBMED] = Reply(evil, type="text/xml")
        with pytest.raises(FetchError):
            notices.ask("", "123")


class TestLinks:
    def test_alive_gone_and_unsure(self, loopback):
        loopback.answers |= {"/a": Reply("x"), "/b": Reply(status=410), "/c": Reply(status=403)}
        loopback.answers["/d"] = Reply(status=500)
        found = [links.look(f"{loopback.url}{path}")[0] for path in "abcd"]
        assert found == ["alive", "gone", "unsure", "unsure"]

    def test_a_name_that_is_no_more(self, loopback, monkeypatch):
        def nobody(url: str) -> int:
            raise FetchError(Kind.UNREACHABLE, "no such host") from NoSuchHost("gone.example")

        monkeypatch.setattr(fetch, "status_of", nobody)
        copy = {"available": True, "status": "200", "url": "https://web.archive.org/web/2020/x"}
        loopback.answers["/archive"] = Reply({"archived_snapshots": {"closest": copy}})
        assert links.look("https://gone.example/") == ("gone", "https://web.archive.org/web/2020/x")
        loopback.answers["/archive"] = Reply("<html>", 503)  # then it may be our own network that is down
        assert links.look("https://gone.example/") == ("unsure", "")

    @pytest.mark.parametrize(
        ("closest", "copy"),
        [
            (
                {"available": True, "status": "200", "url": "http://web.archive.org/web/2020/http://e.org/"},
                "https://web.archive.org/web/2020/http://e.org/",
            ),
            ({"available": True, "status": "404", "url": "http://web.archive.org/web/2020/http://e.org/"}, ""),
            ({"available": True, "status": "200", "url": "javascript:alert(1)"}, ""),
            ({}, ""),
            ("x", ""),
        ],
    )
    def test_copies(self, loopback, closest, copy):
        loopback.answers["/archive"] = Reply({"archived_snapshots": {"closest": closest}})
        assert links.archived("http://e.org/") == copy

    def test_an_archive_that_is_down_has_no_copy(self, loopback):
        loopback.answers["/archive"] = Reply("<html>", 503)
        assert links.archived("http://e.org/") == ""


@pytest.fixture
def run():
    def call(*arguments: str) -> tuple[list[dict], str, int]:
        out, err, code = io.StringIO(), io.StringIO(), 0
        try:
            call_command("check_references", "--json", *arguments, stdout=out, stderr=err)
        except SystemExit as stop:
            code = stop.code
        return [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue(), code

    return call


@pytest.mark.django_db
class TestCommand:
    def test_a_retraction_is_stored_told_and_audited(self, loopback, run):
        citation = public_citation("a", doi=DOI)
        loopback.answers[WORK] = work(**{"updated-by": [RETRACTION]})
        (outcome,), _err, code = run()
        assert (outcome["key"], outcome["status"], outcome["changes"], code) == ("a", "changed", ["无 → 已撤稿"], 0)
        citation.refresh_from_db()
        assert citation.retraction_status == "retraction"
        assert citation.notices[0]["doi"] == "10.1000/notice"
        assert citation.retraction_checked_at is not None
        assert AuditEntry.objects.get().action == "checked"
        assert run()[0] == []  # asked a moment ago

    def test_nothing_new_makes_no_version_and_no_audit(self, loopback, run):
        citation = public_citation("a", doi=DOI)
        updated = citation.updated_at
        loopback.answers[WORK] = work(**{"updated-by": []})
        (outcome,), _err, _code = run()
        citation.refresh_from_db()
        assert outcome["status"] == "checked"
        assert (citation.history.count(), AuditEntry.objects.count(), citation.updated_at) == (1, 0, updated)

    def test_what_somebody_entered_is_not_taken_back(self, loopback, run):
        citation = public_citation("a", doi=DOI, retraction_status="retraction")
        loopback.answers[WORK] = work(**{"updated-by": [CORRECTION]})
        run()
        citation.refresh_from_db()
        assert citation.retraction_status == "retraction"

    def test_a_dead_address_gets_its_copy_proposed_and_readers_get_it_once_it_is_accepted(self, loopback, run):
        citation = public_citation("a", url=f"{loopback.url}page")
        loopback.answers["/archive"] = Reply({"archived_snapshots": {"closest": COPY}})
        (outcome,), _err, _code = run()
        citation.refresh_from_db()
        assert (citation.link_status, citation.proposed_copy, citation.archived_url) == ("gone", COPY["url"], "")
        assert citation.link == f"{loopback.url}page"
        assert outcome["changes"][1] == f"存档副本待编辑确认：{COPY['url']}"
        copies.accept(citation, COPY["url"], actor=None, origin="tests")
        citation.refresh_from_db()
        assert (citation.link, citation.proposed_copy) == (COPY["url"], "")
        assert run("a")[0][0]["changes"] == []
        loopback.answers["/page"] = Reply("x")
        run("a")
        citation.refresh_from_db()
        assert (citation.link_status, citation.link) == ("alive", f"{loopback.url}page")

    def test_a_copy_that_was_refused_is_not_proposed_again_but_another_is(self, loopback, run):
        citation = public_citation("a", url=f"{loopback.url}page")
        loopback.answers["/archive"] = Reply({"archived_snapshots": {"closest": COPY}})
        run()
        copies.refuse(Citation.objects.get(), COPY["url"], actor=None, origin="tests")
        run("a")
        citation.refresh_from_db()
        assert (citation.proposed_copy, citation.link) == ("", f"{loopback.url}page")
        newer = COPY | {"url": "https://web.archive.org/web/2026/x"}
        loopback.answers["/archive"] = Reply({"archived_snapshots": {"closest": newer}})
        run("a")
        citation.refresh_from_db()
        assert citation.proposed_copy == newer["url"]
        with pytest.raises(copies.NothingProposed, match="文献 a 没有"):
            copies.accept(citation, COPY["url"], actor=None, origin="tests")

    def test_a_proposal_goes_when_the_address_answers_again(self, loopback, run):
        citation = public_citation("a", url=f"{loopback.url}page")
        loopback.answers["/archive"] = Reply({"archived_snapshots": {"closest": COPY}})
        run()
        loopback.answers["/page"] = Reply("x")
        assert run("a")[0][0]["changes"][1] == "存档副本不再需要确认"
        citation.refresh_from_db()
        assert citation.proposed_copy == ""

    def test_the_address_of_a_paper_with_a_doi_is_asked_after_too(self, loopback, run):
        citation = public_citation("a", doi=DOI, url=f"{loopback.url}page")
        loopback.answers[WORK] = Reply({}, 500)
        (outcome,), _err, code = run()
        citation.refresh_from_db()
        assert (outcome["status"], code) == ("failed", 1)
        assert (citation.link_status, citation.retraction_checked_at) == (
            "gone",
            None,
        )  # one answer stays without the other

    def test_a_run_that_was_stopped_goes_on_where_it_was(self, loopback, run):
        for number in range(4):
            public_citation(f"c{number}", doi=f"10.1000/{number}")
            loopback.answers[f"/crossref/10.1000%2F{number}"] = work(**{"updated-by": []})
        assert [outcome["key"] for outcome in run("--limit", "3")[0]] == ["c0", "c1", "c2"]
        assert [outcome["key"] for outcome in run()[0]] == ["c3"]
        Citation.objects.filter(key="c1").update(retraction_checked_at=timezone.now() - dt.timedelta(days=9))
        assert [outcome["key"] for outcome in run()[0]] == ["c1"]

    def test_it_ends_where_nobody_answers(self, loopback, run):
        for number in range(5):
            public_citation(f"c{number}", doi=f"10.1000/{number}")
            loopback.answers[f"/crossref/10.1000%2F{number}"] = Reply({}, 503)
        found, err, code = run()
        assert ([outcome["status"] for outcome in found], code) == (["failed"] * 3, 1)
        assert "提前停止" in err
        assert not Citation.objects.filter(retraction_checked_at__isnull=False).exists()

    def test_it_ends_at_once_where_it_is_asked_to_come_back_later(self, loopback, run):
        for number in range(2):
            public_citation(f"c{number}", doi=f"10.1000/{number}")
            loopback.answers[f"/crossref/10.1000%2F{number}"] = Reply({}, 429, headers={"Retry-After": "900"})
        assert len(run()[0]) == 1

    def test_without_a_network(self, settings, run):
        settings.FETCH = False
        public_citation("a", doi=DOI)
        (outcome,), _err, code = run()
        assert (outcome["status"], code) == ("failed", 1)
        assert "不联网" in outcome["reason"]

    def test_one_question_alone(self, loopback, run):
        public_citation("a", doi=DOI)
        public_citation("b", url=f"{loopback.url}page")
        loopback.answers |= {WORK: work(**{"updated-by": []}), "/page": Reply("x")}
        assert [outcome["key"] for outcome in run("--only", "links")[0]] == ["b"]
        assert [outcome["key"] for outcome in run("--only", "retractions")[0]] == ["a"]

    def test_an_unknown_key(self):
        with pytest.raises(CommandError, match="no-such"):
            call_command("check_references", "no-such")


@pytest.mark.django_db
def test_a_citation_that_is_gone_meanwhile_is_passed_over(loopback):
    assert list(checking.run([4711])) == []
