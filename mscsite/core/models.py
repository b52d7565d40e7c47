"""The bases that records of all apps are built on, and the tables that serve all apps."""

from __future__ import annotations

import functools
from collections.abc import Iterable

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname

from mscsite.core import derived, fulltext
from mscsite.core.html import sanitise
from mscsite.core.querysets import PublishableQuerySet

# An address on the web, or on this site: an article of ours may be the source of an event.
validate_source_address = RegexValidator(
    r"^(https?://[^\s/]+(/\S*)?|/\S+)\Z", _("请填写以 http:// 或 https:// 开头的完整网址，或以 / 开头的本站地址。")
)


class TwoScripts(models.Model):
    """A record with translated fields: one script is its source, the other is derived at every save.

    `html_fields` names the translated fields that hold HTML; they are sanitised before anything is derived.
    """

    html_fields: tuple[str, ...] = ()

    source_script = models.CharField(
        _("原文字形"),
        max_length=7,
        choices=settings.LANGUAGES,
        default=settings.LANGUAGE_CODE,
        help_text=_("以哪种字形书写。另一种字形在保存时自动生成，手工改过的部分不会被覆盖。"),
    )
    machine_text = models.JSONField(_("机器转换稿"), default=dict, editable=False)

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, db, field_names, values):
        instance = super().from_db(db, field_names, values)
        values = instance.__dict__
        instance.loaded_text = {name: values[name] for name in _translated_columns(cls) if name in values}
        return instance

    def refresh_from_db(self, using=None, fields=None, from_queryset=None):
        super().refresh_from_db(using=using, fields=fields, from_queryset=from_queryset)
        loaded = getattr(self, "loaded_text", {})
        self.loaded_text = loaded | {
            name: self.__dict__[name]
            for name in self.translated_columns()
            if name in self.__dict__ and (fields is None or name in fields)
        }

    @classmethod
    def translated_columns(cls) -> list[str]:
        """The columns of all translated fields in both scripts."""
        return list(_translated_columns(cls))

    @classmethod
    def html_columns(cls) -> list[str]:
        return _columns(cls.html_fields)

    def save(self, *args, **kwargs):
        for column in self.translated_columns():
            text = getattr(self, column) or ""  # modeltranslation's columns may be NULL; here empty is empty
            setattr(self, column, sanitise(text) if column in self.html_columns() else text)
        derived.derive(self)
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "machine_text", *self.translated_columns()}
        super().save(*args, **kwargs)
        self.loaded_text = {name: getattr(self, name) for name in self.translated_columns()}


@functools.cache
def _translated_columns(model: type[models.Model]) -> tuple[str, ...]:
    return tuple(_columns(derived.translated_fields(model)))


def _columns(fields: Iterable[str]) -> list[str]:
    return [build_localized_fieldname(field, code) for field in fields for code, _name in settings.LANGUAGES]


class Publishable(models.Model):
    """A record that starts as a proposal; the public sees it once `published_at` is set."""

    published_at = models.DateTimeField(
        _("公开时间"), null=True, blank=True, db_index=True, help_text=_("留空则为提案，读者看不到。")
    )
    created_at = models.DateTimeField(_("建立时间"), auto_now_add=True)
    updated_at = models.DateTimeField(_("更新时间"), auto_now=True)

    objects = PublishableQuerySet.as_manager()

    class Meta:
        abstract = True

    public_when: str | None = "published_at"  # see `mscsite.core.generation`
    # Set by records that the search finds, which have `working_texts` too; see `mscsite.core.fulltext`.
    search_type = ""
    search_field = "slug"
    loaded_key: str | None = None  # as the search knows it: a proposal may get another address

    @classmethod
    def from_db(cls, db, field_names, values):
        instance = super().from_db(db, field_names, values)
        instance.loaded_key = instance.__dict__.get(cls.search_field)
        return instance

    @property
    def is_public(self) -> bool:
        return self.published_at is not None

    @property
    def search_key(self) -> str:
        return getattr(self, self.search_field)

    def search_texts(self) -> fulltext.SearchTexts | None:
        """What readers find it by; editors find proposals by the same."""
        return self.working_texts() if self.is_public else None

    def save(self, *args, **kwargs):
        with transaction.atomic():
            super().save(*args, **kwargs)
            if self.search_type:
                fulltext.update(self, self.loaded_key)
                self.loaded_key = self.search_key


class Generation(models.Model):
    """The one row of `mscsite.core.generation`, raised by triggers with everything that the public can see."""

    number = models.BigIntegerField()

    def __str__(self) -> str:
        return str(self.number)


class TableGeneration(models.Model):
    """The generation at the last public change of each table that it watches (`mscsite.core.generation`)."""

    name = models.CharField(max_length=63, primary_key=True)
    number = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.name} {self.number}"


