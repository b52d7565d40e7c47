"""Articles: the working copy, its immutable revisions, and the reviews that judge one revision each."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname

from articles.querysets import ArticleQuerySet
from mscsite.core import parts
from mscsite.core.fulltext import SearchTexts
from mscsite.core.html import plain_text
from mscsite.core.models import Image, TwoScripts
from products.models import Product
from references.models import Citation, Trial

EXCERPT_LENGTH = 90  # characters: about three lines on a phone


class PersonRole(models.TextChoices):
    AUTHOR = "author", _("作者")
    REVIEWER = "reviewer", _("医学审核")
    BOTH = "both", _("作者与审核")


class Person(TwoScripts):
    """Somebody whom the public reads as author or medical reviewer."""

    public_when = ""

    name = models.CharField(_("姓名"), max_length=100)
    credentials = models.CharField(
        _("职称与资质"),
        max_length=200,
        blank=True,
        help_text=_("例如：副主任医师，医学博士。几项用逗号隔开。"),
    )
    affiliation = models.CharField(_("单位"), max_length=200, blank=True)
    profile_url = models.URLField(
        _("个人主页"), max_length=500, blank=True, help_text=_("医院网站上的介绍页、ORCID 等，读者可以由此核实。")
    )
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("后台账号"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="person",
        help_text=_("这个账号核准的文章，页面上写这位审核人。"),
    )
    role = models.CharField(_("角色"), max_length=10, choices=PersonRole, default=PersonRole.AUTHOR)

    class Meta:
        verbose_name = _("人员")
        verbose_name_plural = _("人员")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class Category(TwoScripts):
    """A shelf of articles."""

    public_when = ""

    slug = models.SlugField(_("网址名"), max_length=60, unique=True)
    name = models.CharField(_("名称"), max_length=60)
    description = models.TextField(_("说明"), blank=True, help_text=_("一两句话，显示在分类页的开头。"))

    class Meta:
        verbose_name = _("分类")
        verbose_name_plural = _("分类")
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("category", args=[self.slug])


class ArticleContent(models.Model):
    """What an article says: the same fields in the working copy and in every revision of it."""

    title = models.CharField(_("标题"), max_length=200)
    summary = models.TextField(
        _("摘要"), blank=True, help_text=_("两三句话，列表和分享时显示。分行写，就在文章开头逐条列出。")
    )
    body = models.TextField(_("正文"), blank=True)
    audience = models.CharField(_("适用人群"), max_length=200, blank=True)
    disclaimer = models.TextField(_("免责说明"), blank=True)
    source_name = models.CharField(_("来源"), max_length=200, blank=True)
    source_url = models.URLField(_("来源网址"), max_length=500, blank=True)
    author = models.ForeignKey(
        Person, verbose_name=_("作者"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    category = models.ForeignKey(
        Category, verbose_name=_("分类"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    medical_reviewer = models.ForeignKey(
        Person, verbose_name=_("医学审核"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    review_due = models.DateField(_("下次审核"), null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def key_points(self) -> list[str]:
        """The summary, a message a line."""
        return [line.strip() for line in (self.summary or "").splitlines() if line.strip()]

    @property
    def excerpt(self) -> str:
        """The summary, or else the beginning of the text."""
        if self.summary:
            return " ".join(self.key_points)
        text = " ".join(plain_text(self.body or "").split())
        return text if len(text) <= EXCERPT_LENGTH else f"{text[:EXCERPT_LENGTH]}…"


class Status(models.TextChoices):
    """Where the newest revision stands. Readers see `Article.live`, whatever this says."""

    DRAFT = "draft", _("草稿")
    IN_REVIEW = "in_review", _("待审核")
    APPROVED = "approved", _("已核准")
    SCHEDULED = "scheduled", _("已排期")
    PUBLISHED = "published", _("已发布")
    ARCHIVED = "archived", _("已下架")


class Article(ArticleContent, TwoScripts):
    """The working copy. Only `articles.workflow` writes `status`, `live` and the revisions."""

    public_when = "live"
    public_fields = ("slug", "live", "live_at", "live_in", "live_category", "first_published_at", "retired_at")

    html_fields = ("body",)
    search_type = "article"
    search_field = "slug"

    slug = models.SlugField(
        _("网址名"),
        max_length=120,
        unique=True,
        blank=True,
        help_text=_("留空则用标题的拼音。公开之后再改，旧网址会自动转到新网址。"),
    )
    status = models.CharField(_("状态"), max_length=10, choices=Status, default=Status.DRAFT, editable=False)
    live = models.ForeignKey(
        "Revision",
        verbose_name=_("公开版本"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    live_category = models.ForeignKey(
        Category,
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        help_text="That of the live revision, so that a category's newest articles are found by one index.",
    )
    live_in = models.CharField(
        max_length=15,
        blank=True,
        default="",
        editable=False,
        help_text="The scripts that the live revision has a title in, so that articles are counted by one index.",
    )
    live_at = models.DateTimeField(_("公开版本发布时间"), null=True, blank=True, editable=False)
    first_published_at = models.DateTimeField(_("首次发布时间"), null=True, blank=True, editable=False)
    scheduled_at = models.DateTimeField(_("定时发布时间"), null=True, blank=True, editable=False, db_index=True)
    expires_at = models.DateTimeField(_("定时下架时间"), null=True, blank=True, editable=False, db_index=True)
    review_floor = models.BigIntegerField(
        default=0, editable=False, help_text="Reviews up to this id were given before the last submission."
    )
    retired_at = models.DateTimeField(_("下架时间"), null=True, blank=True, editable=False)
    further_reading = models.ManyToManyField(
        Citation, through="FurtherReading", verbose_name=_("延伸文献"), blank=True, related_name="+"
    )
    import_name = models.CharField(_("导入文件"), max_length=255, blank=True, editable=False)
    import_digest = models.CharField(_("导入内容摘要值"), max_length=64, blank=True, editable=False, db_index=True)
    import_report = models.JSONField(
        _("导入记录"), default=dict, editable=False, help_text=_("文中的来源信息、略去的行和所作的修正。")
    )
    created_at = models.DateTimeField(_("建立时间"), auto_now_add=True)
    updated_at = models.DateTimeField(_("更新时间"), auto_now=True)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("文章")
        verbose_name_plural = _("文章")
        ordering = ["-updated_at"]
        permissions = [("review_article", "Can review article"), ("publish_article", "Can publish article")]
        indexes = [
            models.Index(fields=["-first_published_at", "-id"], name="articles_by_publication"),
            models.Index(fields=["live_category", "-first_published_at", "-id"], name="articles_by_category"),
            models.Index(fields=["live_in", "id"], name="articles_by_script", condition=Q(live__isnull=False)),
            parts.index("articles_by_part", "live_at", "live"),
            models.Index(fields=["status", "-updated_at"], name="articles_by_status"),
            models.Index(fields=["-updated_at", "-id"], name="articles_by_change"),
            models.Index(fields=["scheduled_at"], name="articles_to_publish", condition=Q(scheduled_at__isnull=False)),
            models.Index(fields=["expires_at"], name="articles_to_expire", condition=Q(expires_at__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(live__isnull=True, live_at__isnull=True) | Q(live__isnull=False, live_at__isnull=False),
                name="articles_article_live_paired",
            ),
            models.CheckConstraint(
                condition=Q(live__isnull=True) | Q(first_published_at__isnull=False),
                name="articles_article_live_was_published",
            ),
            models.CheckConstraint(
                condition=Q(status="scheduled", scheduled_at__isnull=False)
                | ~Q(status="scheduled") & Q(scheduled_at__isnull=True),
                name="articles_article_scheduled_has_time",
            ),
            models.CheckConstraint(
                condition=Q(live__isnull=True) | Q(retired_at__isnull=True), name="articles_article_live_not_retired"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("article", args=[self.slug])

    @property
    def search_key(self) -> str:
        return self.slug

    def search_texts(self) -> SearchTexts | None:
        return _search_texts(self.live, self.live_at) if self.live is not None else None

    def working_texts(self) -> SearchTexts:
        return _search_texts(self, self.live_at or self.created_at)


def _search_texts(content: ArticleContent, date: dt.datetime | None) -> SearchTexts:
    hans = f"{content.summary_zh_hans}\n{plain_text(content.body_zh_hans)}"
    hant = f"{content.summary_zh_hant}\n{plain_text(content.body_zh_hant)}"
    category = str(content.category_id or "")
    return SearchTexts(content.title_zh_hans, content.title_zh_hant, hans, hant, date=date, category=category)


class FurtherReading(models.Model):
    """A citation that the reference list shows although no mark in the text points at it."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE)
    citation = models.ForeignKey(Citation, verbose_name=_("文献"), on_delete=models.PROTECT)
    position = models.PositiveSmallIntegerField(_("次序"), default=0)

    class Meta:
        verbose_name = _("延伸文献")
        verbose_name_plural = _("延伸文献")
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["article", "citation"], name="articles_furtherreading_unique")]

    def __str__(self) -> str:
        return str(self.citation)


