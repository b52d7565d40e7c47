"""Trials in the two XML formats of the WHO: the export of its search portal (ICTRP), and the file that registries
give it, which ChiCTR, IRCT and others offer for download. Pure.

The fields are those of the Trial Registration Data Set, version 1.3.1.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from lxml import etree

from mscsite.core import dates
from references import registries
from references.choices import EnrollmentType, OverallStatus, Phase, Subjects
from references.trials_import.ctgov import country_code
from references.trials_import.study import Malformed, Study

# The same fact under its name in the portal's export and in the registries' own files.
_NAMES = {
    "id": ("trialid", "trial_id"),
    "title": ("public_title",),
    "scientific_title": ("scientific_title",),
    "sponsor": ("primary_sponsor",),
    "status": ("recruitment_status",),
    "type": ("study_type",),
    "design": ("study_design",),
    "phase": ("phase",),
    "size": ("target_size",),
    "actual_size": ("results_actual_enrollment", "results_actual_enrolment"),
    "start": ("date_enrollement", "date_enrollment", "date_enrolment"),
    "completed": ("results_date_completed",),
    "posted": ("results_date_posted",),
    "conditions": ("condition", "hc_freetext"),
    "interventions": ("intervention", "i_freetext"),
    "refreshed": ("last_refreshed_on", "export_date"),
}
_STATUSES = (
    (r"not\s+yet|pending|尚未开始|未开始", OverallStatus.NOT_YET_RECRUITING),
    (r"withdrawn|撤回", OverallStatus.WITHDRAWN),
    (r"terminated|终止|中止", OverallStatus.TERMINATED),
    (r"suspend|temporar|暂停", OverallStatus.SUSPENDED),
    (r"complete|结束|完成", OverallStatus.COMPLETED),
    (r"by invitation", OverallStatus.ENROLLING_BY_INVITATION),
    (r"not recruiting|closed|active", OverallStatus.ACTIVE_NOT_RECRUITING),
    (r"recruiting|ongoing|authori[sz]ed|open|正在进行|招募中", OverallStatus.RECRUITING),
)
_PHASE_NUMBERS = {"0": "EARLY_PHASE1", "1": "PHASE1", "2": "PHASE2", "3": "PHASE3", "4": "PHASE4"}
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}
_MONTHS = {name: at for at, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), start=1)}


def reads(text: str) -> bool:
    """Whether a text is XML of one of the two kinds."""
    return bool(re.search(r"<Trials_downloaded_from_ICTRP\b|<trials?\b|<Triallist\b", text[:5000], re.IGNORECASE))


def studies(data: bytes) -> list[etree._Element]:
    """The trials of a file as elements; raises Malformed where the file is no XML, or cut off."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        tree = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise Malformed(f"不是完整的 XML：第 {error.lineno} 行无法读出，文件可能没有下载完。") from error
    found = [each for each in tree.iter() if _name(each) == "trial" and _facts(each)]
    if not found:
        raise Malformed("XML 里没有试验（Trial），不是 ICTRP 或 ChiCTR 的导出。")
    return found


def read(trial: etree._Element) -> Study:
    """A trial as the fields of ours; raises Malformed, naming the field."""
    facts = _facts(trial)
    number = registries.normalise(facts.get("id", ""))
    if registries.registry_of(number) is None:
        raise Malformed(f"TrialID：“{facts.get('id', '')}”不是已知登记平台的编号。")
    found = Study(number, title=facts.get("title") or facts.get("scientific_title", ""))
    found.conditions, found.interventions = facts.get("conditions", ""), facts.get("interventions", "")
    found.as_of = _as_of(facts.get("refreshed", ""))
    count, nature = _size(facts, found)
    start, start_precision = _date(facts, "start", found)
    end, end_precision = _date(facts, "completed", found)
    found.fields = {
        "overall_status": _status(facts.get("status", ""), found),
        "why_stopped": "",
        "phase": _phase(facts.get("phase", ""), facts.get("type", ""), found),
        "design": "",  # the registries' prose; editors word it
        "subjects": Subjects.HUMAN,
        "enrollment_count": count,
        "enrollment_type": str(nature) if count is not None else "",
        "start_date": start,
        "start_date_precision": start_precision,
        "completion_date": end,
        "completion_date_precision": end_precision,
        "sponsor": facts.get("sponsor", "")[:300],
        "countries": _countries(trial, found),
        "results_posted_on": _date(facts, "posted", found)[0],
    }
    return found


def _name(element: etree._Element) -> str:
    return element.tag.lower() if isinstance(element.tag, str) else ""


def _facts(trial: etree._Element) -> dict[str, str]:
    """The facts of a trial by our names; of several elements of one name the first that says something."""
    texts: dict[str, str] = {}
    for element in _leaves(trial):
        if text := _text(element):
            texts.setdefault(_name(element), text)
    found = {}
    for ours, names in _NAMES.items():
        if text := next((texts[name] for name in names if name in texts), ""):
            found[ours] = text
    return found


def _leaves(trial: etree._Element) -> Iterator[etree._Element]:
    """Elements of the trial itself and of its `main` part, not of the contacts."""
    for child in trial:
        yield from child if _name(child) == "main" else [child]


