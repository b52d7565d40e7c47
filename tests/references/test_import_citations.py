"""`manage.py import_citations` and `export_citations`."""

from __future__ import annotations

import datetime as dt
import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from mscsite.core.models import AuditEntry
from references.choices import CitationType
from references.exchange.csl import _NEAREST, Invalid, clean_doi, from_csl, not_kept, to_csl
from references.models import Citation
from references.styles import STYLES, format_entry
from tests.factories import proposed_citation, public_citation

ITEM = {
    "id": "Pittenger1999",
    "type": "article-journal",
    "title": "Multilineage potential of <i>adult</i> human mesenchymal stem cells.",
    "author": [{"family": "Pittenger", "given": "Mark F."}],
    "container-title": "Science",
    "issued": {"date-parts": [[1999, 4, 2]]},
    "volume": "284",
    "issue": "5411",
    "page": "143-147",
    "DOI": "https://doi.org/10.1126/SCIENCE.284.5411.143",
    "PMID": "10102814",
}


@pytest.fixture
def run(tmp_path):
    def call(content, *arguments: str, name: str = "file.json") -> tuple[list[dict], str, int]:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        out, err, code = io.StringIO(), io.StringIO(), 0
        try:
            call_command("import_citations", str(path), "--json", *arguments, stdout=out, stderr=err)
        except SystemExit as stop:
            code = stop.code
        return [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue(), code

    return call


def statuses(outcomes: list[dict]) -> list[str]:
    return [outcome["status"] for outcome in outcomes]


@pytest.mark.django_db
class TestImport:
    def test_new_papers_become_proposals(self, run):
        (outcome,), _err, code = run([ITEM])
        assert (outcome["status"], outcome["key"], code) == ("created", "pittenger1999", 0)
        citation = Citation.objects.get()
        assert citation.title == "Multilineage potential of adult human mesenchymal stem cells"
        assert (citation.doi, citation.year, citation.published_at) == ("10.1126/science.284.5411.143", 1999, None)
        assert AuditEntry.objects.get().origin == "import_citations"

    def test_a_second_run_changes_nothing(self, run):
        run([ITEM, ITEM | {"id": "again"}])
        before = Citation.objects.values().get()
        outcomes, _err, _code = run([ITEM])
        assert statuses(outcomes) == ["skipped"]
        assert Citation.objects.values().get() == before
        assert AuditEntry.objects.count() == 1

    def test_a_dry_run_says_what_would_be_and_stores_nothing(self, run):
        outcomes, err, _code = run([ITEM, ITEM], "--dry-run")
        assert statuses(outcomes) == ["created", "skipped"]
        assert "试运行" in err
        assert not Citation.objects.exists()

    def test_what_lacks_is_filled_and_what_differs_is_told(self, run):
        public_citation("ours", title="Our title", year=1999, doi="10.1126/science.284.5411.143", container_title="")
        (outcome,), _err, _code = run([ITEM])
        assert (outcome["status"], outcome["matched_by"], outcome["key"]) == ("updated", "doi", "ours")
        assert {"title", "authors"} <= set(outcome["differs"])
        citation = Citation.objects.get()
        assert (citation.title, citation.container_title, citation.pmid) == ("Our title", "Science", "10102814")

    def test_overwrite_lets_the_file_win(self, run):
        public_citation("ours", title="Our title", year=1999, doi="10.1126/science.284.5411.143")
        run([ITEM], "--overwrite")
        assert Citation.objects.get().title.startswith("Multilineage")
        assert statuses(run([ITEM], "--overwrite")[0]) == ["skipped"]

    def test_publish(self, run):
        proposed_citation("ours", title="Ours", doi="10.1234/x")
        run([ITEM, {"title": "Ours", "DOI": "10.1234/x"}], "--publish")
        assert Citation.objects.public().count() == 2
        assert statuses(run([ITEM], "--publish")[0]) == ["skipped"]

    def test_failures_name_entry_and_field_and_leave_the_others(self, run):
        bad = [
            {"title": ""},
            {"title": "A", "DOI": "10.1126/science (accessed 2020)"},
            {"title": "B", "PMID": "l0102814"},
            {"title": "C", "URL": "not an address"},
            {"title": "D", "page": "1" * 61},
            {"title": "E", "issued": {"date-parts": [[20199]]}, "accessed": {"date-parts": [[2020, 2, 30]]}},
        ]
        outcomes, err, code = run([*bad, ITEM])
        assert statuses(outcomes) == ["failed"] * 6 + ["created"]
        named = [outcome["reason"].partition("：")[0] for outcome in outcomes[:6]]
        assert named == ["title", "DOI", "PMID", "URL", "page", "accessed"]
        assert "（accessed 2020）" in outcomes[1]["reason"] or "(accessed 2020)" in outcomes[1]["reason"]
        assert "file.json 第 2 条" in err
        assert code == 1
        assert Citation.objects.count() == 1

    def test_keys_are_free_and_of_our_form(self, run):
        items = [
            {"id": "http://zotero.org/1", "title": "First of them", "author": [{"family": "García"}]},
            {"id": "x", "title": "Second of them", "author": [{"literal": "世界卫生组织"}], "issued": {"raw": "2020"}},
            {"id": "x", "title": "Third of them"},
            {"id": "12", "title": "Fourth, and long enough", "author": [{"family": "García"}]},
        ]
        outcomes, _err, _code = run(items)
        assert [outcome["key"] for outcome in outcomes] == ["garcia", "x", "third-of-them", "garcia-2"]

    def test_ris_and_bibtex(self, run):
        ris = b"TY  - JOUR\nTI  - A paper\nAU  - Smith, A.\nPY  - 2001\nED  - Jones, B.\nER  - \n"
        (outcome,), _err, _code = run(ris, name="a.ris")
        assert (outcome["status"], outcome["key"], outcome["not_kept"]) == ("created", "smith2001", [])
        bibtex = "@article{k, title={干细胞}, author={王, 敏}, year={2001}}".encode("gb18030")
        assert run(bibtex, name="a.bib")[0][0]["key"] == "k"

    @pytest.mark.parametrize("content", [b"", b"<html></html>", b'[{"title"', b"%PDF"])
    def test_no_bibliography(self, run, content):
        with pytest.raises(CommandError, match=r"file\.json："):
            run(content)

    def test_no_file(self):
        with pytest.raises(CommandError, match="无法打开") as stop:
            call_command("import_citations", "/no/such/file")
        assert stop.value.returncode == 2

    def test_queries_do_not_grow_with_what_we_have(self, run, django_assert_max_num_queries):
        items = [{"title": f"A paper with a title of its own {n}", "DOI": f"10.1234/{n}"} for n in range(3)]
        run(items)
        with django_assert_max_num_queries(6):
            run(items)


@pytest.mark.django_db
@pytest.mark.parametrize(("form", "name"), [("csl", "o.json"), ("ris", "o.ris"), ("bibtex", "o.bib")])
def test_export_and_import_again_change_nothing(form, name, tmp_path, run):
    public_citation(
        "müller-2001".replace("ü", "u"),
        title="50% of A & B: {x} 干细胞",
        authors=[{"family": "Müller", "given": "J."}, {"literal": "WHO"}],
        volume="1",
        issue="2",
        page="3-9",
        doi="10.1234/x_y(1)",
        pmid="123",
        accessed=dt.date(2020, 1, 2),
        language="en",
    )
    public_citation("gb2025", type="standard", title="参考文献著录规则", issue="GB/T 7714—2025", language="zh-Hans")
    proposed_citation("hidden")
    path = tmp_path / name
    call_command("export_citations", output=path, stderr=io.StringIO())
    text = path.read_text("utf-8")
    assert "hidden" not in text
    out = io.StringIO()
    call_command("export_citations", "--format", form, stdout=out)
    assert out.getvalue() == text
    outcomes, _err, code = run(text.encode(), name=name)
    assert (statuses(outcomes), code) == (["skipped", "skipped"], 0)
    assert [outcome["differs"] for outcome in outcomes] == [[], []]
    Citation.objects.all().delete()
    outcomes, _err, _code = run(text.encode(), name=name)
    assert [outcome["key"] for outcome in outcomes] == ["gb2025", "muller-2001"]
    assert [outcome["not_kept"] for outcome in outcomes] == [[], []]
    restored = Citation.objects.get(key="muller-2001")
    assert restored.authors == [{"family": "Müller", "given": "J."}, {"literal": "WHO"}]
    assert (restored.title, restored.doi, restored.accessed) == (
        *("50% of A & B: {x} 干细胞", "10.1234/x_y(1)", dt.date(2020, 1, 2)),
    )


def test_to_csl_and_back():
    extra = {"number": "12"}
    citation = Citation(key="a", type="report", title="T", extra=extra, year=2001, url="https://e.org", language="en")
    item = to_csl(citation)
    assert item == {
        "id": "a",
        "type": "report",
        "title": "T",
        "number": "12",
        "URL": "https://e.org",
        "language": "en",
        "issued": {"date-parts": [[2001]]},
    }
    assert {name: value for name, value in from_csl(item).items() if value} == {
        "type": "report",
        "title": "T",
        "extra": {"number": "12"},
        "url": "https://e.org",
        "language": "en",
        "year": 2001,
    }
    assert not_kept(item) == []


@pytest.mark.parametrize(
    ("item", "fields"),
    [
        ({"title": "A", "container-title": "J"}, {"type": "article-journal"}),
        ({"title": "A", "URL": "https://e.org"}, {"type": "webpage"}),
        ({"title": "A", "type": "journal-article", "number": "e7"}, {"page": "", "extra": {"number": "e7"}}),
        ({"title": "A", "type": "no-such"}, {"type": "document"}),
        ({"title": "In the U.S."}, {"title": "In the U.S."}),
        ({"title": "干细胞。"}, {"title": "干细胞", "language": "zh"}),
        ({"title": "A", "DOI": "10.1234/x", "URL": "https://doi.org/10.1234/X"}, {"doi": "10.1234/x", "url": ""}),
        ({"title": "A", "author": ["WHO", {"name": "EMA"}]}, {"authors": [{"literal": "WHO"}, {"literal": "EMA"}]}),
    ],
)
def test_fields_of_a_citation(item, fields):
    read = from_csl(item)
    assert {name: read[name] for name in fields} == fields


def test_dois():
    assert [clean_doi(text) for text in ("", "doi:10.1234/A.", "https://dx.doi.org/10.1234/a(b)c")] == [
        *("", "10.1234/a", "10.1234/a(b)c"),
    ]
    for text in ("10.1234/a [doi]", "lO.1234/a", "https://example.org"):
        with pytest.raises(Invalid, match="DOI"):
            clean_doi(text)


@pytest.mark.django_db
def test_a_pasted_list_finds_what_we_have_and_proposes_the_rest(run):
    public_citation("ours", title="Mesenchymal stem cells in medicine", year=2004, authors=[{"family": "Le Blanc"}])
    pasted = (
        "[1] Le Blanc K. Mesenchymal stem cells in medicine[J]. Lancet，2004，363（9419）：1439-1441.\n"
        "[2] 王敏，李建国. 干细胞[M]. 北京：科学出版社，2018.\n"
    )
    outcomes, _err, code = run(pasted.encode(), name="list.txt")
    assert (statuses(outcomes), code) == (["updated", "created"], 0)
    assert Citation.objects.get(key="ours").page == "1439-1441"
    assert statuses(run(pasted.encode("gb18030"), name="list.txt")[0]) == ["skipped", "skipped"]


@pytest.mark.django_db
def test_a_found_citation_that_would_become_wrong_stays_as_it_is(run):
    public_citation("ours", title="Ours", doi="10.1234/x", year=None)
    (outcome,), _err, code = run([{"title": "Ours", "DOI": "10.1234/x", "URL": "no address"}])
    assert (outcome["status"], outcome["key"], code) == ("failed", "ours", 1)
    assert outcome["reason"].startswith("URL")
    assert Citation.objects.get().url == ""


GOLDEN = sorted((Path(__file__).parent / "styles" / "golden").glob("*.json"))


def test_what_has_no_column_of_its_own_is_kept_all_the_same():
    """Every golden entry is printed the same after it was a citation of ours; a type that we do not have may change."""
    changed = {}
    for path in GOLDEN:
        for case in json.loads(path.read_text("utf-8")):
            item = case["input"] | ({"DOI": "10.1000/x"} if "DOI" in case["input"] else {})
            if "title" not in item or item["type"] not in (*CitationType.values, *_NEAREST):
                continue
            stored = to_csl(Citation(key=case["id"], **from_csl(item)))
            before = {style: format_entry(item, style) for style in STYLES}
            after = {style: format_entry(stored, style) for style in STYLES}
            if before != after:
                changed[case["id"]] = [
                    (before[style], after[style]) for style in STYLES if before[style] != after[style]
                ]
    assert changed == {}


def test_a_column_that_was_edited_wins_over_what_was_told():
    item = {"type": "article-newspaper", "title": "A", "issued": {"date-parts": [[2001, 2, 3]]}, "edition": "2"}
    citation = Citation(key="a", **from_csl(item))
    assert to_csl(citation)["issued"] == {"date-parts": [[2001, 2, 3]]}
    citation.year, citation.type = 2002, "book"
    assert to_csl(citation) == {
        "id": "a", "type": "book", "title": "A", "issued": {"date-parts": [[2002]]}, "edition": "2",
    }  # fmt: skip
    citation.year = None
    assert "issued" not in to_csl(citation)
