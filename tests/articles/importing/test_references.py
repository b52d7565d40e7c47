from __future__ import annotations

from dataclasses import asdict

import pytest

from articles.importing.reference_entry import read_entry
from articles.importing.text import read_text


def told(entry: str) -> dict:
    """What an entry tells, without what it does not."""
    found = asdict(read_entry(None, entry))
    assert found.pop("raw") == entry
    return {key: value for key, value in found.items() if value not in (None, ())}


@pytest.mark.parametrize(
    ("entry", "parts"),
    [
        (
            "Able A, Baker B, et al. “Cells that wait.” Imaginary Sci. 2003;41(7):88–94. (写得最好的一篇)",
            {
                "authors": ("Able A", "Baker B"),
                "title": "Cells that wait",
                "container": "Imaginary Sci",
                "year": 2003,
                "volume": "41",
                "issue": "7",
                "pages": "88–94",
            },
        ),
        (
            "Able A, van der Berg BC. Use of cells to en‐hance it: a review. Hum Cells. 2022 Feb 7;2022(3):ix015.",
            {
                "authors": ("Able A", "van der Berg BC"),
                "title": "Use of cells to enhance it: a review",
                "container": "Hum Cells",
                "year": 2022,
                "volume": "2022",
                "issue": "3",
                "pages": "ix015",
            },
        ),
        (
            "Le Blanc K, O'Brien T, et al. Treatment with cells: a phase II study. Imaginary Lancet 2008;371:1579-86.",
            {
                "authors": ("Le Blanc K", "O'Brien T"),
                "title": "Treatment with cells: a phase II study",
                "container": "Imaginary Lancet",
                "year": 2008,
                "volume": "371",
                "pages": "1579-86",
            },
        ),
        (
            "Ode, P., Ume, Q. & Ito, R. et al. Cells in disease. Imaginary Cures 31, 77 (2023). "
            "https://doi.org/10.1234/S41-025-9.",
            {
                "authors": ("Ode, P.", "Ume, Q.", "Ito, R."),
                "title": "Cells in disease",
                "container": "Imaginary Cures",
                "year": 2023,
                "volume": "31",
                "pages": "77",
                "doi": "10.1234/s41-025-9",
                "url": "https://doi.org/10.1234/S41-025-9",
            },
        ),
        (
            "Doe, J. (2024). Vesicles: Still unproven. Imaginary Journal of Tests, 6(2), 410-422.",
            {
                "authors": ("Doe, J.",),
                "title": "Vesicles: Still unproven",
                "container": "Imaginary Journal of Tests",
                "year": 2024,
                "volume": "6",
                "issue": "2",
                "pages": "410-422",
            },
        ),
        (
            "Roe, R.; Poe, E.A. Cells in joints. Int. J. Imag. Sci. 2021, 22, 345–350.",
            {
                "authors": ("Roe, R.", "Poe, E.A."),
                "title": "Cells in joints",
                "container": "Int. J. Imag. Sci",
                "year": 2021,
                "volume": "22",
                "pages": "345–350",
            },
        ),
        (
            "Anna Muster,What Cells Do in Rats,Imag Rodent J. 2016 May;14(3):61-9.",
            {
                "authors": ("Anna Muster",),
                "title": "What Cells Do in Rats",
                "container": "Imag Rodent J",
                "year": 2016,
                "volume": "14",
                "issue": "3",
                "pages": "61-9",
            },
        ),
        (
            "张三, 李四, 等. 干细胞治疗骨关节炎的进展[J]. 虚构医学杂志, 2020, 12(3): 1-5.",
            {
                "authors": ("张三", "李四"),
                "title": "干细胞治疗骨关节炎的进展",
                "container": "虚构医学杂志",
                "year": 2020,
                "volume": "12",
                "issue": "3",
                "pages": "1-5",
            },
        ),
        (
            "李明华，王刚，等．细胞的进展［J］．虚构医学杂志，2018，20（5）：321—325．",
            {
                "authors": ("李明华", "王刚"),
                "title": "细胞的进展",
                "container": "虚构医学杂志",
                "year": 2018,
                "volume": "20",
                "issue": "5",
                "pages": "321—325",
            },
        ),
        (
            "王大明、李小華（2019）。臍帶血之探討。虛構醫學雜誌，12(3)，45-52。",
            {
                "authors": ("王大明", "李小華"),
                "title": "臍帶血之探討",
                "container": "虛構醫學雜誌",
                "year": 2019,
                "volume": "12",
                "issue": "3",
                "pages": "45-52",
            },
        ),
        (
            "国家某局. 指导原则[EB/OL]. (2020-01-02)[2024-05-06]. https://www.example.cn/a/b.html.",
            {
                "authors": ("国家某局",),
                "title": "指导原则",
                "year": 2020,
                "url": "https://www.example.cn/a/b.html",
            },
        ),
        (
            "Thomas JA, et al. (IHS). Imaginary Society (IHS) Guidelines for Cells. 2021.",
            {"authors": ("Thomas JA",), "title": "Imaginary Society (IHS) Guidelines for Cells", "year": 2021},
        ),
        ("Trials.example – 全球试验的数据库。", {"title": "Trials.example"}),
        ("某某网站", {}),
        ("https://www.example.org/a(b).", {"url": "https://www.example.org/a(b)"}),
        ("见 D0I:10.4321/ABC.2020. PMID：12345678", {"doi": "10.4321/abc.2020", "pmid": "12345678"}),
        (
            "https://pubmed.ncbi.nlm.nih.gov/7654321/",
            {"pmid": "7654321", "url": "https://pubmed.ncbi.nlm.nih.gov/7654321/"},
        ),
    ],
    ids=range(17),
)
def test_entries(entry, parts):
    assert told(entry) == parts


