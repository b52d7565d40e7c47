"""The WSGI application that gunicorn serves: Django, behind the pages that this worker keeps, each request numbered."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mscsite.settings")

application = get_wsgi_application()

from mscsite.operation import metrics, tracing  # noqa: E402

if settings.PAGE_CACHE_BYTES:
    from mscsite.core import pagecache
    from mscsite.core.pagecache import reports

    application = pagecache.keep(application, settings.PAGE_CACHE_BYTES)
    reports.start(application, settings.PAGE_CACHE_REPORTS)

if settings.METRICS_TOKEN:
    metrics.start()

listeners = [metrics.answered] if settings.METRICS_TOKEN else []
application = tracing.trace(application, log_all=settings.LOG_REQUESTS, answered=listeners)
