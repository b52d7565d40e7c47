"""What stands on the editor's buttons and in its dialogs."""

from __future__ import annotations

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from articles import callouts, embeds
from mscsite.core.images.models import Licence
from products import jurisdictions

# Where cell products were decided on so far, and where our readers live.
JURISDICTIONS = "CN HK TW MO JP KR US EU GB CA AU NZ IN IR CH SG".split()


def editor_words() -> dict[str, str | list | dict]:
    """The words by their names in the scripts, in the language of the request."""
    return {
        "toolbar": _("正文格式"),
        "checks": {
            "title": _("检查："),
            "checking": _("正在检查……"),
            "nothing": _("检查：没有发现问题"),
            "failed": _("暂时无法检查，保存时会再查。"),
            "mend": _("改为“%s”"),
            "levels": {"error": _("须改正"), "warning": _("请核对"), "info": _("提示")},
        },
        "paragraph": _("正文段落"),
        "heading2": _("二级标题"),
        "heading3": _("三级标题"),
        "heading4": _("四级标题"),
        "bulletList": _("项目列表"),
        "orderedList": _("编号列表"),
        "blockquote": _("引文"),
        "callout": _("提示框"),
        "callouts": [[kind, str(label)] for kind, label in callouts.KINDS.items()],
        "noCallout": _("去掉提示框"),
        "horizontalRule": _("分隔线"),
        "bold": _("加粗"),
        "italic": _("斜体"),
        "subscript": _("下标"),
        "superscript": _("上标"),
        "link": _("链接"),
        "unlink": _("去掉链接"),
        "citation": _("插入文献引用"),
        "record": _("链接到产品、试验或术语"),
        "embed": _("插入产品表、时间线或图表"),
        "figure": _("插入带说明的图表框"),
        "table": _("插入表格"),
        "caption": _("表格标题"),
        "addColumn": _("加一列"),
        "deleteColumn": _("删一列"),
        "addRow": _("加一行"),
        "deleteRow": _("删一行"),
        "mergeCells": _("合并单元格"),
        "splitCell": _("拆分单元格"),
        "headerRow": _("首行为表头"),
        "headerCell": _("表头单元格"),
        "deleteTable": _("删除表格"),
        "undo": _("撤销"),
        "redo": _("重做"),
        "searchCitations": _("题名、作者、DOI 或年份"),
        "searchRecords": _("名称、登记号或别名"),
        "nothing": _("没有找到。"),
        "failed": _("查找失败，请重试。"),
        "proposal": _("提案"),
        "retracted": _("已撤稿"),
        "ok": _("确定"),
        "cancel": _("取消"),
        "address": _("网址"),
        "linkTitle": _("提示文字"),
        "kind": _("内容"),
        "embeds": [[kind, str(name)] for kind, name in embeds.NAMES.items()],
        "product": _("哪个产品"),
        "allProducts": _("全部产品"),
        "jurisdiction": _("只列这里有过决定的产品（产品表）"),
        "jurisdictions": [["", _("不限")], *_jurisdictions()],
        "newCitation": _("按 DOI 或 PMID 新增文献"),
        "number": _("DOI、PMID 或 PMC 编号"),
        "lookUp": _("查询并新增"),
        "lookingUp": _("正在查询…"),
        "notAllowed": _("您的账号没有这项权限。"),
        "figcaption": _("说明文字"),
        "image": _("插入图片"),
        "searchImages": _("文件名、替代文字、图注或署名"),
        "uploadImage": _("上传新图片"),
        "upload": _("上传"),
        "uploading": _("正在上传…"),
        "file": _("文件"),
        "alt": _("替代文字（给看不到图的读者，必填）"),
        "imageCaption": _("图注"),
        "imageCaptionHint": _("图注（留空则用图片记录里的）"),
        "credit": _("署名"),
        "licence": _("许可"),
        "licences": [["", "—"], *([value, str(label)] for value, label in Licence.choices)],
        "source": _("来源网址"),
        "missingAlt": _("缺替代文字："),
        "imageGone": _("图片已被删除"),
        "describe": _("填写"),
        "save": _("保存并继续编辑"),
        "keys": _("快捷键"),
        "count": _("{han} 字，{words} 个外文词或数字，约 {minutes} 分钟读完"),
        "loginExpired": _("登录已过期。请在新窗口重新登录，再试一次。"),
    }


def _jurisdictions() -> list[list[str]]:
    return [[code, jurisdictions.name(code, get_language())] for code in JURISDICTIONS]


def editing_words() -> dict[str, str]:
    """What the open form says of autosave and of others; in braces stand names that the script fills in."""
    return {
        "kept": _("{at} 已自动保存，只有您看得到；点“保存”才成为新的一版。"),
        "offline": _("连不上服务器。您输入的内容已存在这台电脑的浏览器里，连上后自动补存；请先不要清理浏览器。"),
        "loginExpired": _("登录已过期或权限有变。您输入的内容已存在这台电脑的浏览器里。"),
        "logIn": _("在新窗口重新登录"),
        "typing": _("{name} 也在编辑这篇文章，正在输入。"),
        "open": _("{name} 也打开了这篇文章（{at}）。"),
        "newer": _("您打开之后，这篇文章又有变动（{name} {at}，第 {number} 版）。您保存时会先看到差异，不会直接覆盖。"),
        "seeChanges": _("看改了什么"),
        "offer": _("您在 {when} 输入的内容还没有保存：{fields}。"),
        "offerNewer": _("那之后文章有过改动；恢复后保存时会先让您看差异。"),
    }
