"""Numbers of papers as people paste them."""

from __future__ import annotations

import pytest

from references.lookup.identifiers import NotOne, identify, reads, split

DOI = "10.1126/science.284.5411.143"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (DOI, f"doi:{DOI}"),
        (f"https://doi.org/{DOI.upper()}", f"doi:{DOI}"),
        (f"http://dx.doi.org/{DOI}", f"doi:{DOI}"),
        (f"doi.org/{DOI}", f"doi:{DOI}"),
        (f"DOI: {DOI}.", f"doi:{DOI}"),
        (f"doi：{DOI}。", f"doi:{DOI}"),
        (f"({DOI})", ""),
        ("10.1002/(SICI)1097(1998)3:1<1::AID-A>3.0.CO;2-X", "doi:10.1002/(sici)1097(1998)3:1<1::aid-a>3.0.co;2-x"),
        ("https://doi.org/10.1016%2Fj.cell.2007.11.019", "doi:10.1016/j.cell.2007.11.019"),
        ("10.1016/S0140-6736(08)60690-X)", "doi:10.1016/s0140-6736(08)60690-x"),
        ("10102814", "PMID 10102814"),
        ("PMID: 10102814.", "PMID 10102814"),
        ("PubMed PMID 10102814", "PMID 10102814"),
        ("https://pubmed.ncbi.nlm.nih.gov/10102814/", "PMID 10102814"),
        ("https://pubmed.ncbi.nlm.nih.gov/10102814/?term=msc", "PMID 10102814"),
        ("PMC5390394", "PMC5390394"),
        ("pmcid: PMC5390394", "PMC5390394"),
        ("https://www.ncbi.nlm.nih.gov/pmc/articles/PMC5390394/", "PMC5390394"),
        ("https://pmc.ncbi.nlm.nih.gov/articles/PMC5390394/", "PMC5390394"),
    ],
)  # fmt: skip
def test_what_they_are(written, read):
    if read:
        assert str(identify(written)) == read
    else:
        with pytest.raises(NotOne):
            identify(written)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (f"{DOI} Accessed 2020", "请只留编号"),
        ("10.1000/a,10.1000/b", "请只留编号"),
        ("doi:10.12", "不是完整的 DOI"),
        ("PMID 1O1O2814", "是不是 PMID 10102814"),
        ("PMCS390394", "是不是 PMC5390394"),
        ("PMID abc", "不是编号"),
        ("PMID 0", "不是编号"),
        ("1234567890", "不是 DOI、PMID 或 PMC 编号"),
        ("NCT01234567", "不是 DOI、PMID 或 PMC 编号"),
        ("", "没有填写"),
    ],
)
def test_what_is_none_says_why(written, told):
    with pytest.raises(NotOne, match=told):
        identify(written)


@pytest.mark.parametrize(
    "text",
    [
        f"{DOI}\nPMID 10102814\n\nPMC5390394",
        f"1. {DOI}\n2. PMID 10102814\n[3] PMC5390394",
        f"{DOI}, PMID 10102814; PMC5390394",
        f"{DOI} 10102814 PMC5390394\n{DOI}",
    ],
)
def test_lists(text):
    assert [str(identify(part)) for part in split(text)] == [f"doi:{DOI}", "PMID 10102814", "PMC5390394"]
    assert reads(text)


def test_a_slip_in_a_list_stays_a_line_of_its_own():
    assert split(f"{DOI}\nPMID l0102814 and more\nPMC5390394")[1] == "PMID l0102814 and more"


@pytest.mark.parametrize(
    "text", ["", "TY  - JOUR\nER  - \n", "@article{a, title={b}}", f"Smith J. A. Cell, 1999. DOI:{DOI}."]
)
def test_other_texts_are_no_lists(text):
    assert not reads(text)
