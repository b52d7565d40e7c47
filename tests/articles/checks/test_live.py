"""Checking a body while it is written: blocks in, findings by block and place out."""

from __future__ import annotations

import json

import pytest

from articles.checks.facts import Known
from articles.checks.live import BadBlocks, check_blocks
from mscsite.core.roles import EDITOR, MARKETING
from tests import staff

pytestmark = pytest.mark.django_db  # the glossary of the site is asked for


def block(text: str, kind: str = "text", **fields) -> dict:
    return {"text": text, "kind": kind, "level": 0, "cites": []} | fields


def found(*blocks, code: str) -> list[dict]:
    return [each for each in check_blocks(list(blocks), "zh-hans", Known()) if each["code"] == code]


def test_places_are_those_of_the_block_in_units_of_javascript():
    (cure,) = found(block("没有问题。"), block("𠮷：一针根治糖尿病。"), code="claims.cure")
    assert (cure["block"], cure["start"], cure["end"], cure["level"]) == (1, 5, 7, "error")


def test_what_has_one_right_answer_comes_with_it():
    (lost,) = found(block("每次5×107个细胞。"), code="numbers.lost-exponent")
    assert lost["repair"] == "5×10⁷"
    (cure,) = found(block("一针根治糖尿病。"), code="claims.cure")
    assert cure["repair"] is None


def test_a_citation_element_is_a_source():
    cited = block("多项研究证实，输注细胞可以减轻炎症。", cites=[[16, "wang2020"]])
    assert found(cited, code="evidence.unnamed-study") == []
    assert len(found(block("多项研究证实，输注细胞可以减轻炎症。"), code="evidence.unnamed-study")) == 1


@pytest.mark.parametrize(
    "blocks",
    [None, {}, [1], [{}], [block("x", kind="script")], [block(7)], [block("字" * 200_001)], [block("")] * 2001],
)
def test_what_is_no_list_of_blocks_is_refused(blocks):
    with pytest.raises(BadBlocks):
        check_blocks(blocks, "zh-hans", Known())


def test_the_address_answers_editors_and_no_one_else():
    address = "/admin/articles/article/check/"
    sent = json.dumps({"script": "zh-hans", "blocks": [block("包治百病。")]})
    editor = staff.client_of(staff.account(EDITOR))
    answer = editor.post(address, sent, content_type="application/json")
    assert "claims.cure-all" in {each["code"] for each in answer.json()["findings"]}
    assert editor.post(address, "[]", content_type="application/json").status_code == 400
    assert editor.get(address).status_code == 405
    marketing = staff.client_of(staff.account(MARKETING))
    assert marketing.post(address, sent, content_type="application/json").status_code == 403
