"""Pictures in the admin: uploaded several at once, described in both scripts, deleted only where nothing uses them."""

from __future__ import annotations

from django.contrib import admin, messages
from django.contrib.admin.options import csrf_protect_m
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mscsite.core.admin import usage
from mscsite.core.admin.keeping import KeptAdmin
from mscsite.core.admin.records import TwoScriptsAdmin
from mscsite.core.admin_names import ORIGIN
from mscsite.core.forms import SCRIPT_NAMES
from mscsite.core.images import reading, storing
from mscsite.core.images.forms import UploadForm
from mscsite.core.models import Image

NO_ALT = Q(alt_zh_hans="") | Q(alt_zh_hant="") | Q(alt_zh_hans__isnull=True) | Q(alt_zh_hant__isnull=True)


class AltFilter(admin.SimpleListFilter):
    title = _("替代文字")
    parameter_name = "alt"

    def lookups(self, request, model_admin):
        return [("no", _("还没有写"))]

    def queryset(self, request, queryset):
        return queryset.filter(NO_ALT) if self.value() == "no" else queryset


class UseFilter(admin.SimpleListFilter):
    title = _("使用")
    parameter_name = "used"

    def lookups(self, request, model_admin):
        return [("yes", _("有文章用过")), ("no", _("没有文章用过"))]

    def queryset(self, request, queryset):
        return queryset.filter(revisions__isnull=self.value() == "no").distinct() if self.value() else queryset


@admin.register(Image)
class ImageAdmin(KeptAdmin, TwoScriptsAdmin):
    change_form_template = "admin/core/image/change_form.html"
    list_display = ["thumbnail", "name", "alt_text", "credit", "licence", "size", "updated"]
    list_display_links = ["name"]
    list_filter = [AltFilter, UseFilter, "licence"]
    search_fields = [
        "name", "key", "credit", "alt_zh_hans", "alt_zh_hant", "caption_zh_hans", "caption_zh_hant",
    ]  # fmt: skip
    readonly_fields = ["picture", "size", "key", "uploaded_by"]
    fieldsets = [
        (None, {"fields": ["source_script", "picture"]}),
        (_("说明"), {"fields": ["alt", "caption"]}),
        (_("来源"), {"fields": ["credit", "licence", "source_url"]}),
        (_("文件"), {"fields": ["name", ("focal_x", "focal_y"), "size", "key", "uploaded_by"]}),
    ]

    @csrf_protect_m
    def add_view(self, request: HttpRequest, form_url="", extra_context=None) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
        if request.method == "POST" and form.is_valid():
            made, known = form.store(actor=request.user, origin=ORIGIN)
            self._say(request, made, known)
            if not form.errors:
                return HttpResponseRedirect(self._next_page([*made, *known]))
        limits = {"megabytes": reading.MAX_BYTES // 1024**2, "pixels": reading.MAX_PIXELS // 10_000}
        context = {"form": form, "title": gettext("上传图片"), "opts": self.opts, "limits": limits}
        request.current_app = self.admin_site.name
        return TemplateResponse(
            request, "admin/core/image/upload.html", {**self.admin_site.each_context(request), **context}
        )

    def _say(self, request: HttpRequest, made: list[Image], known: list[Image]) -> None:
        if made:
            messages.success(request, gettext("已上传 %(n)s 张。请写替代文字。") % {"n": len(made)})
        for image in known:
            messages.info(request, gettext("“%(name)s”以前上传过，沿用原来的记录。") % {"name": image.name})

    def _next_page(self, images: list[Image]) -> str:
        """Where the words are to be written: the one picture, or the list of those that lack them."""
        if len(images) == 1:
            return reverse("admin:core_image_change", args=[images[0].pk])
        return f"{reverse('admin:core_image_changelist')}?alt=no"

    def why_kept(self, record: Image) -> str:
        names = [f"“{use.name}”" for use in usage.of(record)]
        if not names:
            return ""
        words = {"users": "、".join(names[:3]), "n": len(names)}
        return gettext("正在使用的图片不能删除：%(users)s，共 %(n)s 处。先在那里换掉它，再发布。") % words

    def save_model(self, request, obj, form, change) -> None:
        super().save_model(request, obj, form, change)
        if {"focal_x", "focal_y"} & set(form.changed_data):
            storing.refresh_share(obj)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None:
            context["uses"] = usage.of(obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    @admin.display(description=_("图"))
    def thumbnail(self, image: Image) -> str:
        return format_html('<img class="thumbnail" src="{}" alt="" loading="lazy">', image.thumbnail)

    @admin.display(description=_("图"))
    def picture(self, image: Image) -> str:
        picture = format_html(
            '<img src="{}" width="{}" height="{}" alt="{}">', image.src, image.width, image.height, image.alt or ""
        )
        help_text = gettext("点一下图上要紧的地方，就设为焦点。")
        return format_html('<div class="focal" data-help="{}">{}</div>', help_text, picture)

    @admin.display(description=_("替代文字"))
    def alt_text(self, image: Image) -> str:
        missing = image.missing_alt()
        if not missing:
            return image.alt
        words = gettext("缺替代文字：%(scripts)s") % {"scripts": "、".join(SCRIPT_NAMES[code] for code in missing)}
        return format_html('<span class="state state-warning">{}</span>', words)

    @admin.display(description=_("尺寸"))
    def size(self, image: Image) -> str:
        return f"{image.width} × {image.height}"
