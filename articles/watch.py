"""What is kept of the checks: decisions on warnings, the last findings of an article, texts that events overtook."""

from __future__ import annotations

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Decision(models.Model):
    """Somebody let a warning stand, with a reason. It holds for one sentence: a changed one is asked about again."""

    article = models.ForeignKey("Article", on_delete=models.CASCADE, related_name="decisions")
    code = models.CharField(_("检查项"), max_length=80)
    digest = models.CharField(max_length=64, help_text="SHA-256 of the code and the sentence, folded to one script.")
    sentence = models.TextField(_("句子"), blank=True)
    reason = models.TextField(_("理由"), max_length=1000)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("决定者"), on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(_("决定时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("对警告的决定")
        verbose_name_plural = _("对警告的决定")
        ordering = ["-decided_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["article", "digest"], name="articles_decision_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.sentence[:40]}"


class StoredCheckQuerySet(models.QuerySet):
    def follow(self) -> None:
        """Set `todo` by what was found and where the article stands: after every change of either, in one statement."""
        article = apps.get_model("articles", "Article").objects.filter(pk=OuterRef("article"))
        nothing = Q(errors=0, warnings=0) | Exists(article.filter(status="archived"))
        live = Exists(article.filter(live__isnull=False))
        self.update(todo=Case(When(nothing, then=None), When(live, then=Todo.LIVE), default=Todo.DRAFT))


class Todo(models.IntegerChoices):
    DRAFT = 1, _("草稿")
    LIVE = 2, _("已公开")


class StoredCheck(models.Model):
    """The findings in an article when it was last checked, for lists; `rules` tells by which rules and records.

    `todo` is empty where nobody has to do anything: nothing was found, or the article is archived.
    """

    article = models.OneToOneField("Article", on_delete=models.CASCADE, related_name="stored_check")
    rules = models.CharField(max_length=64)
    content_hash = models.CharField(max_length=64)
    errors = models.PositiveIntegerField(_("错误"), default=0, db_index=True)
    warnings = models.PositiveIntegerField(_("警告"), default=0, db_index=True)
    findings = models.JSONField(default=list)
    todo = models.PositiveSmallIntegerField(choices=Todo, null=True, editable=False)
    checked_at = models.DateTimeField(_("检查时间"), auto_now=True)

    objects = StoredCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("检查结果")
        verbose_name_plural = _("检查结果")
        ordering = ["-errors", "-warnings", "article_id"]
        indexes = [  # the admin's first page counts by it, and reads the worst from its beginning
            models.Index(
                fields=["-errors", "-todo", "-warnings", "id"],
                condition=Q(todo__isnull=False),
                name="articles_checks_to_do",
            )
        ]

    def __str__(self) -> str:
        return f"{self.article_id}: {self.errors}/{self.warnings}"

    def in_words(self) -> str:
        """`须改正 2，请核对 1`; empty where nothing waits."""
        said = ((self.errors, _("须改正")), (self.warnings, _("请核对")))
        return "，".join(f"{words} {number}" for number, words in said if number)


class RecordState(models.Model):
    """What the text of articles may rest on in a record, as it was last seen: statuses, a registry status, a notice."""

    record_type = models.CharField(max_length=20)
    record_id = models.BigIntegerField()
    state = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("记录状态")
        verbose_name_plural = _("记录状态")
        constraints = [models.UniqueConstraint(fields=["record_type", "record_id"], name="articles_recordstate_once")]

    def __str__(self) -> str:
        return f"{self.record_type} {self.record_id}"


class Touched(models.Model):
    """A live article that rests on a record which has changed since somebody answered for the text.

    Triggers write it (`articles.touching`); it goes when the text is judged anew, or taken from its readers.
    """

    # Triggers write rows also while a backup is brought back, before the articles are there: no constraint.
    article = models.ForeignKey("Article", on_delete=models.CASCADE, related_name="touched", db_constraint=False)
    record_type = models.CharField(max_length=20)
    record_id = models.BigIntegerField()
    at = models.DateTimeField(_("改动时间"))

    class Meta:
        verbose_name = _("所引记录的改动")
        verbose_name_plural = _("所引记录的改动")
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["-at", "-id"], name="articles_touched_last")]
        constraints = [
            models.UniqueConstraint(fields=["article", "record_type", "record_id"], name="articles_touched_once")
        ]

    def __str__(self) -> str:
        return f"{self.record_type} {self.record_id}"


class LivePart(models.Model):
    """When the number of public articles last changed in each part of a thousand keys (`articles.counting`)."""

    part = models.BigIntegerField(primary_key=True)
    number = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.part} {self.number}"


