"""What somebody has open and has typed but not saved: autosave, and who else is in the article."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class EditingSession(models.Model):
    """One person in one article (or in a new one, without an article yet).

    It is no revision: nobody else sees what it holds, it is overwritten as they type, and it goes with a save.
    """

    article = models.ForeignKey("articles.Article", null=True, on_delete=models.CASCADE, related_name="sessions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField(null=True, help_text="When the page last said that it is open; null once left.")
    typed_at = models.DateTimeField(null=True, help_text="When `data` was typed, by the server's clock.")
    data = models.JSONField(default=dict, help_text="Names and values of the form's fields; empty where all is saved.")
    lock = models.CharField(max_length=200, blank=True, help_text="The form's lock: the state that was edited.")
    saved_token = models.CharField(
        max_length=40, blank=True, help_text="Of the form that was saved last, so that the browser forgets its copy."
    )

    class Meta:
        app_label = "articles"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["article", "user"], name="articles_editing_once"),
            models.UniqueConstraint(fields=["user"], condition=Q(article=None), name="articles_editing_new_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user} @ {self.article_id or 'new'}"
