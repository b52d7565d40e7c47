"""Conversion between the scripts: what the rules, the glossary and the markup promise."""

import pytest

from mscsite.core import hanzi
from mscsite.core.hanzi import HANS, HANT, HANT_HK, HANT_TW


def test_stem_cells_at_a_seam():
    assert hanzi.convert("相比干细胞", HANT_TW, HANS) == "相比幹細胞"


def test_unknown_script():
    with pytest.raises(ValueError, match="no script of ours"):
        hanzi.convert("干", "zh", HANS)


def test_neutral_traditional_is_taiwans():
    assert hanzi.convert("里面", HANT, HANS) == hanzi.convert("里面", HANT_TW, HANS) == "裡面"
    assert hanzi.convert("裡面", HANT_HK, HANT) == "裏面"
