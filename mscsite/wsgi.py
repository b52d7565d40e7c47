"""The WSGI application that gunicorn serves: Django, behind the pages that this worker keeps."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mscsite.settings")

application = get_wsgi_application()

if settings.PAGE_CACHE_BYTES:
    from mscsite.core import pagecache

    application = pagecache.keep(application, settings.PAGE_CACHE_BYTES)
