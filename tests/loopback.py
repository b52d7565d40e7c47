"""A server on this machine that answers as tests want it to, and misbehaves on purpose."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Reply:
    """An answer. `send` takes over the connection instead, for servers that keep to no rule."""

    body: object = b""
    status: int = 200
    type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)
    send: Callable[[BaseHTTPRequestHandler], None] | None = None

    def data(self) -> bytes:
        if isinstance(self.body, bytes):
            return self.body
        return self.body.encode() if isinstance(self.body, str) else json.dumps(self.body).encode()


class Loopback:
    """`answers[path]` is a Reply, or a list of them given one after the other (the last one for ever).

    A path is looked for with its query first, then without. `asked` are the requests as (method, path, headers).
    """

    def __init__(self) -> None:
        self.answers: dict[str, Reply | list[Reply]] = {}
        self.asked: list[tuple[str, str, dict]] = []
        self.released = threading.Event()  # servers that hang wait for it
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.host = f"127.0.0.1:{self._server.server_port}"
        self.url = f"http://{self.host}/"

    @property
    def paths(self) -> list[str]:
        return [path for _method, path, _headers in self.asked]

    def reply(self, path: str) -> Reply:
        found = self.answers.get(path) or self.answers.get(path.partition("?")[0])
        if isinstance(found, list):
            return found.pop(0) if len(found) > 1 else found[0]
        return found or Reply({"error": "not here"}, 404)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        loopback = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                loopback.asked.append((self.command, self.path, dict(self.headers)))
                reply = loopback.reply(self.path)
                if reply.send is not None:
                    reply.send(self)
                    return
                data = reply.data()
                self.send_response(reply.status)
                for name, value in {"Content-Type": reply.type, "Content-Length": str(len(data))}.items():
                    self.send_header(name, value)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                if self.command == "GET":
                    self.wfile.write(data)

            do_HEAD = do_GET

            def log_message(self, *arguments) -> None:
                pass

        return Handler


@contextmanager
def serving() -> Iterator[Loopback]:
    loopback = Loopback()
    thread = threading.Thread(target=loopback._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield loopback
    finally:
        loopback.released.set()
        loopback._server.shutdown()
        loopback._server.server_close()
        thread.join()
