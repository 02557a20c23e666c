"""Django's settings, made of environment variables. Loading them writes nothing and needs no database."""

import os
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from freshup.bootstrap.home import home, secret_key
from freshup.config.databases import database
from freshup.config.logs import LOGGING as LOGGING
from freshup.config.mail import mail_settings

PACKAGE = Path(__file__).resolve().parents[1]
FRESHUP_HOME = home()
FRESHUP_ROLE = os.environ.get("FRESHUP_ROLE", "owner")
FRESHUP_BASE_URL = os.environ.get("FRESHUP_BASE_URL", "http://localhost:8000").rstrip("/")
FRESHUP_INTAKE_DOMAIN = os.environ.get("FRESHUP_INTAKE_DOMAIN", "intake.localhost")
# Where large files lie: a directory; the storage port reads it.
FRESHUP_STORAGE = os.environ.get("FRESHUP_STORAGE", str(FRESHUP_HOME / "files"))
FRESHUP_SMTP_HOST = os.environ.get("FRESHUP_SMTP_HOST", "127.0.0.1")
FRESHUP_SMTP_PORT = int(os.environ.get("FRESHUP_SMTP_PORT", "8025"))
# How the listener greets; a name that resolves to this host, where mail comes straight from outside.
FRESHUP_SMTP_HOSTNAME = os.environ.get("FRESHUP_SMTP_HOSTNAME", FRESHUP_INTAKE_DOMAIN)
FRESHUP_EMAIL = os.environ.get("FRESHUP_EMAIL", "sandbox")
# `host:port` from which files may be fetched by plain http, wherever they lie: fakes, and a gateway of one's own.
FRESHUP_PLAIN_HOSTS = [one for one in os.environ.get("FRESHUP_PLAIN_HOSTS", "").split(",") if one]
# Whether the sandbox fails now and then, like a real provider.
FRESHUP_SANDBOX_TROUBLE = os.environ.get("FRESHUP_SANDBOX_TROUBLE", "off") == "on"
# Whether the invented website of the demo is there.
FRESHUP_DEMO = os.environ.get("FRESHUP_DEMO") == "1"
FRESHUP_TRUSTED_PROXIES = int(os.environ.get("FRESHUP_TRUSTED_PROXIES", "0"))
# Whoever knows it may read /metrics/; without one there are none.
FRESHUP_METRICS_TOKEN = os.environ.get("FRESHUP_METRICS_TOKEN", "").strip()

DEBUG = False
SECRET_KEY = secret_key()
_address = urlsplit(FRESHUP_BASE_URL)
_https = _address.scheme == "https"
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", _address.hostname or "localhost"]
ALLOWED_HOSTS += [host.strip() for host in os.environ.get("FRESHUP_HOSTS", "").split(",") if host.strip()]

DATABASES = {"default": database(FRESHUP_ROLE, home=FRESHUP_HOME, secret_key=SECRET_KEY)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Sign-in limits must count over all processes and hosts, so the counters lie in the database, not in memory
# and not in files. The table is made (and granted to the web role) by a migration of freshup.data.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "django_cache",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    # Before allauth: our templates of the same name win.
    "freshup.interfaces.web",
    "freshup.interfaces.api",
    "freshup.interfaces.console",
    "freshup.data",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "csp",
    "procrastinate.contrib.django",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    # Outside of whatever may answer by itself (redirects, CSRF refusals): every page carries the policy.
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "freshup.interfaces.web.platform.language.OwnLanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    # Innermost: it needs the user, and opens the transaction in which row-level security knows the stores.
    "freshup.interfaces.web.scope.ScopeMiddleware",
]
ROOT_URLCONF = "freshup.config.urls"
ASGI_APPLICATION = "freshup.config.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "freshup.config.context.csp_nonce",
                "freshup.interfaces.web.context.around",
            ]
        },
    }
]

# Accounts: people are invited by their store, nobody signs up.
AUTH_USER_MODEL = "data.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "freshup.config.accounts.InvitedOnly"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
# Five wrong passwords in five minutes lock that log-in; ten in a minute from one address lock the address.
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/300s/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = FRESHUP_TRUSTED_PROXIES
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Freshup"
# Browsers treat localhost as a secure place; without this the demo could show no passkeys.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = _address.hostname == "localhost"
USERSESSIONS_TRACK_ACTIVITY = False

# Browser rules: only what we serve ourselves runs or is shown.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        # data: is the QR code of an authenticator app.
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "media-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SECURE_HSTS_SECONDS = 31_536_000 if _https else 0
# Only a proxy of our own may say that the visitor came by https.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if FRESHUP_TRUSTED_PROXIES else None

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
LOCALE_PATHS = [PACKAGE / "locale"]

STATIC_URL = "/static/"
STATIC_ROOT = FRESHUP_HOME / "static"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": FRESHUP_STORAGE},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}

# Only mails about accounts (password reset, sign-in notices) go this way; customers' go through the outbox.
_mail = mail_settings(FRESHUP_EMAIL, sandbox_dir=FRESHUP_HOME / "mail")
EMAIL_BACKEND = _mail.backend
EMAIL_FILE_PATH = _mail.sandbox_dir
EMAIL_HOST = _mail.host
EMAIL_PORT = _mail.port
EMAIL_HOST_USER = _mail.user
EMAIL_HOST_PASSWORD = _mail.password
EMAIL_USE_TLS = _mail.starttls
EMAIL_USE_SSL = _mail.tls
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("FRESHUP_MAIL_FROM", "Freshup <freshup@localhost>")

PROCRASTINATE_IMPORT_PATHS = ["freshup.interfaces.tasks"]

# The doors do not import each other, so the console starts the processes of the others by name.
FRESHUP_PROCESSES = {
    "worker": "freshup.interfaces.tasks.worker.run",
    "listen": "freshup.interfaces.api.smtp.run",
}
