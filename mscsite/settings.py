"""All settings. What differs between installations comes from the environment; `.env.example` lists it."""

from importlib.util import find_spec
from pathlib import Path

from csp.constants import NONCE, NONE, SELF

from mscsite import environment
from mscsite.operation import logs

BASE_DIR = Path(__file__).resolve().parent.parent
env = environment.load(BASE_DIR)

ENVIRONMENT = environment.environment(env)
IN_PRODUCTION = ENVIRONMENT == "production"
DEBUG = environment.debug(env, ENVIRONMENT)
SECRET_KEY = environment.secret_key(env)
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[] if IN_PRODUCTION else ["*"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "modeltranslation",  # before the admin, which it extends
    "mscsite.accounts.apps.OurAdminConfig",  # django.contrib.admin
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "js_asset",
    "django_prose_editor",
    "simple_history",
    "mscsite.core",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "mscsite.accounts.apps.AccountsConfig",
    "references",
    "products",
    "articles",
    "articles.batches",
    "mscsite",
]

MIDDLEWARE = [
    "mscsite.core.hosts.check",  # first: what is not for us gets nothing, also no number
    "mscsite.core.reconnecting.once_more",  # before all that reads: what is asked again is asked whole
    "mscsite.core.pagecache.middleware.tag",  # what it reads is read before anything of the page
    "mscsite.operation.tracing.note_route",
    "mscsite.core.refusing.without_nul",
    "django.middleware.security.SecurityMiddleware",
    "mscsite.core.browser.headers",
    "mscsite.core.static_files.serve",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "mscsite.rates.Rates",
]

ROOT_URLCONF = "mscsite.urls"
WSGI_APPLICATION = "mscsite.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "mscsite.context.site",
            ],
        },
    },
]

DATABASES = {"default": environment.database(env, BASE_DIR)}
DATABASE_WAIT = environment.number(env, "DATABASE_WAIT", default=8.0)  # seconds a reader waits for one that restarts
WEB_THREADS = environment.number(env, "WEB_THREADS", default=4, least=1)  # of each worker: all but one may wait so
CACHES = {"default": environment.cache(env)}
PAGE_CACHE_BYTES = environment.number(env, "PAGE_CACHE_MB", default=24) * 1_000_000  # of each worker, for public pages
PAGE_CACHE_REPORTS = BASE_DIR / "var" / "page-cache"  # what each process of this machine counted (the admin shows it)
FORMS_URLFIELD_ASSUME_HTTPS = True  # the default from Django 6.0 on
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "mscsite.accounts.validators.LongEnough", "OPTIONS": {"min_length": 12}},
    {"NAME": "mscsite.accounts.validators.NotTooLong", "OPTIONS": {"max_length": 128}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "mscsite.accounts.validators.HardToGuess"},
]

# Signing in (`mscsite.accounts`, docs/operations.md).
REQUIRE_SECOND_FACTOR = environment.flag(env, "REQUIRE_SECOND_FACTOR", default=IN_PRODUCTION)
SESSION_ENGINE = "mscsite.accounts.sessions"
SESSION_IDLE_MINUTES = environment.number(env, "SESSION_IDLE_MINUTES", default=30, least=1)
SESSION_HOURS = environment.number(env, "SESSION_HOURS", default=12, least=1)
SESSION_COOKIE_AGE = SESSION_HOURS * 3600
INVITATION_HOURS = environment.number(env, "INVITATION_HOURS", default=72, least=1)
# Sign-in by OpenID Connect, besides passwords.
OIDC_ISSUER = environment.issuer(env)
OIDC_CLIENT_ID = env.str("OIDC_CLIENT_ID", default="")
OIDC_CLIENT_SECRET = env.str("OIDC_CLIENT_SECRET", default="")
OIDC_NAME = env.str("OIDC_NAME", default="OpenID Connect")
OIDC_SCOPE = env.str("OIDC_SCOPE", default="openid email profile")
OIDC_TRUST_MAIL = environment.flag(env, "OIDC_TRUST_MAIL", default=False)
OIDC_GROUPS_CLAIM = env.str("OIDC_GROUPS_CLAIM", default="groups")
OIDC_ROLES = environment.pairs(env, "OIDC_ROLES")
OIDC_SECOND_FACTOR_ACR = env.list("OIDC_SECOND_FACTOR_ACR", default=[])
RESET_MINUTES = environment.number(env, "RESET_MINUTES", default=60, least=1)

