"""A client's socket that makes no thread wait for the client: requests come whole out of it, answers go whole into it.

Whoever polls the socket takes in what has come (`fill`, until `whole`) and sends what is left (`flush`); in between a
thread reads the request and writes the answer as with any socket. What is longer than `MEMORY` stands in a file.
"""

from __future__ import annotations

import os
import re
import socket
import time
from tempfile import SpooledTemporaryFile
from typing import NamedTuple

MEMORY = 16 * 1024  # bytes of a request or an answer kept in memory, longer ones in a file
PIECE = 64 * 1024  # bytes read or sent at a time
HEAD = 32 * 1024  # bytes of a head, as many as nginx passes on
ANSWER = 256 * 1024 * 1024  # bytes that wait for one reader; who cannot keep up with more is let go
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,18})[ \t]*(?=\r\n)", re.IGNORECASE)
_UNKNOWN_LENGTH = re.compile(rb"\r\ntransfer-encoding:", re.IGNORECASE)
_CONTINUE = re.compile(rb"\r\nexpect:[ \t]*100-continue[ \t]*\r\n", re.IGNORECASE)


class Refused(Exception):
    """A request that is not taken in, with the status and the reason that say so."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(status, reason)
        self.status, self.reason = status, reason


class Limits(NamedTuple):
    """What a client may take."""

    head: float  # seconds until a request says what it wants
    pause: float  # seconds without a byte of a body or an answer
    rate: float  # bytes a second of them, after the first pause
    body: int  # bytes


def limits() -> Limits:
    """As the environment says (`.env.example`). ValueError names a variable that is no number above 0."""
    given = {
        "CLIENT_HEAD_SECONDS": os.environ.get("CLIENT_HEAD_SECONDS", "10"),
        "CLIENT_SECONDS": os.environ.get("CLIENT_SECONDS", "30"),
        "CLIENT_BYTES_A_SECOND": os.environ.get("CLIENT_BYTES_A_SECOND", "1000"),
        "REQUEST_MB": os.environ.get("REQUEST_MB", "100"),
    }
    for name, value in given.items():
        if not re.fullmatch(r"\d{1,9}(\.\d{1,9})?", value) or not float(value):
            raise ValueError(f"{name} is {value!r}; set it to a number above 0.")
    head, pause, rate, megabytes = map(float, given.values())
    return Limits(head, pause, rate, int(megabytes * 1_000_000))


class Wire(socket.socket):
    """Takes over `given`, which is of no use afterwards."""

    def __init__(self, given: socket.socket, limits: Limits) -> None:
        super().__init__(given.family, given.type, given.proto, fileno=given.detach())
        self._limits = limits
        self._received = bytearray()  # what belongs to no request yet
        self._request = self._unsent = None
        self._read_beyond = False

    def expect(self, seconds: float | None = None) -> None:
        """From now on the client has so many seconds (`Limits.pause`), and more by what it takes or sends meanwhile."""
        self._since = self._last = time.monotonic()
        self._moved = 0
        self._seconds = self._limits.pause if seconds is None else seconds

    def waits(self, now: float) -> float:
        """Seconds since `expect`."""
        return now - self._since

    def is_late(self, now: float) -> bool:
        """A byte now and then is too little, and so is much at once that the kernel took and nothing after it."""
        is_idle = now - self._last > self._seconds
        return is_idle or self.waits(now) > self._seconds + self._moved / self._limits.rate

    def _move(self, count: int) -> None:
        self._moved += count
        self._last = time.monotonic()

    def held(self) -> int:
        """Bytes that wait here, in memory or in files."""
        return len(self._received) + sum(_size(spool) for spool in (self._request, self._unsent) if spool)

    # the side of the poller: requests

    def begin(self) -> None:
        """Another request is to come; of the one before nothing is kept."""
        self._close_request()
        self._missing = self._searched = 0
        self.expect(self._limits.head)

    def fill(self) -> bool:
        """Take in what has come; whether anything had. EOFError where nothing more will."""
        try:
            data = super().recv(PIECE, socket.MSG_DONTWAIT)
        except BlockingIOError:
            return False
        if not data:
            raise EOFError
        self._received += data
        self._move(len(data))
        return True

    def whole(self) -> bool:
        """Whether a request is there to its end, so that a thread may read it. `Refused` where it never will be."""
        if self._request is None and not self._head_is_whole():
            return False
        self._request.write(self._received[: self._missing])
        taken = min(self._missing, len(self._received))
        del self._received[:taken]
        self._missing -= taken
        if not self._missing:
            self._request.seek(0)
        return not self._missing

    def _head_is_whole(self) -> bool:
        """As gunicorn reads it: one empty line may stand before it."""
        start = 2 if self._received.startswith(b"\r\n") else 0
        end = self._received.find(b"\r\n\r\n", max(start, self._searched - 3))
        self._searched = len(self._received)
        if (self._searched if end < 0 else end) > HEAD:
            is_line = b"\n" not in self._received[:HEAD]
            raise Refused(414, "URI Too Long") if is_line else Refused(431, "Request Header Fields Too Large")
        if end < 0:
            return False
        length = self._length(bytes(self._received[: end + 4]))
        self._request = SpooledTemporaryFile(MEMORY)  # noqa: SIM115 - closed with the request
        self._missing = end + 4 + length
        self.expect()
        return True

    def _length(self, head: bytes) -> int:
        """Of the body. What gunicorn will refuse has none: its parser reads the head alone and says so."""
        if _UNKNOWN_LENGTH.search(head):
            raise Refused(411, "Length Required")  # Django reads no body without one
        found = _LENGTH.findall(head)
        length = int(found[0]) if len(found) == 1 else 0
        if length > self._limits.body:
            raise Refused(413, "Content Too Large")
        if length and _CONTINUE.search(head):
            self.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        return length

    def is_read(self) -> bool:
        """Whether the request was read exactly to its end: only then what follows is another one."""
        return not self._request.read(1) and not self._read_beyond

    def has_more(self) -> bool:
        """Whether the client has sent something of its next request with this one."""
        return bool(self._received)

    def discard(self) -> bool:
        """Throw away what has come; whether more may come."""
        return bool(super().recv(PIECE, socket.MSG_DONTWAIT))

    # the side of the poller: answers

    def flush(self) -> bool:
        """Send what waits, as far as the client takes it, a megabyte at most; whether all is gone."""
        for _piece in range(16):
            if self._unsent is None:
                return True
            self._unsent.seek(self._sent)
            piece = self._unsent.read(PIECE)
            taken = self._push(piece)
            self._sent += taken
            if not piece:
                self._unsent.close()
                self._unsent = None
            elif taken < len(piece):
                return False
        return self._unsent is None

    def _push(self, data: bytes | memoryview) -> int:
        try:
            taken = super().send(data, socket.MSG_DONTWAIT) if data else 0
        except BlockingIOError:
            return 0
        self._move(taken)
        return taken

    # the side of a thread

    def recv(self, size: int, flags: int = 0) -> bytes:
        data = self._request.read(size)
        self._read_beyond = self._read_beyond or not data
        return data

    def sendall(self, data: bytes, flags: int = 0) -> None:
        """One write where the kernel takes all; what it does not take waits for `flush`."""
        taken = self._push(data) if self.flush() else 0
        if taken < len(data):
            self._keep(memoryview(data)[taken:])

    def _keep(self, data: memoryview) -> None:
        if self._unsent is None:
            self._unsent, self._sent = SpooledTemporaryFile(MEMORY), 0  # noqa: SIM115 - closed when sent
        waiting = _size(self._unsent) - self._sent
        if waiting + len(data) > ANSWER:
            raise BrokenPipeError("an answer too long for a reader so slow")
        self._unsent.seek(0, os.SEEK_END)
        self._unsent.write(data)

    def send(self, data: bytes, flags: int = 0) -> int:
        """gunicorn asks for a body by this (100 Continue), which was asked for with the head and is here."""
        return len(data)

    def sendfile(self, file, offset: int = 0, count: int | None = None) -> int:
        file.seek(offset)
        left = count
        while left is None or left:
            piece = file.read(PIECE if left is None else min(PIECE, left))
            if not piece:
                break
            self.sendall(piece)
            left = left and left - len(piece)
        return file.tell() - offset

    def close(self) -> None:
        self._close_request()
        if self._unsent:
            self._unsent.close()
            self._unsent = None
        super().close()

    def _close_request(self) -> None:
        if self._request:
            self._request.close()
        self._request, self._read_beyond = None, False


def _size(spool: SpooledTemporaryFile) -> int:
    """In bytes; where it is read stays."""
    place = spool.tell()
    size = spool.seek(0, os.SEEK_END)
    spool.seek(place)
    return size
