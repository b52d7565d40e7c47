"""Who may open what: every address of the URL configuration × every role × reading and sending.

The tables name what each address asks for. An address that nobody put into them fails, so no view comes without a rule.
What a role may do is read from `mscsite.core.roles`, never from the views; refused is 403, or the way to the login.
"""

from __future__ import annotations

from collections.abc import Iterator
from http.cookies import SimpleCookie

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import transaction
from django.template.response import TemplateResponse
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.urls.converters import SlugConverter, StringConverter

from mscsite.core import roles
from tests import factories, one_of_each, staff

EXPORT, IMPORT = roles.SHEETS
# What an address asks for: any one of these permissions. `view`, `add`, `change` and `delete` are those of its model.
ANYBODY, STAFF, NOBODY = ("anybody",), ("staff",), ()
VIEW, ADD, CHANGE, DELETE = ("view", "change"), ("add",), ("change",), ("delete",)
NEW_OR_OLD, DESK = ("add", "change"), ("change", roles.REVIEW, roles.PUBLISH)
NONE = None  # the method is not answered
REFUSED = 403

# Of every model, by the end of the address's name: what reading asks for, and what sending.
OF_A_MODEL = {
    "changelist": (VIEW, VIEW),
    "add": (ADD, ADD),
    "change": (VIEW, CHANGE),
    "delete": (DELETE, DELETE),
    "history": (VIEW, VIEW),
    "scripts": (VIEW, CHANGE),
    "source_script": (CHANGE, CHANGE),
    "repair": (CHANGE, CHANGE),
}
# Written by the site alone: whatever a role may do, nothing is added, changed or deleted by hand.
OF_THE_SITE = {
    "auditentry",
    "job",
    "outgoingmail",
    "searchmiss",
    "policyreport",
    "revision",
    "review",
    "claritycount",
    "dailyviews",
    "overtaken",
}
WRITTEN = ("add", "change", "delete")
OURS = {
    "auth_user_password_change": (CHANGE, CHANGE),
    "auth_user_steps": (NONE, CHANGE),
    "auth_user_data": (NONE, CHANGE),
    "auth_user_erase": (DELETE, DELETE),
    "core_auditentry_export": (VIEW, NONE),
    "core_job_start": (NONE, VIEW),  # each kind asks for its own, on the way
    "core_job_state": (VIEW, NONE),
    "core_job_steer": (NONE, VIEW),  # and there whoever wanted the job, or an administrator
    "references_citation_bring_in": (ADD, ADD),
    "references_citation_look_up": (NONE, ADD),
    "references_citation_doubles": (VIEW, VIEW),
    "references_citation_merge": (CHANGE, CHANGE),
    "references_citation_unmerge": (NONE, CHANGE),
    "references_citation_copies": (VIEW, VIEW),
    "references_citation_copy": (NONE, CHANGE),
    "references_citation_check": (NONE, CHANGE),
    "references_trial_bring_in": (ADD, ADD),
    "references_trial_refresh": (NONE, CHANGE),
    "references_term_export": (VIEW, VIEW),
    "references_term_import": (ADD, ADD),
    "references_term_conflicts": (VIEW, VIEW),
    "references_term_quick": (ADD, ADD),
    "references_term_usage": (VIEW, VIEW),
    "references_term_rederive": (CHANGE, CHANGE),
    **{f"products_{model}_export": ((EXPORT,), (EXPORT,)) for model in ("product", "regulatoryevent")},
    **{f"products_{model}_import": ((IMPORT,), (IMPORT,)) for model in ("product", "regulatoryevent")},
    **{f"products_{model}_sheet": ((IMPORT,), (IMPORT,)) for model in ("product", "regulatoryevent")},
    **{f"articles_article_{page}": (ADD, ADD) for page in ("import", "import_batch", "import_item", "import_picture")},
    "articles_article_check": (NONE, NEW_OR_OLD),
    "articles_article_decide": (NONE, DESK),
    "articles_article_settle": (NONE, DESK),
    "articles_article_step": (NONE, CHANGE),  # the step asked for here is `submit`; each has its own (test_steps)
    "articles_article_revisions": (VIEW, VIEW),
    "articles_article_compare": (VIEW, VIEW),
    "articles_article_restore": (NONE, CHANGE),
    "articles_article_editing_new": (ADD, ADD),
    "articles_article_editing": (CHANGE, CHANGE),
    **{f"articles_article_{page}": (NONE, DESK) for page in ("comment", "resolve", "link", "revoke")},
    "articles_article_paper": (VIEW, NONE),
    "articles_article_previews": (VIEW, VIEW),
    "articles_article_previews_new": (ADD, ADD),
    **{f"articles_article_pick_{what}": (VIEW, VIEW) for what in ("images", "citations", "records")},
    "articles_article_upload_image": (NONE, ("core.add_image",)),
    "articles_phraserule_try": (CHANGE, CHANGE),
    "mscsite_readerreport_add": (NOBODY, NOBODY),  # readers write them
    # One profile, which is there already, and stays.
    "mscsite_siteprofile_add": (NOBODY, NOBODY),
    "mscsite_siteprofile_delete": (NOBODY, NOBODY),
}
OF_THE_ADMIN = {
    "index": (STAFF, STAFF),
    "login": (ANYBODY, ANYBODY),
    "logout": (ANYBODY, ANYBODY),
    # For whoever has proved the first thing just now, which nobody here has.
    "login_code": (NOBODY, NOBODY),
    "login_enrol": (NOBODY, NOBODY),
    "login_forgot": (ANYBODY, ANYBODY),
    "login_link": (ANYBODY, ANYBODY),
    "login_provider": (ANYBODY, NONE),
    "login_provider_return": (ANYBODY, NONE),
    "account": (STAFF, NONE),
    "account_data": (NONE, STAFF),
    "account_end_session": (NONE, STAFF),
    "account_second": (STAFF, STAFF),
    "account_second_remove": (STAFF, STAFF),
    "account_second_codes": (STAFF, STAFF),
    "password_change": (STAFF, STAFF),
    "password_change_done": (STAFF, NONE),
    "autocomplete": (NOBODY, NONE),  # asked without a field; what it answers is the model's own `view`
    "jsi18n": (STAFF, NONE),
    "view_on_site": (STAFF, STAFF),
    "app_list": (STAFF, STAFF),
    "": (STAFF, STAFF),  # old and unknown addresses
}
_ARTICLE = ("articles.view_article",)
BEHIND_A_LOGIN = {
    "admin:page-cache": (("administrator",), NONE),  # no role has it
    "admin:manual": (STAFF, NONE),
    "admin:manual-picture": (STAFF, NONE),
    "article-wechat": (_ARTICLE, NONE),
    "article-wechat-body": (_ARTICLE, NONE),
    "article-preview": (_ARTICLE, NONE),
    "article-preview-new": (("articles.add_article",), NONE),
    "embed-preview": (_ARTICLE, NONE),
}
# Drafts by a link that expires are for whoever has the token.
PUBLIC = set(
    "sitemap-rest sitemap-part"
    " root sitemap robots healthz readyz metrics image home article-list article article-references article-qr"
    " article-share share shared-draft shared-paper category product-list product-compare product-charts"
    " product-data product-data-package product-data-file product trial-list trial citation citation-file"
    " glossary search search-suggest search-feed feed category-feed feedback-vote feedback-report"
    " feedback-thanks about page policy-reports".split()
)
WHO = ["nobody", "account without a role", *(role.name for role in roles.ROLES), "administrator"]
BROWSER = {"origin": "http://testserver", "sec-fetch-site": "same-origin"}


