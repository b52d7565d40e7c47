"""What a million distinct addresses leave behind in the page cache: `python -m benchmarks.addresses [1000000]`."""

from __future__ import annotations

import json
import resource
import sys

from mscsite.core import generation
from mscsite.core.pagecache import clock
from mscsite.core.pagecache.wsgi import PageCache

LIMIT = 24_000_000  # bytes, the default of PAGE_CACHE_MB


def _application(environ: dict, start_response) -> list[bytes]:
    """Every tenth address is a page, the others are not there."""
    is_there = environ["PATH_INFO"].endswith("0/")
    start_response("200 OK" if is_there else "404 Not Found", [("Content-Type", "text/html"), ("X-Generation", "1")])
    return [b"<p>a page of its own: %s</p>" % environ["PATH_INFO"].encode() * 20]


def main(addresses: int) -> dict:
    """Ask for so many; memory of this process before and after, in MB, and what the cache holds."""
    generation.current = lambda using="default": 1
    clock.close_old_connections = lambda: None
    cache, before = PageCache(_application, LIMIT), _peak()
    for number in range(addresses):
        environ = {"REQUEST_METHOD": "GET", "QUERY_STRING": "", "HTTP_HOST": "h", "PATH_INFO": f"/zh-hans/{number}/"}
        for _piece in cache(environ, lambda *told: None):
            pass
    held = {"pages": len(cache.store), "bytes": cache.store.size, "limit": LIMIT}
    return {
        "addresses": addresses,
        "before_mb": before,
        "after_mb": _peak(),
        "held": held,
        "counts": dict(cache.counts),
    }


def _peak() -> float:
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mscsite.settings")
    django.setup()
    sys.stdout.write(json.dumps(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)) + "\n")