class Revision(ArticleContent):
    """An immutable copy of an article's content, both scripts, with the evidence it rests on."""

    article = models.ForeignKey(Article, verbose_name=_("文章"), on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField(_("版本号"))
    source_script = models.CharField(_("原文字形"), max_length=7, choices=settings.LANGUAGES)
    content_hash = models.CharField(_("内容校验值"), max_length=64)
    further_reading = models.JSONField(_("延伸文献"), default=list)
    citations = models.ManyToManyField(Citation, verbose_name=_("文献"), related_name="revisions")
    products = models.ManyToManyField(Product, verbose_name=_("产品"), related_name="revisions")
    trials = models.ManyToManyField(Trial, verbose_name=_("临床试验"), related_name="revisions")
    images = models.ManyToManyField(Image, verbose_name=_("图片"), related_name="revisions")
    created_at = models.DateTimeField(_("保存时间"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("作者"), null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("版本")
        verbose_name_plural = _("版本")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["article", "number"], name="articles_revision_number_unique")]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="articles_revisions_by_time"),
            models.Index(fields=["review_due"], name="articles_revisions_due"),
        ]

    def __str__(self) -> str:
        return f"{self.title} #{self.number}"

    @property
    def scripts(self) -> tuple[str, ...]:
        """The scripts that it can be read in."""
        columns = {code: build_localized_fieldname("title", code) for code, _name in settings.LANGUAGES}
        return tuple(code for code, column in columns.items() if getattr(self, column))

    @classmethod
    def using(cls, revisions: models.QuerySet) -> models.QuerySet:
        """The articles of which one of `revisions` is the newest or the live one: what uses a record today."""
        newest = models.Max("article__revisions__number")
        current = revisions.alias(newest=newest).filter(Q(number=models.F("newest")) | Q(article__live=models.F("pk")))
        return Article.objects.filter(pk__in=current.values("article")).order_by("-updated_at")