def patterns(resolver=None, namespace: str = "", above: tuple = ()) -> Iterator[tuple[str, tuple]]:
    """Name and pieces of every address."""
    for each in (resolver or get_resolver()).url_patterns:
        if isinstance(each, URLPattern):
            yield f"{namespace}{each.name or ''}", (*above, each.pattern)
        else:
            inner = namespace + (f"{each.namespace}:" if each.namespace else "")
            yield from patterns(each, inner, (*above, each.pattern))


def rule(name: str) -> tuple | None:
    """What the address asks for, reading and sending, as full names of permissions; None where nobody wrote it down."""
    if name in PUBLIC or name.startswith("api-v1:"):
        return ANYBODY, ANYBODY
    if name in BEHIND_A_LOGIN:
        return BEHIND_A_LOGIN[name]
    inside = name.removeprefix("admin:")
    if inside in OF_THE_ADMIN:
        return OF_THE_ADMIN[inside]
    app, model, page = inside.split("_", 2)
    asked = OURS.get(inside) or OF_A_MODEL.get(page)
    if asked and model in OF_THE_SITE and page in WRITTEN:
        asked = (asked[0] if page == "change" else NOBODY, NOBODY)
    return asked and tuple(
        one and tuple(f"{app}.{part}_{model}" if part.isalpha() else part for part in one) for one in asked
    )


