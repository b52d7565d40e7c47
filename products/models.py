"""What has been approved, where, and what became of it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from mscsite.core import dates, parts
from mscsite.core.dates import DatePrecision
from mscsite.core.fulltext import SearchTexts
from mscsite.core.models import Publishable, TwoScripts, validate_source_address
from mscsite.core.slugs import unique_slug
from products import event_rules, jurisdictions, status
from products.choices import Donor, EventKind, Route, Tissue
from products.doses import validate_dose_quantities
from products.event_rules import EventFacts
from products.querysets import ProductQuerySet, RegulatoryEventQuerySet
from references.models import Trial


def validate_jurisdiction(value: str) -> None:
    if not jurisdictions.name(value, "en"):
        raise ValidationError(_("“%(value)s”不是 ISO 3166 国家或地区代码，也不是 EU。"), params={"value": value})


def validate_routes(value: list) -> None:
    unknown = [item for item in value if item not in Route.values]
    if unknown:
        raise ValidationError(
            _("不认识的给药途径：%(unknown)s。可用：%(known)s。"),
            params={"unknown": ", ".join(map(str, unknown)), "known": ", ".join(Route.values)},
        )


class Company(models.Model):
    """A developer or holder of products."""

    public_when = ""
    public_shard = "products"

    name = models.CharField(_("名称"), max_length=200, unique=True)
    aliases = models.JSONField(_("别名"), default=list, blank=True, help_text=_("中文名和其他写法。"))
    country = models.CharField(_("国家或地区"), max_length=2, blank=True, validators=[validate_jurisdiction])
    website = models.URLField(_("网站"), blank=True)

    class Meta:
        verbose_name = _("公司")
        verbose_name_plural = _("公司")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Product(TwoScripts, Publishable):
    """A cell product. Its status is worked out from its events, never typed."""

    search_type = "product"
    public_shard = "id"

    slug = models.SlugField(_("网址名"), max_length=100, unique=True, blank=True, help_text=_("取自拉丁商品名。"))
    name = models.CharField(_("名称"), max_length=200)
    latin_name = models.CharField(_("拉丁商品名"), max_length=200, unique=True)
    aliases = models.JSONField(_("别名"), default=list, blank=True, help_text=_("出现过的所有写法，包括误写。"))
    generic_name = models.CharField(_("通用名"), max_length=200, blank=True)
    company = models.ForeignKey(
        Company, verbose_name=_("公司"), null=True, blank=True, on_delete=models.PROTECT, related_name="products"
    )
    donor = models.CharField(_("供者"), max_length=10, choices=Donor, blank=True, db_index=True)
    tissue = models.CharField(_("组织来源"), max_length=20, choices=Tissue, blank=True, db_index=True)
    routes = models.JSONField(_("给药途径"), default=list, blank=True, validators=[validate_routes])
    dose = models.TextField(_("剂量"), blank=True)
    dose_quantities = models.JSONField(
        _("剂量数值"),
        default=list,
        blank=True,
        validators=[validate_dose_quantities],
        help_text=_('机器可读，例如 [{"value": 2000000, "high": null, "unit": "cells", "per": "kg"}]。'),
    )
    frequency = models.CharField(_("频率"), max_length=300, blank=True)
    summary = models.TextField(_("简介"), blank=True)
    trials = models.ManyToManyField(Trial, verbose_name=_("临床试验"), blank=True, related_name="products")

    objects = ProductQuerySet.as_manager()

    class Meta:
        verbose_name = _("产品")
        verbose_name_plural = _("产品")
        ordering = ["latin_name"]
        indexes = [
            models.Index(fields=["-updated_at"], name="products_by_change"),
            parts.index("products_by_part", "updated_at", "published_at"),
        ]

    def __str__(self) -> str:
        return self.latin_name

    def save(self, *args, **kwargs):
        if not self.slug:
            self.slug = unique_slug(self.latin_name, Product.objects.exclude(pk=self.pk), "product")
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("product", args=[self.slug])

    def get_routes_display(self) -> list[str]:
        return [str(Route(route).label) for route in self.routes]

    @cached_property
    def public_events(self) -> list[RegulatoryEvent]:
        """Published events in order of time. `ProductQuerySet.with_public_events` fills this in one query."""
        return list(self.events.public().in_order())

    @cached_property
    def statuses(self) -> list[status.JurisdictionStatus]:
        """Today's status in each jurisdiction, as far as published events tell."""
        return status.by_jurisdiction(self.public_events)

    def working_texts(self) -> SearchTexts:
        return SearchTexts(
            self.name_zh_hans,
            self.name_zh_hant,
            f"{self.summary_zh_hans}\n{self.company or ''}",
            f"{self.summary_zh_hant}\n{self.company or ''}",
            self.generic_name,
            synonyms=tuple(sorted(self.linked_names)),
            date=self.published_at,
        )

    @property
    def all_names(self) -> set[str]:
        """Every spelling that the product is known by, in both scripts."""
        names = {self.latin_name, self.name_zh_hans, self.name_zh_hant, self.generic_name, *self.aliases}
        return {name for name in names if name}

    @property
    def linked_names(self) -> set[str]:
        """The spellings that mean this product and no other: a generic name may be shared with its successors."""
        return self.all_names - {self.generic_name}


