"""The admin of citations, trials and terms."""

import pytest

from references.models import Citation, Term, Trial
from tests import factories, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def root():
    return staff.client_of(staff.account(None))


def found(client, model, query: str) -> list:
    return list(client.get(staff.address(model, "changelist"), {"q": query}).context["cl"].result_list)


def add(client, model, **values):
    page = client.get(staff.address(model, "add"))
    return client.post(staff.address(model, "add"), staff.form_data(page) | values)


@pytest.mark.parametrize("query", ["间充质", "間充質", "张三", "張三", "10.1126/x", "1999", "wang1999"])
def test_citations_are_found_by_title_author_doi_and_year(root, query):
    citation = factories.proposed_citation(
        "wang1999", title="间充质干细胞", year=1999, doi="10.1126/x", authors=[{"family": "张三", "given": ""}]
    )
    factories.proposed_citation()
    assert found(root, Citation, query) == [citation]


@pytest.mark.parametrize("query", ["类风湿", "類風濕", "NCT00000042"])
def test_trials_are_found_in_either_script(root, query):
    trial = factories.proposed_trial("NCT00000042", conditions="类风湿关节炎")
    factories.proposed_trial("NCT00000043")
    assert found(root, Trial, query) == [trial]


@pytest.mark.parametrize("query", ["干细胞", "幹細胞", "MSCs"])
def test_terms_are_found_by_form_and_alias(root, query):
    term = factories.proposed_term("干细胞", zh_hant_tw="幹細胞", zh_hant_hk="幹細胞", aliases=["MSCs"])
    factories.proposed_term("外泌体")
    assert found(root, Term, query) == [term]


def test_authors_are_written_a_line_each(root):
    authors = "Pittenger, Mark F.\r\n张，三\r\nInternational Society for Cell Therapy\r\n{Cells, Inc.}"
    assert add(root, Citation, key="p1999", title="T", authors=authors).status_code == 302
    assert Citation.objects.get().authors == [
        {"family": "Pittenger", "given": "Mark F."},
        {"family": "张", "given": "三"},
        {"literal": "International Society for Cell Therapy"},
        {"literal": "Cells, Inc."},
    ]


def test_what_the_form_does_not_show_of_an_author_stays(root):
    authors = [{"family": "Gogh", "given": "V.", "non-dropping-particle": "van"}, {"literal": "WHO"}]
    citation = factories.proposed_citation(authors=authors)
    page = root.get(staff.address(citation, "change"))
    data = staff.form_data(page) | {"authors": "WHO\r\nGogh, V."}
    assert root.post(staff.address(citation, "change"), data).status_code == 302
    citation.refresh_from_db()
    assert citation.authors == list(reversed(authors))


def test_a_doi_may_be_pasted_as_an_address_and_is_unique_without_case(root):
    first = factories.proposed_citation(doi="10.1126/abc")
    response = add(root, Citation, key="second", title="T", doi="https://doi.org/10.1126/ABC")
    assert response.context["adminform"].form.errors == {"doi": [f"文献 {first.key} 已经有这个编号。"]}


def test_countries_are_codes_and_pairs_are_asked_for_together(root):
    values = {
        "registry_id": "nct00000001",
        "title_zh_hans": "试验",
        "countries": "cn，us、 KR",
        "enrollment_count": "12",
    }
    response = add(root, Trial, **values)
    assert response.context["adminform"].form.errors == {"enrollment_type": ["入组人数和人数性质要一起填写。"]}
    assert add(root, Trial, **values, enrollment_type="ACTUAL").status_code == 302
    trial = Trial.objects.get()
    assert (trial.registry_id, trial.countries) == ("NCT00000001", ["CN", "US", "KR"])


@pytest.mark.parametrize("make", [factories.public_citation, factories.public_trial, factories.public_term])
def test_an_untouched_form_has_no_changes(root, make):
    record = make()
    page = root.get(staff.address(record, "change"))
    assert page.status_code == 200
    form = page.context["adminform"].form
    bound = type(form)(staff.form_data(page), instance=record)
    assert bound.changed_data == []


def test_editors_edition_and_the_day_are_filled_in_and_what_the_form_does_not_show_stays(root):
    citation = factories.proposed_citation("a", year=2013, extra={"ISBN": "1", "issued": {"date-parts": [[2013, 5]]}})
    page = root.get(staff.address(citation, "change"))
    data = staff.form_data(page)
    assert data["issued_on"] == "2013-05"
    data |= {"editors": "Lanza, Robert", "edition": "2", "publisher_place": "London", "issued_on": "2013-05-06"}
    assert root.post(staff.address(citation, "change"), data).status_code == 302
    citation.refresh_from_db()
    assert citation.extra == {
        "ISBN": "1",
        "editor": [{"family": "Lanza", "given": "Robert"}],
        "edition": "2",
        "publisher-place": "London",
        "issued": {"date-parts": [[2013, 5, 6]]},
    }


@pytest.mark.parametrize(("typed", "told"), [("2014-05", "不一致"), ("May", "不是日期"), ("2013-13-01", "不是日期")])
def test_a_day_that_is_none_is_refused(root, typed, told):
    citation = factories.proposed_citation("a", year=2013)
    data = staff.form_data(root.get(staff.address(citation, "change"))) | {"issued_on": typed}
    response = root.post(staff.address(citation, "change"), data)
    assert told in "".join(response.context["adminform"].form.errors["issued_on"])
