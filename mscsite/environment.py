"""Typed reading of the environment: what is wrong is said with the name of the variable and what to set."""

from __future__ import annotations

import ipaddress
from contextlib import suppress
from pathlib import Path
from typing import TypeVar
from urllib.parse import parse_qsl, unquote, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

ENVIRONMENTS = ("production", "development")
POSTGRESQL_SCHEMES = ("postgres", "postgresql")
# A host that is gone is passed in seconds, and a connection to it is known for dead: libpq's own defaults are minutes.
# Seconds, but for the last, which is milliseconds. The address may say otherwise (`?connect_timeout=10`).
POSTGRESQL_PATIENCE = {
    "connect_timeout": "3",
    "keepalives_idle": "5",
    "keepalives_interval": "2",
    "keepalives_count": "3",
    "tcp_user_timeout": "10000",
}
POOL_TIMEOUT = 5  # seconds that a request waits for a connection of the pool

Number = TypeVar("Number", int, float)


def load(base_dir: Path) -> environ.Env:
    """Read `.env` of the checkout, where there is one; variables that are already set win."""
    env_file = base_dir / ".env"
    if env_file.exists():
        environ.Env.read_env(env_file)
    return environ.Env()


def environment(env: environ.Env) -> str:
    """`ENVIRONMENT`: production (default) or development."""
    value = env.str("ENVIRONMENT", default="production")
    if value not in ENVIRONMENTS:
        raise ImproperlyConfigured(f"ENVIRONMENT is {value!r}; set it to one of: {', '.join(ENVIRONMENTS)}.")
    return value


def flag(env: environ.Env, name: str, *, default: bool) -> bool:
    """A yes/no variable. Anything that is neither is refused, since a typing error must not read as "no"."""
    value = env.str(name, default="").strip().lower()
    if value == "":
        return default
    if value in ("1", "true", "yes", "on"):
        return True
    if value in ("0", "false", "no", "off"):
        return False
    raise ImproperlyConfigured(f"{name} is {value!r}; set it to 1 or 0.")


def number(env: environ.Env, name: str, *, default: Number, least: int = 0) -> Number:
    """A number of the kind that `default` is, `least` or more."""
    value = env.str(name, default="").strip()
    if value == "":
        return default
    kind = type(default)
    with suppress(ValueError):
        if least <= kind(value) < float("inf"):
            return kind(value)
    what = "a whole number" if kind is int else "a number"
    raise ImproperlyConfigured(f"{name} is {value!r}; set it to {what}, {least} or more.")


def debug(env: environ.Env, environment: str) -> bool:
    """`DEBUG`, refused in production: its error pages show settings and source code to strangers."""
    wanted = flag(env, "DEBUG", default=False)
    if wanted and environment == "production":
        raise ImproperlyConfigured(
            "DEBUG is on in production. Set DEBUG=0, or, on your own machine, ENVIRONMENT=development."
        )
    return wanted


def secret_key(env: environ.Env) -> str:
    """`SECRET_KEY`, required everywhere; `make run` writes a random one into `.env`."""
    value = env.str("SECRET_KEY", default="")
    if len(value) < 50:
        problem = "is not set" if not value else "is shorter than 50 characters"
        raise ImproperlyConfigured(
            f"SECRET_KEY {problem}. Set it to a long random string, for example the output of: "
            'python -c "import secrets; print(secrets.token_urlsafe(50))"'
        )
    return value


def cache(env: environ.Env) -> dict:
    """`CACHE_URL` as Django's settings; a cache on another machine is one that may be away (`mscsite.core.caches`)."""
    found = env.cache_url("CACHE_URL", default="locmemcache://")
    if found["BACKEND"] == "django.core.cache.backends.redis.RedisCache":
        timeouts = {"socket_connect_timeout": 1, "socket_timeout": 1}  # seconds; a reader does not wait for a cache
        found |= {"BACKEND": "mscsite.core.caches.RedisCache", "OPTIONS": timeouts | found.get("OPTIONS", {})}
    return found


