"""What reaches a Sentry server, played by a server on this machine."""

from __future__ import annotations

import gzip
import json
import logging
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import brotli
import pytest
from django.core.exceptions import ImproperlyConfigured

from mscsite.operation import sentry, tracing

SECRETS = ("reader@example.org", "203.0.113.9", "geheim-in-a-variable", "sessionid=abc")


@pytest.fixture
def server(socket_enabled):
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            unpack = {"gzip": gzip.decompress, "br": brotli.decompress}.get(self.headers.get("Content-Encoding"), bytes)
            received.append(unpack(body))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *args) -> None:
            pass

    received: list[bytes] = []
    with HTTPServer(("127.0.0.1", 0), Handler) as http:
        thread = threading.Thread(target=http.serve_forever, args=[0.02], daemon=True)
        thread.start()
        yield f"http://key@127.0.0.1:{http.server_port}/1", received
        http.shutdown()


def test_an_error_arrives_without_persons(server, monkeypatch):
    import sentry_sdk

    dsn, received = server
    before = sentry_sdk.get_global_scope().client
    sentry.start(dsn, "production")
    token = tracing._current.set(tracing.Trace("0123456789abcdef", route="search"))
    try:
        password = "geheim-in-a-variable"
        raise ValueError("reader@example.org from 203.0.113.9")
    except ValueError:
        logging.getLogger("articles").exception("failed for %s, sessionid=abc", "reader@example.org")
    finally:
        sentry_sdk.flush(5)
        tracing._current.reset(token)
        sentry_sdk.get_client().close()
        sentry_sdk.get_global_scope().set_client(before)
    assert password
    text = b"\n".join(received).decode()
    event = next(part for part in map(json.loads, filter(None, text.splitlines())) if "exception" in part)
    assert event["tags"] == {"request": "0123456789abcdef", "route": "search"}
    assert event["exception"]["values"][0]["type"] == "ValueError"
    assert [secret for secret in SECRETS if secret in text] == []
    assert {"request", "user", "server_name", "breadcrumbs", "extra", "modules"} & set(event) == set()


def test_without_its_package_the_message_says_what_to_do(monkeypatch):
    monkeypatch.setitem(sys.modules, "sentry_sdk", None)
    with pytest.raises(ImproperlyConfigured, match=r"pip install -r requirements-sentry\.txt"):
        sentry.start("http://key@127.0.0.1/1", "production")