def brief(entry: str) -> tuple:
    """Authors, title, container, year, volume, issue and pages of an entry."""
    found = read_entry(None, entry)
    volume = (found.volume, found.issue, found.pages)
    return (*found.authors, found.title, found.container, found.year, *volume)


@pytest.mark.parametrize(
    ("entry", "parts"),
    [
        (
            'A. I. Ode, "Cells at rest," J. Imag. Res., vol. 9, no. 5, pp. 641–650, Sep. 1991.',
            ("A. I. Ode", "Cells at rest", "J. Imag. Res", 1991, "9", "5", "641–650"),
        ),
        (
            'Ode, Anna I., and Rin Ito. "Cells at rest." Journal of Imaginary Research 9.5 (1991): 641-650.',
            ("Ode, Anna I", "Rin Ito", "Cells at rest", "Journal of Imaginary Research", 1991, "9", "5", "641-650"),
        ),
        (
            "Ode, A. and Ito, R. (2021) 'Cells at rest', Journal of Imag, 12(3), pp. 1–10.",
            ("Ode, A.", "Ito, R.", "Cells at rest", "Journal of Imag", 2021, "12", "3", "1–10"),
        ),
        (
            "A. Ode, R. Ito, Cells at rest, J. Imag. Res. 12 (2020) 34–56.",
            ("A. Ode", "R. Ito", "Cells at rest", "J. Imag. Res", 2020, "12", None, "34–56"),
        ),
        (
            "von Ode L, Ito R, et al: Cells at rest. J Imag 30:1575-1578, 2012",
            ("von Ode L", "Ito R", "Cells at rest", "J Imag", 2012, "30", None, "1575-1578"),
        ),
        (
            "Ode M., Le Ito K., Ume I. Cells at rest. J Imag. 2006;8:315–317. [DOI] [PubMed] [Google Scholar]",
            ("Ode M", "Le Ito K", "Ume I", "Cells at rest", "J Imag", 2006, "8", None, "315–317"),
        ),
        (
            "Ode J, Ito A. Cells at rest. In: Ume K, editor. Handbook of cells. 2nd ed. Place: House; 2015. p. 33-58.",
            ("Ode J", "Ito A", "Cells at rest", "Handbook of cells", 2015, None, None, "33-58"),
        ),
        ("Imag Lancet 2008; 371: 1579–86.", (None, "Imag Lancet", 2008, "371", None, "1579–86")),
        (
            "U.S. Food and Imaginary Administration. A first approval. 2024. Available from: https://www.example.org/a.",
            ("U.S. Food and Imaginary Administration", "A first approval", None, 2024, None, None, None),
        ),
        ("刘某某. 细胞的现状. 虚构日报, 2023-05-06(3).", ("刘某某", "细胞的现状", "虚构日报", 2023, None, "3", None)),
        ("某局．某指导原则．2023-01-02．", ("某局", "某指导原则", None, 2023, None, None, None)),
        (
            "黃某某：〈細胞的倫理〉，《虛構季刊》第12卷第3期（2015年），頁45-60。",
            ("黃某某", "細胞的倫理", "虛構季刊", 2015, "12", "3", "45-60"),
        ),
        (
            "衛生某署（2022）。國人健康調查。臺北市：衛生某署。",
            ("衛生某署", "國人健康調查", None, 2022, None, None, None),
        ),
        (
            "陈某,刘某.外泌体的进展[J/OL].虚构杂志,1-8[2024-03-01].https://doi.org/10.1234/j.2024.001.",
            ("陈某", "刘某", "外泌体的进展", "虚构杂志", 2024, None, None, "1-8"),
        ),
        ("《某某管理办法（试行）》，某发〔2015〕48号", ("某某管理办法（试行）", None, 2015, None, None, None)),
    ],
    ids=range(15),
)
def test_rarer_forms(entry, parts):
    assert brief(entry) == parts


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("1. Able A. One. J Imag. 2001;1:2. 2. Baker B. Two. J Imag. 2002;1:2.", [1, 2]),
        ("(1) Able A. One. 2001. (2) Baker B. Two. 2002.", [1, 2]),
        ("①Able A. One. 2001. ②Baker B. Two. 2002.", [1, 2]),
        ("1. Able A. One. 2001;\n45. doi: 10.1/x\n2. Baker B. Two. 2002.", [1, 2]),
        ("9. Able A. One. 2001. doi:\n10.1234/x\n10. Baker B. Two. 2002.", [9, 10]),
        ("Able, A. (2001). One of the many\nthings that are. J Imag, 1(2), 3.\nBaker, B. (2002). Two of the\n"
         "many things that are. J Imag, 1(2), 3.", [None, None]),
    ],
    ids=range(6),
)  # fmt: skip
def test_entries_run_together_or_broken_over_lines(lines, expected):
    assert [number for number, _ in raws(f"参考文献：\n{lines}")] == expected


