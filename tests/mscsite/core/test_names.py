from mscsite.core.names import NameIndex, fold


def test_spellings_of_one_name_fold_to_one():
    assert fold("Neuronata-R") == fold("ＮＥＵＲＯＮＡＴＡ　Ｒ") == "neuronatar"
    assert fold("艾米邁托賽") == fold("艾米迈托赛")


def test_a_name_is_found_in_any_spelling():
    index = NameIndex({"ryoncil": ["Ryoncil", "Ryocil"], "amimestrocel": ["艾米迈托赛"]})
    assert index.find("RYOCIL") == "ryoncil"
    assert index.find("艾米邁托賽") == "amimestrocel"
    assert index.find("Cartistem") is None


def test_a_name_of_two_records_means_none():
    index = NameIndex({"prochymal": ["remestemcel-L"], "ryoncil": ["remestemcel-L", "Ryoncil"]})
    assert index.find("remestemcel-L") is None
    assert index.pattern().findall("remestemcel-L 与 Ryoncil") == ["Ryoncil"]


def test_names_inside_other_words_are_left_alone():
    pattern = NameIndex({"a": ["Temcell"], "b": ["Temcell HS"], "c": ["艾米迈托赛"], "d": ["ABC"]}).pattern()
    assert pattern.findall("XTemcell Temcells Temcell HS、Temcell，艾米邁托賽注射液 ABC") == [
        "Temcell HS",
        "Temcell",
        "艾米邁托賽",
    ]
