from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.importing.parsed import Repair
from articles.importing.reading import Reading, read
from articles.importing.repairs import KINDS
from tests.articles.importing.accounting import assert_accounted

LIST = "参考文献：\n" + "\n".join(f"[{n}] Able A, Baker B. Cells, or not? J Imag. 200{n};1:2." for n in range(1, 5))


def reading(line: str, title: str = "题目在这里") -> Reading:
    return read(f"{title}\n一、节\n这是一段正文。\n{line}\n{LIST}\n".encode(), "a.txt")


def proposed(line: str, title: str = "题目在这里") -> dict[str, str]:
    return {p.kind: p.after for p in reading(line, title).proposals() if p.line == 4}


@pytest.mark.parametrize(
    ("line", "kind", "after"),
    [
        ("软骨没有血管,很难长回来;真的吗?", "width", "软骨没有血管，很难长回来；真的吗？"),
        (
            "软骨(cartilage)没有血管,MSCs:没有;2011年,仍没有。",
            "width",
            "软骨（cartilage）没有血管，MSCs：没有；2011年，仍没有。",
        ),
        ("关(guān)节(jié)软(ruan)骨。", "pinyin", "关节软骨。"),
        ("剂量为5×107个，即1.0×10^8个，面积12 cm2。", "exponent", "剂量为5×10⁷个，即1.0×10⁸个，面积12 cm²。"),
        ("每次108个细胞。", "exponent", "每次10⁸个细胞。"),
        ("某国批准Sampleco?(脂肪来源)上市。", "registered", "某国批准Sampleco®(脂肪来源)上市。"),
        ("干细胞😀很神奇🌟🌟。", "emoji", "干细胞很神奇。"),
        ("â€˜种子â€™细胞。", "bytes", "‘种子’细胞。"),
        ("锟斤拷干细胞\ufffd。", "bytes", "干细胞。"),
        ("这一点还有争议3。", "mark", "这一点还有争议[3]。"),
        ("这一点还有争议2,4；别处没有。", "mark", "这一点还有争议[2,4]；别处没有。"),
    ],
    ids=range(11),
)
def test_proposals(line, kind, after):
    found = reading(line).proposals()
    (proposal,) = [p for p in found if p.line == 4 and p.kind == kind]
    assert (proposal.before, proposal.after, proposal.name) == (line, after, f"{kind}:4")
    assert proposal.reason


@pytest.mark.parametrize(
    "line",
    [
        "1,25-二羟维生素和聚(乳酸)的比例为1:2，共1,000例。",
        "见https://www.example.cn/a,b?c=1和10.1234/a(b)c,d。",
        "Is it so? Able said: yes, it is (in part).",
        "全角标点，没有问题；真的（没有）。",
        "第3章共有10页，每组15例，其中男8例。",
        "他说(见上文)这很重要。"[:0] + "血型A(B)O。",
        "随访了24个月，患者为60岁。",
        "A(n)和B(n)。",
        "109例患者，107例完成。",
        "评分为VAS 3分。",
    ],
    ids=range(10),
)
def test_what_is_right_is_left_alone(line):
    assert proposed(line) == {}


def test_badly_converted_traditional():
    found = proposed("間充質干細胞適用于炎癥。", "間質幹細胞是什麼")
    assert found["script"] == "間充質幹細胞適用於炎症。"


def test_references_are_never_touched():
    assert [p for p in reading("这是一句话。").proposals() if p.line > 5] == []


def test_nothing_is_done_without_consent():
    article = reading("软骨没有血管,很难长回来。").article()
    assert (article.repairs, article.sections[0].blocks[-1].text) == ((), "软骨没有血管,很难长回来。")


@pytest.mark.parametrize("accepted", [{"width"}, {"width:4"}, {"width:4", "emoji:1"}])
def test_what_is_accepted_is_done_and_listed(accepted):
    line = "软骨没有血管,很难长回来。"
    article = reading(line).article(accepted)
    assert article.repairs == (Repair(4, line, "软骨没有血管，很难长回来。"),)
    assert article.sections[0].blocks[-1].text == "软骨没有血管，很难长回来。"


def test_repairs_of_one_line_are_one_repair():
    line = "剂量5×107个,每周一次😀。"
    article = reading(line).article({"width", "exponent", "emoji"})
    assert article.repairs == (Repair(4, line, "剂量5×10⁷个，每周一次。"),)


def test_another_line_is_not_repaired():
    assert reading("软骨没有血管,很难长回来。").article({"width:3"}).repairs == ()


def test_an_unknown_repair_is_refused():
    with pytest.raises(ValueError, match="no such repair: wdith"):
        reading("软骨。").article({"wdith"})


def test_cells_of_tables_are_repaired():
    article = reading("| 产品 | 剂量 |\n|---|---|\n| 甲 | 5×107个 |").article({"exponent"})
    assert article.sections[0].blocks[-1].rows == (("产品", "剂量"), ("甲", "5×10⁷个"))


@given(
    st.lists(
        st.sampled_from(
            ["软骨,很难。", "关(guān)节", "5×107个", "😀", "一、节,", "[1] Able A, B. 2001.", "(甲)", "", "a,b"]
        ),
        max_size=15,
    )
)
@settings(max_examples=150, deadline=None)
def test_nothing_is_lost_but_what_the_repairs_say(lines):
    text = "\n".join(lines)
    found = read((text + "\n题").encode(), "a.txt").article(frozenset(KINDS) - {"script"})
    assert_accounted(text + "\n题", found)
