"""Trials from the WHO's two XML formats, and trials asked for by id."""

from __future__ import annotations

import datetime as dt
import io
import json

import pytest
from django.core.management import CommandError, call_command

from references.models import Trial
from references.trials_import import who
from references.trials_import.study import Malformed
from tests.factories import proposed_trial, public_trial
from tests.loopback import Reply

ICTRP = """<?xml version='1.0' encoding='UTF-8' ?>
<Trials_downloaded_from_ICTRP>
  <Trial><Export_date>08/28/2026 20:14:44</Export_date>
    <Internal_Number>1
    </Internal_Number>
    <TrialID>ChiCTR2000000001
    </TrialID>
    <Public_title>Umbilical cord cells for knee osteoarthritis
    </Public_title>
    <Scientific_title>A randomised trial
    </Scientific_title>
    <Acronym/>
    <Primary_sponsor>Example Hospital
    </Primary_sponsor>
    <Source_Register>ChiCTR
    </Source_Register>
    <Recruitment_Status>Recruiting
    </Recruitment_Status>
    <Phase>Phase 2
    </Phase>
    <Countries>China;Iran (Islamic Republic of);Nowhere
    </Countries>
    <Intervention>Group A:cells;Group B:saline;
    </Intervention>
    <Condition>Knee osteoarthritis
    </Condition>
    <Date_enrollement>2020-05-06
    </Date_enrollement>
    <Target_size>Group A:30;Group B:30;
    </Target_size>
    <Study_type>Interventional study
    </Study_type>
    <results_date_posted/>
    <Last_Refreshed_on>24 August 2026
    </Last_Refreshed_on>
  </Trial>
</Trials_downloaded_from_ICTRP>"""
CHICTR = """<?xml version="1.0" encoding="utf-8"?>
<Triallist><Trial><main>
<trial_id>ChiCTR2000000002</trial_id><utrn/><reg_name>ChiCTR</reg_name><date_registration>2020-01-02</date_registration>
<primary_sponsor>示例医院</primary_sponsor><public_title>脐带间充质干细胞治疗肝硬化</public_title>
<scientific_title>科学题目</scientific_title><date_enrolment>1990-01-01 00:00:00</date_enrolment>
<type_enrolment>Actual</type_enrolment><target_size>队列A:20;队列B:10</target_size>
<recruitment_status>正在进行</recruitment_status><study_type>干预性研究</study_type><phase>I期+II期</phase>
<hc_freetext>肝硬化</hc_freetext><i_freetext>队列A:细胞;队列B:常规治疗</i_freetext>
<results_actual_enrolment>28</results_actual_enrolment><results_date_completed>2022/3/4</results_date_completed>
</main><contacts><contact><type>public</type><firstname>明</firstname><country1>日本</country1></contact></contacts>
<countries><country2>中国</country2></countries></Trial></Triallist>"""


def one(text: str):
    (element,) = who.studies(text.encode())
    return who.read(element)


def test_the_export_of_the_portal():
    study = one(ICTRP)
    assert (study.id, study.title, study.as_of) == (
        "ChiCTR2000000001", "Umbilical cord cells for knee osteoarthritis", dt.date(2026, 8, 24),
    )  # fmt: skip
    assert (study.conditions, study.interventions) == ("Knee osteoarthritis", "Group A:cells;Group B:saline;")
    fields = study.fields
    assert (fields["overall_status"], fields["phase"]) == ("RECRUITING", "PHASE2")
    assert fields["sponsor"] == "Example Hospital"
    assert (fields["enrollment_count"], fields["enrollment_type"]) == (60, "ESTIMATED")
    assert (fields["start_date"], fields["start_date_precision"]) == (dt.date(2020, 5, 6), "day")
    assert fields["countries"] == ["CN", "IR"]
    assert study.notes == ["国名“Nowhere”无法识别"]


