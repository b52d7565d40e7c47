"""The form of an article, and its rich text editor. What the editor makes, `mscsite.core.html` lets through."""

from __future__ import annotations

import json

from django import forms
from django.forms import Script
from django.urls import reverse
from django.utils.translation import gettext as _
from django_prose_editor.widgets import importmap, prose_editor_admin_media
from js_asset import ImportMap, Media

from articles import addresses, editor_html
from mscsite.core.forms import RecordForm

MODULES = ("article", "nodes", "tables", "menu", "dialogs")


class BodyEditor(forms.Textarea):
    """A textarea that `static/admin_site/editor/article.js` turns into the editor; without scripts it stays one."""

    @property
    def media(self) -> Media:
        # Modules find one another by the import map, which knows their hashed names.
        ours = ImportMap({f"article-editor/{name}": f"admin_site/editor/{name}.js" for name in MODULES})
        return prose_editor_admin_media + Media(
            importmap=importmap | ours,
            css={"all": ["admin_site/editor.css"]},
            js=[Script("admin_site/editor/article.js", type="module")],
        )

    def build_attrs(self, base_attrs, extra_attrs=None) -> dict:
        attrs = super().build_attrs(base_attrs, extra_attrs)
        addresses = {
            "citations": reverse("admin:articles_article_pick_citations"),
            "records": reverse("admin:articles_article_pick_records"),
        }
        return attrs | {
            "class": "body-editor",
            "rows": "20",
            "data-addresses": json.dumps(addresses),
            "data-words": json.dumps(editor_words(), ensure_ascii=False),
        }


class BodyField(forms.CharField):
    """Rich text as HTML, in the one form that imports write as well (see `articles.editor_html`)."""

    widget = BodyEditor

    def clean(self, value) -> str:
        return editor_html.tidy(super().clean(value) or "")

    def has_changed(self, initial, data) -> bool:
        return super().has_changed(editor_html.tidy(initial or ""), editor_html.tidy(data or ""))


class ArticleForm(RecordForm):
    class Meta:
        field_classes = {"body_zh_hans": BodyField, "body_zh_hant": BodyField}
        widgets = {"body_zh_hans": BodyEditor, "body_zh_hant": BodyEditor}

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"]
        if slug and (reason := addresses.why_not(slug, self.instance)):
            raise forms.ValidationError(reason)
        return slug


def editor_words() -> dict[str, str]:
    """What stands on the editor's buttons and in its dialogs, in the language of the request."""
    return {
        "toolbar": _("正文格式"),
        "paragraph": _("正文段落"),
        "heading2": _("二级标题"),
        "heading3": _("三级标题"),
        "heading4": _("四级标题"),
        "bulletList": _("项目列表"),
        "orderedList": _("编号列表"),
        "blockquote": _("引文"),
        "horizontalRule": _("分隔线"),
        "bold": _("加粗"),
        "italic": _("斜体"),
        "subscript": _("下标"),
        "superscript": _("上标"),
        "link": _("链接"),
        "unlink": _("去掉链接"),
        "citation": _("插入文献引用"),
        "record": _("链接到产品、试验或术语"),
        "embed": _("插入产品表或时间线"),
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
        "products": _("产品表"),
        "timeline": _("时间线"),
        "product": _("产品网址名（可留空）"),
        "jurisdiction": _("国家或地区代码（可留空）"),
        "figcaption": _("说明文字"),
    }
