"""Filling the derived script: it follows its source, and never eats a hand edit."""

import pytest

from mscsite.core import derived
from mscsite.core.derived import State
from products.models import Product
from tests import factories

pytestmark = pytest.mark.django_db


def product(**fields) -> Product:
    record = Product(latin_name="Sample", name="样品", **fields)
    record.save()
    return Product.objects.get(pk=record.pk)


def test_the_other_script_is_filled_on_save():
    record = product(summary_zh_hans="间充质干细胞")
    assert record.summary_zh_hant == "間充質幹細胞"
    assert derived.state(record, "summary") == State.DERIVED


def test_a_traditional_source_fills_the_simplified_side():
    record = product(source_script="zh-hant", summary_zh_hant="間充質幹細胞")
    assert record.summary_zh_hans == "间充质干细胞"


def test_untouched_text_follows_its_source():
    record = product(summary_zh_hans="骨髓")
    record.summary_zh_hans = "脐带"
    record.save()
    assert record.summary_zh_hant == "臍帶"


def test_a_hand_edit_stays_and_is_told_from_one_that_fell_behind():
    record = product(summary_zh_hans="骨髓来源")
    record.summary_zh_hant = "取自骨髓"
    record.save()
    assert (record.summary_zh_hant, derived.state(record, "summary")) == ("取自骨髓", State.EDITED)

    record = Product.objects.get(pk=record.pk)
    record.summary_zh_hans = "脐带来源"
    record.save()
    assert (record.summary_zh_hant, derived.state(record, "summary")) == ("取自骨髓", State.OUT_OF_DATE)

    record = Product.objects.get(pk=record.pk)
    record.summary_zh_hant = "取自臍帶"
    record.save()
    assert (record.summary_zh_hant, derived.state(record, "summary")) == ("取自臍帶", State.EDITED)


def test_emptying_the_derived_side_fills_it_anew():
    record = product(summary_zh_hans="骨髓")
    record.summary_zh_hant = "手改"
    record.save()
    record.summary_zh_hant = ""
    record.save()
    assert (record.summary_zh_hant, derived.state(record, "summary")) == ("骨髓", State.DERIVED)


def test_saving_some_fields_saves_the_derived_text_too():
    record = product(summary_zh_hans="骨髓")
    record.summary_zh_hans = "脐带"
    record.save(update_fields=["summary_zh_hans"])
    assert Product.objects.get(pk=record.pk).summary_zh_hant == "臍帶"


def test_one_paragraph_edited_by_hand_leaves_the_others_to_follow():
    article = factories.draft_article(body="<p>骨髓里</p><p>脐带</p>")
    article.body_zh_hant = article.body_zh_hant.replace("臍帶", "臍帶組織")
    article.save()
    article = type(article).objects.get()
    article.body_zh_hans = "<p>脂肪</p><p>脐带</p><p>牙髓</p>"
    article.save()
    assert article.body_zh_hant == "<p>脂肪</p><p>臍帶組織</p><p>牙髓</p>"
    assert derived.state(article, "body") == State.EDITED


def test_changing_the_source_script_loses_neither_side():
    record = product(summary_zh_hans="骨髓来源")
    record.summary_zh_hant = "取自骨髓"
    record.source_script = "zh-hant"
    record.save()
    assert (record.summary_zh_hans, record.summary_zh_hant) == ("骨髓来源", "取自骨髓")
    assert derived.state(record, "summary") == State.EDITED


def test_a_change_of_the_glossary_makes_no_hand_edit_look_out_of_date():
    record = product(summary_zh_hans="范式细胞")
    record.summary_zh_hant = "手改範式細胞"
    record.save()
    factories.public_term("范式细胞", zh_hant_tw="范式細胞", zh_hant_hk="范式細胞")
    record = Product.objects.get(pk=record.pk)
    record.save()
    assert (record.summary_zh_hant, derived.state(record, "summary")) == ("手改範式細胞", State.EDITED)