def log_format(env: environ.Env) -> str:
    """`LOG_FORMAT`: line (default), for people, or json, for a machine that collects logs."""
    value = env.str("LOG_FORMAT", default="line")
    if value not in ("line", "json"):
        raise ImproperlyConfigured(f"LOG_FORMAT is {value!r}; set it to line or json.")
    return value


def database(env: environ.Env, base_dir: Path) -> dict:
    """`DATABASE_URL` as Django's settings: `sqlite:///path` or `postgres://user:password@host[:port][,host…]/name`.

    Relative SQLite paths count from the checkout. Options of libpq may follow as a query (`?sslmode=require`,
    `?target_session_attrs=read-write`). Of several hosts each new connection takes the first that answers.
    """
    url = env.str("DATABASE_URL", default="") or "sqlite:///var/mscsite.sqlite3"
    scheme = url.partition(":")[0].lower()
    if scheme == "sqlite":
        return _sqlite(url, base_dir)
    if scheme in POSTGRESQL_SCHEMES:
        return _pooled(_postgresql(url), env.str("DATABASE_POOL", default=""))
    raise _broken("its scheme", scheme, "sqlite or postgres")


def _broken(part: str, value: str, right: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"DATABASE_URL: {part} is {value!r}; expected {right}.")


def _sqlite(url: str, base_dir: Path) -> dict:
    prefix, _, rest = url.partition("///")
    if prefix.lower() != "sqlite:" or not rest:
        raise _broken("the address", url, "sqlite:///relative/path or sqlite:////absolute/path")
    name = rest if rest == ":memory:" else str(base_dir / rest)
    if name != ":memory:":
        Path(name).parent.mkdir(parents=True, exist_ok=True)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": name,
        "CONN_MAX_AGE": 60,  # seconds; opening the file costs as much as five queries
        "OPTIONS": {
            # Readers beside a writer (WAL), writers that wait instead of failing, and no deadlock by lock upgrade.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
        },
    }


def _postgresql(url: str) -> dict:
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    hosts, ports = _hosts(parts.netloc.rpartition("@")[2])
    name = unquote(parts.path.lstrip("/"))
    if not name:
        raise _broken("the database name", "", "a name after the last slash, as in postgres://user@host/name")
    host = ",".join(hosts) or options.pop("host", "")
    if not host:
        raise _broken("the host", "", "a host after @, as in postgres://user@host/name")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": ",".join(ports) or options.pop("port", ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": POSTGRESQL_PATIENCE | options,
    }


def _pooled(found: dict, value: str) -> dict:
    """`found` with the pool that `DATABASE_POOL` asks for: "8" or "2-8" connections of a process; none by default."""
    if not value:
        return found
    least, dash, most = value.partition("-")
    if not (least.isdigit() and (most.isdigit() if dash else not most)):
        raise _bad_pool(value)
    smallest, largest = (int(least), int(most)) if dash else (0, int(least))
    if largest < max(1, smallest):
        raise _bad_pool(value)
    pool = {"min_size": smallest, "max_size": largest, "timeout": POOL_TIMEOUT}
    # A pool keeps connections itself; Django gives each back at the end of its request.
    return found | {"CONN_MAX_AGE": 0, "OPTIONS": found["OPTIONS"] | {"pool": pool}}


def _bad_pool(value: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"DATABASE_POOL is {value!r}; set it to connections of each process, as 8 or 2-8.")


def _hosts(netloc: str) -> tuple[list[str], list[str]]:
    """Hosts and ports of `host[:port],host[:port]`, as libpq wants them: two lists of one length."""
    hosts, ports = [], []
    for item in filter(None, netloc.split(",")):
        host, colon, port = item.rpartition(":") if not item.endswith("]") else (item, "", "")
        if not colon:
            host, port = item, "5432"
        if not port.isdigit():
            raise _broken("the port", port, "a number, as in host:5432")
        hosts.append(unquote(host.strip("[]")))
        ports.append(port)
    return hosts, ports