class Overtaken(models.Model):
    """An article that leans on a record which has changed, with the sentences concerned, until somebody deals with it.

    `told_since` is set where the event makes the public text untrue: then its page says so, with the date.
    """

    public_when = "told_since"

    article = models.ForeignKey("Article", on_delete=models.CASCADE, related_name="overtaken")
    record_type = models.CharField(_("记录种类"), max_length=20)
    record_id = models.BigIntegerField()
    record_name = models.CharField(_("记录"), max_length=300)
    aspect = models.CharField(max_length=20, blank=True, help_text="Jurisdiction of a product's status, else empty.")
    before = models.CharField(max_length=60, blank=True)
    after = models.CharField(max_length=60, blank=True)
    happened_on = models.CharField(_("事件日期"), max_length=10, blank=True, help_text="ISO, as far as it is known.")
    sentences = models.JSONField(_("涉及的句子"), default=list)
    told_since = models.DateTimeField(_("提示读者"), null=True, blank=True)
    noticed_at = models.DateTimeField(_("发现时间"), auto_now_add=True)
    settled_at = models.DateTimeField(_("处理时间"), null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("处理者"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    reason = models.TextField(_("处理说明"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("受记录变动影响的文章")
        verbose_name_plural = _("受记录变动影响的文章")
        ordering = ["-noticed_at", "-id"]
        indexes = [
            models.Index(fields=["article", "settled_at"], name="articles_overtaken_open"),
            models.Index(fields=["-noticed_at", "-id"], name="articles_overtaken_last"),
            models.Index(fields=["record_type", "record_id"], name="articles_overtaken_record"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "record_type", "record_id", "aspect"],
                condition=Q(settled_at__isnull=True),
                name="articles_overtaken_one_open",
            ),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True) | ~Q(reason=""), name="articles_overtaken_settled_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record_name} {self.before} → {self.after}"

    @property
    def for_readers(self) -> bool:
        return self.told_since is not None

    def tell_readers(self, wanted: bool) -> None:
        """Set or take away the notice on the article's page; the day it began stays."""
        self.told_since = (self.told_since or timezone.now()) if wanted else None


class PhraseRule(models.Model):
    """A phrase rule of the editors' own. It counts once it was tried on all stored articles and then put in force."""

    class Level(models.TextChoices):
        ERROR = "error", _("错误")
        WARNING = "warning", _("警告")
        INFO = "info", _("提示")

    name = models.SlugField(
        _("代号"), max_length=40, unique=True, help_text=_("小写字母和连字符，显示为 claims.own-代号。")
    )
    pattern = models.TextField(
        _("词语"), help_text=_("每行一个词语或短句，简体繁体都能匹配；“…”代表一句之内最多二十个字。")
    )
    unless = models.TextField(_("例外"), blank=True, help_text=_("每行一个词语；同一句里出现其中之一就不报告。"))
    spares_negated = models.BooleanField(
        _("否定、疑问、转述不算"), default=True, help_text=_("“并不能根治”“宣称根治”“能根治吗”都不报告。")
    )
    level = models.CharField(_("级别"), max_length=10, choices=Level, default=Level.WARNING)
    message = models.CharField(_("说明"), max_length=300, help_text=_("说清楚应当怎样改。"))
    rule = models.CharField(_("依据"), max_length=200, blank=True)
    effective = models.DateField(_("生效日期"), null=True, blank=True)
    in_force = models.BooleanField(_("启用"), default=False, editable=False)
    tried_at = models.DateTimeField(_("试运行时间"), null=True, blank=True, editable=False)
    tried_pattern = models.CharField(max_length=64, blank=True, editable=False)
    hits = models.PositiveIntegerField(_("试运行命中"), default=0, editable=False)
    updated_at = models.DateTimeField(_("更新时间"), auto_now=True)

    class Meta:
        verbose_name = _("自定词语规则")
        verbose_name_plural = _("自定词语规则")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        return f"claims.own-{self.name}"


class CheckSetting(models.Model):
    """How the site treats a built-in check: another level, or not at all; with the reason."""

    class Treatment(models.TextChoices):
        ERROR = "error", _("错误")
        WARNING = "warning", _("警告")
        INFO = "info", _("提示")
        OFF = "off", _("停用")

    code = models.CharField(_("检查项"), max_length=80, unique=True)
    treatment = models.CharField(_("处理"), max_length=10, choices=Treatment)
    reason = models.TextField(_("理由"), max_length=1000)
    updated_at = models.DateTimeField(_("更新时间"), auto_now=True)

    class Meta:
        verbose_name = _("检查项调整")
        verbose_name_plural = _("检查项调整")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code