def test_the_source_that_a_hand_edit_was_made_for_is_kept_until_it_is_settled():
    record = product(summary_zh_hans="骨髓来源")
    record.summary_zh_hant = "取自骨髓"
    record.save()
    record.summary_zh_hans = "脐带来源"
    record.save()
    assert derived.source_before(record, "summary") == "骨髓来源"
    record.summary_zh_hant = "取自臍帶"
    record.save()
    assert derived.source_before(record, "summary") == "脐带来源"
    record.summary_zh_hant = ""
    record.save()
    assert sorted(key for key in record.machine_text if "summary" in key) == ["summary_zh_hant"]


def test_text_that_changed_sides_untouched_follows_from_there():
    record = product(summary_zh_hans="骨髓")
    record.source_script = "zh-hant"
    record.save()
    record.summary_zh_hant = "臍帶"
    record.save()
    assert (record.summary_zh_hans, derived.state(record, "summary")) == ("脐带", State.DERIVED)


def test_changing_the_source_script_twice_leaves_untouched_text_untouched_by_an_older_glossary():
    record = product(summary_zh_hans="范式细胞")
    factories.public_term("范式细胞", zh_hant_tw="范式細胞", zh_hant_hk="范式細胞")
    for script in ("zh-hant", "zh-hans"):
        record.source_script = script
        record.save()
    assert (record.summary_zh_hant, derived.state(record, "summary")) == ("范式細胞", State.DERIVED)


def test_what_differs_at_a_change_of_the_source_script_counts_as_edited():
    record = product(summary_zh_hans="骨髓\n脐带")
    record.summary_zh_hant = "骨髓\n手改"
    record.save()
    record.source_script = "zh-hant"
    record.save()
    record.summary_zh_hant = "牙髓\n手改"
    record.save()
    assert (record.summary_zh_hans, derived.state(record, "summary")) == ("牙髓\n脐带", State.EDITED)


def test_a_line_behind_the_last_one_is_a_line_of_its_own():
    record = product(summary_zh_hans="骨髓")
    record.summary_zh_hant = "手改"
    record.save()
    record.summary_zh_hans = "骨髓\n脐带"
    record.save()
    assert record.summary_zh_hant == "手改\n臍帶"


def test_a_locked_block_stays_though_it_is_as_the_machine_wrote_it():
    record = product(summary_zh_hans="骨髓\n脐带")
    derived.mark(record, "summary", derived.LOCKED, ["骨髓\n"])
    record.save()
    assert derived.state(record, "summary") == State.EDITED
    record = Product.objects.get(pk=record.pk)
    record.summary_zh_hans = "牙髓\n脂肪"
    record.save()
    assert (record.summary_zh_hant, derived.state(record, "summary")) == ("骨髓\n脂肪", State.OUT_OF_DATE)
    derived.mark(record, "summary", derived.LOCKED, [])
    record.save()
    assert (record.summary_zh_hant, derived.state(record, "summary")) == ("牙髓\n脂肪", State.DERIVED)


def test_marks_of_blocks_that_are_gone_are_forgotten():
    record = product(summary_zh_hans="骨髓")
    derived.mark(record, "summary", derived.LOCKED, ["骨髓\n", "別的\n"])
    derived.mark(record, "summary", derived.ACCEPTED, ["別的\n"])
    record.save()
    assert derived.marked(record, "summary", derived.LOCKED) == {derived.digest("骨髓\n")}
    assert derived.marked(record, "summary", derived.ACCEPTED) == set()


def test_a_record_read_again_settles_no_conflict_by_itself():
    record = product(summary_zh_hans="骨髓")
    other = Product.objects.get(pk=record.pk)
    other.summary_zh_hant = "手改"
    other.save()
    record.refresh_from_db()
    record.summary_zh_hans = "脐带"
    record.save()
    assert (record.summary_zh_hant, derived.state(record, "summary")) == ("手改", State.OUT_OF_DATE)


def test_saving_again_changes_nothing_among_blocks_that_are_alike():
    record = product(summary_zh_hans="骨髓\n骨髓\n脐带\n脐带\n骨髓")
    record.summary_zh_hant = "骨髓\n骨髓\n臍帶\n手改臍帶\n骨髓"
    record.summary_zh_hans = "脐带\n骨髓\n脐带\n脐带\n骨髓"
    record.save()
    stands = record.summary_zh_hant
    record.save()
    assert record.summary_zh_hant == stands
    assert "手改臍帶" in stands