def media_url(env: environ.Env) -> str:
    """`MEDIA_URL`: where browsers find the pictures, a path of this site or an address elsewhere, ending in a slash."""
    value = env.str("MEDIA_URL", default="") or "/media/"
    if not value.endswith("/") or not value.startswith(("/", "https://", "http://")) or value == "/":
        raise ImproperlyConfigured(
            f"MEDIA_URL is {value!r}; set it to a path or an address that ends in a slash, "
            "as in /media/ or https://media.example.org/."
        )
    return value


def host_of(url: str) -> str:
    return urlsplit(url).hostname or ""


def networks(env: environ.Env, *, default: list[str]) -> list[str]:
    """`TRUSTED_PROXIES`: addresses or networks, comma separated."""
    values = env.list("TRUSTED_PROXIES", default=default)
    for value in values:
        try:
            ipaddress.ip_network(value, strict=False)
        except ValueError:
            raise ImproperlyConfigured(
                f"TRUSTED_PROXIES holds {value!r}; give addresses or networks, as in 10.0.0.5,192.168.0.0/24."
            ) from None
    return values


def issuer(env: environ.Env) -> str:
    """`OIDC_ISSUER`: by https, or on this machine. What it needs is asked for as well."""
    value = env.str("OIDC_ISSUER", default="")
    if not value:
        return ""
    if not value.startswith("https://") and host_of(value) not in ("127.0.0.1", "localhost", "::1"):
        raise ImproperlyConfigured(f"OIDC_ISSUER is {value!r}; it must begin with https://.")
    if not env.str("OIDC_CLIENT_ID", default=""):
        raise ImproperlyConfigured("OIDC_ISSUER is set and OIDC_CLIENT_ID is not; the provider gives you one.")
    return value


def pairs(env: environ.Env, name: str) -> dict[str, str]:
    """A variable of the form `theirs:ours,theirs:ours`."""
    found = {}
    for item in env.list(name, default=[]):
        theirs, colon, ours = item.rpartition(":")
        if not colon or not theirs.strip() or not ours.strip():
            raise ImproperlyConfigured(
                f"{name} holds {item!r}; write group:role, as in web-editors:编辑,web-board:发布."
            )
        found[theirs.strip()] = ours.strip()
    return found


def storages(env: environ.Env) -> dict:
    """Where uploads are kept: `MEDIA_ROOT` on this machine, or a bucket of an S3-compatible service (`S3_BUCKET`)."""
    static = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    bucket = env.str("S3_BUCKET", default="")
    if not bucket:
        return {"default": {"BACKEND": "django.core.files.storage.FileSystemStorage"}, "staticfiles": static}
    endpoint = env.str("S3_ENDPOINT_URL", default="")
    if endpoint and not endpoint.startswith(("https://", "http://")):
        raise ImproperlyConfigured(
            f"S3_ENDPOINT_URL is {endpoint!r}; set it to an address as in https://s3.example.org."
        )
    options = {
        "bucket_name": bucket,
        "endpoint_url": endpoint or None,
        "region_name": env.str("S3_REGION", default="") or None,
        "access_key": env.str("S3_ACCESS_KEY", default="") or None,  # else as the machine's own role says
        "secret_key": env.str("S3_SECRET_KEY", default="") or None,
        "location": env.str("S3_PREFIX", default=""),
    }
    return {"default": {"BACKEND": "mscsite.core.bucket.Bucket", "OPTIONS": options}, "staticfiles": static}


def origins(url: str) -> list[str]:
    """The origin of an absolute address, for the Content-Security-Policy; none for a path of this site."""
    parts = urlsplit(url)
    return [f"{parts.scheme}://{parts.netloc}"] if parts.netloc else []
