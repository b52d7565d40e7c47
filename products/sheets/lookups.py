"""Companies, trials and products by the names that a sheet calls them. An unknown name is an error, never dropped."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from functools import cached_property

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from mscsite.core.names import NameIndex, fold, fold_many
from products.models import Company, Product
from products.sheets.cells import BadCell
from references import registries
from references.models import Trial

_NEAR = 3
_MOST_ADVICE = 20
_MOST_NAMES = 5000  # among which near ones are looked for


class Lookups:
    """What names mean; each table is asked for once, and only when a sheet touches it."""

    def __init__(self) -> None:
        self._advice: dict[str, str] = {}
        self.trial_ids: dict[str, int] = {}
        self.product_ids: dict[str, int] = {}

    @cached_property
    def company_ids(self) -> dict[str, int]:
        return dict(Company.objects.values_list("name", "pk"))

    @cached_property
    def _company_names(self) -> NameIndex:
        return NameIndex({name: [name, *aliases] for name, aliases in Company.objects.values_list("name", "aliases")})

    @cached_property
    def product_names(self) -> NameIndex:
        """Slugs by every spelling that means one product and no other."""
        rows = Product.objects.values_list("slug", "latin_name", "name_zh_hans", "name_zh_hant", "aliases")
        return NameIndex({slug: [slug, *filter(None, names), *aliases] for slug, *names, aliases in rows})

    def company(self, text: str) -> str:
        """The name of the company called `text`; BadCell with near matches where there is none, or more than one."""
        if not text or text in self.company_ids:
            return text
        found = self._company_names.find(text)
        if found is None:
            advice = self._near(text, self.company_ids) or _("已有公司的名称或别名；新公司请先在后台添加")
            raise BadCell(_("没有叫“%(name)s”的公司。") % {"name": text}, advice)
        return found

    def know_trials(self, ids: Iterable[str]) -> None:
        """Ask for all `ids` at once, before `trials` is asked for one row."""
        new = {_registered(text) for text in ids} - set(self.trial_ids)
        if new:
            self.trial_ids |= dict(Trial.objects.filter(registry_id__in=new).values_list("registry_id", "pk"))

    def trials(self, ids: list[str]) -> list[str]:
        """The ids as the registries write them; BadCell names those that we do not hold."""
        found = [_registered(text) for text in ids]
        unknown = [text for text in found if text not in self.trial_ids]
        if unknown:
            known = Trial.objects.values_list("registry_id", flat=True)
            advice = self._near(unknown[0], known) or _("已收录试验的登记号；新试验请先在后台添加")
            raise BadCell(_("没有这些试验：%(ids)s。") % {"ids": "、".join(unknown)}, advice)
        return sorted(set(found))

    def know_products(self, slugs: Iterable[str]) -> None:
        """The same for products."""
        new = set(slugs) - set(self.product_ids)
        if new:
            self.product_ids |= dict(Product.objects.filter(slug__in=new).values_list("slug", "pk"))

    def product(self, text: str) -> str:
        """The slug of the product called `text`; BadCell where there is none, or more than one."""
        if not text:
            raise BadCell(_("必填。"))
        if text in self.product_ids:
            return text
        slug = self.product_names.find(text)
        if slug is None:
            names = Product.objects.values_list("slug", flat=True)
            advice = self._near(text, names) or _("已有产品的编号或任何一个名称；新产品请先导入")
            raise BadCell(_("没有叫“%(name)s”的产品。") % {"name": text}, advice)
        self.know_products([slug])
        return slug

    def _near(self, text: str, names: Iterable[str]) -> str:
        """Advice for the first unknown names only: looking for it takes long, and a sheet may hold thousands."""
        if text not in self._advice and len(self._advice) < _MOST_ADVICE:
            self._advice[text] = near(text, names[:_MOST_NAMES] if isinstance(names, QuerySet) else names)
        return self._advice.get(text, "")


def near(text: str, names: Iterable[str]) -> str:
    """Names that look like `text`, as advice; empty where none does."""
    names = list(names)
    # People leave out what follows a company's first word.
    pairs = [*((name.split()[0], name) for name in names if name.split()), *((name, name) for name in names)]
    folded = fold_many(spelling for spelling, _name in pairs)
    by_fold = dict(zip(folded, (name for _spelling, name in pairs), strict=True))
    found = difflib.get_close_matches(fold(text), by_fold, _NEAR, 0.6)
    return (
        _("是不是：%(names)s？") % {"names": "、".join(dict.fromkeys(by_fold[name] for name in found))} if found else ""
    )


def _registered(text: str) -> str:
    """`text` as its registry prints it; as written where no registry knows the form."""
    for registry in registries.REGISTRIES:
        match = registry.pattern.fullmatch(text.strip())
        if match:
            return registry.canonical(match)
    return text
