"""ClinicalTrials.gov's data model (version 2): JSON of a study as the fields of a trial. Pure.

Source of the names and codes: https://clinicaltrials.gov/data-api/about-api/study-data-structure
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

from babel import Locale

from mscsite.core import dates
from references import registries
from references.choices import EnrollmentType, OverallStatus, Phase, Subjects
from references.trials_import.study import Malformed, Study

# Names of countries that CLDR writes otherwise; the registry has changed some of its own over the years.
_COUNTRIES = {
    "china": "CN",
    "hong kong": "HK",
    "macau": "MO",
    "macao": "MO",
    "korea, republic of": "KR",
    "korea, democratic people's republic of": "KP",
    "iran, islamic republic of": "IR",
    "iran (islamic republic of)": "IR",
    "republic of korea": "KR",
    "taiwan, province of china": "TW",
    "united states of america": "US",
    "russian federation": "RU",
    "turkey": "TR",
    "turkey (türkiye)": "TR",
    "viet nam": "VN",
    "czech republic": "CZ",
    "syrian arab republic": "SY",
    "moldova, republic of": "MD",
    "macedonia, the former yugoslav republic of": "MK",
    "former yugoslavia": "RS",
    "former serbia and montenegro": "RS",
    "palestinian territories, occupied": "PS",
    "palestinian territory, occupied": "PS",
    "côte d'ivoire": "CI",
    "cote d'ivoire": "CI",
    "bosnia and herzegovina": "BA",
    "congo, the democratic republic of the": "CD",
    "the democratic republic of the congo": "CD",
    "lao people's democratic republic": "LA",
    "libyan arab jamahiriya": "LY",
    "tanzania, united republic of": "TZ",
    "brunei darussalam": "BN",
    "myanmar": "MM",
    "trinidad and tobago": "TT",
}
_DESIGN = {
    "RANDOMIZED": "随机",
    "NON_RANDOMIZED": "非随机",
    "SINGLE_GROUP": "单臂",
    "PARALLEL": "平行分组",
    "CROSSOVER": "交叉",
    "FACTORIAL": "析因",
    "SEQUENTIAL": "序贯",
    "NONE": "开放标签",
    "SINGLE": "单盲",
    "DOUBLE": "双盲",
    "TRIPLE": "三盲",
    "QUADRUPLE": "四盲",
    "OBSERVATIONAL": "观察性研究",
    "EXPANDED_ACCESS": "扩大使用",
    "COHORT": "队列",
    "CASE_CONTROL": "病例对照",
    "CASE_ONLY": "仅病例",
    "CASE_CROSSOVER": "病例交叉",
    "PROSPECTIVE": "前瞻性",
    "RETROSPECTIVE": "回顾性",
    "CROSS_SECTIONAL": "横断面",
}


def studies(parsed: object) -> list[object]:
    """The studies of a file's JSON: one, a list of them, or a page of the interface; raises Malformed."""
    if isinstance(parsed, Mapping) and "studies" in parsed:
        parsed = parsed["studies"]
    elif isinstance(parsed, Mapping):
        parsed = [parsed]
    if not isinstance(parsed, list):
        raise Malformed("不是 ClinicalTrials.gov 第 2 版的 JSON（应是一项研究，或 studies 列表）。")
    return parsed


def read(study: object) -> Study:
    """A study as the fields of a trial; raises Malformed, naming the field."""
    protocol = _module(study, "protocolSection")
    if not protocol:
        raise Malformed("protocolSection：没有这一部分，不是 ClinicalTrials.gov 第 2 版的研究。")
    identification = _module(protocol, "identificationModule")
    number = registries.normalise(_text(identification, "nctId"))
    if registries.registry_of(number) != "NCT":
        raise Malformed(f"nctId：“{number}”不是 NCT 编号（NCT 加 8 位数字）。")
    found = Study(number, title=_text(identification, "briefTitle") or _text(identification, "officialTitle"))
    found.conditions = "; ".join(_texts(_module(protocol, "conditionsModule"), "conditions"))
    found.interventions = _interventions(_module(protocol, "armsInterventionsModule"))
    found.as_of = _data_version(study)
    found.fields = _status(_module(protocol, "statusModule"), found) | _design(_module(protocol, "designModule"), found)
    sponsor = _module(_module(protocol, "sponsorCollaboratorsModule"), "leadSponsor")
    found.fields["sponsor"] = _text(sponsor, "name")[:300]
    found.fields["countries"] = _countries(_module(protocol, "contactsLocationsModule"), found)
    return found


