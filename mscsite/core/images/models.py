"""The record of a picture. Its files are named by its content, so that none of them ever changes."""

from __future__ import annotations

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname

from mscsite.core.images import encoding
from mscsite.core.models import TwoScripts

KEY_LENGTH = 12  # hexadecimal digits of the content's SHA-256


class Licence(models.TextChoices):
    """By what right a picture is shown. Licences that forbid commercial use are not among them: a clinic is one."""

    OWN = "own", _("本机构所有")
    PERMITTED = "permitted", _("已获授权")
    CC0 = "cc0", "CC0 1.0"
    CC_BY = "cc-by-4.0", "CC BY 4.0"
    CC_BY_SA = "cc-by-sa-4.0", "CC BY-SA 4.0"
    PUBLIC_DOMAIN = "public-domain", _("公有领域")


LICENCE_ADDRESSES = {
    Licence.CC0: "https://creativecommons.org/publicdomain/zero/1.0/",
    Licence.CC_BY: "https://creativecommons.org/licenses/by/4.0/",
    Licence.CC_BY_SA: "https://creativecommons.org/licenses/by-sa/4.0/",
}


class Image(TwoScripts):
    """A picture in all its sizes. `mscsite.core.images.storing` makes it from bytes; nothing else does."""

    public_when = ""

    key = models.SlugField(_("编号"), max_length=KEY_LENGTH, unique=True, editable=False)
    digest = models.CharField(_("内容校验值"), max_length=64, unique=True, editable=False)
    name = models.CharField(_("文件名"), max_length=200, help_text=_("只供编辑查找。"))
    alt = models.CharField(
        _("替代文字"),
        max_length=300,
        blank=True,
        help_text=_("给看不到图的读者：图里有什么、说明什么。发布前必填。"),
    )
    caption = models.TextField(_("图注"), blank=True, help_text=_("显示在图下；文章里可以另写。"))
    credit = models.CharField(_("署名"), max_length=200, blank=True, help_text=_("作者或机构，显示在图注之后。"))
    licence = models.CharField(_("许可"), max_length=20, choices=Licence, blank=True)
    source_url = models.URLField(_("来源网址"), max_length=500, blank=True)
    focal_x = models.PositiveSmallIntegerField(_("焦点（从左 %）"), default=50, validators=[MaxValueValidator(100)])
    focal_y = models.PositiveSmallIntegerField(
        _("焦点（从上 %）"),
        default=50,
        validators=[MaxValueValidator(100)],
        help_text=_("裁成分享图时留在画面里的地方。"),
    )
    width = models.PositiveIntegerField(_("宽"), editable=False)
    height = models.PositiveIntegerField(_("高"), editable=False)
    fallback = models.CharField(max_length=4, editable=False, help_text="Format for browsers without AVIF and WebP.")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("上传者"),
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    created_at = models.DateTimeField(_("建立时间"), auto_now_add=True)
    updated_at = models.DateTimeField(_("更新时间"), auto_now=True)

    class Meta:
        app_label = "core"
        verbose_name = _("图片")
        verbose_name_plural = _("图片")
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["-updated_at"], name="core_image_changed")]
        constraints = [
            models.CheckConstraint(condition=Q(focal_x__lte=100, focal_y__lte=100), name="core_image_focal_point"),
        ]

    def __str__(self) -> str:
        return self.name

    def delete(self, *args, **kwargs):
        folder = self.folder
        deleted = super().delete(*args, **kwargs)
        transaction.on_commit(lambda: _empty(folder))
        return deleted

    @property
    def folder(self) -> str:
        return f"images/{self.key[:2]}/{self.key}"

    def path(self, name: str) -> str:
        """A file of this picture, by its name from `encoding`, as the storage knows it."""
        return f"{self.folder}/{name}"

    def url(self, width: int, extension: str) -> str:
        return default_storage.url(self.path(encoding.name_of(width, extension)))

    @property
    def widths(self) -> list[int]:
        return encoding.widths(self.width)

    @property
    def extensions(self) -> tuple[str, ...]:
        """Formats from the smallest to the one that every browser knows."""
        return ("avif", "webp", self.fallback)

    @property
    def sources(self) -> list[tuple[str, str]]:
        """MIME type and `srcset` of each format but the last."""
        return [(encoding.MIME_TYPES[extension], self._srcset(extension)) for extension in self.extensions[:-1]]

    @property
    def fallback_srcset(self) -> str:
        return self._srcset(self.fallback)

    @property
    def src(self) -> str:
        """The file for browsers that know no `srcset`."""
        return self.url(self.widths[min(1, len(self.widths) - 1)], self.fallback)

    @property
    def thumbnail(self) -> str:
        return self.url(self.widths[0], "webp")

    @property
    def share_url(self) -> str:
        return default_storage.url(self.path(encoding.share_name(self.focal_x, self.focal_y)))

    @property
    def licence_address(self) -> str:
        return LICENCE_ADDRESSES.get(self.licence, "")

    @property
    def shows_licence(self) -> bool:
        """Own pictures and permitted ones say whose they are; a public licence says its name too."""
        return self.licence not in ("", Licence.OWN, Licence.PERMITTED)

    def missing_alt(self) -> list[str]:
        """The scripts, as language codes, in which the picture has no alternative text."""
        codes = [code for code, _name in settings.LANGUAGES]
        return [code for code in codes if not (getattr(self, build_localized_fieldname("alt", code)) or "").strip()]

    def _srcset(self, extension: str) -> str:
        return ", ".join(f"{self.url(width, extension)} {width}w" for width in self.widths)


def _empty(folder: str) -> None:
    """Delete all files of a picture, crops around earlier focal points among them."""
    try:
        names = default_storage.listdir(folder)[1]
    except FileNotFoundError:
        return
    for name in names:
        default_storage.delete(f"{folder}/{name}")
    default_storage.delete(folder)  # in a bucket there are no folders, and nothing happens
