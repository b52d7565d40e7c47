"""The addresses of the admin, loaded at the first request for one (`mscsite.core.late_urls`), with all its classes."""

from django.contrib import admin
from django.urls import path

from mscsite.views import manual, page_cache

admin.autodiscover()

urlpatterns = [
    path("manual/", admin.site.admin_view(manual.manual), name="manual"),
    path("manual/images/<str:name>", admin.site.admin_view(manual.picture), name="manual-picture"),
    path("page-cache/", admin.site.admin_view(page_cache.page_cache), name="page-cache"),
    *admin.site.get_urls(),
]
