from __future__ import annotations

from articles.importing.trials import registry_ids


def test_ids_in_their_order_each_once():
    text = "先有ChiCTR2000012345，后有（nct01234567）和 NCT 01234567；再有ISRCTN12345678。"
    assert registry_ids(text) == ("ChiCTR2000012345", "NCT01234567", "ISRCTN12345678")


def test_no_ids():
    assert registry_ids("NCT0123456 缺一位，NCT012345678 多一位，试验编号另见附录。") == ()
