"""Every address of the URL configuration asks the database as often for one record as for three and for thirty.

No list of pages by hand: what answers with a page is measured, and an address that does not has to be named here.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.urls import reverse

from articles.batches.models import ImportItem
from mscsite.accounts import sessions
from tests import staff
from tests.growing import Site
from tests.mscsite.test_permissions import OF_THE_SITE, patterns

pytestmark = pytest.mark.django_db
SIZES = (1, 3, 30)
_LIST = re.compile(r"\((%s, )+%s\)")  # is as long as there are records
OK = 200
# What is asked for beyond the address, where that alone shows no list.
ASKED = {
    "search": {"q": "词"},
    "search-suggest": {"q": "Made"},
    "search-feed": {"q": "词"},
    "product-compare": {"p": ["made-1", "hub"]},
    "embed-preview": {"embed": "products"},
    "admin:autocomplete": {"app_label": "articles", "model_name": "furtherreading", "field_name": "citation"},
    "admin:articles_article_pick_citations": {"q": "Paper"},
    "admin:articles_article_pick_records": {"q": "Made"},
}
# Without a page of their own: steps, what leads elsewhere, what is not set up here, files of others.
NO_PAGE = set(
    "root manual-picture policy-reports metrics image feedback-vote feedback-report api-v1:api-root"
    " admin:login admin:login_code admin:login_enrol admin:login_link admin:login_provider admin:login_provider_return"
    " admin:logout admin:account_end_session admin:account_second_remove admin:account_second_codes admin:view_on_site"
    " admin:core_job_start admin:core_job_steer admin:auth_user_steps admin:references_citation_look_up"
    " admin:references_citation_check admin:references_citation_copy admin:references_citation_unmerge"
    " admin:references_trial_refresh admin:articles_article_check admin:articles_article_decide"
    " admin:articles_article_settle admin:articles_article_step admin:articles_article_restore"
    " admin:articles_article_comment admin:articles_article_resolve admin:articles_article_link"
    " admin:articles_article_revoke admin:articles_article_upload_image admin:articles_article_import_picture"
    " admin:articles_article_history admin:mscsite_siteprofile_changelist admin:mscsite_siteprofile_add"
    " admin:mscsite_readerreport_add".split()
)
# Refused for a record that readers see or that others need, and, where the site alone writes, for all.
REFUSED = set(
    "references_citation references_trial references_bodyofevidence references_term products_product"
    " products_regulatoryevent articles_article mscsite_siteprofile mscsite_page".split()
)
# Their work is one of records, bounded elsewhere: a sample (`AT_ONCE`), or every article by intention.
RECORD_BY_RECORD = {"admin:references_term_rederive": "a sample of each kind is derived anew, and taken back"}
# Ask less once there are many: what is found first fills the list.
FILLED = {
    "article": "articles that share records leave no room for those of the category",
    "article-preview": "the same",
    "shared-draft": "the same",
    "search-suggest": "names that begin so leave no room for others",
}


def has_page(name: str) -> bool:
    """Whether the address is one of a page that an administrator reads of a public record."""
    model, _line, page = name.removeprefix("admin:").rpartition("_")
    if name in NO_PAGE or (page == "delete" and model in REFUSED):
        return False
    return not (page in ("add", "delete") and model.partition("_")[2] in OF_THE_SITE)


def pages() -> Iterator[tuple[str, tuple]]:
    """Names and pieces, but for what catches old and unknown addresses."""
    return ((name, pieces) for name, pieces in patterns() if not name.endswith(":"))


def filled(name: str, pieces: tuple, site: Site) -> str:
    """The address with the first record of its kind."""
    first = site.first
    known = {
        "slug": {"page": "page-1", "api-v1:term": first["term"].slug}.get(name, "hub"), "key": "hub",
        "registry_id": "NCT10000000", "token": site.token, "pk": first["article"].pk, "table": "statuses",
        "form": "docx" if name in ("shared-paper", "admin:articles_article_paper") else "ris", "format": "csv",
        "name": "articles", "number": 0, "app_label": "articles", "path": "aa/aaaa/a", "extension": "png",
    }  # fmt: skip
    inside = name.removeprefix("admin:").split("_")
    if name.startswith("admin:") and len(inside) > 1 and inside[1] in first:
        known |= dict.fromkeys(("object_id", "id"), first[inside[1]].pk)
    for part, key in (("_sheet", first["sheetimport"].pk), ("_batch", first["importbatch"].pk)):
        known |= dict.fromkeys(("pk", "id", "number"), key) if name.endswith(part) else {}
    if name.endswith("import_item"):
        known["pk"] = ImportItem.objects.order_by("pk").values_list("pk", flat=True).first()
    keys = {key for piece in pieces for key in (piece.converters or piece.regex.groupindex)}
    return reverse(name, kwargs={key: known.get(key, 1) for key in keys})


def asked(client: Client, name: str, path: str) -> Counter | int:
    """The statements that a page takes, each with how often; the status of what is no page."""
    statements: Counter = Counter()

    def note(execute, sql, params, many, context):
        statements[_LIST.sub("(%s)", sql)] += 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        response = client.get(path, ASKED.get(name))
        for _piece in response.streaming_content if response.streaming else ():
            pass
    return statements if response.status_code == OK else response.status_code


def measured(site: Site, client: Client) -> dict[str, Counter | int]:
    """Of every address what it asks, after what a process learns once has been learned."""
    ContentType.objects.get_for_models(*apps.get_models())
    for path in ("/zh-hans/articles/hub/", "/admin/", "/admin/account/second/"):
        client.get(path)
    return {name: asked(client, name, filled(name, pieces, site)) for name, pieces in pages()}


@pytest.fixture(scope="module")
def found(django_db_setup, django_db_blocker):
    """What each address asks at each size; measured once, and all of it undone."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        for model_admin in admin.site._registry.values():  # one page at every size: a second one asks for its keys
            patch.setattr(model_admin, "list_per_page", 500)
        patch.setattr(sessions, "_STEP", dt.timedelta(days=1))  # "last used" is written once a minute
        user = staff.account(None)
        client, site, sizes = staff.client_of(user), Site(user), {}
        for size in SIZES:
            site.grow(size)
            sizes[size] = measured(site, client)
        transaction.set_rollback(True)
    import json
    import pathlib

    pathlib.Path(f"/tmp/g_c_{connection.vendor}.json").write_text(
        json.dumps({n: (c.total() if isinstance(c, Counter) else c) for n, c in sizes[3].items()})
    )
    return sizes


def test_what_has_a_page_is_measured_and_what_has_none_is_named(found):
    for size in SIZES:
        without = {name for name, statements in found[size].items() if isinstance(statements, int)}
        assert without == {name for name, _pieces in pages() if not has_page(name)}


def test_every_page_asks_as_much_for_many(found):
    grown = []
    for name in sorted(found[SIZES[0]].keys() - RECORD_BY_RECORD):
        counts = [found[size][name].total() for size in SIZES if isinstance(found[size][name], Counter)]
        counts = [counts[0]] if name in FILLED and counts == sorted(counts, reverse=True) else counts
        if len(set(counts)) > 1:
            grown.append(f"{name}: {counts}, of these {_differing(found[SIZES[0]][name], found[SIZES[-1]][name])}")
    assert "\n".join(grown) == ""


def _differing(few: Counter, many: Counter) -> list[str]:
    """The tables of statements that are asked more often, or no longer."""
    return [statement[max(0, statement.find("FROM")) :][:150] for statement in (many - few) + (few - many)]
