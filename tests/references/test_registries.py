from __future__ import annotations

import pytest

from references import registries
from references.registries import Found

ICTRP = "https://trialsearch.who.int/Trial2.aspx?TrialID="


@pytest.mark.parametrize(
    ("printed", "canonical", "registry", "address"),
    [
        ("nct01234567", "NCT01234567", "NCT", "https://clinicaltrials.gov/study/NCT01234567"),
        ("NCT 01234567", "NCT01234567", "NCT", "https://clinicaltrials.gov/study/NCT01234567"),
        ("chictr2000012345", "ChiCTR2000012345", "ChiCTR", f"{ICTRP}ChiCTR2000012345"),
        ("ChiCTR-trc-11001234", "ChiCTR-TRC-11001234", "ChiCTR", f"{ICTRP}ChiCTR-TRC-11001234"),
        (
            "EudraCT 2008-003012-21",
            "EUCTR2008-003012-21",
            "EUCTR",
            "https://www.clinicaltrialsregister.eu/ctr-search/search?query=2008-003012-21",
        ),
        (
            "EUCTR2008-003012-21-GB",
            "EUCTR2008-003012-21",
            "EUCTR",
            "https://www.clinicaltrialsregister.eu/ctr-search/search?query=2008-003012-21",
        ),
        (
            "2023-505123-10-00",
            "CTIS2023-505123-10-00",
            "CTIS",
            "https://euclinicaltrials.eu/search-for-clinical-trials/?lang=en&EUCT=2023-505123-10-00",
        ),
        ("JRCTS032180123", "jRCTs032180123", "jRCT", "https://jrct.mhlw.go.jp/latest-detail/jRCTs032180123"),
        ("jRCT2031200123", "jRCT2031200123", "jRCT", "https://jrct.mhlw.go.jp/latest-detail/jRCT2031200123"),
        ("JPRN-UMIN000012345", "UMIN000012345", "UMIN", f"{ICTRP}JPRN-UMIN000012345"),
        ("kct0001234", "KCT0001234", "KCT", f"{ICTRP}KCT0001234"),
        ("ctri/2018/05/013456", "CTRI/2018/05/013456", "CTRI", f"{ICTRP}CTRI/2018/05/013456"),
        ("IRCT20140911019125n8", "IRCT20140911019125N8", "IRCT", f"{ICTRP}IRCT20140911019125N8"),
        ("ACTRN12605000000001p", "ACTRN12605000000001", "ACTRN", "https://www.anzctr.org.au/ACTRN12605000000001.aspx"),
        ("isrctn12345678", "ISRCTN12345678", "ISRCTN", "https://www.isrctn.com/ISRCTN12345678"),
    ],
)
def test_every_registry(printed, canonical, registry, address):
    assert registries.normalise(printed) == registries.normalise(canonical) == canonical
    assert (registries.registry_of(printed), registries.url(printed)) == (registry, address)


@pytest.mark.parametrize(
    "printed",
    [
        "",
        "foo",
        "NCT0123456",
        "NCT012345678",
        "ChiCTR12345",
        "UMIN12345",
        "NCT01234567 和别的",
        "10.1016/j.x-2015-123456-12",
    ],
)
def test_what_is_no_id(printed):
    assert (registries.normalise(printed), registries.registry_of(printed), registries.url(printed)) == (
        printed,
        None,
        "",
    )


def test_places_in_a_text():
    text = "见ＮＣＴ０１２３４５６７，再见 nct01234567。"
    assert registries.find(text) == [Found("NCT01234567", "NCT", 1, 12), Found("NCT01234567", "NCT", 16, 27)]
    assert text[16:27] == "nct01234567"
