from __future__ import annotations

import pytest

from products import jurisdictions


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("KR", ["韩国", "韓國", "南韓", "南韩", "大韩民国", "Korea", "South Korea", "KR"]),
        ("EU", ["欧盟", "歐盟", "欧洲", "歐洲聯盟", "European Union", "EU", "Europe"]),
        ("US", ["美国", "美國", "USA", "U.S.", "the United States", "美国（FDA）", "美國FDA", " 美国 "]),
        ("CN", ["中国", "中國", "中国大陆", "中华人民共和国", "China", "mainland China"]),
        ("TW", ["台湾", "臺灣", "台灣", "中国台湾", "台湾地区", "Taiwan"]),
        ("HK", ["香港", "中国香港", "Hong Kong", "中国香港特别行政区"]),
        ("JP", ["日本", "Japan", "日本PMDA"]),
        ("CA", ["加拿大", "CANADA"]),
        ("IN", ["印度", "India"]),
        ("IR", ["伊朗", "Iran"]),
        ("AU", ["澳大利亚", "澳洲", "澳大利亞"]),
        ("NZ", ["新西兰", "紐西蘭"]),
        ("GB", ["英国", "英國", "UK"]),
        ("", ["", "日本、韩国", "亚洲", "世界", "ZZ", "欧元区", "美"]),
    ],
)
def test_names_to_codes(code, names):
    assert [jurisdictions.parse(name) for name in names] == [code] * len(names)


@pytest.mark.parametrize(
    ("code", "names"),
    [("EU", ("欧盟", "歐盟", "European Union")), ("US", ("美国", "美國", "United States")), ("XX", ("", "", ""))],
)
def test_codes_to_names(code, names):
    assert tuple(jurisdictions.name(code, language) for language in ("zh-hans", "zh-hant", "en")) == names