def test_the_file_of_a_registry():
    study = one(CHICTR)
    assert (study.id, study.title, study.conditions) == ("ChiCTR2000000002", "脐带间充质干细胞治疗肝硬化", "肝硬化")
    fields = study.fields
    assert (fields["enrollment_count"], fields["enrollment_type"]) == (28, "ACTUAL")
    assert (fields["phase"], fields["overall_status"], fields["countries"]) == ("PHASE1_PHASE2", "RECRUITING", ["CN"])
    assert fields["start_date"] is None  # what ChiCTR writes where nothing was filled in
    assert fields["completion_date"] == dt.date(2022, 3, 4)


@pytest.mark.parametrize(
    ("text", "phase"),
    [
        ("Phase 1/Phase 2", "PHASE1_PHASE2"),
        ("Phase II/III", "PHASE2_PHASE3"),
        ("II期临床试验", "PHASE2"),
        ("IV", "PHASE4"),
        ("0", "EARLY_PHASE1"),
        ("N/A", "NA"),
        ("其它", "NA"),
        ("Human pharmacology (Phase I): no Therapeutic exploratory (Phase II): yes Therapeutic confirmatory "
         "- (Phase III): yes Therapeutic use (Phase IV): no", "PHASE2_PHASE3"),
        ("", ""),
        ("Phase 1/Phase 3", ""),
    ],
)  # fmt: skip
def test_phases(text, phase):
    assert one(ICTRP.replace("<Phase>Phase 2", f"<Phase>{text}")).fields["phase"] == phase


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Not Recruiting", "ACTIVE_NOT_RECRUITING"),
        ("Not yet recruiting", "NOT_YET_RECRUITING"),
        ("Pending", "NOT_YET_RECRUITING"),
        ("Completed", "COMPLETED"),
        ("Terminated", "TERMINATED"),
        ("Authorised", "RECRUITING"),
        ("Suspended", "SUSPENDED"),
        ("Withdrawn", "WITHDRAWN"),
        ("结束", "COMPLETED"),
        ("Something else", ""),
    ],
)
def test_statuses(text, status):
    assert one(ICTRP.replace("<Recruitment_Status>Recruiting", f"<Recruitment_Status>{text}")).fields[
        "overall_status"
    ] == status  # fmt: skip


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("06/05/2020", "2020-05-06"),
        ("05/16/2020", "2020-05-16"),
        ("6 May 2020", "2020-05-06"),
        ("May 6, 2020", "2020-05-06"),
        ("May 2020", "2020-05-01"),
        ("2020/5/6", "2020-05-06"),
        ("2020-05-06T00:00:00", "2020-05-06"),
        ("2020", "2020-01-01"),
        ("soon", "None"),
        ("32/13/2020", "None"),
        ("1900-01-01", "None"),
    ],
)
def test_dates(text, date):
    assert str(one(ICTRP.replace("2020-05-06", text)).fields["start_date"]) == date


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (ICTRP[:700], "没有下载完"),
        ("<Trials_downloaded_from_ICTRP></Trials_downloaded_from_ICTRP>", "没有试验"),
        ("<trials>&undefined;</trials>", "XML"),
    ],
)
def test_files_that_are_none(text, told):
    with pytest.raises(Malformed, match=told):
        who.studies(text.encode())


def test_an_id_with_letters_for_digits_is_refused():
    with pytest.raises(Malformed, match="ChiCTR2O00000001"):
        one(ICTRP.replace("ChiCTR2000000001", "ChiCTR2O00000001"))


