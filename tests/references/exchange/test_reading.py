"""RIS and BibTeX as they are met with, and what is no such file."""

from __future__ import annotations

import json

import pytest

from references.exchange import files
from references.exchange.decoding import Refused

RIS = """\ufeff
Provider: somebody
TY  - JOUR
T1  - Multilineage potential of adult
      human mesenchymal stem cells
AU  - Pittenger, Mark F.
A1  - World Health Organization
JO  - Science
Y1  - 1999/04/02/
VL  - 284
IS  - 5411
SP  - 143
EP  - 147
SN  - 0036-8075
DO  - 10.1126/science.284.5411.143
UR  - https://example.org/a;b
KW  - bone
KW  - marrow
AN  - 10102814
DB  - PubMed
ER  -
TY - BOOK
BT - A book
A1 - Smith, Ann
CY - London
PY - 2001
ER -
"""
BIBTEX = r"""
@comment{exported}
@string{jbc = "Journal of Biological Chemistry"}
% a remark
@Article{mueller2001,
  author  = {M{\"u}ller, J{\"o}rg and {World Health Organization} and Charles de la Vall{\'e}e and others},
  title   = {{M}esenchymal $\alpha$ cells, H$_2$O \& CD4$^{+}$: 5\% \textit{in vivo}},
  journal = jbc,
  year    = 2001, month = mar,
  pages   = {1--9}, number = {2}, doi = {10.1/x\_y},
}
@phdthesis{lee2010, author = "Lee, S.", title = "A thesis", school = "MIT", year = "2010"}
@misc{pre1, author={Kim, H.}, title={A preprint}, eprint={2001.01234}, archivePrefix={arXiv}, year={2020}}
@misc{web1, title={A page}, howpublished={\url{https://example.org/x_y}}, url={https://example.org/x_y},
  urldate={2024-05-06}}
"""


def items(text: str) -> list[dict]:
    return [entry.item for entry in files.read(text.encode(), "file")]


def test_ris_of_other_programs():
    article, book = items(RIS)
    assert article == {
        "type": "article-journal",
        "title": "Multilineage potential of adult human mesenchymal stem cells",
        "author": [{"family": "Pittenger", "given": "Mark F."}, {"literal": "World Health Organization"}],
        "container-title": "Science",
        "volume": "284",
        "issue": "5411",
        "page": "143-147",
        "ISSN": "0036-8075",
        "DOI": "10.1126/science.284.5411.143",
        "URL": "https://example.org/a;b",
        "keyword": "bone, marrow",
        "PMID": "10102814",
        "issued": {"date-parts": [[1999, 4, 2]]},
    }
    assert book == {
        "type": "book",
        "title": "A book",
        "author": [{"family": "Smith", "given": "Ann"}],
        "publisher-place": "London",
        "issued": {"date-parts": [[2001]]},
    }


def test_bibtex_of_other_programs():
    article, thesis, preprint, page = items(BIBTEX)
    assert article == {
        "id": "mueller2001",
        "type": "article-journal",
        "title": "Mesenchymal α cells, H2O & CD4+: 5% in vivo",
        "author": [
            {"family": "Müller", "given": "Jörg"},
            {"literal": "World Health Organization"},
            {"family": "de la Vallée", "given": "Charles"},
            {"literal": "et al."},
        ],
        "container-title": "Journal of Biological Chemistry",
        "page": "1-9",
        "issue": "2",
        "DOI": "10.1/x_y",
        "issued": {"date-parts": [[2001, 3]]},
    }
    assert (thesis["type"], thesis["genre"], thesis["publisher"]) == ("thesis", "PhD thesis", "MIT")
    assert (preprint["type"], preprint["publisher"], preprint["URL"]) == (
        *("article", "arXiv", "https://arxiv.org/abs/2001.01234"),
    )
    assert page["type"] == "webpage"
    assert page["accessed"] == {"date-parts": [[2024, 5, 6]]}


def test_a_cut_off_ris_entry_fails_alone():
    good, bad = files.read(b"TY  - JOUR\nTI  - A\nER  - \nTY  - JOUR\nTI  - Cut off\nAU  - Sm", "f.ris")
    assert (good.error, good.item["title"]) == ("", "A")
    assert (bad.number, bad.label) == (2, "Cut off")
    assert "ER" in bad.error


def test_broken_bibtex_entries_fail_alone():
    text = b"@book{a, title={A}}\n@book{b, title={never closed\n@book{c, title={C}}\n@book{a, title={again}}\n"
    entries = files.read(text, "f.bib")
    assert [(entry.label, bool(entry.error)) for entry in entries] == [("a", 0), ("b", 1), ("c", 0), ("a", 1)]
    assert "第 2 行" in entries[1].error
    assert "重复" in entries[3].error


def test_json_in_its_three_forms():
    item = {"id": "a", "title": "A"}
    for parsed in ([item], {"items": [item]}, item):
        assert items(json.dumps(parsed)) == [item]
    (entry,) = files.read(b"[3]", "f.json")
    assert entry.error


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "空"),
        (b"\xef\xbb\xbf  \n", "空"),
        (b"<!DOCTYPE html><html><body>Log in</body></html>", "HTML"),
        (b"\n <html>", "HTML"),
        (b"%PDF-1.7", "PDF"),
        (b"PK\x03\x04...", "压缩包"),
        (b'[{"title": "half', "JSON"),
        (b"[" * 100_000, "嵌套"),
        (b"3", "不是 RIS"),
        (b"just words", "不是 RIS"),
        (b"AU  - Smith\nER  - \n", "不是 RIS"),
        (b"\xff\xfe\x00", "第 3 个字节"),
        (b"\x81\xff\xff\xff", "编码"),
        (b"TY  - \x00\x01JOUR", "二进制"),
    ],
)
def test_what_is_no_bibliography_is_refused_by_name(data, reason):
    with pytest.raises(Refused, match=reason) as refused:
        files.read(data, "file.x")
    assert "file.x" in str(refused.value)
