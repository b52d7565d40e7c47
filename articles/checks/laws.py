"""The rules that checks name: document, place in it, and the day since when it holds."""

from __future__ import annotations

from articles.checks.findings import Rule

_AD_LAW = "中华人民共和国广告法（2021年修正）"
_AD_LAW_SINCE = "2021-04-29"
_NET = "互联网广告管理办法"
_NET_SINCE = "2023-05-01"
_GUIDE = "医疗广告认定指南（2025）"


def ad_law(place: str) -> Rule:
    """A rule of the advertising law, by its place: `第十六条第一款（一）`."""
    return Rule(f"广告法{place}", _AD_LAW, _AD_LAW_SINCE)


EFFICACY = ad_law("第十六条第一款（一）")
RATES = ad_law("第十六条第一款（二）")
COMPARISON = ad_law("第十六条第一款（三）")
ENDORSEMENT = ad_law("第十六条第一款（四）")
STATE_ORGANS = ad_law("第九条（二）")
ABSOLUTES = ad_law("第九条（三）")
DATA = ad_law("第十一条")
DISPARAGEMENT = ad_law("第十三条")
NON_DRUGS = ad_law("第十七条")
UNVERIFIABLE = ad_law("第二十八条")
CONTACT = Rule("互联网广告管理办法第八条；广告法第十九条", _NET, _NET_SINCE)
PRICES = Rule("医疗广告认定指南（2025）第八条", _GUIDE, "2025")
PRESCRIPTION = Rule("广告法第十五条；互联网广告管理办法第六条", _NET, _NET_SINCE)
TRIAL_FEES = Rule("干细胞临床研究管理办法（试行）第六条；国务院令第818号", "国务院令第818号", "2026-05-01")
STEM_CELL_ADS = Rule("干细胞临床研究管理办法（试行）第六条", "干细胞临床研究管理办法（试行）", "2015-07-20")
POPULAR_SCIENCE = Rule(
    "九部门健康科普意见（2022）", "关于建立健全全媒体健康科普知识发布和传播机制的指导意见", "2022-05-31"
)
EDITING = Rule("编辑规范", "本站编辑要求")
UNITS = Rule("计量单位与数值书写", "GB/T 15835、GB 3100")
PUNCTUATION = Rule("标点符号用法", "GB/T 15834-2011", "2012-06-01")
EVIDENCE = Rule("文献与证据规范", "广告法第十一条；本站编辑要求")