# The two scripts. Addresses carry them in lower case; `<html lang>` in the case of BCP 47.
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("zh-hant", "繁體中文")]
LOCALE_PATHS = [BASE_DIR / "mscsite" / "locale"]
MODELTRANSLATION_DEFAULT_LANGUAGE = "zh-hans"
MODELTRANSLATION_FALLBACK_LANGUAGES = ("zh-hans", "zh-hant")
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.str("TIME_ZONE", default="Asia/Shanghai")

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
# Of ninja only the files of its OpenAPI page: as an app it would be loaded by every process (`mscsite.api`).
WHITENOISE_ALLOW_ALL_ORIGINS = False  # our files are for our pages
STATICFILES_DIRS = [BASE_DIR / "static", Path(find_spec("ninja").origin).parent / "static"]
MEDIA_ROOT = BASE_DIR / env.str("MEDIA_ROOT", default="var/media")
MEDIA_URL = environment.media_url(env)
# Pictures by this process; off where the web server in front, or another machine, has them.
SERVE_MEDIA = environment.flag(env, "SERVE_MEDIA", default=MEDIA_URL.startswith("/"))
STORAGES = environment.storages(env)

# How references are written: a name of `references.styles.STYLES`. GB/T 7714-2025 is in force since 2026-07-01.
CITATION_STYLE = env.str("CITATION_STYLE", default="gbt7714-2025")

# The pictures that stand for articles in chats: a font file with Chinese characters, where none is found by itself.
SHARE_FONT = env.str("SHARE_FONT", default="")

# Asking other machines: lookups of citations and trials, and whether addresses still answer (`mscsite.core.fetch`).
FETCH = environment.flag(env, "FETCH", default=True)
FETCH_SECONDS = environment.number(env, "FETCH_SECONDS", default=20.0, least=1)
FETCH_CONTACT = env.str("FETCH_CONTACT", default="")
FETCH_PRIVATE = env.list("FETCH_PRIVATE", default=[])
SERVICES = {
    "doi": env.str("DOI_URL", default="https://doi.org/"),
    "pubmed": env.str("PUBMED_URL", default="https://pmc.ncbi.nlm.nih.gov/api/ctxp/v1/"),
    "pubmed_summaries": env.str("EUTILS_URL", default="https://eutils.ncbi.nlm.nih.gov/entrez/eutils/"),
    "crossref": env.str("CROSSREF_URL", default="https://api.crossref.org/works/"),
    "clinicaltrials": env.str("CLINICALTRIALS_URL", default="https://clinicaltrials.gov/api/v2/studies/"),
    "archive": env.str("ARCHIVE_URL", default="https://archive.org/wayback/available"),
}

# Mail to colleagues for whom something waits: printed on the console unless EMAIL_URL names a server.
EMAIL = env.email_url("EMAIL_URL", default="consolemail://")
EMAIL_BACKEND, EMAIL_HOST, EMAIL_PORT = EMAIL["EMAIL_BACKEND"], EMAIL["EMAIL_HOST"], EMAIL["EMAIL_PORT"]
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = EMAIL["EMAIL_HOST_USER"], EMAIL["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS, EMAIL_USE_SSL = EMAIL.get("EMAIL_USE_TLS", False), EMAIL.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 10  # seconds; a mail server that does not answer must not hold an editor up
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="mscsite@localhost")
SITE_URL = env.str("SITE_URL", default="")
OTP_TOTP_ISSUER = environment.host_of(SITE_URL) or "mscsite"  # how the code's application names us

# Browsers: nothing inline, nothing from elsewhere. The nonce serves the admin's import map alone. What else they are
# told stands in `mscsite.core.browser`.
CSP_REPORTS = "/csp-reports/"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:", *environment.origins(MEDIA_URL)],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "report-uri": CSP_REPORTS,
        "report-to": "csp",  # named by Reporting-Endpoints
    },
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IN_PRODUCTION
if IN_PRODUCTION:  # browsers take such a cookie by TLS from this very host alone; nginx.conf knows the name
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
SECURE_SSL_REDIRECT = environment.flag(env, "SECURE_SSL_REDIRECT", default=IN_PRODUCTION)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]  # asked by the machine itself, without TLS
SECURE_HSTS_SECONDS = environment.number(env, "SECURE_HSTS_SECONDS", default=31_536_000 if IN_PRODUCTION else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IN_PRODUCTION
BEHIND_TLS_PROXY = environment.flag(env, "BEHIND_TLS_PROXY", default=False)
if BEHIND_TLS_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Whose X-Forwarded-For is believed (`mscsite.core.clients`).
TRUSTED_PROXIES = environment.networks(env, default=["127.0.0.1", "::1"] if BEHIND_TLS_PROXY else [])

# What those who run the site hear of: logs without personal data, errors by mail or Sentry, figures for Prometheus.
LOGGING = logs.config(env.str("LOG_LEVEL", default="INFO"), environment.log_format(env))
LOG_REQUESTS = environment.flag(env, "LOG_REQUESTS", default=False)
ADMINS = [("", address) for address in env.list("ERROR_MAIL", default=[])]
SERVER_EMAIL = DEFAULT_FROM_EMAIL
SENTRY_DSN = env.str("SENTRY_DSN", default="")
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
METRICS_DIR = BASE_DIR / env.str("METRICS_DIR", default="var/metrics")
