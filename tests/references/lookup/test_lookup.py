"""Lookups against recorded shapes of answers, served on this machine, and against answers that are wrong."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import call_command

from mscsite.core.fetch import FetchError, Kind
from references.lookup.entries import entries, propose
from references.lookup.identifiers import identify
from references.lookup.services import CSL, look_up
from references.models import Citation
from tests.factories import proposed_citation
from tests.loopback import Reply

DOI = "10.1126/science.284.5411.143"
# The shape in which Crossref answers content negotiation: its own type, and much that CSL does not know.
CROSSREF = {
    "type": "journal-article",
    "DOI": DOI,
    "URL": "https://doi.org/10.1126/science.284.5411.143",
    "title": "Multilineage Potential of Adult Human <i>Mesenchymal</i> Stem Cells",
    "author": [
        {"given": "Mark F.", "family": "Pittenger", "sequence": "first", "affiliation": [{"name": "Osiris"}]},
        {"name": "A Consortium", "sequence": "additional", "affiliation": []},
    ],
    "container-title": "Science",
    "issued": {"date-parts": [[1999, 4, 2]]},
    "volume": "284",
    "issue": "5411",
    "page": "143-147",
    "publisher": "American Association for the Advancement of Science (AAAS)",
    "ISSN": ["0036-8075", "1095-9203"],
    "reference": [{"key": "R1", "doi-asserted-by": "publisher"}],
    "is-referenced-by-count": 1,
    "abstract": "<jats:p>Human cells</jats:p>",
}
PUBMED = {
    "source": "PubMed",
    "accessed": {"date-parts": [[2026, 11, 1]]},
    "id": "pmid:10102814",
    "title": "Multilineage potential of adult human mesenchymal stem cells",
    "author": [{"family": "Pittenger", "given": "M F"}],
    "container-title-short": "Science",
    "container-title": "Science (New York, N.Y.)",
    "ISSN": "0036-8075",
    "issued": {"date-parts": [[1999, 4, 2]]},
    "page": "143-7",
    "volume": "284",
    "issue": "5411",
    "PMID": "10102814",
    "DOI": DOI,
    "type": "article-journal",
}
DATACITE = {
    "type": "dataset",
    "id": "https://doi.org/10.5281/zenodo.1234567",
    "author": [{"family": "Wang", "given": "Min"}],
    "issued": {"date-parts": [[2023, 1, 9]]},
    "DOI": "10.5281/ZENODO.1234567",
    "publisher": "Zenodo",
    "title": "Counts of cells",
    "version": "2.1",
}


@pytest.fixture
def services(loopback):
    loopback.answers |= {
        f"/doi/{DOI}": Reply(CROSSREF, type=CSL),
        "/doi/10.5281/zenodo.1234567": Reply(DATACITE, type=CSL),
        "/pubmed/pubmed/?format=csl&id=10102814&tool=mscsite": Reply(PUBMED),
        "/pubmed/pmc/?format=csl&id=5390394&tool=mscsite": Reply([PUBMED | {"PMCID": "PMC5390394"}]),
    }
    return loopback


def test_a_doi_of_crossref(services):
    item = look_up(identify(f"https://doi.org/{DOI}"))
    assert item == {
        "type": "article-journal",
        "title": "Multilineage Potential of Adult Human Mesenchymal Stem Cells",
        "author": [{"given": "Mark F.", "family": "Pittenger"}, {"literal": "A Consortium"}],
        "container-title": "Science",
        "issued": {"date-parts": [[1999, 4, 2]]},
        "volume": "284",
        "issue": "5411",
        "page": "143-147",
        "publisher": "American Association for the Advancement of Science (AAAS)",
        "ISSN": "0036-8075",
        "DOI": DOI,
    }
    assert services.asked[0][2]["Accept"] == CSL


def test_a_doi_of_datacite(services):
    item = look_up(identify("10.5281/zenodo.1234567"))
    assert (item["type"], item["publisher"], item["version"]) == ("dataset", "Zenodo", "2.1")
    assert item["DOI"] == "10.5281/zenodo.1234567"


@pytest.mark.parametrize(("written", "pmcid"), [("PMID 10102814", None), ("PMC5390394", "PMC5390394")])
def test_numbers_of_pubmed(services, written, pmcid):
    item = look_up(identify(written))
    assert (item["container-title"], item["PMID"], item.get("PMCID")) == ("Science", "10102814", pmcid)
    assert "accessed" not in item


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (Reply(CROSSREF | {"DOI": "10.1000/another"}, type=CSL), Kind.UNREADABLE),
        (Reply(CROSSREF | {"title": ""}, type=CSL), Kind.UNREADABLE),
        (Reply([], type=CSL), Kind.UNREADABLE),
        (Reply("null", type=CSL), Kind.UNREADABLE),
        (Reply({"status": "error", "message": "no"}, type=CSL), Kind.NOT_FOUND),
        (Reply("<html>", type="text/html"), Kind.WRONG_TYPE),
        (Reply('{"title": "Half', type=CSL), Kind.UNREADABLE),
        (Reply("DOI not found", 404, type="text/html"), Kind.NOT_FOUND),
    ],
)
def test_answers_that_are_wrong(services, reply, kind):
    services.answers[f"/doi/{DOI}"] = reply
    with pytest.raises(FetchError) as caught:
        look_up(identify(DOI))
    assert caught.value.kind is kind


def test_odd_values_of_an_answer_do_no_harm(services):
    odd = {"author": [None, "x", {"family": None}], "title": ["A title"], "issued": [], "page": {}, "editor": "x"}
    services.answers[f"/doi/{DOI}"] = Reply(CROSSREF | odd, type=CSL)
    item = look_up(identify(DOI))
    assert item["title"] == "A title"
    assert not {"author", "issued", "page", "editor"} & set(item)


@pytest.mark.django_db
def test_a_citation_is_proposed_once(services):
    first, second, third = (propose(text) for text in (DOI, f"https://doi.org/{DOI}", "PMID 10102814"))
    assert [outcome.status for outcome in (first, second, third)] == ["created", "skipped", "updated"]
    assert {outcome.key for outcome in (first, second, third)} == {"pittenger1999"}
    (citation,) = Citation.objects.all()
    assert (citation.doi, citation.pmid, citation.is_public) == (DOI, "10102814", False)
    assert len(services.asked) == 2


@pytest.mark.django_db
def test_what_failed_says_why_and_leaves_nothing(services):
    assert propose("PMID 1O102814").reason.startswith("“PMID 1O102814”里有字母")
    assert "没有这条记录" in propose("10.1000/none").reason
    assert not Citation.objects.exists()


@pytest.mark.django_db
def test_a_list_from_the_command(services, tmp_path):
    proposed_citation(key="ours", doi=DOI, title="Ours", year=1999)
    path = tmp_path / "list.txt"
    path.write_text(f"{DOI}\nPMC5390394\n10.5281/zenodo.1234567\n10.1000/none\n", "utf-8")
    out, err = io.StringIO(), io.StringIO()
    with pytest.raises(SystemExit):
        call_command("import_citations", str(path), "PMID 10102814", "--json", stdout=out, stderr=err)
    found = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [(one["status"], one["key"]) for one in found] == [
        ("updated", "ours"),
        ("updated", "ours"),
        ("created", "wang2023"),
        ("failed", ""),
        ("skipped", "ours"),
    ]
    assert "10.1000/none" in err.getvalue()


def test_a_list_that_is_too_long_is_cut_and_says_so(services, monkeypatch):
    monkeypatch.setattr("references.lookup.entries.MOST", 2)
    found = list(entries(f"{DOI}\nPMID 10102814\nPMC5390394"))
    assert [bool(entry.error) for entry in found] == [False, False, True]
    assert "分批" in found[2].error


@pytest.mark.django_db
def test_without_a_network_files_still_come_in_and_numbers_say_what_to_do(settings, tmp_path):
    settings.FETCH = False
    path = tmp_path / "a.json"
    path.write_text('[{"title": "T", "type": "book"}]')
    out, err = io.StringIO(), io.StringIO()
    call_command("import_citations", str(path), stdout=out, stderr=err)
    assert Citation.objects.count() == 1
    assert "请手工填写，或导入文件" in propose(DOI).reason
