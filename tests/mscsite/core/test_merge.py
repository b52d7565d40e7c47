"""The three-way merge: untouched blocks follow the machine, hand edits stay, and both are told from one another."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mscsite.core import html
from mscsite.core.merge import Merged, edits, merge, paragraphs

blocks = st.lists(st.sampled_from(["a\n", "b\n", "c\n", "d\n", "甲\n"]), max_size=6)


def lines(base: str, ours: str, theirs: str, seen: str | None = None) -> Merged:
    """The merge of texts whose blocks are single letters."""
    base, ours, theirs, seen = ("".join(f"{c}\n" for c in t) for t in (base, ours, theirs, seen or theirs))
    merged = merge(base, ours, theirs, seen=seen, split=paragraphs)
    return Merged(merged.text.replace("\n", ""), merged.base.replace("\n", ""))


def test_untouched_blocks_follow_and_edited_ones_stay():
    assert lines("abcd", "aBcd", "abcX") == Merged("aBcX", "aBcd")


def test_blocks_come_and_go_on_both_sides():
    assert lines("abcd", "abNcd", "bcd") == Merged("bNcd", "abNcd")


def test_where_both_changed_the_hand_edit_stays_and_so_does_its_base():
    assert lines("abc", "aBc", "aXc") == Merged("aXc", "abc")


def test_an_edit_made_just_now_settles_its_place():
    assert lines("abc", "aBc", "aXc", seen="aYc") == Merged("aXc", "aBc")


def test_the_same_change_on_both_sides_is_no_conflict():
    assert lines("abc", "aXc", "aXc") == Merged("aXc", "aXc")


def test_neighbours_changed_on_either_side_do_not_collide():
    assert lines("ab", "Ab", "aX") == Merged("AX", "Ab")


def test_both_add_a_block_at_one_place():
    assert lines("ab", "aMb", "aHb") == Merged("aMHb", "aMb")


def test_a_block_deleted_at_the_source_stays_where_it_was_edited():
    assert lines("abc", "ac", "aXc") == Merged("aXc", "abc")


@given(blocks, blocks)
def test_edits_lead_from_one_text_to_the_other(base, side):
    found = edits(base, side)
    rebuilt = [piece for place, block in enumerate([*found.block, None]) for piece in [*found.inserted[place], block]]
    assert [piece for piece in rebuilt if piece is not None] == side


@given(blocks, blocks)
def test_text_that_nobody_touched_becomes_the_new_text(base, ours):
    text, new = "".join(base), "".join(ours)
    assert merge(text, new, text, seen=text, split=paragraphs) == Merged(new, new)


@given(blocks, blocks)
def test_an_unchanged_source_changes_nothing(base, theirs):
    text, edited = "".join(base), "".join(theirs)
    assert merge(text, text, edited, seen=edited, split=paragraphs) == Merged(edited, text)


@given(blocks, st.lists(blocks, max_size=4), st.integers(0, 5))
def test_a_hand_edit_never_disappears(base, sources, place):
    machine, text = "".join(base), list(base)
    text.insert(min(place, len(text)), "手\n")
    stands = "".join(text)
    for source in sources:
        merged = merge(machine, "".join(source), stands, seen=stands, split=paragraphs)
        stands, machine = merged.text, merged.base
        assert "手\n" in stands


def test_html_is_cut_at_its_top_level_and_joined_again():
    blocks = [
        "<h2>题</h2>",
        '\n<p>行<br>行<cite data-citation="a"></cite></p>',
        "<hr>",
        "<table><tbody><tr><td>格</td></tr></tbody></table>",
        "尾",
    ]
    assert html.blocks("".join(blocks)) == blocks


def test_one_row_of_a_table_is_edited_while_another_follows():
    def table(*rows: str) -> str:
        return "<table><tbody>" + "".join(f"<tr><td>{row}</td></tr>" for row in rows) + "</tbody></table>"

    merged = merge(
        table("a", "b"),
        table("A", "b"),
        table("a", "手"),
        seen=table("a", "手"),
        split=html.blocks,
        split_finer=html.rows,
    )
    assert merged == Merged(table("A", "手"), table("A", "b"))


def test_a_table_that_changed_its_shape_is_kept_as_a_whole():
    base, ours, theirs = "<ul><li>a</li></ul>", "<ul><li>A</li><li>b</li></ul>", "<ul><li>手</li></ul>"
    assert merge(base, ours, theirs, seen=theirs, split=html.blocks, split_finer=html.rows) == Merged(theirs, base)


def test_a_locked_block_stays_and_the_others_follow():
    merged = merge("a\nb\n", "A\nB\n", "a\nb\n", seen="a\nb\n", split=paragraphs, is_locked="a\n".__eq__)
    assert merged == Merged("a\nB\n", "a\nB\n")


def test_a_paragraph_written_in_both_scripts_at_once_stands_there_once():
    merged = merge("<p>甲</p>", "<p>甲</p><p>骨髓來源的細胞</p>", "<p>甲</p><p>骨髓來源之細胞</p>",
                   seen="<p>甲</p>", split=html.blocks)  # fmt: skip
    assert merged == Merged("<p>甲</p><p>骨髓來源之細胞</p>", "<p>甲</p><p>骨髓來源的細胞</p>")


def test_short_paragraphs_are_not_alike_by_their_tags():
    merged = merge("<p>甲</p>", "<p>甲</p><p>乙</p>", "<p>甲</p><p>丙</p>", seen="<p>甲</p>", split=html.blocks)
    assert merged == Merged("<p>甲</p><p>乙</p><p>丙</p>", "<p>甲</p><p>乙</p>")
