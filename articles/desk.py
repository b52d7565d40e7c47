"""What lies on the desk beside an article: comments on it, links to look at a draft, and addresses it once had."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Comment(models.Model):
    """A remark on one revision of an article, addressed to a colleague or to all, until somebody resolves it."""

    article = models.ForeignKey("Article", on_delete=models.CASCADE, related_name="comments")
    revision = models.ForeignKey(
        "Revision", verbose_name=_("版本"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="replies")
    quote = models.CharField(_("所指文字"), max_length=300, blank=True)
    text = models.TextField(_("意见"), max_length=4000)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("提出者"), on_delete=models.PROTECT, related_name="+"
    )
    addressee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("请谁处理"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    form = models.CharField(
        max_length=64, blank=True, editable=False, help_text="Digest of the form that it came from and what it said."
    )
    created_at = models.DateTimeField(_("提出时间"), auto_now_add=True)
    resolved_at = models.DateTimeField(_("处理时间"), null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("处理者"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = _("意见")
        verbose_name_plural = _("意见")
        ordering = ["created_at", "id"]
        indexes = [models.Index(fields=["addressee", "resolved_at"], name="articles_comment_waiting")]
        constraints = [
            models.CheckConstraint(
                condition=Q(resolved_at__isnull=True, resolved_by__isnull=True)
                | Q(resolved_at__isnull=False, resolved_by__isnull=False),
                name="articles_comment_resolved_who_when",
            ),
            models.UniqueConstraint(fields=["form"], condition=~Q(form=""), name="articles_comment_form_once"),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class PreviewLink(models.Model):
    """A way for somebody without an account to read one revision until a day. The token itself is not kept."""

    revision = models.ForeignKey(
        "Revision", verbose_name=_("版本"), on_delete=models.CASCADE, related_name="preview_links"
    )
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the token in the address.")
    recipient = models.CharField(_("给谁看"), max_length=100, blank=True)
    created_at = models.DateTimeField(_("建立时间"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("建立者"), on_delete=models.PROTECT, related_name="+"
    )
    expires_at = models.DateTimeField(_("有效期至"))
    revoked_at = models.DateTimeField(_("收回时间"), null=True, blank=True)
    last_seen_at = models.DateTimeField(_("最近打开"), null=True, blank=True)

    class Meta:
        verbose_name = _("预览链接")
        verbose_name_plural = _("预览链接")
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.recipient or str(self.revision)


class FormerSlug(models.Model):
    """An address that an article had while it was public.

    It leads to the article and not to another address: so there are no chains and no loops, however often it moves.
    """

    article = models.ForeignKey("Article", on_delete=models.CASCADE, related_name="former_slugs")
    slug = models.SlugField(_("旧网址名"), max_length=120, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("旧网址")
        verbose_name_plural = _("旧网址")
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.slug
