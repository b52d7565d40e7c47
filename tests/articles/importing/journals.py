"""Reviews as journals print them, made up at random: what they say is known, so that what is read can be compared."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

SURNAMES = (
    "Able Baker Crown Daly Eich Falk Gold Hart Iber Jung Kaya Lund Moor Nash Olsen Park Quist Rossi Stone".split()
)
HAN_SURNAMES = "张 王 李 刘 陈 杨 黄 吴 周 徐".split()
HAN_NAMES = "明 华 强 丽 伟 芳 军 敏 静 磊 小红 建国 志强".split()
TITLES = [
    "immunomodulation by stromal cells",
    "paracrine signalling in cartilage repair",
    "intra-articular injection for knee osteoarthritis",
    "cryopreservation of umbilical cord-derived cells",
    "long-term safety of allogeneic infusion",
    "extracellular vesicles in wound healing",
]
KINDS = ["a randomized controlled trial", "a systematic review and meta-analysis", "results of a phase II study"]
JOURNALS = ["Imaginary J Orthop", "Stem Cells Imag", "J Fict Med", "Cytother Rep", "Ann Unreal Sci"]
HAN_TITLES = ["脐带间充质干细胞治疗膝骨关节炎的临床研究", "外泌体的制备与质量控制", "细胞治疗产品的监管现状与思考"]
HAN_JOURNALS = ["中华虚构杂志", "虚构医学研究", "中国假想药学"]
FRONT = (
    "第 39 卷 第 5 期 虚构医学 Vol. 39 No. 5",
    "·综述·",
    "脐带间充质干细胞治疗移植物抗宿主病的研究进展",
    "张三1，李四1,2，王五2*",
    "（1. 虚构大学医学院，北京 100000；2. 虚构医院血液科，上海 200000）",
    "[摘  要] 移植物抗宿主病是移植后的主要并发症，本文综述其机制与临床研究，并讨论存在的问题。",
    "[关键词] 间充质干细胞；移植物抗宿主病；脐带",
    "DOI：10.1234/j.fict.2024.05.001",
    "收稿日期：2024-01-02",
)
TITLE = FRONT[2]
FACTS = {"author", "affiliation", "summary", "keywords", "doi", "received", "references_label"}
PARAGRAPHS = [
    "移植物抗宿主病是造血干细胞移植后的主要并发症，约一半的患者对激素无效[1-2]。近年来，间充质干细胞（mesenchymal "
    "stromal cells，MSCs）的免疫调节作用受到关注，相关的clinical trials逐年增加[3]。",
    "间充质干细胞通过分泌多种因子抑制T细胞增殖，诱导调节性T细胞，并使巨噬细胞转向抗炎的一型[4-6]。这些作用依赖于局部的"
    "微环境，因此不同研究的结果并不一致。",
    "一项多中心研究纳入55例激素耐药的患者，剂量为每千克1.0×106个细胞，完全缓解率达到54%[7]。另一项研究没有观察到差异[8,10]。",
]
OUTLINE = [("1 作用机制", 1), ("1.1 免疫调节", 2), ("1.2 组织修复", 2), ("2 临床研究", 1), ("3 小结与展望", 1)]


@dataclass(frozen=True)
class Review:
    """The paragraphs of a review in their order, and what is in them."""

    paragraphs: list[str]
    sections: list[tuple[str, int, list[str]]]
    references: list[dict]


def review(dice: Random, count: int, style: str) -> Review:
    """A review with so many references, `gbt` or `vancouver`."""
    sections = [
        (heading, level, [dice.choice(PARAGRAPHS) for _ in range(dice.randint(1, 3))]) for heading, level in OUTLINE
    ]
    references = [_reference(dice, number, style) for number in range(1, count + 1)]
    body = [text for heading, _, texts in sections for text in (heading, *texts)]
    entries = [reference["raw"] for reference in references]
    return Review([*FRONT, PARAGRAPHS[0], *body, "参考文献", *entries], sections, references)


def _reference(dice: Random, number: int, style: str) -> dict:
    is_han = dice.random() < 0.3
    facts = {
        "number": number,
        "title": dice.choice(HAN_TITLES) if is_han else f"{dice.choice(TITLES)}: {dice.choice(KINDS)}".capitalize(),
        "container": dice.choice(HAN_JOURNALS if is_han else JOURNALS),
        "year": dice.randint(1998, 2024),
        "volume": str(dice.randint(1, 99)),
        "issue": str(dice.randint(1, 12)),
        "pages": f"{(first := dice.randint(1, 900))}-{first + dice.randint(2, 12)}",
        "doi": None if is_han or number % 3 else f"10.1234/imag.{number}",
        "pmid": None,
        "url": None,
    }
    if is_han:
        names = [dice.choice(HAN_SURNAMES) + dice.choice(HAN_NAMES) for _ in range(dice.randint(1, 5))]
    else:
        names = [f"{name} {dice.choice(['A', 'B', 'CD'])}" for name in dice.sample(SURNAMES, dice.randint(2, 5))]
    rest = (", 等" if is_han else ", et al") if len(names) > 3 else ""
    facts["authors"] = names[:3] if rest else names
    return facts | {"raw": _printed(facts, ", ".join(facts["authors"]) + rest, "gbt" if is_han else style, style)}


def _printed(facts: dict, names: str, form: str, numbers: str) -> str:
    mark = "[{number}]" if numbers == "gbt" else "{number}."
    doi = " doi: {doi}." if facts["doi"] else ""
    journal = "[J]. {container}, {year}, {volume}({issue}): {pages}."
    if form != "gbt":
        journal = ". {container}. {year};{volume}({issue}):{pages}."
    return f"{mark} {names}. {{title}}{journal}{doi}".format(**facts)