def _status(module: Mapping, found: Study) -> dict:
    status = _text(module, "overallStatus")
    if status and status not in OverallStatus.values:
        found.notes.append(f"状态“{status}”没有对应的选项，未改动")
        status = ""
    start, start_precision = _date(module, "startDateStruct")
    end, end_precision = _date(module, "completionDateStruct")
    if end is None:
        end, end_precision = _date(module, "primaryCompletionDateStruct")
    return {
        "overall_status": status,
        "why_stopped": _text(module, "whyStopped"),
        "start_date": start,
        "start_date_precision": start_precision,
        "completion_date": end,
        "completion_date_precision": end_precision,
        "results_posted_on": _date(module, "resultsFirstPostDateStruct")[0],
    }


def _date(module: Mapping, name: str) -> tuple[dt.date | None, str]:
    text = _text(_module(module, name), "date")
    if not text:
        return None, ""
    try:
        day, precision = dates.parse(text)
    except (ValueError, IndexError) as error:
        raise Malformed(f"{name}：“{text}”不是日期（YYYY、YYYY-MM 或 YYYY-MM-DD）。") from error
    return day, str(precision)


def _design(module: Mapping, found: Study) -> dict:
    info = _module(module, "designInfo")
    codes = [_text(info, "allocation"), _text(info, "interventionModel")]
    codes += [_text(info, "observationalModel"), _text(info, "timePerspective")]
    codes.append(_text(_module(info, "maskingInfo"), "masking"))
    kind = _text(module, "studyType")
    words = [_DESIGN[code] for code in ([kind] if kind != "INTERVENTIONAL" else []) + codes if code in _DESIGN]
    enrollment = _module(module, "enrollmentInfo")
    count, nature = _count(enrollment), _text(enrollment, "type")
    nature = nature if nature in EnrollmentType.values else EnrollmentType.ESTIMATED
    return {
        "phase": _phase(_texts(module, "phases"), found),
        "design": "、".join(dict.fromkeys(words)),
        "subjects": Subjects.HUMAN,
        "enrollment_count": count,
        "enrollment_type": str(nature) if count is not None else "",
    }


def _phase(phases: list[str], found: Study) -> str:
    phase = "_".join(sorted(phases))
    if phase and phase not in Phase.values:
        found.notes.append(f"分期“{phase}”没有对应的选项，未改动")
        return ""
    return phase


def _interventions(module: Mapping) -> str:
    """The names of what is given or done, each once."""
    listed = module.get("interventions")
    names = [_text(each, "name") for each in listed if isinstance(each, Mapping)] if isinstance(listed, list) else []
    return "; ".join(dict.fromkeys(filter(None, names)))


def _count(enrollment: Mapping) -> int | None:
    count = enrollment.get("count")
    if count is None:
        return None
    if isinstance(count, bool) or not re.fullmatch(r"\d{1,9}", str(count)):
        raise Malformed(f"enrollmentInfo.count：“{count}”不是人数。")
    return int(count)


def _countries(module: Mapping, found: Study) -> list[str]:
    """ISO 3166 codes, in alphabetical order; names that are no country's are noted."""
    names = {_text(place, "country") for place in module.get("locations") or [] if isinstance(place, Mapping)}
    codes = {name: country_code(name) for name in names if name}
    found.notes += [f"国名“{name}”无法识别" for name, code in sorted(codes.items()) if not code]
    return sorted({code for code in codes.values() if code})


def country_code(name: str) -> str:
    """The ISO 3166 code of a country by its English name; '' where there is none."""
    wanted = name.strip().casefold().replace("’", "'")
    if wanted in _COUNTRIES:
        return _COUNTRIES[wanted]
    territories = Locale.parse("en").territories
    known = {name.casefold().replace("’", "'"): code for code, name in territories.items() if len(code) == 2}
    code = known.get(wanted, "")
    return code if code.isalpha() else ""


def _data_version(study: object) -> dt.date | None:
    """The day of the registry's data that the file was made from."""
    text = _text(_module(_module(study, "derivedSection"), "miscInfoModule"), "versionHolder")
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _module(parent: object, name: str) -> Mapping:
    found = parent.get(name) if isinstance(parent, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def _text(module: Mapping, name: str) -> str:
    value = module.get(name)
    return " ".join(value.split()) if isinstance(value, str) else ""


def _texts(module: Mapping, name: str) -> list[str]:
    values = module.get(name)
    return [" ".join(value.split()) for value in values if isinstance(value, str)] if isinstance(values, list) else []
