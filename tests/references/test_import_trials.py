"""`manage.py import_trials`: ClinicalTrials.gov v2 JSON."""

from __future__ import annotations

import copy
import datetime as dt
import io
import json

import pytest
from django.core.management import call_command

from mscsite.core.models import AuditEntry
from references.models import Trial
from references.trials_import.ctgov import country_code
from tests.factories import public_trial

STUDY = {
    "protocolSection": {
        "identificationModule": {
            "nctId": "NCT02336230",
            "briefTitle": "A Prospective Study of Remestemcel-L",
            "officialTitle": "A Single-arm, Prospective Study of Remestemcel-L",
        },
        "statusModule": {
            "overallStatus": "TERMINATED",
            "whyStopped": "Slow enrollment",
            "startDateStruct": {"date": "2015-11", "type": "ACTUAL"},
            "primaryCompletionDateStruct": {"date": "2018-04-03", "type": "ACTUAL"},
            "completionDateStruct": {"date": "2018-05-17", "type": "ACTUAL"},
            "resultsFirstPostDateStruct": {"date": "2021-03-04", "type": "ACTUAL"},
        },
        "sponsorCollaboratorsModule": {"leadSponsor": {"name": "Mesoblast International Sàrl", "class": "INDUSTRY"}},
        "conditionsModule": {"conditions": ["Grade B aGVHD", "Acute Graft-versus-host Disease"]},
        "designModule": {
            "studyType": "INTERVENTIONAL",
            "phases": ["PHASE2", "PHASE3"],
            "designInfo": {
                "allocation": "NA",
                "interventionModel": "SINGLE_GROUP",
                "maskingInfo": {"masking": "NONE"},
            },
            "enrollmentInfo": {"count": 55, "type": "ACTUAL"},
        },
        "contactsLocationsModule": {
            "locations": [
                {"country": "United States"},
                {"country": "Korea, Republic of"},
                {"country": "United States"},
                {"country": "Turkey (Türkiye)"},
            ]
        },
    },
    "derivedSection": {"miscInfoModule": {"versionHolder": "2024-06-07"}},
    "hasResults": True,
}


STORED = (
    "title_zh_hans conditions_zh_hans phase overall_status why_stopped enrollment_count enrollment_type design "
    "countries sponsor start_date start_date_precision completion_date completion_date_precision subjects published_at "
    "last_checked_at registry"
)


def changed(**modules) -> dict:
    """The study with parts of its modules replaced."""
    study = copy.deepcopy(STUDY)
    for name, fields in modules.items():
        study["protocolSection"].setdefault(name, {}).update(fields)
    return study


