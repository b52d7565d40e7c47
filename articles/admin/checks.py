"""The admin of the checks: editors' own phrase rules, levels of built-in checks, and articles that records overtook."""

from __future__ import annotations

import itertools

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles import overtaking, record_changes
from articles.checks import own_rules
from articles.checks.own_rules import BadPattern
from articles.checks.registry import all_checks
from articles.models import CheckSetting, Overtaken, PhraseRule
from mscsite.core import audit, hanzi
from mscsite.core.admin.asked import asked_for
from mscsite.core.admin.records import ORIGIN, SHORT_TEXTS
from products import jurisdictions

SHOWN = 200  # places of a trial run that are listed


class PhraseRuleForm(forms.ModelForm):
    def clean(self) -> dict:
        data = super().clean()
        for name in ("pattern", "unless"):
            text = data.get(name, "")
            if text.strip() or name == "pattern":
                try:
                    own_rules.pattern_of(text)
                except BadPattern as problem:
                    self.add_error(name, str(problem))
        return data


@admin.register(PhraseRule)
class PhraseRuleAdmin(admin.ModelAdmin):
    form = PhraseRuleForm
    change_form_template = "admin/articles/phraserule/change_form.html"
    list_display = ["shown_code", "level", "state", "hits", "tried_at"]
    list_filter = ["in_force", "level"]
    search_fields = ["name", "pattern", "message"]
    formfield_overrides = SHORT_TEXTS

    def save_model(self, request, obj, form, change) -> None:
        """A rule whose words changed counts no longer, until it was tried again."""
        if obj.in_force and not own_rules.is_tried(obj):
            obj.in_force = False
            messages.warning(request, gettext("规则改了，已停用。请重新试运行，再启用。"))
        super().save_model(request, obj, form, change)
        audit.record(action="phrase_rule_saved", target=obj, actor=request.user, origin=ORIGIN, code=obj.code)

    @admin.display(description=_("代号"), ordering="name")
    def shown_code(self, rule: PhraseRule) -> str:
        return rule.code

    @admin.display(description=_("状态"))
    def state(self, rule: PhraseRule) -> str:
        if rule.in_force:
            return gettext("已启用")
        return gettext("试运行过，未启用") if own_rules.is_tried(rule) else gettext("未试运行")

    def get_urls(self):
        address = path(
            "<path:object_id>/try/", self.admin_site.admin_view(self.try_view), name="articles_phraserule_try"
        )
        return [address, *super().get_urls()]

    def try_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Where the rule would strike; with a POST it is put in force or retired."""
        rule = asked_for(self, request, object_id, "change")
        if request.method == "POST":
            return self._decide(request, rule)
        with hanzi.held_glossary():  # each text asks for it
            found = own_rules.try_out(rule)
            shown = list(itertools.islice(found, SHOWN))
            count = len(shown) + sum(1 for _place in found)
        own_rules.note_trial(rule, count)
        context = self.admin_site.each_context(request) | {
            "title": gettext("试运行：%(code)s") % {"code": rule.code},
            "rule": rule,
            "found": shown,
            "count": count,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/articles/phraserule/try.html", context)

    def _decide(self, request: HttpRequest, rule: PhraseRule) -> HttpResponse:
        try:
            if "retire" in request.POST:
                rule.in_force = False
                rule.save(update_fields=["in_force", "updated_at"])
                messages.success(request, gettext("已停用，这条规则不再报告。"))
            else:
                own_rules.put_in_force(rule)
                messages.success(request, gettext("已启用。"))
        except BadPattern as problem:
            messages.error(request, str(problem))
        else:
            state = "in force" if rule.in_force else "retired"
            audit.record(
                action="phrase_rule_saved", target=rule, actor=request.user, origin=ORIGIN, code=rule.code, state=state
            )
        return HttpResponseRedirect(reverse("admin:articles_phraserule_change", args=[rule.pk]))


class CheckSettingForm(forms.ModelForm):
    def clean_code(self) -> str:
        code = self.cleaned_data["code"]
        if code not in {each.code for each in all_checks()}:
            raise ValidationError(_("没有这个检查项。代号见检查项目录，例如 claims.cure。"))
        return code


@admin.register(CheckSetting)
class CheckSettingAdmin(admin.ModelAdmin):
    form = CheckSettingForm
    list_display = ["code", "treatment", "reason", "updated_at"]

    def save_model(self, request, obj, form, change) -> None:
        super().save_model(request, obj, form, change)
        audit.record(
            action="check_setting_saved", target=obj, actor=request.user, origin=ORIGIN, code=obj.code,
            treatment=obj.treatment, reason=obj.reason,
        )  # fmt: skip


class KindFilter(admin.SimpleListFilter):
    title = _("记录种类")
    parameter_name = "kind"

    def lookups(self, request, model_admin):
        return [(model._meta.model_name, model._meta.verbose_name) for model in record_changes.WATCHED]

    def queryset(self, request, queryset):
        return queryset.filter(record_type=self.value()) if self.value() else queryset


class OpenFilter(admin.SimpleListFilter):
    title = _("处理")
    parameter_name = "open"

    def lookups(self, request, model_admin):
        return [("yes", _("待处理")), ("no", _("已处理"))]

    def queryset(self, request, queryset):
        return queryset.filter(settled_at__isnull=self.value() == "yes") if self.value() else queryset


@admin.register(Overtaken)
class OvertakenAdmin(admin.ModelAdmin):
    """Read only: it is dealt with on the page of the article."""

    list_display = ["record_name", "change", "happened_on", "article_link", "sentence_count", "told", "settled_at"]
    list_filter = [OpenFilter, KindFilter]
    list_select_related = ["article"]
    search_fields = ["record_name", "article__slug"]
    list_display_links = None

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    @admin.display(description=_("变动"))
    def change(self, row: Overtaken) -> str:
        place = jurisdictions.name(row.aspect, "zh-hans") if row.aspect else ""
        before, after = (overtaking.in_words(row.record_type, value) for value in (row.before, row.after))
        return f"{place} {before} → {after}".strip()

    @admin.display(description=_("文章"), ordering="article")
    def article_link(self, row: Overtaken) -> str:
        address = reverse("admin:articles_article_change", args=[row.article_id])
        return format_html('<a href="{}#findings">{}</a>', address, row.article)

    @admin.display(description=_("涉及的句子"))
    def sentence_count(self, row: Overtaken) -> int:
        return len(row.sentences)

    @admin.display(description=_("提示读者"), boolean=True)
    def told(self, row: Overtaken) -> bool:
        return row.for_readers
