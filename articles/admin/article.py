"""The admin of articles. Every save goes through `articles.workflow`."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.db.models import OuterRef, Subquery
from django.forms import BaseInlineFormSet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles import workflow
from articles.admin import panel
from articles.admin.authors import AuthorFilter
from articles.admin.desk import DeskViews
from articles.admin.editing import EditingViews, editing_context
from articles.admin.findings import FindingsFilter, FindingViews
from articles.admin.image_picker import ImagePickerViews
from articles.admin.importing import ImportViews
from articles.admin.pickers import PickerViews
from articles.admin.previews import PreviewViews
from articles.admin.reading import ReadableBody, with_readable_bodies
from articles.admin.revisions import RevisionViews
from articles.admin.steps import StepViews
from articles.editing import sessions
from articles.forms import ArticleForm
from articles.models import Article, ChangeNote, FurtherReading, Revision
from mscsite.core import derived
from mscsite.core.admin.keeping import KeptAdmin
from mscsite.core.admin.records import ORIGIN, SHORT_TEXTS, ScriptColumns, TwoScriptsAdmin
from mscsite.core.derived import State
from mscsite.core.forms import STATE_WORDS
from references.models import Citation


class LiveFilter(admin.SimpleListFilter):
    title = _("公开版本")
    parameter_name = "live"

    def lookups(self, request, model_admin):
        return [("yes", _("读者能看到")), ("no", _("读者看不到"))]

    def queryset(self, request, queryset):
        return queryset.filter(live__isnull=self.value() == "no") if self.value() else queryset


class MineFilter(admin.SimpleListFilter):
    title = _("作者账号")
    parameter_name = "mine"

    def lookups(self, request, model_admin):
        return [("yes", _("我写过的"))]

    def queryset(self, request, queryset):
        if self.value() != "yes":
            return queryset
        return queryset.filter(pk__in=Revision.objects.filter(created_by=request.user).values("article"))


class ChangeNoteInline(ScriptColumns, admin.StackedInline):
    model = ChangeNote
    formfield_overrides = SHORT_TEXTS
    extra = 0
    readonly_fields = ["created_at"]
    fieldsets = [(None, {"fields": ["text", "created_at"]})]
    verbose_name_plural = _("更新说明（写给读者：改了什么）")


class _Chosen(AutocompleteSelect):
    """Knows the record that is chosen already, where it would ask for that of each row."""

    chosen: Citation | None = None

    def optgroups(self, name, value, attr=None):
        if self.chosen is None or value != [str(self.chosen.pk)]:
            return super().optgroups(name, value, attr)
        empty = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        label = self.choices.field.label_from_instance(self.chosen)
        return [(None, [*empty, self.create_option(name, self.chosen.pk, label, True, len(empty))], 0)]


class _Readings(BaseInlineFormSet):
    def add_fields(self, form, index) -> None:
        super().add_fields(form, index)
        if form.instance.pk:
            form.fields["citation"].widget.widget.chosen = form.instance.citation


class FurtherReadingInline(admin.TabularInline):
    model = FurtherReading
    formset = _Readings
    extra = 0
    autocomplete_fields = ["citation"]
    verbose_name_plural = _("延伸文献（文中没有引用，列在参考文献之后）")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("citation")

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = _Chosen(db_field, self.admin_site, using=kwargs.get("using"))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(Article)
class ArticleAdmin(
    KeptAdmin,
    ImportViews,
    FindingViews,
    StepViews,
    RevisionViews,
    EditingViews,
    DeskViews,
    PreviewViews,
    ImagePickerViews,
    PickerViews,
    ReadableBody,
    TwoScriptsAdmin,
):
    form = ArticleForm
    change_form_template = "admin/articles/article/change_form.html"
    list_display = [
        "title",
        "status_label",
        "live_label",
        "findings_label",
        "category",
        "author",
        "other_script",
        "updated",
    ]
    list_filter = [
        "status",
        LiveFilter,
        FindingsFilter,
        MineFilter,
        "first_published_at",
        "category",
        ("author", AuthorFilter),
    ]
    list_select_related = ["category", "author", "stored_check"]
    search_fields = ["author__name_zh_hans", "author__name_zh_hant", "import_name"]  # the index knows the texts
    show_full_result_count = False  # a second count of everything, for a number beside the search
    autocomplete_fields = ["author", "category", "medical_reviewer"]
    inlines = [ChangeNoteInline, FurtherReadingInline]
    view_on_site = False  # the panel links both scripts, where there is a public page
    fieldsets = [
        (None, {"fields": ["source_script"]}),
        (_("内容"), {"fields": ["title", "summary", "body", "audience", "disclaimer"]}),
        (_("归属"), {"fields": ["category", "author", "medical_reviewer", "review_due", "slug"]}),
        (_("来源"), {"fields": ["source_name", "source_url", "import_name"], "classes": ["collapse"]}),
    ]

    def get_queryset(self, request):
        number = Revision.objects.filter(pk=OuterRef("live")).values("number")  # no join: lists count
        return super().get_queryset(request).annotate(live_number=Subquery(number))

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if self._is_editable(request, obj):
            return fieldsets
        return [(name, {**options, "fields": with_readable_bodies(options["fields"])}) for name, options in fieldsets]

    def get_readonly_fields(self, request, obj=None):
        return ["import_name", "read_body_zh_hans", "read_body_zh_hant"]

    def why_kept(self, record: Article) -> str:
        return (
            gettext("发布过的文章不能删除，只能下架：读者和别的网站可能还链着它。") if record.first_published_at else ""
        )

    def get_deleted_objects(self, objs, request):
        """Revisions cannot be deleted by themselves, but go with an article that was never public."""
        nested, counts, needed, protected = super().get_deleted_objects(objs, request)
        return nested, counts, needed - {Revision._meta.verbose_name}, protected

    def save_model(self, request, obj, form, change) -> None:
        """Nothing: `save_related` saves the article with all that hangs on it, in one step of the workflow."""

    def save_related(self, request, form, formsets, change) -> None:
        def save_formsets() -> None:
            form.save_m2m()
            for formset in formsets:
                self.save_formset(request, form, formset, change=change)

            sessions.saved(request.user, form.instance if change else None, request.POST.get("draft_token", ""))

        origin = workflow.Origin(request.user, ORIGIN)
        workflow.save(form.instance, origin=origin, save_related=save_formsets)

    def save_scripts(self, request, record: Article) -> None:
        workflow.save(record, origin=workflow.Origin(request.user, ORIGIN))

    def previews_url(self, record: Article) -> str:
        return reverse("admin:articles_article_previews", args=[record.pk])

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None:
            context["panel"] = panel.context(obj, request.user)
        if self._is_editable(request, obj):
            context["editing"] = editing_context(request, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    @admin.display(description=_("状态"), ordering="status")
    def status_label(self, article: Article) -> str:
        return format_html('<span class="state state-{}">{}</span>', article.status, article.get_status_display())

    @admin.display(description=_("公开版本"), ordering="live_at")
    def live_label(self, article: Article) -> str:
        return _("第 %(n)s 版") % {"n": article.live_number} if article.live_id else "—"

    @admin.display(description=_("另一字形"))
    def other_script(self, article: Article) -> str:
        """The worst state of its texts: one that fell behind says more than five that did not."""
        states = {derived.state(article, field) for field in derived.translated_fields(Article)}
        worst = next((s for s in (State.OUT_OF_DATE, State.EDITED, State.DERIVED) if s in states), State.EMPTY)
        return format_html('<span class="derived derived-{}">{}</span>', worst.value, STATE_WORDS[worst])
