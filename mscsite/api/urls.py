"""The addresses of the API, loaded at the first request for one (`mscsite.core.late_urls`)."""

from mscsite.api import api

urlpatterns, _app_name, _namespace = api.urls
