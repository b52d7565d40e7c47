"""The list of trials with its filters and picture; a trial's page with evidence and changes."""

from __future__ import annotations

import datetime as dt

import pytest

from references.models import BodyOfEvidence
from tests.factories import proposed_trial, public_citation, public_trial

pytestmark = pytest.mark.django_db


@pytest.fixture
def trials():
    return [
        public_trial("NCT00000001", conditions="膝骨关节炎；肥胖", phase="PHASE2", overall_status="COMPLETED"),
        public_trial("NCT00000002", conditions="膝骨关节炎", phase="PHASE3", results="达到终点。"),
        public_trial("NCT00000003", conditions="肝硬化", phase="PHASE2", results_posted_on=dt.date(2020, 1, 2)),
        proposed_trial("NCT00000004", conditions="膝骨关节炎", phase="PHASE2"),
    ]


def found(client, query: str) -> list[str]:
    page = client.get(f"/zh-hans/trials/?{query}").context["page"]
    return [trial.registry_id[-1] for trial in page.object_list]


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("", "123"),
        ("condition=膝骨关节炎", "12"),
        ("condition=膝骨关节炎&phase=PHASE2", "1"),
        ("status=COMPLETED", "1"),
        ("results=yes", "23"),
        ("results=no", "1"),
        ("registry=NCT", "123"),
        ("phase=PHASE1", ""),
        ("phase=%00'x", ""),
        ("no-such=1", "123"),
    ],
)
def test_filters(client, trials, query, ids):
    assert "".join(found(client, query)) == ids


def test_counts_are_those_of_the_other_choices(client, trials):
    listing = client.get("/zh-hans/trials/?phase=PHASE2").context["listing"]
    counts = {facet.name: {choice.value: choice.count for choice in facet.choices} for facet in listing.facets}
    assert counts["phase"] == {"PHASE2": 2, "PHASE3": 1}
    assert counts["condition"] == {"膝骨关节炎": 1, "肥胖": 1, "肝硬化": 1}


def test_the_picture_counts_phases_by_condition(client, trials):
    response = client.get("/zh-hans/trials/")
    listing = response.context["listing"]
    assert listing.columns == ["II 期", "III 期"]
    assert [(name, [cell.count for cell in cells]) for name, cells, _total in listing.lines] == [
        ("膝骨关节炎", [1, 1]), ("肝硬化", [1, 0]), ("肥胖", [1, 0]),
    ]  # fmt: skip
    cell = listing.lines[0][1][1]
    assert found(client, cell.query) == ["2"]
    assert f'href="?{cell.query.replace("&", "&amp;")}"' in response.content.decode()


def test_the_list_is_in_the_script_of_the_page(client, trials):
    assert "膝骨關節炎" in [line[0] for line in client.get("/zh-hant/trials/").context["listing"].lines]


def test_a_page_shows_the_body_of_evidence_and_what_changed(client, trials):
    trial = trials[0]
    source = public_citation("review2020", title="A systematic review")
    body = BodyOfEvidence(
        question_zh_hans="能否减轻疼痛？", judgement_zh_hans="效果小，不确定。", certainty="low",
        reasons=["imprecision", "no-such"], source=source,
    )  # fmt: skip
    body.save()
    body.trials.add(trial)
    trial.registry_changes = [{"on": "2026-01-02", "changes": ["状态：招募中 → 已完成"]}]
    trial.save()
    assert "能否减轻疼痛" not in client.get(trial.get_absolute_url()).content.decode()
    BodyOfEvidence.objects.publish()
    text = client.get(f"/zh-hant/trials/{trial.registry_id}/").content.decode()
    for said in (
        "能否減輕疼痛？",
        "效果小，不確定。",
        "不精確（降級）",
        "A systematic review",
        "狀態：招募中 → 已完成",
    ):
        assert said in text