@pytest.fixture
def run(tmp_path):
    def call(content, *arguments: str, source: str | None = None) -> tuple[list[dict], str, int]:
        path = tmp_path / "studies.json"
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        out, err, code = io.StringIO(), io.StringIO(), 0
        try:
            call_command("import_trials", source or str(path), "--json", *arguments, stdout=out, stderr=err)
        except SystemExit as stop:
            code = stop.code
        return [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue(), code

    return call


@pytest.mark.django_db
class TestImport:
    def test_a_study_becomes_a_proposal(self, run):
        (outcome,), _err, code = run(STUDY)
        assert (outcome["status"], outcome["id"], code) == ("created", "NCT02336230", 0)
        trial = Trial.objects.values(*STORED.split()).get()
        assert trial == {
            "title_zh_hans": "A Prospective Study of Remestemcel-L",
            "conditions_zh_hans": "Grade B aGVHD; Acute Graft-versus-host Disease",
            "phase": "PHASE2_PHASE3",
            "overall_status": "TERMINATED",
            "why_stopped": "Slow enrollment",
            "enrollment_count": 55,
            "enrollment_type": "ACTUAL",
            "design": "单臂、开放标签",
            "countries": ["KR", "TR", "US"],
            "sponsor": "Mesoblast International Sàrl",
            "start_date": dt.date(2015, 11, 1),
            "start_date_precision": "month",
            "completion_date": dt.date(2018, 5, 17),
            "completion_date_precision": "day",
            "subjects": "human",
            "published_at": None,
            "last_checked_at": dt.datetime(2024, 6, 7, tzinfo=dt.UTC),
            "registry": "NCT",
        }
        assert outcome["notes"] == ["登记平台已于 2021-03-04 发布结果，本站尚无结果说明"]

    def test_a_second_run_changes_nothing(self, run):
        run(STUDY)
        before = Trial.objects.values().get()
        (outcome,), _err, _code = run({"studies": [STUDY]})
        assert (outcome["status"], outcome["changes"]) == ("skipped", [])
        assert Trial.objects.values().get() == before
        assert AuditEntry.objects.count() == 1

    def test_changes_are_told_in_words_and_our_texts_stay(self, run):
        public_trial(
            "NCT02336230",
            title="瑞美司特的前瞻性研究",
            conditions="急性移植物抗宿主病",
            design="单臂、多中心",
            overall_status="RECRUITING",
            enrollment_count=60,
            enrollment_type="ESTIMATED",
            results="已有说明",
        )
        (outcome,), _err, _code = run([STUDY])
        assert outcome["status"] == "updated"
        assert outcome["changes"] == [
            "分期：（空） → II/III 期",
            "状态：招募中 → 提前终止",
            "停止原因：（空） → Slow enrollment",
            "国家：（空） → KR、TR、US",
            "申办方：（空） → Mesoblast International Sàrl",
            "研究对象：（空） → 人",
            "登记平台发布结果：（空） → 2021-03-04",
            "入组：60 人（预计） → 55 人（实际）",
            "开始日期：（空） → 2015-11",
            "完成日期：（空） → 2018-05-17",
        ]
        trial = Trial.objects.get()
        assert (trial.title_zh_hans, trial.conditions_zh_hans) == ("瑞美司特的前瞻性研究", "急性移植物抗宿主病")
        assert trial.design == "单臂、多中心"
        assert outcome["notes"] == []

    def test_an_older_file_changes_nothing(self, run):
        public_trial("NCT02336230", last_checked_at=dt.datetime(2025, 1, 1, tzinfo=dt.UTC))
        (outcome,), _err, _code = run(STUDY)
        assert outcome["status"] == "skipped"
        assert "早于" in outcome["notes"][0]

    def test_a_dry_run_and_publishing(self, run):
        assert run(STUDY, "--dry-run")[0][0]["status"] == "created"
        assert not Trial.objects.exists()
        run(STUDY, "--publish")
        assert Trial.objects.public().count() == 1
        assert run(STUDY, "--publish")[0][0]["status"] == "skipped"

    def test_nobody_enrolled(self, run):
        run(changed(designModule={"enrollmentInfo": {"count": 0, "type": "ACTUAL"}}))
        assert Trial.objects.values_list("enrollment_count", "enrollment_type").get() == (0, "ACTUAL")

    def test_what_has_no_place_is_noted(self, run):
        study = changed(
            statusModule={"overallStatus": "APPROVED_FOR_MARKETING"},
            designModule={"phases": ["PHASE9"]},
            contactsLocationsModule={"locations": [{"country": "Atlantis"}, {"country": "China"}]},
        )
        (outcome,), err, code = run(study)
        assert (outcome["status"], code) == ("created", 0)
        assert [note[:2] for note in outcome["notes"]] == ["状态", "分期", "国名", "登记"]
        assert Trial.objects.get().countries == ["CN"]
        assert err.startswith("已导入")

    def test_little_is_enough(self, run):
        (outcome,), _err, _code = run({"protocolSection": {"identificationModule": {"nctId": "nct01234567"}}})
        assert (outcome["status"], outcome["id"]) == ("created", "NCT01234567")

    def test_failures_name_study_and_field(self, run):
        bad = [
            3,
            {},
            changed(identificationModule={"nctId": "NCTO2336230"}),
            changed(statusModule={"startDateStruct": {"date": "2015-13"}}),
            changed(designModule={"enrollmentInfo": {"count": "many"}}),
        ]
        outcomes, err, code = run([*bad, STUDY])
        named = [outcome["reason"].partition("：")[0] for outcome in outcomes]
        assert named == ["protocolSection", "protocolSection", "nctId", "startDateStruct", "enrollmentInfo.count", ""]
        assert "studies.json 第 3 项" in err
        assert (code, Trial.objects.count()) == (1, 1)

    @pytest.mark.parametrize("content", [b"", b"{", b"3", b"<!DOCTYPE html><html></html>", b"%PDF"])
    def test_no_such_file_is_refused(self, run, content):
        (outcome,), err, code = run(content)
        assert (outcome["status"], code) == ("failed", 1)
        assert "studies.json" in err

    def test_an_id_needs_the_network(self, run, settings):
        settings.FETCH = False
        (outcome,), err, code = run(STUDY, source="NCT02336230")
        assert (outcome["status"], code) == ("failed", 1)
        assert "不联网" in err

    def test_a_file_that_is_not_there(self, run):
        (outcome,), _err, code = run(STUDY, source="/no/such/file.json")
        assert (outcome["status"], code) == ("failed", 1)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("China", "CN"),
        ("Hong Kong", "HK"),
        ("Taiwan", "TW"),
        ("South Korea", "KR"),
        ("Iran, Islamic Republic of", "IR"),
        ("Côte D'Ivoire", "CI"),
        ("United Kingdom", "GB"),
        ("Türkiye", "TR"),
        ("Atlantis", ""),
    ],
)
def test_countries(name, code):
    assert country_code(name) == code
