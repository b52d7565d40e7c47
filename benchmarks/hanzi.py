"""Script conversion: our converter on HTML with a large glossary against bare OpenCC on the same text, in one run.

`python -m benchmarks.hanzi [RUNS]` tells our speed as a part of that of OpenCC for each size of the glossary. Needs no
database.
"""

from __future__ import annotations

import itertools
import sys
import time

import opencc

from benchmarks import measuring
from mscsite.core import hanzi

GOALS = {0: None, 1_000: 0.35, 5_000: 0.175}  # by the terms of the glossary
SENTENCES = (
    "间充质干细胞具有<b>自我更新</b>和多向分化的能力，在体外可诱导为成骨细胞、脂肪细胞和软骨细胞。",
    "相比干细胞，外泌体无细胞结构，避免了栓塞，<a href='/trials/NCT00000001/'>于教授团队</a>于2024年发表了随访结果。",
    "该药系人脐带间充质干细胞注射剂，冻干粉针剂须在2–8℃避光保存，每周两次，连续4周。",
    "研究阐明了其作用机制并为临床应用提供了依据，<em>表面标志物</em>与免疫调节功能关系密切。",
    "尽管全球监管标准不一，复杂的调控机制仍难以满足传统药物的评价要求<cite data-citation='li-2024'></cite>。",
)
HEADS = (
    "间充质 造血 神经 脂肪 脐带 胎盘 骨髓 牙髓 羊膜 外周血 免疫 炎症 心肌 软骨 角膜 肝脏 肾脏 肺泡 皮肤 血管".split()
)
MIDDLES = "干 前体 祖 基质 上皮 内皮 平滑肌 单核 巨噬 树突 滋养 浆 肥大 颗粒 破骨 成骨 星形".split()
TAILS = (
    "细胞 细胞系 细胞因子 细胞株 细胞团 细胞膜 细胞核 细胞群 细胞治疗 样细胞 源细胞 类器官 细胞库 细胞层 细胞片".split()
)


def terms(count: int) -> list[tuple[str, str, str, bool]]:
    """Terms of the field, the first ones frequent in the text below."""
    seen = ["干细胞", "外泌体", "注射剂", "随访", "免疫调节", "成骨细胞", "脂肪细胞", "作用机制", "表面标志物", "监管"]
    made = ("".join(parts) for parts in itertools.product(HEADS, MIDDLES, TAILS))
    words = list(dict.fromkeys(itertools.chain(seen, made)))[:count]
    convert = hanzi.convert
    return [(w, convert(w, hanzi.HANT_TW, hanzi.HANS), convert(w, hanzi.HANT_HK, hanzi.HANS), False) for w in words]


def best(action, repeats: int) -> float:
    """The shortest of some runs, in seconds of processor time."""
    durations = []
    for _ in range(repeats):
        began = time.process_time()
        action()
        durations.append(time.process_time() - began)
    return min(durations)


def main(repeats: int) -> None:
    html = f"<p>{''.join(SENTENCES)}</p>\n" * 60
    bare = opencc.OpenCC("s2tw")
    for count, goal in GOALS.items():
        glossary = hanzi.Glossary(terms(count))
        hanzi.convert_html(html, hanzi.HANT_TW, hanzi.HANS, glossary)  # the automaton is made at first use
        plain = best(lambda: bare.convert(html), repeats)
        ours = best(lambda glossary=glossary: hanzi.convert_html(html, hanzi.HANT_TW, hanzi.HANS, glossary), repeats)
        sys.stdout.write(f"{len(html)} characters, {len(glossary)} terms: {ours * 1e3:.2f} ms\n")
        measuring.tell(f"conversion with {count} terms, of bare OpenCC", plain / ours, at_least=goal)


if __name__ == "__main__":
    main(int((sys.argv[1:2] or ["15"])[0]))
