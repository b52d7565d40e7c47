"""Rows of the two scripts, what is marked in them, and what an editor's decisions make of them."""

from __future__ import annotations

import pytest

from mscsite.core import alignment, derived, hanzi
from mscsite.core.annotating import annotated, doubts_of
from mscsite.core.derived import State
from mscsite.core.doubts import Doubt, doubts, doubts_html
from mscsite.core.workbench import Decision, decide
from products.models import Product
from tests import factories

pytestmark = pytest.mark.django_db


def article(body: str, **fields):
    return factories.draft_article("题", body=body, **fields)


def rows(record, field: str = "body") -> list[tuple]:
    return [(row.source, row.text, row.state.value) for row in alignment.rows(record, field)]


def test_rows_of_untouched_edited_removed_and_added_blocks():
    record = article("<p>骨髓里</p><p>脐带</p><p>脂肪</p>")
    record.body_zh_hant = "<p>骨髓裡</p><p>臍帶組織</p><p>手寫一段</p>"
    record.save()
    assert rows(record) == [
        ("<p>骨髓里</p>", "<p>骨髓裡</p>", State.DERIVED),
        ("<p>脐带</p>", "<p>臍帶組織</p>", State.EDITED),
        ("<p>脂肪</p>", "<p>手寫一段</p>", State.EDITED),
    ]
    record.body_zh_hant = "<p>骨髓裡</p><p>手寫</p><p>臍帶組織</p>"
    record.save()
    assert rows(record) == [
        ("<p>骨髓里</p>", "<p>骨髓裡</p>", State.DERIVED),
        ("<p>脐带</p>", "<p>手寫</p>", State.EDITED),
        ("<p>脂肪</p>", "<p>臍帶組織</p>", State.EDITED),
    ]


def test_a_conflict_shows_the_source_then_and_now_and_both_versions():
    record = article("<p>骨髓来源</p><p>脐带</p>")
    record.body_zh_hant = "<p>取自骨髓</p><p>臍帶</p>"
    record.save()
    record.body_zh_hans = "<p>骨髓里的来源</p><p>脂肪</p>"
    record.save()
    (conflict,) = alignment.conflicts(record, "body")
    assert (conflict.before, conflict.source) == ("<p>骨髓来源</p>", "<p>骨髓里的来源</p>")
    assert (conflict.text, conflict.machine) == ("<p>取自骨髓</p>", "<p>骨髓裡的來源</p>")


def test_a_block_whose_source_is_gone_is_a_conflict():
    record = article("<p>骨髓来源</p><p>脐带</p>")
    record.body_zh_hant = "<p>取自骨髓</p><p>臍帶</p>"
    record.save()
    record.body_zh_hans = "<p>脐带</p>"
    record.save()
    assert [(row.source, row.text) for row in alignment.conflicts(record, "body")] == [(None, "<p>取自骨髓</p>")]


@pytest.mark.parametrize("text", ["", "一行", "一行\n", "一\n\n二", "\n"])
def test_the_rows_of_a_plain_text_are_its_lines(text):
    record = Product(latin_name="Sample", name_zh_hans="样品", summary_zh_hans=text)
    record.save()
    found = [row.text for row in alignment.rows(record, "summary")]
    assert derived.joined(record, "summary", found) == record.summary_zh_hant


def decided(record, field: str, **by_number) -> None:
    """Take decisions on rows by their numbers (`row1=Decision(…)`), and save."""
    found = alignment.rows(record, field)
    decide(record, field, found, [by_number.get(f"row{n}", Decision()) for n in range(len(found))])
    record.save()


def test_an_edited_block_is_kept_and_its_conflict_settled():
    record = article("<p>骨髓来源</p><p>脐带</p>")
    decided(record, "body", row0=Decision("<p>取自骨髓<script>x</script></p>"))
    assert record.body_zh_hant == "<p>取自骨髓</p><p>臍帶</p>"
    record.body_zh_hans = "<p>骨髓里的来源</p><p>脐带</p>"
    record.save()
    assert derived.state(record, "body") == State.OUT_OF_DATE
    decided(record, "body", row0=Decision(is_settled=True))
    assert (record.body_zh_hant, derived.state(record, "body")) == ("<p>取自骨髓</p><p>臍帶</p>", State.EDITED)


def test_the_machines_version_taken_follows_again():
    record = article("<p>骨髓来源</p>")
    decided(record, "body", row0=Decision("<p>取自骨髓</p>"))
    decided(record, "body", row0=Decision("<p>骨髓來源</p>"))
    record.body_zh_hans = "<p>脐带</p>"
    record.save()
    assert (record.body_zh_hant, derived.state(record, "body")) == ("<p>臍帶</p>", State.DERIVED)


