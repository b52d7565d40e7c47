"""What a text says of a registered trial, against its record."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from articles.checks import laws
from articles.checks.document import Document, Line
from articles.checks.facts import TrialFacts
from articles.checks.findings import Level
from articles.checks.registry import Hit, check, hit
from references import registries
from references.choices import OverallStatus, Phase

_ENROLLED = re.compile(
    r"(?:纳入|入组|招募|共有?|计|n ?= ?)(?:了)?[^。;,\d]{0,6}?(?<![\d.])(\d{1,5}) ?(?:名|例|位|人|(?=[)\],。;]|$))",
    re.IGNORECASE,
)
_PHASE = re.compile(
    r"(?<![A-Za-z\d])(Ⅰ/Ⅱ|I/II|1/2|Ⅱ/Ⅲ|II/III|2/3|Ⅰ|Ⅱ|Ⅲ|Ⅳ|I{1,3}|IV|[1-4]|[一二三四])(?:a|b)?期(?!间|望|限|刊|待)"
)
PHASES = {
    "Ⅰ I 1 一": {Phase.EARLY_PHASE1, Phase.PHASE1, Phase.PHASE1_PHASE2},
    "Ⅱ II 2 二": {Phase.PHASE2, Phase.PHASE1_PHASE2, Phase.PHASE2_PHASE3},
    "Ⅲ III 3 三": {Phase.PHASE3, Phase.PHASE2_PHASE3},
    "Ⅳ IV 4 四": {Phase.PHASE4},
    "Ⅰ/Ⅱ I/II 1/2": {Phase.PHASE1_PHASE2},
    "Ⅱ/Ⅲ II/III 2/3": {Phase.PHASE2_PHASE3},
}
_PHASES = {sign: phases for signs, phases in PHASES.items() for sign in signs.split()}
_STATUS = {
    OverallStatus.COMPLETED: re.compile(r"已(?:经)?完成|试验完成|已结束"),
    OverallStatus.RECRUITING: re.compile(r"正在招募|招募中|正在入组"),
    OverallStatus.TERMINATED: re.compile(r"提前终止|被终止|已终止"),
    OverallStatus.WITHDRAWN: re.compile(r"试验(?:已)?撤回|已撤回"),
}
_FIGURE = re.compile(r"(?<![\d.])(\d{1,3}(?:\.\d{1,2})?)%")
# Conditions as registries and articles name them; a text may name the wider one (糖尿病) for the narrower.
CONDITIONS = (
    r"移植物抗宿主|GVHD|graft.versus.host", r"克罗恩|Crohn|肛瘘|肛周瘘|fistula",
    r"溃疡性结肠炎|ulcerative colitis", r"糖尿病|diabet", r"阿尔茨海默|Alzheimer|痴呆|dementia",
    r"帕金森|Parkinson", r"骨关节炎|膝关节|软骨|osteoarthr|cartilage|chondr", r"类风湿|rheumatoid",
    r"红斑狼疮|lupus", r"多发性硬化|multiple sclerosis",
    r"肌萎缩侧索硬化|渐冻|amyotrophic|(?<![A-Za-z])ALS(?![A-Za-z])", r"脊髓损伤|截瘫|spinal cord",
    r"卒中|中风|脑梗|stroke", r"心肌梗死|心梗|myocardial infarct",
    r"心力衰竭|心衰|心肌病|heart failure|cardiomyopath", r"COVID|新冠|新型冠状病毒|SARS-CoV",
    r"急性呼吸窘迫|ARDS|respiratory distress", r"支气管肺发育不良|bronchopulmonary",
    r"肝硬化|肝衰竭|肝病|cirrhosis|liver", r"肾病|肾衰|肾损伤|kidney|renal|nephr",
    r"脑瘫|脑性瘫痪|cerebral palsy", r"自闭症|孤独症|autis", r"脑外伤|脑损伤|brain injur",
    r"肢体缺血|脉管炎|闭塞|limb isch|Buerger", r"烧伤|burn",
    r"足溃疡|皮肤溃疡|foot ulcer|skin ulcer|wound|创面", r"大疱|epidermolysis", r"慢阻肺|慢性阻塞性|COPD",
    r"骨质疏松|osteopor", r"卵巢|ovar", r"银屑病|psoria", r"皮炎|dermatitis",
    r"癌|肿瘤|cancer|carcinoma|tumou?r|glioma", r"黄斑|视网膜|角膜|macular|retin|cornea|ocular|eye",
    r"疤痕|瘢痕|痤疮|scar|acne", r"哮喘|asthma",
)  # fmt: skip
_CONDITIONS = tuple(re.compile(pattern, re.IGNORECASE) for pattern in CONDITIONS)
_PART = re.compile(r"[^。;|]+")


def _about(document: Document) -> Iterator[tuple[Line, TrialFacts, str, int]]:
    """Rows, and sentences, that name one trial of ours: line, record, the text that speaks of it, and its place."""
    trials = document.known.trials
    for line in document.text_lines if trials else ():
        text = line.folded.text
        is_row = line.kind == "row" or text.startswith("|")
        parts = [(0, text)] if is_row else [(found.start(), found[0]) for found in _PART.finditer(text)]
        for start, part in parts:
            found = {each.id for each in registries.find(part)} if re.search(r"\d{6}", part) else set()
            if len(found) == 1 and (record := trials.get(next(iter(found)))):
                yield line, record, part, start


@check(
    code="consistency.trial-enrolment",
    level=Level.WARNING,
    rule=laws.EVIDENCE,
    message=_("“%(excerpt)s”：登记记录里%(trial)s实际入组 %(recorded)s 人。请核对，或写明说的是哪一部分人。"),
    for_articles=True,
)
def trial_enrolment(document: Document) -> Iterator[Hit]:
    for line, trial, part, start in _about(document):
        found = _ENROLLED.search(part)
        in_results = found and re.search(rf"(?<!\d){found[1]}(?!\d)", trial.results)
        if found and trial.enrolled is not None and int(found[1]) != trial.enrolled and not in_results:
            span = (start + found.start(), start + found.end())
            yield hit(line, *span, trial=trial.registry_id, recorded=trial.enrolled)


@check(
    code="consistency.trial-phase",
    level=Level.WARNING,
    rule=laws.EVIDENCE,
    message=_("“%(excerpt)s”：登记记录里%(trial)s是%(recorded)s。请核对来源，改正其中之一。"),
    for_articles=True,
)
def trial_phase(document: Document) -> Iterator[Hit]:
    for line, trial, part, start in _about(document):
        found = _PHASE.search(part)
        if found and trial.phase not in ("", "NA") and trial.phase not in _PHASES[found[1].upper()]:
            span = (start + found.start(), start + found.end())
            yield hit(line, *span, trial=trial.registry_id, recorded=str(Phase(trial.phase).label))


@check(
    code="consistency.trial-status",
    level=Level.WARNING,
    rule=laws.EVIDENCE,
    message=_("“%(excerpt)s”：登记记录里%(trial)s的状态是“%(recorded)s”。请核对并写明日期。"),
    for_articles=True,
)
def trial_status(document: Document) -> Iterator[Hit]:
    for line, trial, part, start in _about(document):
        for status, words in _STATUS.items():
            found = words.search(part)
            if found and trial.status not in ("", status, OverallStatus.UNKNOWN):
                span = (start + found.start(), start + found.end())
                yield hit(line, *span, trial=trial.registry_id, recorded=str(OverallStatus(trial.status).label))


@check(
    code="consistency.trial-result",
    level=Level.WARNING,
    rule=laws.EVIDENCE,
    message=_("“%(excerpt)s”：%(trial)s的记录里没有这个结果。请核对它是否属于这项试验，或补充记录。"),
    for_articles=True,
)
def trial_result(document: Document) -> Iterator[Hit]:
    for line, trial, part, start in _about(document):
        for found in _FIGURE.finditer(part) if trial.results else ():
            if not re.search(rf"(?<![\d.]){re.escape(found[1])} ?[%％]", trial.results):
                yield hit(line, start + found.start(), start + found.end(), trial=trial.registry_id)
                break


@check(
    code="consistency.trial-conditions",
    level=Level.WARNING,
    rule=laws.EVIDENCE,
    message=_("“%(excerpt)s”：登记记录里%(trial)s研究的是%(recorded)s。请核对编号和疾病，改正其中之一。"),
    for_articles=True,
)
def trial_conditions(document: Document) -> Iterator[Hit]:
    for line, trial, part, start in _about(document):
        said = [(pattern, found) for pattern in _CONDITIONS if (found := pattern.search(part))]
        recorded = {pattern for pattern in _CONDITIONS if pattern.search(trial.conditions)}
        if said and recorded and not any(pattern in recorded for pattern, _found in said):
            first = min((found for _pattern, found in said), key=lambda found: found.start())
            names = "、".join(dict.fromkeys(trial.conditions.split("\n")))
            yield hit(line, start + first.start(), start + first.end(), trial=trial.registry_id, recorded=names[:80])