@pytest.fixture
def run(tmp_path):
    def call(*sources: str) -> tuple[list[dict], str, int]:
        out, err, code = io.StringIO(), io.StringIO(), 0
        try:
            call_command("import_trials", *sources, "--json", stdout=out, stderr=err)
        except SystemExit as stop:
            code = stop.code
        return [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue(), code

    return call


def study(number: str = "NCT02336230", **status) -> dict:
    status = {"overallStatus": "RECRUITING", "startDateStruct": {"date": "2015-11"}} | status
    return {
        "protocolSection": {
            "identificationModule": {"nctId": number, "briefTitle": "A study"},
            "statusModule": status,
            "armsInterventionsModule": {"interventions": [{"name": "Cells"}, {"name": "Placebo"}, {"name": "Cells"}]},
        }
    }


@pytest.mark.django_db
class TestById:
    PATH = "/clinicaltrials/NCT02336230"

    def test_a_trial_is_asked_for_and_refreshed_with_what_changed_in_words(self, loopback, run):
        loopback.answers[self.PATH] = Reply(study())
        (outcome,), _err, code = run("nct02336230")
        assert (outcome["status"], outcome["place"], code) == ("created", "NCT02336230", 0)
        trial = Trial.objects.get()
        assert (trial.interventions_zh_hans, trial.is_public) == ("Cells; Placebo", False)
        changed = study(overallStatus="COMPLETED", resultsFirstPostDateStruct={"date": "2021-03-04"})
        loopback.answers[self.PATH] = Reply(changed)
        (outcome,), _err, _code = run("NCT02336230")
        told = ["状态：招募中 → 已完成", "登记平台发布结果：（空） → 2021-03-04"]
        assert (outcome["status"], outcome["changes"]) == ("updated", told)
        trial.refresh_from_db()
        assert [change["changes"] for change in trial.registry_changes] == [told]
        assert trial.results_posted_on == dt.date(2021, 3, 4)
        assert "本站尚无结果说明" in outcome["notes"][0]
        assert run("NCT02336230")[0][0]["status"] == "skipped"

    @pytest.mark.parametrize(
        ("reply", "told"),
        [
            (Reply(study("NCT00000001")), "答复却是 NCT00000001"),
            (Reply([1]), "答复却是"),
            (Reply("<html>", type="text/html"), "text/html"),
            (Reply('{"protocolSection": {'), "不是完整的 JSON"),
            (Reply({}, 404), "没有这条记录"),
            (Reply({}, 503), "暂时不接受"),
        ],
    )
    def test_answers_that_are_wrong(self, loopback, run, reply, told):
        loopback.answers[self.PATH] = reply
        (outcome,), err, code = run("NCT02336230")
        assert (outcome["status"], code) == ("failed", 1)
        assert told in err
        assert not Trial.objects.exists()

    def test_other_registries_say_where_to_download(self, run):
        (outcome,), _err, code = run("ChiCTR2000000001")
        assert "下载 XML" in outcome["reason"]
        assert code == 1

    def test_an_id_with_a_letter_for_a_digit(self, run):
        (outcome,), _err, _code = run("NCT0233623O")
        assert "是不是 NCT02336230" in outcome["reason"]

    def test_those_that_are_due_the_longest_waiting_first(self, loopback, run):
        long_ago = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
        public_trial("NCT00000001", last_checked_at=long_ago)
        public_trial("NCT00000002")
        public_trial("NCT00000003", last_checked_at=dt.datetime.now(dt.UTC))
        proposed_trial("ChiCTR2000000001")
        for number in ("NCT00000001", "NCT00000002"):
            loopback.answers[f"/clinicaltrials/{number}"] = Reply(study(number))
        assert [outcome["id"] for outcome in run("--due", "30")[0]] == ["NCT00000002", "NCT00000001"]
        assert run("--due", "30")[0] == []  # what was asked is not due any more: a stopped run goes on

    def test_nothing_to_do_is_bad_usage(self):
        with pytest.raises(CommandError, match="--due"):
            call_command("import_trials")


@pytest.mark.django_db
def test_files_of_both_kinds_from_the_command(run, tmp_path):
    for name, text in (("a.xml", ICTRP), ("b.xml", CHICTR)):
        (tmp_path / name).write_text(text, "utf-8")
    found, _err, code = run(str(tmp_path / "a.xml"), str(tmp_path / "b.xml"))
    assert ([outcome["status"] for outcome in found], code) == (["created"] * 2, 0)
    trial = Trial.objects.get(registry_id="ChiCTR2000000002")
    assert (trial.title_zh_hant, trial.design) == ("臍帶間充質幹細胞治療肝硬化", "")
    assert [outcome["status"] for outcome in run(str(tmp_path / "a.xml"), str(tmp_path / "b.xml"))[0]] == [
        "skipped"
    ] * 2
