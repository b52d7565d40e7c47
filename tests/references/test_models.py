import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [({"doi": "10.1000/ABC"}, "doi"), ({"pmid": "123"}, "pmid"), ({"key": "first2001"}, "key")],
)
def test_one_paper_is_one_citation(fields, constraint):
    factories.public_citation("first2001", doi="10.1000/abc", pmid="123")
    with pytest.raises(IntegrityError, match=constraint):
        factories.public_citation(**({"key": "second2001"} | fields))


def test_citations_without_doi_are_no_doubles_of_each_other():
    factories.public_citation()
    factories.public_citation()


def test_the_link_of_a_citation_is_the_best_that_is_known():
    citation = factories.public_citation(doi="10.1000/X", pmid="9", url="https://example.org/")
    assert citation.link == "https://doi.org/10.1000/x"
    citation.doi = ""
    assert citation.link == "https://pubmed.ncbi.nlm.nih.gov/9/"
    citation.pmid = ""
    assert citation.link == "https://example.org/"


def test_a_trial_knows_its_registry_and_is_there_once():
    trial = factories.proposed_trial("nct04491240")
    assert (trial.registry_id, trial.registry_url) == ("NCT04491240", "https://clinicaltrials.gov/study/NCT04491240")
    with pytest.raises(IntegrityError, match="registry_id"):
        factories.proposed_trial("NCT04491240")


def test_an_id_of_no_registry_is_refused():
    trial = factories.proposed_trial()
    trial.registry_id = "NCT123"
    with pytest.raises(ValidationError, match="NCT123"):
        trial.full_clean()


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"enrollment_count": 30}, "references_trial_enrollment_paired"),
        ({"enrollment_type": "ACTUAL"}, "references_trial_enrollment_paired"),
        ({"start_date": "2020-01-01"}, "references_trial_start_paired"),
        ({"completion_date_precision": "day"}, "references_trial_completion_paired"),
    ],
)
def test_what_belongs_together_is_set_together(fields, constraint):
    with pytest.raises(IntegrityError, match=constraint):
        factories.proposed_trial(**fields)


def test_terms_have_their_address_in_pinyin():
    assert factories.public_term("间充质干细胞").slug == "jian-chong-zhi-gan-xi-bao"
