# ruff: noqa: E501
"""Small honest inputs of every kind, for mutation to begin with, and pieces that readers are known to stumble over."""

from __future__ import annotations

import io

TEXT = """间充质干细胞是什么

摘要：干细胞可以分化。来源：本站　2024年5月6日

一、背景
MSC 来自骨髓[1]，剂量为 1×10⁶/kg，100万单位。
- 其一：免疫调节
- 其二：NCT01234567，10.1126/science.284.5411.143
| 名称 | 数值 |
| --- | --- |
| 甲 | 1 |

二、結論
臨牀試驗的結果（P<0.05）。

参考文献
[1] Pittenger MF, et al. Multilineage potential of adult human mesenchymal stem cells. Science. 1999;284(5411):143-147.
本文仅供科普，不能代替诊疗。
"""
MARKDOWN = (
    "# 题目\n\n正文 **粗** [链接](https://example.org)。\n\n## 节\n\n1. 一\n2. 二\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"
)
HTML = (
    "<!DOCTYPE html><html><head><meta charset='utf-8'><title>题目</title></head><body><h1>题目</h1><p>正文<sup>[1]</sup>"
    "<a href='https://example.org/?a=1&b=2'>链接</a></p><h2>节</h2><ul><li>一<ol><li>二</li></ol></li></ul><table><tr>"
    "<th rowspan=2>甲</th><td colspan='2'>1</td></tr></table><figure><img src='data:image/gif;base64,R0lGODlhAQABAAAAACw='"
    " alt='图'></figure><p>参考文献</p><p>[1] Wang L. Title. Journal. 2020;1(2):3-4.</p></body></html>"
)
BODY = (
    '<h2>节</h2><p>正文<cite data-citation="wang2020"></cite> <a data-record="product:a-b">产品</a></p><figure data-embed='
    '"products"></figure><aside data-callout="warning"><p>注意</p></aside><table><thead><tr><th scope="col">甲</th></tr>'
    '</thead><tbody><tr><td colspan="2">1</td></tr></tbody></table><ol start="3"><li>一<br>二</li></ol>'
)
PIECES = (
    "<script>alert(1)</script>", "<svg/onload=alert(1)>", "<math><mi//xlink:href='data:x,<script>'>", "<![CDATA[", "]]>",
    "<!--", "-->", "<!DOCTYPE x [<!ENTITY a 'b'>]>", "&a;", "&#0;", "&#x110000;", "&lt;script&gt;", "javascript:alert(1)",
    " onclick=x ", "\" onerror=\"", "<style>@import'//x'</style>", "<template><p>", "<noscript><p title='</noscript><img>'>",
    "<a href='vbscript:x'>", "<a href='\x01javascript:x'>", "data:text/html,x", "<b" * 40, "<p>" * 300, "</p>" * 40,
    "<ul><li>" * 100, "\u202e", "\ufeff", "\u200b", "\u0000", "\ud7ff", "𠮷", "癥", "乾", "干", "后", "後", "發", "髮", "()" * 40,
    "=cmd|' /C calc'!A0", "+1", "@SUM(A1)", "-2", "%", "%%", "\\", "'", '"', '""', "\t", "\r", "\n\n\n", "|", "|---|", "[1",
    "[1-9999999]", "[^1]", "１２３", "①", "〇", "二〇二四年十三月三十二日", "99999999999999999999", "1e999", "-0", "NaN", "\x7f",
    "http://[::1", "10.1234/" + "a" * 300, "NCT" + "0" * 60, "(" * 200, ")" * 200, "*" * 200, "_" * 200, "`" * 100, "> " * 200,
    "#" * 50, "- " * 200, "AND", "OR", "NOT", "NEAR(", "*", "^", ":", "{", "}", "title:", '"a" "b', "a" * 5000, "干" * 3000,
)  # fmt: skip


def word(text: str = "正文") -> bytes:
    """A Word file with a heading, a list, a table and a superscript."""
    import docx

    document = docx.Document()
    document.add_heading("题目", 1)
    document.add_paragraph(text).add_run("[1]").font.superscript = True
    document.add_paragraph("一", style="List Number")
    document.add_table(rows=2, cols=2).cell(0, 0).merge(document.tables[0].cell(0, 1))
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def workbook() -> bytes:
    """A workbook with the columns of the product list."""
    import xlsxwriter

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet("products")
        for row, cells in enumerate(
            (["latin_name", "name_zh_hans", "donor"], ["Alofisel", "阿洛非塞", 1], ["B", "乙", True])
        ):
            sheet.write_row(row, 0, cells)
        sheet.merge_range(5, 0, 6, 1, "x")
    return buffer.getvalue()


CSV = 'latin_name,name_zh_hans,dose\r\nAlofisel,阿洛非塞,1×10⁶\r\n"Q""x",\'=1,\r\n'
JSON = '[{"latin_name": "Alofisel", "aliases": ["a", "b"], "events": [{"date": "2018-03-23"}]}]'
QUERIES = ("软骨", "膝關節 OR 软骨", '"骨髓" -脐带', "Alofisel", "NCT01234567", "MSC 治疗 10^6", "title:干细胞")
