"""The settings of servers that a test starts: those of the site, with static files as they lie there."""

from mscsite.settings import *  # noqa: F403
from mscsite.settings import STORAGES

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_AUTOREFRESH = True
