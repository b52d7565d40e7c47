"""The admin's own addresses: signing in and out, one's account."""

from __future__ import annotations

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache


class OurAdminSite(AdminSite):
    def get_urls(self):
        from mscsite.accounts.views import account, leaving, links, login, provider, second

        inside = self.admin_view
        return [
            path("login/code/", login.code, name="login_code"),
            path("login/enrol/", login.enrol, name="login_enrol"),
            path("login/forgot/", links.forgot, name="login_forgot"),
            path("login/link/<str:token>/", links.set_password, name="login_link"),
            path("login/provider/", provider.begin, name="login_provider"),
            path("login/provider/return/", provider.back, name="login_provider_return"),
            path("account/", inside(account.overview), name="account"),
            path("account/data/", inside(leaving.own), name="account_data"),
            path("account/sessions/end/", inside(account.end_session), name="account_end_session"),
            path("account/second/", inside(second.telephone), name="account_second"),
            path("account/second/remove/", inside(second.remove), name="account_second_remove"),
            path("account/second/codes/", inside(second.codes), name="account_second_codes"),
            *super().get_urls(),
        ]

    def has_permission(self, request: HttpRequest) -> bool:
        from mscsite.accounts import signing_in

        return super().has_permission(request) and signing_in.is_enough(request)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict]:
        """Besides the models what has none, for administrators: what the page cache counted."""
        apps = super().get_app_list(request, app_label)
        for app in apps if request.user.is_superuser else ():
            if app["app_label"] == "core":
                app["models"].append(_page("PageCache", _("页面缓存"), "admin:page-cache"))
        return apps

    @method_decorator(never_cache)
    def login(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        from mscsite.accounts.views import login

        return login.password(request)

    def logout(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        from mscsite.accounts.views import login

        return login.sign_out(request)

    def password_change(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        from mscsite.accounts.views import account

        return account.change_password(request)


def _page(key: str, name: str, address: str) -> dict:
    """A page that is only looked at, as Django's list of models wants it (`AdminSite._build_app_dict`)."""
    return {"object_name": key, "name": name, "admin_url": reverse(address), "add_url": None, "view_only": True}
