"""gunicorn's answers sent whole: head and body in one write, so that a worker which is killed leaves all or nothing.

gunicorn writes the head first and the body after it. Between the two a reader has half a page, and nobody may ask again
for them: nginx has passed the head on. In one write the kernel has the whole page (it takes megabytes from a process of
the same machine at once, about 40 kB towards another) and sends it after the process is gone; or it has nothing, and
nginx asks once more. A streamed answer goes out with its first piece, and then piece by piece as before.
"""

from __future__ import annotations

import os

from gunicorn.http import wsgi

from mscsite.operation.buffering import BufferingWorker


class _Gathered(list):
    """In place of the socket while the head and the first piece of a body are put together."""

    sendall = list.append


class Response(wsgi.Response):
    """As gunicorn's, but for the first write."""

    def write(self, arg: bytes) -> None:
        if self.headers_sent:
            super().write(arg)
            return
        wire, self.sock = self.sock, _Gathered()
        try:
            super().write(arg)
        finally:
            gathered, self.sock = self.sock, wire
        wire.sendall(b"".join(gathered))


class Worker(BufferingWorker):
    """gunicorn asks its module for `Response`, and can be given another nowhere else."""

    def init_process(self) -> None:
        wsgi.Response = Response
        os.environ["WEB_THREADS"] = str(self.cfg.threads)  # as it is, whoever said so: the settings go by it
        super().init_process()
