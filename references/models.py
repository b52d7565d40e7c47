"""What an article rests on: citations, clinical trials, and the words of the field."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mscsite.core import parts
from mscsite.core.dates import DatePrecision
from mscsite.core.fulltext import SearchTexts
from mscsite.core.models import Publishable, TwoScripts
from mscsite.core.slugs import unique_slug
from references import doubles, registries
from references.choices import (
    Certainty,
    CertaintyReason,
    CitationType,
    EnrollmentType,
    EvidenceLevel,
    LinkStatus,
    OverallStatus,
    Phase,
    RetractionStatus,
    Subjects,
)
from references.querysets import CitationQuerySet

# Crossref's recommended form of modern DOIs, without the pattern's end so that old ones pass as well.
validate_doi = RegexValidator(
    r"^10\.\d{4,9}/\S+\Z", _("DOI 以 10. 开头，不带网址，例如 10.1126/science.284.5411.143。")
)
validate_pmid = RegexValidator(r"^[1-9]\d{0,8}\Z", _("PMID 只由数字组成。"))
validate_key = RegexValidator(r"^[a-z0-9][a-z0-9-]*\Z", _("只能用小写字母、数字和连字符，例如 pittenger1999。"))


def validate_registry_id(value: str) -> None:
    if registries.registry_of(value) is None:
        raise ValidationError(_("“%(value)s”不是已知登记平台的编号，例如 NCT04491240。"), params={"value": value})


class Citation(Publishable):
    """One paper, book, page or data set, in the fields of CSL."""

    search_type = "citation"
    search_field = "key"

    key = models.CharField(_("代号"), max_length=80, unique=True, validators=[validate_key])
    type = models.CharField(_("类型"), max_length=30, choices=CitationType, default=CitationType.ARTICLE_JOURNAL)
    title = models.TextField(_("题名"))
    authors = models.JSONField(
        _("作者"),
        default=list,
        blank=True,
        help_text=_('CSL 人名列表，例如 [{"family": "Pittenger", "given": "M. F."}]；团体作者写 {"literal": "名称"}。'),
    )
    container_title = models.CharField(_("刊名或书名"), max_length=300, blank=True)
    year = models.PositiveSmallIntegerField(
        _("年份"), null=True, blank=True, db_index=True, validators=[MinValueValidator(1500), MaxValueValidator(2200)]
    )
    volume = models.CharField(_("卷"), max_length=30, blank=True)
    issue = models.CharField(_("期"), max_length=30, blank=True)
    page = models.CharField(_("页码"), max_length=60, blank=True)
    doi = models.CharField(_("DOI"), max_length=200, blank=True, validators=[validate_doi])
    pmid = models.CharField(_("PMID"), max_length=9, blank=True, validators=[validate_pmid])
    url = models.URLField(_("网址"), max_length=500, blank=True)
    accessed = models.DateField(_("访问日期"), null=True, blank=True)
    publisher = models.CharField(_("出版者"), max_length=200, blank=True)
    language = models.CharField(_("语言"), max_length=10, blank=True, help_text=_("BCP 47，例如 en、zh-Hans。"))
    extra = models.JSONField(
        _("其他著录项"),
        default=dict,
        blank=True,
        help_text=_("没有单独栏目的 CSL 项目，例如编者、版次、出版地。"),
    )
    as_printed = models.TextField(_("原文条目"), blank=True, help_text=_("导入时文中的写法，逐字保留。"))
    retraction_status = models.CharField(_("撤稿状态"), max_length=30, choices=RetractionStatus, blank=True, default="")
    retraction_checked_at = models.DateTimeField(_("撤稿查询时间"), null=True, blank=True)
    notices = models.JSONField(
        _("撤稿与更正通知"),
        default=list,
        blank=True,
        editable=False,
        help_text=_("查询时得到的通知：种类、编号、日期、来源。"),
    )
    link_status = models.CharField(
        _("网址状态"), max_length=10, choices=LinkStatus, blank=True, default="", editable=False
    )
    link_checked_at = models.DateTimeField(_("网址查询时间"), null=True, blank=True, editable=False)
    archived_url = models.URLField(
        _("存档网址"), max_length=500, blank=True, help_text=_("原网址打不开时，读者打开的存档副本。")
    )
    proposed_copy = models.URLField(_("待确认的存档副本"), max_length=500, blank=True, default="", editable=False)
    refused_copy = models.URLField(_("未采用的存档副本"), max_length=500, blank=True, default="", editable=False)

    objects = CitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("文献")
        verbose_name_plural = _("文献")
        ordering = ["-year", "key"]
        indexes = [
            models.Index(fields=["-updated_at"], name="references_citation_changed"),
            models.Index(fields=["proposed_copy"], name="references_citation_copies"),
            models.Index(fields=["link_status", "key"], name="references_citation_links"),
            models.Index(fields=["retraction_status", "key"], name="references_citation_notices"),
            parts.index("references_citation_by_part", "updated_at", "published_at"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["doi"], condition=~Q(doi=""), name="references_citation_doi_unique"),
            models.UniqueConstraint(fields=["pmid"], condition=~Q(pmid=""), name="references_citation_pmid_unique"),
            models.CheckConstraint(condition=~Q(title=""), name="references_citation_title_present"),
        ]

    def __str__(self) -> str:
        return f"{self.title}（{self.key}）"

    def save(self, *args, **kwargs):
        self.doi = self.doi.strip().lower()  # DOIs compare without case; one form makes them unique in the database
        with transaction.atomic():
            super().save(*args, **kwargs)
            if (written := kwargs.get("update_fields")) is None or doubles.MATCHED & set(written):
                doubles.note(self)

    def get_absolute_url(self) -> str:
        return reverse("citation", args=[self.key])

    def working_texts(self) -> SearchTexts:
        text = "\n".join(
            filter(None, [self.authors_text, self.container_title, str(self.year or ""), self.doi, self.pmid])
        )
        date = dt.datetime(self.year, 12, 31, tzinfo=dt.UTC) if self.year else None
        return SearchTexts(self.title, self.title, text, text, f"{self.doi}\n{self.pmid}", date=date)

    @property
    def authors_text(self) -> str:
        """Authors as one line: family name first, the way Vancouver and GB/T 7714 both begin."""
        names = (a.get("literal") or f"{a.get('family', '')} {a.get('given', '')}".strip() for a in self.authors)
        return ", ".join(filter(None, names))

    @property
    def link(self) -> str:
        """Where a reader finds it: its DOI, else PubMed, else its address; empty where nothing is known."""
        if self.doi:
            return f"https://doi.org/{self.doi}"
        if self.pmid:
            return f"https://pubmed.ncbi.nlm.nih.gov/{self.pmid}/"
        return self.archived_url if self.link_status == LinkStatus.GONE and self.archived_url else self.url


class Trial(TwoScripts, Publishable):
    """A registered clinical trial, in the words of ClinicalTrials.gov's data model."""

    search_type = "trial"
    search_field = "registry_id"

    registry_id = models.CharField(_("登记号"), max_length=40, unique=True, validators=[validate_registry_id])
    registry = models.CharField(_("登记平台"), max_length=20, editable=False, db_index=True)
    title = models.CharField(_("题目"), max_length=500, blank=True)
    conditions = models.CharField(_("疾病"), max_length=500, blank=True)
    interventions = models.CharField(_("干预"), max_length=500, blank=True)
    phase = models.CharField(_("分期"), max_length=20, choices=Phase, blank=True, db_index=True)
    overall_status = models.CharField(_("状态"), max_length=30, choices=OverallStatus, blank=True, db_index=True)
    why_stopped = models.TextField(_("停止原因"), blank=True)
    enrollment_count = models.PositiveIntegerField(_("入组人数"), null=True, blank=True)
    enrollment_type = models.CharField(_("人数性质"), max_length=10, choices=EnrollmentType, blank=True)
    design = models.CharField(_("设计"), max_length=300, blank=True)
    countries = models.JSONField(_("国家"), default=list, blank=True, help_text=_('ISO 3166 代码，例如 ["CN", "US"]。'))
    sponsor = models.CharField(_("申办方"), max_length=300, blank=True)
    start_date = models.DateField(_("开始日期"), null=True, blank=True)
    start_date_precision = models.CharField(_("开始日期精度"), max_length=5, choices=DatePrecision, blank=True)
    completion_date = models.DateField(_("完成日期"), null=True, blank=True)
    completion_date_precision = models.CharField(_("完成日期精度"), max_length=5, choices=DatePrecision, blank=True)
    results = models.TextField(_("结果"), blank=True)
    results_posted_on = models.DateField(_("登记平台发布结果"), null=True, blank=True)
    registry_changes = models.JSONField(
        _("登记信息的变动"),
        default=list,
        blank=True,
        editable=False,
        help_text=_("每次核对时变了什么，新的在前。"),
    )
    evidence_level = models.PositiveSmallIntegerField(
        _("证据等级"), choices=EvidenceLevel, null=True, blank=True, help_text=_("OCEBM 2011。")
    )
    subjects = models.CharField(_("研究对象"), max_length=10, choices=Subjects, blank=True)
    citations = models.ManyToManyField(Citation, verbose_name=_("文献"), blank=True, related_name="trials")
    last_checked_at = models.DateTimeField(_("上次核对登记信息"), null=True, blank=True)

    class Meta:
        verbose_name = _("临床试验")
        verbose_name_plural = _("临床试验")
        ordering = ["registry_id"]
        indexes = [
            models.Index(fields=["-updated_at"], name="references_trial_changed"),
            parts.index("references_trial_by_part", "updated_at", "published_at"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(enrollment_count__isnull=True, enrollment_type="")
                | Q(enrollment_count__isnull=False) & ~Q(enrollment_type=""),
                name="references_trial_enrollment_paired",
            ),
            models.CheckConstraint(
                condition=Q(start_date__isnull=True, start_date_precision="")
                | Q(start_date__isnull=False) & ~Q(start_date_precision=""),
                name="references_trial_start_paired",
            ),
            models.CheckConstraint(
                condition=Q(completion_date__isnull=True, completion_date_precision="")
                | Q(completion_date__isnull=False) & ~Q(completion_date_precision=""),
                name="references_trial_completion_paired",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.registry_id} {self.title}".strip()

    def save(self, *args, **kwargs):
        self.registry_id = registries.normalise(self.registry_id)
        self.registry = registries.registry_of(self.registry_id) or ""
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("trial", args=[self.registry_id])

    def working_texts(self) -> SearchTexts:
        hans = f"{self.conditions_zh_hans}\n{self.results_zh_hans}\n{self.sponsor}"
        hant = f"{self.conditions_zh_hant}\n{self.results_zh_hant}\n{self.sponsor}"
        titles = (self.title_zh_hans or self.registry_id, self.title_zh_hant or self.registry_id)
        return SearchTexts(*titles, hans, hant, date=self.published_at)

    @property
    def registry_url(self) -> str:
        return registries.url(self.registry_id)


class BodyOfEvidence(TwoScripts, Publishable):
    """All that is known on one question and outcome, judged as a whole by GRADE; a single trial has a level instead."""

    question = models.CharField(
        _("问题"),
        max_length=300,
        help_text=_("对谁、用什么、与什么比、看哪个结局，例如：间充质干细胞与安慰剂相比能否减轻膝骨关节炎疼痛？"),
    )
    certainty = models.CharField(_("证据质量"), max_length=10, choices=Certainty)
    reasons = models.JSONField(_("升降级理由"), default=list, blank=True)
    judgement = models.TextField(_("白话结论"), help_text=_("读者看的几句话：效应多大，有多确定。"))
    source = models.ForeignKey(
        Citation,
        verbose_name=_("评定依据"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="judged_bodies",
        help_text=_("作出评定的系统评价或指南；本站自己评定则留空。"),
    )
    judged_on = models.DateField(_("评定日期"), null=True, blank=True)
    trials = models.ManyToManyField(Trial, verbose_name=_("临床试验"), blank=True, related_name="bodies_of_evidence")

    class Meta:
        verbose_name = _("证据总体")
        verbose_name_plural = _("证据总体")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.question

    @property
    def reason_labels(self) -> list[str]:
        return [str(CertaintyReason(reason).label) for reason in self.reasons if reason in CertaintyReason.values]


class Term(TwoScripts, Publishable):
    """A word of the field in three regional forms, with its meaning."""

    search_type = "term"

    slug = models.SlugField(_("网址名"), max_length=100, unique=True, blank=True, help_text=_("留空则用拼音。"))
    zh_hans = models.CharField(_("简体"), max_length=100, unique=True)
    zh_hant_tw = models.CharField(_("繁体（台湾）"), max_length=100)
    zh_hant_hk = models.CharField(_("繁体（香港）"), max_length=100)
    english = models.CharField(_("英文"), max_length=200, blank=True, help_text=_("有 MeSH 主题词时用主题词。"))
    definition = models.TextField(_("释义"), blank=True)
    aliases = models.JSONField(_("别名"), default=list, blank=True, help_text=_('例如 ["MSC", "MSCs"]。'))
    is_protected = models.BooleanField(_("不参与转换"), default=False, help_text=_("专名等，两种字形中写法相同。"))

    class Meta:
        verbose_name = _("术语")
        verbose_name_plural = _("术语")
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.zh_hans

    def save(self, *args, **kwargs):
        if not self.slug:
            self.slug = unique_slug(self.zh_hans, Term.objects.exclude(pk=self.pk), "term")
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return f"{reverse('glossary')}#{self.slug}"

    def working_texts(self) -> SearchTexts:
        forms = tuple(filter(None, [self.zh_hans, self.zh_hant_tw, self.zh_hant_hk, self.english, *self.aliases]))
        texts = (self.definition_zh_hans, self.definition_zh_hant)
        return SearchTexts(self.zh_hans, self.zh_hant_tw, *texts, synonyms=forms, date=self.published_at)


from references.former import FormerKey, Merge  # noqa: E402, F401  (their tables belong to this app)