class ShardGeneration(models.Model):
    """The generation at the last public change of each shard of the keys of a table (`mscsite.core.shards`)."""

    name = models.CharField(max_length=63)
    shard = models.BigIntegerField()
    number = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "shard"], name="core_shard_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.shard} {self.number}"


class AuditEntry(models.Model):
    """Who did what to which record, when and from where. Written in the transaction of the change itself."""

    at = models.DateTimeField(_("时间"), auto_now_add=True, db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("操作者"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    origin = models.CharField(_("来自"), max_length=200, help_text=_("后台，或命令的名称。"))
    action = models.CharField(_("操作"), max_length=50, db_index=True)
    record_type = models.CharField(_("记录类型"), max_length=50)
    record_key = models.CharField(_("记录"), max_length=200)
    record_id = models.CharField(
        _("记录编号"), max_length=50, blank=True, help_text=_("不随网址名改变，同一记录的各条操作由它归在一起。")
    )
    detail = models.JSONField(_("详情"), default=dict)

    class Meta:
        verbose_name = _("操作记录")
        verbose_name_plural = _("操作记录")
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["-at", "-id"], name="core_audit_last"),
            models.Index(fields=["record_type", "record_key", "-at"], name="core_audit_record"),
            models.Index(fields=["record_type", "record_id", "-at"], name="core_audit_record_id"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.record_type}:{self.record_key}"

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise PermissionError("An entry of the audit log is written once.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise PermissionError("Entries of the audit log are not deleted.")


class SearchEntry(models.Model):
    """What the search reads of one record, as the public sees it or as its editors do; `mscsite.core.fulltext` alone
    writes it. Of what is shown nowhere, the working copies, only the folded texts are kept.

    Short columns stand before long ones: SQLite reads a row from its beginning.
    """

    type = models.CharField(max_length=20)
    key = models.CharField(
        max_length=200, help_text="The slug of the contract: article slug, registry id, citation key…"
    )
    is_public = models.BooleanField(help_text="Whether readers may find it; the others are what editors work on.")
    category = models.CharField(max_length=100, blank=True)
    place = models.BigIntegerField(unique=True, help_text="Higher for newer records; the row of the index on SQLite.")
    moment = models.BigIntegerField(help_text="The record's date, in microseconds since 1970.")
    version = models.PositiveSmallIntegerField(help_text="Of the rules by which its text was folded and cut.")
    title_zh_hans = models.TextField()
    title_zh_hant = models.TextField()
    folded_title = models.TextField(help_text="Titles and all names, a line each.")
    folded_text = models.TextField()
    text_zh_hans = models.TextField()
    text_zh_hant = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["type", "key", "is_public"], name="core_searchentry_unique")]
        indexes = [models.Index(fields=["type", "place"], name="core_search_by_type")]  # the first and last of a type

    def __str__(self) -> str:
        return f"{self.type}:{self.key}"


class SearchName(models.Model):
    """A title, name or identifier by which an entry is known, folded; `shown` is how it is written."""

    entry = models.ForeignKey(SearchEntry, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(max_length=200, db_index=True)
    squashed = models.CharField(
        max_length=200, db_index=True, help_text="Letters and digits alone, where it has digits."
    )
    shown = models.CharField(max_length=200)
    is_synonym = models.BooleanField(help_text="Means this record and nothing else.")

    class Meta:
        indexes = [  # by what names begin with; the columns have indexes of this kind over all rows
            models.Index(
                fields=[column],
                name=f"core_search_synonym_{column}",
                condition=models.Q(is_synonym=True),
                opclasses=["varchar_pattern_ops"],
            )
            for column in ("name", "squashed")
        ]

    def __str__(self) -> str:
        return self.shown


class SearchMiss(models.Model):
    """Words for which a reader found nothing. Who asked, and when exactly, is not kept."""

    words = models.CharField(_("搜索词"), max_length=60, unique=True)
    times = models.PositiveIntegerField(_("次数"), default=1)
    first_on = models.DateField(_("首次"))
    last_on = models.DateField(_("最近"), db_index=True)

    class Meta:
        verbose_name = _("没有结果的搜索")
        verbose_name_plural = _("没有结果的搜索")
        ordering = ["-times", "-last_on", "words"]

    def __str__(self) -> str:
        return self.words


from mscsite.core.images.models import Image  # noqa: E402, F401  (its table belongs to this app)
from mscsite.core.jobs.models import Job  # noqa: E402, F401
from mscsite.core.last_runs import LastRun  # noqa: E402, F401
from mscsite.core.outbox.models import OutgoingMail  # noqa: E402, F401
