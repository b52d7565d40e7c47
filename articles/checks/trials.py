"""Whether a sentence reports the result of a study, and which of the things a reader needs it leaves out."""

from __future__ import annotations

import re
from dataclasses import dataclass

from articles.checks.context import Context

SOURCE = re.compile(
    r"\[\d{1,3}(?:[-–,、]\d{1,3}){0,4}\]|\b10\.\d{4,9}/|\bPMID\b|\bPMC\d|\b(?:NCT\d{8}|ChiCTR[-\w]{0,20}\d"
    r"|EUCTR[-\d]{1,20}"
    r"|jRCT\w{0,20}\d|UMIN\w{0,20}\d|KCT\d{1,9}|IRCT\w{1,20}"
    r"|CTRI/[\d/]{1,20}|ISRCTN\d{1,9})|《[^》]{2,60}》|et al|[A-Z][a-z]{1,20}等人|(?:见|参见)(?:产品记录|参考文献"
    r"|文献|登记)"
    r"|发表于|发表在|刊于|登载于",
    re.IGNORECASE | re.ASCII,
)
SUBJECTS = re.compile(
    r"\d{1,9} ?(?:余|多)?(?:名|例|位|人|只|项)(?!次)|\bn ?= ?\d|纳入了?\d{1,9}|\d{1,9}/\d{1,9}"
    r"|[一二两三四五六七八九十百]{1,20}(?:名|例"
    r"|位)(?:受试者|患者|儿童|病人|健康|志愿)",
    re.IGNORECASE | re.ASCII,
)
COMPARATOR = re.compile(
    r"安慰剂|对照|假手术|标准治疗组|常规治疗组|空白组|生理盐水|两组|组间|三组|\bvs\b|\bversus\b|低剂量组",
    re.IGNORECASE | re.ASCII,
)
DESIGN = re.compile(
    r"随机|双盲|单盲|单臂|开放标签|多中心|队列|前瞻|回顾性|系统(?:性)?(?:综述|回顾|评价)|荟萃|\bmeta\b|[ⅠⅡⅢⅣ]期"
    r"|\bI{1,3}V?[ab]?期|\b[1-4][ab]?期"
    r"|[一二三四]期(?:临床)?试验|病例系列|病例报告|个案|随访研究|随访试验|临床随访|横断面|交叉设计|剂量递增",
    re.IGNORECASE | re.ASCII,
)
STATISTICS = re.compile(
    r"\bP ?[=<>≤≥]|置信区间|\bCI\b|统计学|主要终点|次要终点|终点|差异|第\d{1,9}(?:周|天|个?月|年)|\d{1,9}周(?!见)"
    r"|样本量",
    re.IGNORECASE | re.ASCII,
)
STUDY = re.compile(r"试验|实验|研究|随访|综述|受试者|入组|分析|病例|安慰剂|对照组|报告|报道")
NOT_HUMAN = re.compile(
    r"小鼠|大鼠|动物|猪模型|犬|兔|猴|羊|体外|培养皿|细胞系|模型(?:中|里|显示)|疾病模型|in vitro|in vivo",
    re.IGNORECASE | re.ASCII,
)
_PROMOTIONAL = re.compile(
    r"高达|我院|本院|我们(?:的|中心|医院|已|采用|这)|本中心|我中心|本品|欢迎|咨询|预约|承诺|保证有?疗?效|口碑|名额"
    r"|扫码|见证|远近|深受|好评|放心|神奇|奇迹|遥遥"
    r"|家属十分|老少|立即|值得信赖|实力|证明了我们"
)


@dataclass(frozen=True)
class Report:
    """What a sentence says of the study behind a result."""

    study: bool
    source: bool
    subjects: bool
    comparator: bool
    design: bool
    statistics: bool
    not_human: bool
    promotional: bool

    @property
    def weight(self) -> int:
        """How surely this is a report: advertisements name no source and no comparison group."""
        parts = 2 * self.source + 2 * self.comparator + self.subjects + self.design + self.statistics
        return parts + 2 * self.not_human

    @property
    def is_report(self) -> bool:
        return not self.promotional and self.weight >= 2 and (self.study or self.source or self.statistics)

    @property
    def is_full_report(self) -> bool:
        """With a number of subjects in a study: what a statement on safety needs at least."""
        return self.is_report and self.study and self.subjects and (self.source or self.design or self.comparator)


def read(context: Context) -> Report:
    """The study behind the phrase, as its sentence and the one before tell it."""
    begin = max(0, context.bounds[0] - 120)
    text = context.line[begin : context.bounds[1]]
    # The mark often stands behind the full stop.
    tail = context.line[context.bounds[1] : context.bounds[1] + 8]
    text += tail if re.match(r"\[\d", tail) else ""
    return Report(
        bool(STUDY.search(text)),
        bool(SOURCE.search(text)),
        bool(SUBJECTS.search(text)),
        bool(COMPARATOR.search(text)),
        bool(DESIGN.search(text)),
        bool(STATISTICS.search(text)),
        bool(NOT_HUMAN.search(text)),
        bool(_PROMOTIONAL.search(context.sentence)),
    )
