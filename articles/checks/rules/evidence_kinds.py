"""Evidence of the wrong kind: a study of animals that stands behind a sentence about patients."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from articles.checks import laws, papers
from articles.checks.document import Document
from articles.checks.findings import Level
from articles.checks.registry import Hit, check

_PATIENTS = re.compile(r"临床(?:研究|试验|证据|数据|应用|上)|患者|病人|受试者|患儿")
_NOT_HUMAN = re.compile(r"小鼠|大鼠|[鼠犬兔猴猪羊猫]|动物|体外|模型|临床前|细胞实验|细胞系|斑马鱼")
_ANIMAL_TITLE = re.compile(
    r"小鼠|大鼠|模式?[鼠犬兔猴猪羊]|[鼠犬兔猴猪羊](?:模型|心肌|膝|骨|皮|脑|肝|肾)|小型猪|实验动物|动物(?:模型|实验|研究)|斑马鱼|体外(?:实验|研究|培养)"
    r"|\b(?:mice|mouse|murine|rats?|rabbits?|porcine|pigs?|minipigs?|canine|dogs?|ovine|sheep|goats?|monkeys?|primates?|zebrafish|equine"
    r"|in vitro|animal models?)\b",
    re.IGNORECASE | re.ASCII,
)
_EXAMPLE = "[1] 作者甲. 条件培养液对大鼠骨折愈合的影响[J]. 某某杂志，2018."
_BOTH = re.compile(r"综述|荟萃|系统评价|review|meta-analysis|patients?|clinical trial|human subjects", re.IGNORECASE)


@check(
    code="evidence.animal-source",
    level=Level.WARNING,
    rule=laws.EVIDENCE,
    message=_("这句话说的是患者，所引文献 %(key)s 从题名看是动物或体外研究。请换用人体研究，或写明是动物研究。"),
    fires=f"临床研究显示，患者骨折愈合的时间缩短[1]。\n参考文献\n{_EXAMPLE}",
    silent=f"在大鼠中，骨折愈合的时间缩短[1]。\n参考文献\n{_EXAMPLE}",
)
def animal_source(document: Document) -> Iterator[Hit]:
    for each in papers.cited(document):
        said = each.line.folded.text[each.start : each.end]
        title = each.paper.title
        if not _ANIMAL_TITLE.search(title) or _BOTH.search(title):
            continue
        found = _PATIENTS.search(said)
        if found and not _NOT_HUMAN.search(said):
            start, end = (each.start + place for place in found.span())
            yield Hit(each.line, *each.line.folded.span(start, end), {"key": each.paper.key})
