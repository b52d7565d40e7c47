"""A pytest plugin: the environment of the tests, set before Django reads its settings.

The database is SQLite in memory, unless DATABASE_URL names another one (`make test` runs on PostgreSQL as well).
"""

import atexit
import os
import secrets
import tempfile

os.environ["ENVIRONMENT"] = "development"
os.environ["DEBUG"] = "0"
os.environ["SECRET_KEY"] = secrets.token_urlsafe(50)
os.environ["TIME_ZONE"] = "Asia/Shanghai"
os.environ.setdefault("DATABASE_URL", "sqlite:///:memory:")

_media = tempfile.TemporaryDirectory(prefix="mscsite-media-")
atexit.register(_media.cleanup)
os.environ["MEDIA_ROOT"] = _media.name
