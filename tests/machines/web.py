"""Web servers of the site, as processes of their own, and readers and an editor who use them over HTTP."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import lxml.html

from tests.deploy import nginx

ROOT = Path(__file__).resolve().parents[2]
SECRET = "of a test, and long enough for everybody, says the check of the settings"


def environment(database: str, folder: Path) -> dict[str, str]:
    """The environment of a process of the site on `database`."""
    own = {
        "DATABASE_URL": database,
        "DJANGO_SETTINGS_MODULE": "tests.machines.settings",
        "ENVIRONMENT": "development",
        "DEBUG": "0",
        "SECRET_KEY": SECRET,
        "ALLOWED_HOSTS": nginx.HOST,
        "MEDIA_ROOT": str(folder / "media"),
        "LOG_LEVEL": "WARNING",
        "PYTHONWARNINGS": "ignore",
    }
    kept = ("PATH", "HOME", "LANG", "TMPDIR", "VIRTUAL_ENV")
    return {name: os.environ[name] for name in kept if name in os.environ} | own


def manage(environment: dict, *arguments: str, code: str = "") -> str:
    """Run a command of `manage.py` (or `code` in its shell) to its end; what it printed."""
    command = [sys.executable, "manage.py", *(arguments or ("shell", "--verbosity", "0", "-c", code))]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise AssertionError(f"{command[2:]}: {done.stderr[-3000:]}")
    return done.stdout


class Web:
    """gunicorn with one worker of four threads; `start` again after `kill` on the same port."""

    def __init__(self, environment: dict, folder: Path, name: str) -> None:
        self.port = nginx.free_port()
        self.log = folder / f"{name}.log"
        self.environment = environment
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "gunicorn", "mscsite.wsgi", "--bind", f"127.0.0.1:{self.port}"]
        command += ["--workers", "1", "--threads", "4", "--no-control-socket", "--log-level", "warning"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )

    def wait(self) -> None:
        """Until it answers."""
        for _attempt in range(400):
            try:
                if ask(self.port, "/healthz")[0] == 200:
                    return
            except OSError:
                pass
            time.sleep(0.05)
        raise AssertionError(self.log.read_text()[-3000:])

    def kill(self) -> None:
        """The whole machine at once: master and worker."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(10)


def ask(port: int, path: str, body: str | None = None, **headers: str) -> tuple[int, dict[str, str], str]:
    """Status, headers and text of a GET, or of a POST with `body`."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        named = {"Host": nginx.HOST} | {name.replace("_", "-"): value for name, value in headers.items()}
        sent = None if body is None else body.encode()
        connection.request("GET" if body is None else "POST", path, sent, named)
        answer = connection.getresponse()
        told = {name.lower(): value for name, value in answer.getheaders()}
        told["set-cookie"] = "\n".join(answer.headers.get_all("Set-Cookie", []))
        return answer.status, told, answer.read().decode("utf-8", "replace")
    finally:
        connection.close()


class Readers:
    """Threads that read `paths` in turn until they are stopped, a `pause` in seconds after each; `failed`: not 200."""

    def __init__(self, port: int, paths: Iterable[str], threads: int = 3, pause: float = 0.004) -> None:
        self.port, self.paths, self.pause = port, list(paths), pause
        self.read, self.failed = 0, []
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._loop, args=[number]) for number in range(threads)]

    def __enter__(self) -> Readers:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *error) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(60)

    def _loop(self, number: int) -> None:
        while not self._stop.wait(self.pause):
            number += 1
            path = self.paths[number % len(self.paths)]
            try:
                status, _headers, text = ask(self.port, path)
            except (OSError, http.client.HTTPException) as error:
                self.failed.append((path, repr(error)))
            else:
                if status != 200 or "</html>" not in text[-20:]:
                    self.failed.append((path, status))
                self.read += 1


class Editor:
    """A person with a session who changes a record in its form, as a browser sends it."""

    def __init__(self, port: int, session: str, path: str, field: str) -> None:
        self.port, self.path, self.field = port, path, field
        self._cookies = {"sessionid": session}

    def _ask(self, path: str, body: str | None = None, **headers: str) -> tuple[int, dict[str, str], str]:
        cookie = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        status, told, text = ask(self.port, path, body, Cookie=cookie, **headers)
        for line in told["set-cookie"].splitlines():
            name, _equals, value = line.partition(";")[0].partition("=")
            self._cookies[name] = value
        return status, told, text

    def open(self) -> lxml.html.FormElement:
        status, _headers, text = self._ask(self.path)
        assert status == 200, (status, text[:500])
        return form_of(text)

    def send(self, form: lxml.html.FormElement, **changed: str) -> tuple[int, dict[str, str], str]:
        """Send `form` with `changed` fields to where it came from."""
        rows = [(name, changed.get(name, value)) for name, value in values_of(form)]
        body, kind = multipart(rows)
        origin = f"http://{nginx.HOST}"
        return self._ask(self.path, body, Content_Type=kind, Origin=origin)

    def save(self, text: str) -> bool:
        """Open the form, change the text, send it; whether the site said that it was saved."""
        return self.send(self.open(), **{self.field: text})[0] == 302


def form_of(text: str) -> lxml.html.FormElement:
    """The form of a page that is sent by POST and holds the most fields."""
    forms = [form for form in lxml.html.fromstring(text).forms if form.method == "POST"]
    return max(forms, key=lambda form: len(form.fields))


def values_of(form: lxml.html.FormElement) -> list[tuple[str, str]]:
    """Fields as a browser sends them: the line break that a text area begins with is none of its text."""
    return [(name, value.removeprefix("\n")) for name, value in form.form_values()]


def multipart(rows: list[tuple[str, str]]) -> tuple[str, str]:
    """A body as a browser makes it of a form, and its type."""
    mark = "----of-a-test----"
    parts = [f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in rows]
    return "".join([*parts, f"--{mark}--\r\n"]), f"multipart/form-data; boundary={mark}"


def within(seconds: float, holds: Callable[[], bool]) -> bool:
    """Whether `holds` came true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.1)
    return False