def test_words_and_addresses_are_put_together_again():
    entries = "[1] Able A. One of the differen-\ntiated. J Imag. 2001;1:2. doi:10.1234/\na12.3.\n[2] Baker B. 2002."
    parsed = read_text(f"题目\n一、节\n正文在这里。\n参考文献：\n{entries}")
    first = parsed.references[0]
    assert (first.title, first.doi) == ("One of the differentiated", "10.1234/a12.3")
    assert [(repair.line, repair.after) for repair in parsed.repairs] == [(5, "[1] Able A. One of the differen")]


def test_a_source_is_no_reference():
    parsed = read_text("题目在这里\n一、节\n正文在这里。\n资料来源：某某局")
    assert (parsed.references, parsed.metadata["source"].value) == ((), "某某局")


def raws(text: str) -> list[tuple[int | None, str]]:
    parsed = read_text(f"题目\n一、节\n这是一段正文，用来占位。\n{text}")
    return [(reference.number, reference.raw) for reference in parsed.references]


@pytest.mark.parametrize("label", ["参考资料：", "參考文獻:", "【参考文献】", "References", "五、参考文献", "参考文献"])
def test_labels(label):
    assert raws(f"{label}\n[1] Able A. One. 2001.\n[2] Baker B. Two. 2002.") == [
        (1, "[1] Able A. One. 2001."),
        (2, "[2] Baker B. Two. 2002."),
    ]


@pytest.mark.parametrize("mark", ["[1]", "[1]:", "1.", "1、", "(1)", "①", "【1】", "［1］"])
def test_numbers(mark):
    assert raws(f"参考文献：{mark} Able A. One. 2001.") == [(1, f"{mark} Able A. One. 2001.")]


def test_label_and_first_entry_on_one_line():
    assert raws("参考资料:Able A. One. 2001.\nBaker B. Two. 2002.\n虚构学会 (VHS) – 立场文件。") == [
        (None, "Able A. One. 2001."),
        (None, "Baker B. Two. 2002."),
        (None, "虚构学会 (VHS) – 立场文件。"),
    ]


def test_several_entries_on_one_line():
    assert raws("参考文献：[1] Able A. One. 2001. [2] Baker B. Two. 2002.") == [
        (1, "[1] Able A. One. 2001."),
        (2, "[2] Baker B. Two. 2002."),
    ]


