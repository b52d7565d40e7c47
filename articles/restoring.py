"""An earlier revision made the working copy again: a new revision, in draft, and nothing that was written is lost."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from articles import workflow
from articles.models import Article, FurtherReading, Revision
from articles.obstacles import Refused
from articles.revisions import content_of
from articles.workflow import Origin
from mscsite.core import audit, derived
from references.models import Citation


@transaction.atomic
def restore(revision: Revision, *, origin: Origin) -> tuple[Revision, list[str]]:
    """The new revision, and the keys of further reading that are gone and could not be restored.

    Raises Refused where the working copy says the same already.
    """
    article = Article.objects.select_for_update(of=("self",)).get(pk=revision.article_id)
    for name, value in content_of(revision).items():
        setattr(article, name, value)
    article.source_script = revision.source_script
    derived.take_as_they_stand(article)
    missing: list[str] = []
    made = workflow.save(article, origin=origin, save_related=lambda: missing.extend(_reading(article, revision)))
    if made is None:
        raise Refused(_("现在的内容和第 %(n)s 版一样，不用恢复。") % {"n": revision.number})
    audit.record(
        action="restored", target=article, actor=origin.actor, origin=origin.place, revision=made.number,
        from_revision=revision.number,
    )  # fmt: skip
    return made, missing


def _reading(article: Article, revision: Revision) -> list[str]:
    """Write the further reading of `revision`; returns the keys that no citation has any more."""
    known = {citation.key: citation for citation in Citation.objects.filter(key__in=revision.further_reading)}
    article.furtherreading_set.all().delete()
    for position, key in enumerate(key for key in revision.further_reading if key in known):
        FurtherReading.objects.create(article=article, citation=known[key], position=position)
    return [key for key in revision.further_reading if key not in known]
