"""Repair of badly converted Traditional: both ways of failing, and good text left alone."""

import pytest

from mscsite.core import hanzi
from mscsite.core.hanzi import HANS, HANT, HANT_HK, Glossary

GOOD = [
    "間葉幹細胞為成體幹細胞的一種，存在於骨髓、臍帶與脂肪組織中，可於體外大量擴增。",
    "週邊血幹細胞移植後，病人須每週回診，並接受血液檢查；隨著作用時間延長，存活率下降。",
    "于教授與范醫師指出，癌症患者的症狀多於三個月後獲得改善，但仍有少數人出現併發症。",
    "標準作業程序、里程碑、恢復、征程、肛門瘺管、雜誌、乾燥、干預、瞭解、準備、批准、不准、症狀、癥結。",
    "該製劑須冷凍乾燥保存，復溫後儘速使用；複方藥物之覆核應由藥師為之。",
    "臨床上，頭髮脫落與皮膚發炎常見；醫師應充分告知，徵得病患同意，並簽署同意書。",
    "只有一隻眼睛受影響，三隻大鼠死亡；面部麻痺，吃了一碗麵。",
    "製程控制、制度、限制、複製、體制、法制、自製器械、無法自制。",
    "裡外、裏外、臺灣、台灣、占比、佔比、治癒、痊癒、自癒能力、欲望、周末、週末。",
    "回復健康、回覆信件、反覆、答覆、覆蓋、往復、復健科、複診、覆診。",
    "沈先生與余小姐、岳飛、郁達夫、姜太公、薑黃、游先生、遊客、朱熹、硃砂。",
    "臨牀上裏面的脱髮羣體説着，啓動衞生温度。",
]


@pytest.mark.parametrize("text", GOOD)
def test_good_text_stays(text):
    assert hanzi.repair(text) == (text, [])
    assert hanzi.rate(text) == 0


@pytest.mark.parametrize(
    ("bad", "good"),
    [
        ("干細胞源于骨髓，采集后復雜", "幹細胞源於骨髓，採集後複雜"),
        ("適應癥已批準，盡管并發炎癥", "適應症已批准，儘管併發炎症"),
        ("綜合征、標志物、雜志、征求", "綜合徵、標誌物、雜誌、徵求"),
        ("裡程碑與麵部、機製、髮生、誌願者、隻要、徵程", "里程碑與面部、機制、發生、志願者、只要、征程"),
        ("制藥公司的制劑", "製藥公司的製劑"),
        ("体外培养的細胞", "體外培養的細胞"),
    ],
)
def test_both_ways_of_failing(bad, good):
    assert hanzi.repair(bad).text == good
    assert hanzi.repair(good).changes == []
    assert hanzi.rate(bad) > hanzi.REPAIR_RATE


def test_changes_name_their_places():
    text, changes = hanzi.repair("周圍的干細胞后來批準")
    assert text == "周圍的幹細胞後來批准"
    assert changes == [(3, 4, "干", "幹"), (6, 7, "后", "後"), (9, 10, "準", "准")]
    assert hanzi.suspicious("周圍的干細胞后來批準") == changes


def test_hong_kong_keeps_its_characters():
    assert hanzi.repair("裏面的干細胞説明", HANT_HK).text == "裏面的幹細胞説明"


def test_the_glossary_counts():
    glossary = Glossary([("后发", "后發", "后發")])
    assert hanzi.repair("后發", HANT, glossary).text == "后發"
    assert hanzi.repair("后發").text == "後發"


def test_simplified_is_not_repaired():
    with pytest.raises(ValueError, match="only Traditional"):
        hanzi.repair("干", HANS)


def test_html():
    text, changes = hanzi.repair_html('<p id="干">干<b>細</b>胞</p><img alt="批準">')
    assert text == '<p id="干">幹<b>細</b>胞</p><img alt="批准">'
    assert changes == [(10, 11, "干", "幹"), (35, 36, "準", "准")]


def test_unreadable_characters_and_no_text():
    assert hanzi.repair("干細胞\0\ud800").text == "幹細胞\0\ud800"
    assert hanzi.repair("") == ("", [])
    assert hanzi.rate("") == 0


def test_protected_terms_stay_as_they_stand():
    glossary = Glossary([("批準", "批準", "批準", True)])
    assert hanzi.repair("批準公司已獲批準，癥狀", HANT, glossary).text == "批準公司已獲批準，症狀"