def test_an_entry_broken_over_lines():
    assert raws("参考文献\n1. Able A. One of\nthe many. J Imag. 2001;\n3:4.\n2. Baker B. Two. 2002.") == [
        (1, "1. Able A. One of the many. J Imag. 2001; 3:4."),
        (2, "2. Baker B. Two. 2002."),
    ]


def test_a_list_without_a_label():
    assert raws("[7] Able A. One. J Imag. 2001;3:4.") == [(7, "[7] Able A. One. J Imag. 2001;3:4.")]


def test_the_list_ends_where_the_article_goes_on():
    text = "题目\n参考文献：\n[1] Able A. One. 2001.\n来源：某报\n二、节\n这是一段正文，列表已经结束了。"
    parsed = read_text(text)
    assert (len(parsed.references), parsed.metadata["source"].value, parsed.sections[0].heading) == (
        1,
        "某报",
        "二、节",
    )


def test_sixty_entries():
    entries = [
        f"[{n}] Able A, Baker B. Title number {n}. J Imag. 20{n % 20:02};{n}(1):{n}-{n + 9}." for n in range(1, 61)
    ]
    parsed = read_text("题目\n一、节\n这是一段正文。\n参考文献：\n" + "\n".join(entries))
    assert [(r.number, r.title) for r in parsed.references] == [(n, f"Title number {n}") for n in range(1, 61)]


NARROW = """参考文献
4.Able A，Baker M. A paper on cells that
never were[J]. Imag J Cell，1991，9
（5）：641-650.
5.Crown C. Another paper[J]. Fict
Med，2001，7（2）：6-9."""


def test_an_issue_in_brackets_at_the_head_of_a_line_is_no_number():
    assert [(r.number, r.issue) for r in read_text(NARROW).references] == [(4, "5"), (5, "2")]


UNNUMBERED = """参考文献
RadNews. A device that nobody built, and that nobody will, whatever may be said of
it[EB/OL]. 2025. https://news.example.org/p.html
虚构卫生委员会, 虚构药品监督管理总局. 从未发布过的细胞临床研究和转化应用管
理办法[A]//虚卫科教发48号. 2015.
Able A, Baker M. Cells for every season of the year: a long review of what was not
found[J]. Imag J Cell, 2001, 7(2): 6-9.
Crown C. A second look[J]. Fict Med, 2011, 9(1): 12-19."""


def test_a_list_without_numbers_set_to_an_edge():
    found = [(r.authors, r.title, r.container, r.year) for r in read_text(UNNUMBERED).references]
    assert found == [
        (("RadNews",), "A device that nobody built, and that nobody will, whatever may be said of it", None, 2025),
        (
            ("虚构卫生委员会", "虚构药品监督管理总局"),
            "从未发布过的细胞临床研究和转化应用管理办法",
            "虚卫科教发48号",
            2015,
        ),
        (
            ("Able A", "Baker M"),
            "Cells for every season of the year: a long review of what was not found",
            "Imag J Cell",
            2001,
        ),
        (("Crown C",), "A second look", "Fict Med", 2011),
    ]


@pytest.mark.parametrize(
    ("raw", "authors", "title", "year"),
    [
        ("Fict Agency. A notice withdrawn [Internet]. 2024. Available from: https://f.example.org/a",
         ("Fict Agency",), "A notice withdrawn", 2024),
        ("Levels Working Group. The Levels 2. Centre for Imaginary Evidence; 2011.",
         ("Levels Working Group",), "The Levels 2", 2011),
        ("Imagoblast, Inc. (n.d.). RYONEL: prescribing information. DailyFict. https://f.example.org/b",
         ("Imagoblast, Inc.",), "RYONEL: prescribing information", None),
        ("虛構福利部。細胞製劑條例。民國107年。", ("虛構福利部",), "細胞製劑條例", 2018),
        ("虛構法規資料庫：再生療法（2024年公布）", ("虛構法規資料庫",), "再生療法", 2024),
    ],
)  # fmt: skip
def test_entries_of_offices_and_pages(raw, authors, title, year):
    entry = read_entry(None, raw)
    assert (entry.authors, entry.title, entry.year) == (authors, title, year)
