"""The answer with a paper in it."""

from __future__ import annotations

from importlib import import_module

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from articles.models import Revision
from articles.paper.content import paper

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# Module and function are imported when a paper is asked for: two libraries that every process would carry otherwise.
FORMS = {"docx": ("word", WORD), "pdf": ("pdf", "application/pdf")}


def paper_response(revision: Revision, form: str, script: str = "") -> HttpResponse:
    """A revision as `docx` or `pdf`, in `script` or, where that is empty, in both; 404 for anything else."""
    codes = [code for code, _name in settings.LANGUAGES]
    if form not in FORMS or script not in ("", *codes):
        raise Http404
    module, content_type = FORMS[form]
    write = getattr(import_module(f"articles.paper.{module}"), form)
    data = write(paper(revision, (script,) if script else _source_first(revision, codes)))
    name = f"{revision.article.slug}-v{revision.number}{f'-{script}' if script else ''}.{form}"
    disposition = content_disposition_header(as_attachment=True, filename=name)
    return HttpResponse(data, content_type=content_type, headers={"Content-Disposition": disposition})


def _source_first(revision: Revision, codes: list[str]) -> tuple[str, ...]:
    return tuple(sorted(codes, key=lambda code: code != revision.source_script))
