from articles import marks


def test_marks_are_found_in_order_and_once():
    body = (
        '<p><cite data-citation="b2"></cite><a data-record="trial:NCT00000001">x</a><cite data-citation="a1"></cite>'
        '<a data-record="product:ryoncil">y</a><cite data-citation="b2"></cite><a data-record="odd:z">z</a></p>'
    )
    assert marks.find(body, "", body) == marks.Marks(("b2", "a1"), ("ryoncil",), ("NCT00000001",))


def test_text_without_mark_up_has_no_marks():
    assert marks.find("纯文字", "") == marks.Marks()