class Verdict(models.TextChoices):
    APPROVED = "approved", _("核准")
    RETURNED = "returned", _("退回")
    WITHDRAWN = "withdrawn", _("撤回送审")


class Review(models.Model):
    """A request to judge one revision, and the judgement. It says nothing of any other revision."""

    public_when = "decided_at"

    revision = models.ForeignKey(Revision, verbose_name=_("版本"), on_delete=models.PROTECT, related_name="reviews")
    requested_at = models.DateTimeField(_("送审时间"), auto_now_add=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("送审人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("审核人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(_("审核时间"), null=True)
    verdict = models.CharField(_("结论"), max_length=10, choices=Verdict, blank=True)
    reason = models.TextField(_("理由"), blank=True)
    content_hash = models.CharField(
        _("核准内容的校验值"), max_length=64, blank=True, help_text=_("两种字形的文字和所引证据，核准的就是这些。")
    )
    next_review = models.DateField(_("下次审核"), null=True, blank=True)

    class Meta:
        verbose_name = _("审核")
        verbose_name_plural = _("审核")
        ordering = ["-requested_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reviewer__isnull=True, decided_at__isnull=True, verdict="")
                | Q(reviewer__isnull=False, decided_at__isnull=False) & ~Q(verdict=""),
                name="articles_review_who_when_what",
            ),
        ]
        indexes = [
            models.Index(fields=["next_review"], name="articles_reviews_next"),
            models.Index(fields=["-requested_at", "-id"], name="articles_reviews_last"),
        ]

    def __str__(self) -> str:
        return f"{self.revision} {self.get_verdict_display()}"


from articles.change_notes import ChangeNote  # noqa: E402, F401  (its table belongs to this app)
from articles.desk import (  # noqa: E402  (their tables belong to this app)
    Comment,  # noqa: F401
    FormerSlug,  # noqa: F401
    PreviewLink,  # noqa: F401
)
from articles.editing.models import EditingSession  # noqa: E402, F401
from articles.prepared import PreparedBody  # noqa: E402, F401
from articles.watch import (  # noqa: E402, F401
    CheckSetting,
    Decision,
    LivePart,
    Overtaken,
    PhraseRule,
    RecordState,
    StoredCheck,
    Touched,
)