class RegulatoryEvent(TwoScripts, Publishable):
    """Something that a regulator, or the holder, did with an approval, on a date known to some precision."""

    public_shard = "product"

    product = models.ForeignKey(Product, verbose_name=_("产品"), on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(_("事件"), max_length=30, choices=EventKind)
    jurisdiction = models.CharField(
        _("国家或地区"), max_length=2, validators=[validate_jurisdiction], help_text=_("ISO 3166 代码，或 EU。")
    )
    regulator = models.CharField(_("监管机构"), max_length=100, blank=True)
    indication = models.CharField(_("适应症"), max_length=300, blank=True)
    population = models.CharField(_("适用人群"), max_length=300, blank=True)
    date = models.DateField(_("日期"), null=True, blank=True, help_text=_("只知年份或月份时，填那段时间的第一天。"))
    date_precision = models.CharField(_("日期精度"), max_length=5, choices=DatePrecision, blank=True)
    expiry = models.DateField(_("有效期至"), null=True, blank=True, help_text=_("仅附条件批准有期限。"))
    conditions = models.TextField(_("附加条件"), blank=True)
    source_url = models.CharField(_("来源网址"), max_length=500, blank=True, validators=[validate_source_address])
    source_title = models.CharField(_("来源名称"), max_length=300, blank=True)

    objects = RegulatoryEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("监管事件")
        verbose_name_plural = _("监管事件")
        ordering = ["date", "id"]
        indexes = [
            models.Index(fields=["date", "id"], name="products_event_date"),
            models.Index(fields=["jurisdiction", "kind", "product"], name="products_event_place"),
            models.Index(fields=["kind", "product"], name="products_event_kind"),
            models.Index(fields=["-updated_at"], name="products_event_changed"),
            models.Index(fields=["expiry", "id"], name="products_event_ends", condition=Q(expiry__isnull=False)),
            models.Index(
                fields=["jurisdiction", "product"], name="products_event_told", condition=Q(published_at__isnull=False)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(date__isnull=True, date_precision="") | Q(date__isnull=False) & ~Q(date_precision=""),
                name="products_event_date_paired",
                violation_error_message=_("日期和日期精度要一起填写。"),
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | (~Q(source_url="") & Q(date__isnull=False)),
                name="products_event_public_has_source",
                violation_error_message=_("公开之前必须有来源网址和日期。"),
            ),
            models.CheckConstraint(
                condition=Q(expiry__isnull=True)
                | Q(kind__in=[EventKind.CONDITIONALLY_APPROVED, EventKind.RENEWED], expiry__gt=models.F("date")),
                name="products_event_expiry_after_date",
                violation_error_message=_("只有附条件批准和续期有期限，且期限在批准日期之后。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product} {self.get_kind_display()} {self.jurisdiction} {self.date_text}"

    def save(self, *args, **kwargs):
        if self.date:
            self.date = dates.first_day(self.date, self.date_precision)
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Refuse an event that is told already, or that comes before the approval it presupposes."""
        super().clean()
        if self.product_id is None:
            return
        others = RegulatoryEvent.objects.filter(product_id=self.product_id, jurisdiction=self.jurisdiction)
        facts = [event.facts for event in others.exclude(pk=self.pk)]
        if messages := event_rules.problems([*facts, self.facts]).get(self.pk):
            raise ValidationError(messages)

    @property
    def facts(self) -> EventFacts:
        """The event as the rules for events read it."""
        indication = self.indication_zh_hans or self.indication_zh_hant or ""
        return EventFacts(self.pk, self.kind, self.jurisdiction, self.date_iso, indication)

    @property
    def date_text(self) -> str:
        return dates.in_words(self.date, self.date_precision) if self.date else ""

    @property
    def date_iso(self) -> str:
        return dates.iso(self.date, self.date_precision) if self.date else ""

    @property
    def jurisdiction_name(self) -> str:
        return jurisdictions.name(self.jurisdiction, get_language() or "zh-hans")


from products.sheets.models import SheetImport, SheetImportRow  # noqa: E402, F401  (their tables belong to this app)