def test_a_lock_holds_until_it_is_taken_off():
    record = article("<p>骨髓来源</p><p>脐带</p>")
    decided(record, "body", row0=Decision(is_locked=True))
    record.body_zh_hans = "<p>牙髓</p><p>脂肪</p>"
    record.save()
    assert record.body_zh_hant == "<p>骨髓來源</p><p>脂肪</p>"
    assert rows(record)[0] == ("<p>牙髓</p>", "<p>骨髓來源</p>", State.OUT_OF_DATE)
    decided(record, "body")
    assert (record.body_zh_hant, derived.state(record, "body")) == ("<p>牙髓</p><p>脂肪</p>", State.DERIVED)


def test_an_emptied_block_goes_and_stays_away():
    record = article("<p>骨髓来源</p><p>脐带</p>")
    decided(record, "body", row0=Decision(""))
    record.body_zh_hans = "<p>骨髓里的来源</p><p>脐带</p>"
    record.save()
    assert record.body_zh_hant == "<p>臍帶</p>"


def test_lines_of_a_plain_text_are_decided_one_by_one():
    record = Product(latin_name="Sample", name_zh_hans="样品", summary_zh_hans="骨髓\n脐带")
    record.save()
    decided(record, "summary", row0=Decision("手改\r\n"), row1=Decision(is_locked=True))
    assert record.summary_zh_hant == "手改\n臍帶"
    assert [row.is_locked for row in alignment.rows(record, "summary")] == [False, True]


def test_undecided_rows_change_nothing():
    record = article("<p>骨髓来源</p><p>脐带</p>", summary="甲\n乙")
    record.body_zh_hant = "<p>骨髓來源</p><p>手</p><p>臍帶</p>"
    record.save()
    before = (record.body_zh_hant, record.summary_zh_hant, dict(record.machine_text))
    for field in ("body", "summary"):
        decided(record, field)
    assert (record.body_zh_hant, record.summary_zh_hant, record.machine_text) == before


def test_only_what_no_phrase_decided_is_doubtful():
    assert doubts("头发和发现，干细胞干燥", hanzi.HANT, hanzi.HANS, hanzi.EMPTY) == []
    assert doubts("皇后发理", hanzi.HANT, hanzi.HANS, hanzi.EMPTY) == [Doubt(2, "發髮")]
    assert doubts("他看著", hanzi.HANS, hanzi.HANT, hanzi.EMPTY) == [Doubt(2, "着著")]


def test_what_the_glossary_decides_is_not_doubtful():
    known = hanzi.Glossary([("皇后发理", "皇后髮理", "皇后髮理")])
    assert doubts("皇后发理", hanzi.HANT, hanzi.HANS, known) == []


def test_doubts_in_html_count_in_the_html():
    assert doubts_html("<p>皇<strong>后发</strong>理</p>", hanzi.HANT, hanzi.HANS, hanzi.EMPTY) == [Doubt(13, "發髮")]
    assert doubts_html("<td>皇后</td><td>发</td>", hanzi.HANT, hanzi.HANS, hanzi.EMPTY) == [Doubt(15, "發髮")]


def shown(record, number: int = 0, field: str = "body") -> str:
    row = alignment.rows(record, field)[number]
    is_html = derived.is_html(record, field)
    found = doubts_of(row, hanzi.HANT, hanzi.HANS, hanzi.EMPTY, is_html=is_html)
    return annotated(row, found, is_html=is_html)


def test_differences_are_marked_and_doubts_are_buttons():
    record = article("<p>皇后发理，骨髓脐</p>")
    record.body_zh_hant = "<p>皇后發理，脊髓<em>臍</em></p>"
    record.save()
    assert shown(record) == (
        '<p>皇后<span class="doubt" role="button" tabindex="0" aria-haspopup="menu" data-at="5" data-choices="發髮">發'
        '</span>理，<mark class="differs" data-machine="骨">脊</mark>髓<em>臍</em></p>'
    )


def test_a_doubt_that_somebody_changed_is_none():
    record = article("<p>皇后发理</p>")
    record.body_zh_hant = "<p>皇后髮理</p>"
    record.save()
    assert shown(record) == '<p>皇后<mark class="differs" data-machine="發">髮</mark>理</p>'


def test_what_was_left_out_leaves_a_mark():
    record = article("<p>骨髓的脐带</p>")
    record.body_zh_hant = "<p>骨髓臍帶</p>"
    record.save()
    assert shown(record) == '<p>骨髓<mark class="differs left-out" data-machine="的"></mark>臍帶</p>'


def test_plain_text_is_escaped():
    record = Product(latin_name="Sample", name_zh_hans="样品", summary_zh_hans="p<0.05 & 脐")
    record.save()
    record.summary_zh_hant = "p<0.01 & 臍"
    assert shown(record, field="summary") == 'p&lt;0.0<mark class="differs" data-machine="5">1</mark> &amp; 臍\n'


def test_a_script_in_the_database_does_not_reach_the_page():
    record = article("<p>骨髓</p>")
    record.body_zh_hant = "<p>骨<script>x</script>髓</p>"
    assert shown(record) == "<p>骨髓</p>"
