"""What the public reads of the clinic itself: its profile, and pages such as "about" and "privacy"."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mscsite.core import lasting
from mscsite.core.models import Publishable, TwoScripts

DEFAULT_NAME = "间充质干细胞科普"
# As the ministry writes it: 京ICP备12345678号, with -1 for one site of several.
validate_icp_number = RegexValidator(r"^\w{1,2}ICP[备備]\d{8,10}[号號](-\d{1,3})?\Z", _("例如：京ICP备12345678号-1。"))
validate_police_number = RegexValidator(
    r"^\w{1,2}公[网網]安[备備]\s?\d{14}[号號]\Z", _("例如：京公网安备11010502030143号。")
)


class DataLicense(models.TextChoices):
    """Under what the public list of products may be used; values are SPDX identifiers."""

    CC_BY = "CC-BY-4.0", _("CC BY 4.0：可用于任何目的，须注明出处")
    CC_BY_SA = "CC-BY-SA-4.0", _("CC BY-SA 4.0：须注明出处，改作后以同样的许可公开")
    CC0 = "CC0-1.0", _("CC0 1.0：放弃权利，不须注明出处")

    @property
    def url(self) -> str:
        """The licence's own page."""
        kind, _dash, version = self.value.rpartition("-")
        path = "publicdomain/zero" if self is DataLicense.CC0 else f"licenses/{kind.removeprefix('CC-').lower()}"
        return f"https://creativecommons.org/{path}/{version}/"


class SiteProfile(TwoScripts):
    """The clinic as the site shows it. There is one row at most; without it the site has a plain name."""

    public_when = ""

    ONLY = 1

    name = models.CharField(_("网站名称"), max_length=60)
    headline = models.CharField(_("首页大标题"), max_length=80, blank=True, help_text=_("留空则用原来的一句。"))
    opening = models.TextField(_("首页开头的话"), blank=True, help_text=_("大标题下面的一两句。"))
    notice = models.TextField(_("页脚说明"), blank=True, help_text=_("每页底部的一段话，例如科普性质的声明。"))
    icp_number = models.CharField(_("ICP 备案号"), max_length=40, blank=True, validators=[validate_icp_number])
    police_number = models.CharField(_("公安备案号"), max_length=40, blank=True, validators=[validate_police_number])
    approvals_needed = models.PositiveSmallIntegerField(
        _("发布前需要几位审核人核准"), choices=[(1, _("一位")), (2, _("两位"))], default=1
    )
    data_license = models.CharField(
        _("产品数据的许可"),
        max_length=20,
        choices=DataLicense,
        default=DataLicense.CC_BY,
        help_text=_("写在开放数据页和下载的文件里。"),
    )

    class Meta:
        verbose_name = _("网站资料")
        verbose_name_plural = _("网站资料")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="mscsite_siteprofile_only_one")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs):
        self.pk = self.ONLY
        super().save(*args, **kwargs)

    @classmethod
    def current(cls) -> SiteProfile:
        """The profile, or an unsaved one with plain values where nobody has filled it in."""
        return cls.objects.filter(pk=cls.ONLY).first() or cls(
            name_zh_hans=DEFAULT_NAME, name_zh_hant="間充質幹細胞科普"
        )

    @classmethod
    def approvals(cls) -> int:
        """How many reviewers must approve an article before it may be published."""
        return cls.objects.filter(pk=cls.ONLY).values_list("approvals_needed", flat=True).first() or 1

    @property
    def headline_shown(self) -> str:
        """The headline of the home page, or ours where editors have written none."""
        return self.headline or gettext("间充质干细胞，证据说到哪里，我们写到哪里。")

    @classmethod
    def of(cls, request: HttpRequest) -> SiteProfile:
        """The same, read once for all that one page says of the site."""
        if not hasattr(request, "site_profile"):
            request.site_profile = lasting.kept("site profile", (cls,), cls.current)
        return request.site_profile

    @property
    def data_license_url(self) -> str:
        return DataLicense(self.data_license).url

    @property
    def police_code(self) -> str:
        """The digits of the police number, which its page is addressed by."""
        return "".join(character for character in self.police_number if character.isdigit())


class Page(TwoScripts, Publishable):
    """A page of the site's own: about, editorial policy, privacy, contact."""

    html_fields = ("body",)
    ABOUT = "about"

    slug = models.SlugField(_("网址名"), max_length=60, unique=True, help_text=_("about 是“关于”页。"))
    title = models.CharField(_("标题"), max_length=100)
    body = models.TextField(_("正文"), blank=True)
    position = models.PositiveSmallIntegerField(_("页脚次序"), default=0)

    class Meta:
        verbose_name = _("页面")
        verbose_name_plural = _("页面")
        ordering = ["position", "slug"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("about") if self.slug == self.ABOUT else reverse("page", args=[self.slug])


from mscsite.policy_reports import PolicyReport  # noqa: E402, F401  (its table belongs to this app)
from mscsite.reader_words import ClarityCount, ReaderReport  # noqa: E402, F401
from mscsite.reading_figures import DailyViews, LogPosition  # noqa: E402, F401