def _text(element: etree._Element) -> str:
    text = re.sub(r"<[^<>]{1,40}>", " ", element.text or "")
    return " ".join(text.split())


def _as_of(text: str) -> dt.date | None:
    try:
        return _parsed(text.partition(" ")[0] if re.match(r"\d+/\d+/\d{4} ", text) else text)[0]
    except ValueError:
        return None


def _date(facts: dict[str, str], name: str, found: Study) -> tuple[dt.date | None, str]:
    text = facts.get(name, "")
    if not text:
        return None, ""
    try:
        day, precision = _parsed(text)
    except ValueError:
        found.notes.append(f"日期“{text[:40]}”无法识别，未采用")
        return None, ""
    # ChiCTR writes 1990-01-01 where nothing was filled in, others 1900.
    if day == dt.date(1990, 1, 1) or not 1950 <= day.year <= 2100:
        return None, ""
    return day, str(precision)


def _parsed(text: str) -> tuple[dt.date, dates.DatePrecision]:
    """`2020-05-06`, `2020/5/6`, `06/05/2020` (day first), `24 August 2026`, `May 2020`; raises ValueError.

    The portal writes some dates with the month first; what can be one way alone is read that way.
    """
    text = re.sub(r"[T ]\d{1,2}:\d\d.*\Z", "", text.strip())
    if match := re.fullmatch(r"(\d{4})[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月?)", text):
        return dates.parse("-".join(part for part in match.groups() if part))
    if match := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", text):
        day, month = match[1], match[2]
        if int(month) > 12:
            day, month = month, day
        return dates.parse(f"{match[3]}-{month}-{day}")
    if match := re.fullmatch(r"(?:(\d{1,2})\s+)?([A-Za-z]{3})[a-z]*\.?,?\s+(?:(\d{1,2}),\s+)?(\d{4})", text):
        month, day = _MONTHS.get(match[2].lower()), match[1] or match[3]
        if month:
            return dates.parse(f"{match[4]}-{month}" + (f"-{day}" if day else ""))
    if re.fullmatch(r"\d{4}", text):
        return dates.parse(text)
    raise ValueError(text)


def _status(text: str, found: Study) -> str:
    for pattern, status in _STATUSES:
        if re.search(pattern, text, re.IGNORECASE):
            return str(status)
    if text:
        found.notes.append(f"状态“{text[:40]}”没有对应的选项，未改动")
    return ""


def _phase(text: str, kind: str, found: Study) -> str:
    """`Phase 2`, `II期`, `1-2`, `Phase II/III`, `Human pharmacology (Phase I): yes …` of the European register."""
    plain = text.lower()
    if "human pharmacology" in plain:
        stages = ("human pharmacology", "therapeutic exploratory", "therapeutic confirmatory", "therapeutic use")
        numbers = [str(at) for at, stage in enumerate(stages, 1) if re.search(rf"{stage}[^:]*:\s*yes", plain)]
    else:
        numbers = [_ROMAN.get(part, part) for part in re.findall(r"(?<![a-z])(?:iv|i{1,3})(?![a-z])|[0-4]", plain)]
    codes = list(dict.fromkeys(_PHASE_NUMBERS[number] for number in numbers))
    phase = "_".join(codes[:2])
    if phase in Phase.values:
        return phase
    if (
        not text
        or re.search(r"not applicable|n/a|n.a|其它|其他|not selected|post|上市后", plain)
        or "observ" in kind.lower()
    ):
        return str(Phase.PHASE4) if "post" in plain or "上市后" in plain else str(Phase.NA) if text else ""
    found.notes.append(f"分期“{text[:40]}”没有对应的选项，未改动")
    return ""


def _size(facts: dict[str, str], found: Study) -> tuple[int | None, EnrollmentType]:
    """How many were enrolled, else how many are to be; groups (`A:20;B:10;`) are summed."""
    for name, nature in (("actual_size", EnrollmentType.ACTUAL), ("size", EnrollmentType.ESTIMATED)):
        text = facts.get(name, "")
        if re.fullmatch(r"\d{1,9}", text):
            return int(text), nature
        groups = re.findall(r"[:：]\s*(\d{1,7})\s*(?=[;；]|\Z)", text)
        if groups:
            return sum(map(int, groups)), nature
        if text:
            found.notes.append(f"人数“{text[:40]}”无法识别，未采用")
    return None, EnrollmentType.ESTIMATED


def _countries(trial: etree._Element, found: Study) -> list[str]:
    names: list[str] = []
    for element in trial.iter():
        if _name(element) in ("countries", "country2") and _text(element):
            names += [name.strip() for name in re.split(r"[;；|]", _text(element)) if name.strip()]
    codes = {name: country_code(name) or _CHINESE.get(name, "") for name in names}
    found.notes += [f"国名“{name}”无法识别" for name, code in sorted(codes.items()) if not code]
    return sorted({code for code in codes.values() if code})


_CHINESE = {"中国": "CN", "美国": "US", "日本": "JP", "韩国": "KR", "伊朗": "IR", "印度": "IN"}
