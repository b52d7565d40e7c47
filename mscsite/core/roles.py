"""Who may do what: the roles, as a table that the migrations apply and the tests try out page by page.

Only names of models here, no imports: the ground floor knows no other app. A change of the table needs a migration
that calls `apply` again.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.management import create_permissions

# Making records and articles public, and taking them back.
PUBLISH = "articles.publish_article"
REVIEW = "articles.review_article"
# Product lists to a spreadsheet, and corrected ones back in, with a preview.
SHEETS = ("products.export_sheet", "products.import_sheet")

APPS = ("core", "references", "products", "articles", "mscsite")
_ARTICLES = (
    "articles.article",
    "articles.furtherreading",
    "articles.changenote",
    "articles.person",
    "articles.category",
)
_IMAGES = ("core.image",)
_HISTORY = ("articles.revision", "articles.review")
_CHECKS = ("articles.phraserule", "articles.checksetting")
_RECORDS = (
    *("references.citation", "references.trial", "references.bodyofevidence", "references.term"),
    "products.product",
)
_PRODUCTS = ("products.company", "products.regulatoryevent")
_SITE = ("mscsite.page",)
_JOBS = ("core.job",)
_READERS = ("mscsite.readerreport", "mscsite.claritycount", "mscsite.dailyviews")
_ALL = (*_ARTICLES, *_IMAGES, *_HISTORY, *_RECORDS, *_PRODUCTS, *_CHECKS, "articles.overtaken")


@dataclass(frozen=True)
class Role:
    """A group: `models` maps what it may do (view, add, change, delete) to models; `further` are other permissions."""

    name: str
    models: dict[str, tuple[str, ...]]
    further: tuple[str, ...] = ()

    @property
    def permissions(self) -> set[str]:
        """All permissions as `app.codename`."""
        found = set(self.further)
        for action, models in self.models.items():
            found |= {f"{app}.{action}_{model}" for app, model in (name.split(".") for name in models)}
        return found


# Deleting is for what was never public; the admin refuses the rest to everybody.
EDITOR = Role(
    "编辑",
    {
        "view": (*_ALL, *_SITE, *_READERS, *_JOBS, "mscsite.siteprofile", "core.searchmiss"),
        "add": (*_ARTICLES, *_IMAGES, *_RECORDS, *_PRODUCTS, *_CHECKS, *_SITE),
        "change": (
            *_ARTICLES,
            *_IMAGES,
            *_RECORDS,
            *_PRODUCTS,
            *_CHECKS,
            *_SITE,
            "mscsite.siteprofile",
            "mscsite.readerreport",
        ),
        "delete": (
            "articles.article",
            "articles.furtherreading",
            "articles.changenote",
            *_IMAGES,
            *_RECORDS,
            *_SITE,
            "products.regulatoryevent",
        ),
    },
    SHEETS,
)
REVIEWER = Role("医学审核", {"view": (*_ALL, *_READERS, *_JOBS, "core.auditentry")}, (REVIEW,))
PUBLISHER = Role(
    "发布",
    {"view": (*_ALL, *_SITE, *_READERS, *_JOBS, "core.auditentry", "core.outgoingmail", "core.searchmiss")},
    (PUBLISH,),
)
MARKETING = Role(
    "市场",
    {
        "view": (
            *("products.product", *_PRODUCTS, "references.trial", "mscsite.claritycount", "mscsite.dailyviews"),
            *_JOBS,
        )
    },
    SHEETS,
)
ROLES = (EDITOR, REVIEWER, PUBLISHER, MARKETING)


def apply(apps, using: str) -> None:
    """Make the groups, with the permissions of the table that exist by now; `apps` as a migration gets it.

    Django makes permissions after the last migration only, hence here first.
    """
    for label in APPS:
        if label not in apps.app_configs:  # an app whose first migration comes later
            continue
        config = apps.get_app_config(label)
        before = getattr(config, "models_module", None)
        config.models_module = before or True  # a migration's apps have none, and would be passed over
        create_permissions(config, verbosity=0, using=using, apps=apps)
        config.models_module = before
    permissions = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in apps.get_model("auth", "Permission").objects.using(using).select_related("content_type")
    }
    for role in ROLES:
        group, _created = apps.get_model("auth", "Group").objects.using(using).get_or_create(name=role.name)
        group.permissions.set(permissions[name] for name in role.permissions if name in permissions)