@pytest.fixture
def records(db) -> dict:
    """A record of each model by the model's name, and one more citation."""
    found = {label.partition(".")[2]: record for label, record in one_of_each.records().items()}
    return found | {"other citation": factories.proposed_citation()}


def address(name: str, pieces: tuple, records: dict) -> str:
    """The address with a record that is there where it asks for a record of a model, else with one that is not."""
    inside = name.removeprefix("admin:").split("_")
    known = {"registry_id": "NCT00000000", "app_label": "articles", "form": "docx", "name": "submit"}
    known |= {"path": "aa/aaaa/a", "extension": "png", "pk": records["article"].pk, "url": "nothing/"}
    known["other_id"] = records["other citation"].pk
    if len(inside) > 2 and inside[1] in records:
        known |= {"object_id": records[inside[1]].pk, "id": records[inside[1]].pk}
    kwargs = {}
    for piece in pieces:
        for key in piece.converters or piece.regex.groupindex:
            is_text = isinstance(piece.converters.get(key), (StringConverter, SlugConverter))
            kwargs[key] = known.get(key, "x" if is_text else 999)
    return reverse(name, kwargs=kwargs) if name != "admin:" else "/admin/nothing/"


def client_of(who: str) -> tuple[Client, set[str]]:
    """A browser of somebody, and what they may do."""
    if who == "nobody":
        return Client(), set()
    if who == "administrator":
        return staff.client_of(staff.account(None)), {"everything"}
    if who == "account without a role":
        return staff.client_of(User.objects.create_user("bare", is_staff=True)), {"staff"}
    role = next(role for role in roles.ROLES if role.name == who)
    return staff.client_of(staff.account(role)), {"staff", *role.permissions}


def test_every_address_has_a_rule():
    assert [name for name, _pieces in patterns() if rule(name) is None] == []


def test_every_rule_has_an_address():
    names = {name for name, _pieces in patterns()} | {f"admin:{name}" for name in OF_THE_ADMIN}
    written = PUBLIC | set(BEHIND_A_LOGIN) | {f"admin:{name}" for name in (*OURS, *OF_THE_ADMIN)}
    assert written - names == set()


def test_every_model_of_the_admin_has_a_record_here(records):
    assert {model._meta.model_name for model in admin.site._registry} - set(records) == set()


@pytest.mark.parametrize("who", WHO)
def test_addresses_open_for_those_who_may_and_for_nobody_else(who, records, caplog, monkeypatch, settings):
    caplog.set_level("CRITICAL", "django.request")
    settings.FETCH = False  # who may ask the registries is the question, not what they answer
    monkeypatch.setattr(TemplateResponse, "rendered_content", "")  # who is let in is known before; pages take long
    client, allowed = client_of(who)
    wrong = []
    for name, pieces in patterns():
        path = address(name, pieces, records)
        for method, asked in zip(("get", "post"), rule(name), strict=True):
            status = ask(client, method, path)
            is_right = status in (REFUSED, 404, 405) if asked is NONE else (status != REFUSED) == _may(allowed, asked)
            if not is_right:
                wrong.append((name, method, status))
    assert wrong == []


def _may(allowed: set[str], asked: tuple) -> bool:
    if "everything" in allowed:
        return asked != NOBODY
    return asked == ANYBODY or bool(allowed & set(asked))


def ask(client: Client, method: str, path: str) -> int:
    """The status of the answer; whatever was done is undone, also a logout."""
    kept = client.cookies.output(header="", sep=";")
    with transaction.atomic():
        response = getattr(client, method)(path, headers=BROWSER)
        transaction.set_rollback(True)
    client.cookies = SimpleCookie(kept)
    return REFUSED if "/admin/login/" in response.get("Location", "") else response.status_code
