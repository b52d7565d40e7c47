"""How citations are found by the keys that stand in texts."""

from __future__ import annotations

from collections.abc import Iterable

from mscsite.core.querysets import PublishableQuerySet


class CitationQuerySet(PublishableQuerySet):
    def by_key(self, keys: Iterable[str]) -> dict:
        """The citations that `keys` stand for, by key; a key of before a merge leads to what is left of the two.

        One query, and a second one only where a key is no citation's own.
        """
        wanted = set(keys)
        found = {citation.key: citation for citation in self.filter(key__in=wanted)} if wanted else {}
        if missing := wanted - found.keys():
            former = self.model.former_keys.rel.related_model
            for row in former.objects.filter(key__in=missing, citation__in=self.all()).select_related("citation"):
                found[row.key] = row.citation
        return found

    def with_proposed_copy(self):
        """Those whose address is dead, with an archived copy that nobody has accepted or refused yet."""
        return self.filter(proposed_copy__gt="")  # by its index; "not empty" would read all
