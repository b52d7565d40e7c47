"""gunicorn's worker of threads, with no thread that waits for a client: slow ones cost a place in the poller.

gunicorn gives a connection to a thread as soon as it is there, and the thread waits for the request, a byte a second if
the client likes, and again until the answer is read. Here the poller takes in whole requests and sends what is left of
answers, as nginx does, and lets clients go that take too long (`Limits`).

It leans on gunicorn 27: `enqueue_req`, `finish_request` and `murder_pending` of its worker, and what `TConn` has.
`tests/mscsite/operation/test_buffering.py` starts the real one.
"""

from __future__ import annotations

import resource
import selectors
import socket
import struct
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial

from gunicorn import util
from gunicorn.workers.gthread import TConn, ThreadWorker

from mscsite.operation.wire import Refused, Wire, limits

LINGER = 2  # seconds that a client may go on sending after its answer, which is lost otherwise (RFC 9112, 9.6)
TOGETHER = 1_000_000_000  # bytes that wait in a worker, requests and answers
_RESET = struct.pack("ii", 1, 0)


class BufferingWorker(ThreadWorker):
    """Where gunicorn itself speaks TLS, HTTP/2 or the PROXY protocol it goes on as gunicorn's own."""

    def init_process(self) -> None:
        self._waiting: dict[TConn, Callable[[TConn], None]] = {}  # the longest first; with what comes next
        self._looked, self._limits = 0.0, limits()
        with suppress(OSError, ValueError):
            least, most = resource.getrlimit(resource.RLIMIT_NOFILE)
            if least < 4 * self.worker_connections:
                resource.setrlimit(resource.RLIMIT_NOFILE, (min(4 * self.worker_connections, most), most))
        super().init_process()

    @classmethod
    def check_config(cls, cfg, log) -> None:
        super().check_config(cfg, log)
        try:
            limits()
        except ValueError as wrong:
            raise RuntimeError(str(wrong)) from wrong
        if not _is_plain(cfg):
            log.warning("Slow clients are not bounded: gunicorn speaks TLS, HTTP/2 or PROXY. Put nginx before it.")

    def enqueue_req(self, conn: TConn) -> None:
        """gunicorn has a connection on which something is to come: a new one, one kept alive, or more at once."""
        if not _is_plain(self.cfg):
            super().enqueue_req(conn)
            return
        if not isinstance(conn.sock, Wire):
            conn.sock = Wire(conn.sock, self._limits)
        conn.sock.begin()
        self._step(conn, self._collect)

    def finish_request(self, conn: TConn, done) -> None:
        """A thread is through with a request."""
        if not isinstance(conn.sock, Wire):
            super().finish_request(conn, done)
            return
        conn.sock.expect()
        self._step(conn, partial(self._send, done))

    def murder_pending(self) -> None:
        """gunicorn calls this after each round of events, at least once a second."""
        super().murder_pending()
        now = time.monotonic()
        if now - self._looked < 0.5:
            return
        self._looked = now
        for conn in [conn for conn in self._waiting if self._is_late(conn, now)]:
            self._give_up(conn)
        self._bound()

    def _step(self, conn: TConn, step: Callable[[TConn], None]) -> None:
        """Nothing that a client does may reach gunicorn's loop, which would end the worker."""
        try:
            step(conn)
        except Refused as refused:
            self._refuse(conn, refused)
        except (EOFError, OSError, ValueError):
            self._drop(conn)

    def _wait(self, conn: TConn, event: int, step: Callable[[TConn], None]) -> None:
        self.poller.register(conn.sock, event, partial(self._woken, conn))
        self._waiting[conn] = step

    def _woken(self, conn: TConn, _socket: Wire) -> None:
        self.poller.unregister(conn.sock)
        self._step(conn, self._waiting.pop(conn))

    def _collect(self, conn: TConn) -> None:
        if conn.sock.whole() or (conn.sock.fill() and conn.sock.whole()):
            conn.data_ready = True  # so that the thread does not wait for it
            super().enqueue_req(conn)
        else:
            self._wait(conn, selectors.EVENT_READ, self._collect)

    def _send(self, done, conn: TConn) -> None:
        if not conn.sock.flush():
            self._wait(conn, selectors.EVENT_WRITE, partial(self._send, done))
        elif done.cancelled() or done.exception() or not done.result() or not self._is_read(conn):
            self._part(conn)
        elif conn.sock.has_more():
            self.enqueue_req(conn)
        else:
            conn.sock.begin()
            super().finish_request(conn, done)

    @staticmethod
    def _is_read(conn: TConn) -> bool:
        """Whether gunicorn's parser saw the request end where we did; if not, no second one is taken from there."""
        return conn.sock.is_read() and not conn.parser.unreader.buf.getvalue()

    def _part(self, conn: TConn) -> None:
        """gunicorn lingers as well, and its loop waits meanwhile."""
        conn.sock.shutdown(socket.SHUT_WR)
        conn.sock.expect(LINGER)
        self._wait(conn, selectors.EVENT_READ, self._discard)

    def _discard(self, conn: TConn) -> None:
        if conn.sock.discard():
            self._wait(conn, selectors.EVENT_READ, self._discard)
        else:
            self._drop(conn)

    def _refuse(self, conn: TConn, refused: Refused) -> None:
        with suppress(OSError):
            util.write_error(conn.sock, refused.status, refused.reason, "")
        self._step(conn, self._part)

    def _drop(self, conn: TConn) -> None:
        self.nr_conns -= 1
        conn.close()

    def _is_late(self, conn: TConn, now: float) -> bool:
        says_nothing = self._waiting[conn] == self._collect and not conn.sock.held()
        is_in_the_way = not self.alive and says_nothing and conn.sock.waits(now) > LINGER  # of a worker that ends
        return is_in_the_way or conn.sock.is_late(now)

    def _give_up(self, conn: TConn) -> None:
        if self._waiting[conn] == self._collect and conn.sock.held():
            self.poller.unregister(conn.sock)
            del self._waiting[conn]
            self._refuse(conn, Refused(408, "Request Timeout"))
        else:
            self._cut(conn)

    def _cut(self, conn: TConn) -> None:
        self.poller.unregister(conn.sock)
        if self._waiting.pop(conn) not in (
            self._collect,
            self._discard,
        ):  # an answer: the kernel is to keep nothing of it
            with suppress(OSError):
                conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        self._drop(conn)

    def _bound(self) -> None:
        """Room for new connections, and on the disk: who has waited longest goes, who holds most goes."""
        if self.nr_conns >= self.worker_connections:
            quarter = self.worker_connections // 4
            for conn in list(self.keepalived_conns)[:quarter]:
                conn.timeout = 0
            for conn in list(self._waiting)[:quarter]:
                self._cut(conn)
        held = {conn: conn.sock.held() for conn in self._waiting}
        together = sum(held.values())
        for conn in sorted(held, key=held.get, reverse=True):
            if together <= TOGETHER:
                break
            together -= held[conn]
            self._cut(conn)


def _is_plain(cfg) -> bool:
    return not cfg.is_ssl and cfg.http2_cleartext == "off" and cfg.proxy_protocol == "off"
