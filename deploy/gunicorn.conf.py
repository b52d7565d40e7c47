# gunicorn: `gunicorn -c deploy/gunicorn.conf.py mscsite.wsgi`, as deploy/web.service does. What differs between
# machines comes from the environment or `.env`: BIND, WEB_WORKERS, WEB_THREADS, what a client may take (.env.example).
import os
import shutil
from pathlib import Path

from mscsite import environment

env = environment.load(Path(environment.__file__).resolve().parent.parent)

bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = environment.number(env, "WEB_WORKERS", default=2 * (os.cpu_count() or 1), least=1)
threads = environment.number(env, "WEB_THREADS", default=4, least=1)
worker_class = "mscsite.operation.answers.Worker"  # whole answers in one write; no thread waits for a client
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # heartbeats must not wait for a disk
timeout = 300  # seconds: a sheet of 100,000 products is a minute or two
keepalive = 75  # seconds: longer than nginx keeps its side (60), else a form meets a connection that is just closing
graceful_timeout = 30  # what is being saved is saved to its end
max_requests, max_requests_jitter = 20_000, 2_000  # memory that a library does not give back comes back all the same
control_socket_disable = True
# Who asks and by which scheme is for Django to say (TRUSTED_PROXIES, BEHIND_TLS_PROXY). gunicorn itself would let any
# process of this machine, a proxy that passes on what strangers write included, set the scheme and SCRIPT_NAME.
forwarder_headers, secure_scheme_headers = "", {}
loglevel = "warning"
logger_class = "mscsite.operation.gunicorn_logs.Logger"


def _metrics() -> Path | None:
    from django.conf import settings

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mscsite.settings")
    return Path(settings.METRICS_DIR) if settings.METRICS_TOKEN else None


def on_starting(server) -> None:
    """Figures of processes that are gone are those of the time before."""
    if folder := _metrics():
        shutil.rmtree(folder, ignore_errors=True)


def child_exit(server, worker) -> None:
    if _metrics():
        from prometheus_client import multiprocess

        multiprocess.mark_process_dead(worker.pid)
