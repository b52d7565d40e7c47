"""What the public may see of records that start as proposals."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class PublishableQuerySet(models.QuerySet):
    def public(self) -> PublishableQuerySet:
        """Published records; a proposal is in no public page, export or interface."""
        return self.filter(published_at__isnull=False)

    def proposals(self) -> PublishableQuerySet:
        return self.filter(published_at__isnull=True)

    def publish(self) -> int:
        """Make proposals public, one save each so that all that hangs on a save happens; returns how many."""
        proposals = list(self.proposals())
        for record in proposals:
            record.published_at = timezone.now()
            record.save()
        return len(proposals)
