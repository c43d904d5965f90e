"""Composes the topics (paths, stores, Celery, security, logs) and lists apps, middleware, templates and language."""

from django.utils.translation import gettext_lazy as _

from govinfo.environment import flag, number, text, words
from govinfo.paths import *  # noqa: F403
from govinfo.paths import BASE_DIR, SECRET_KEY_FILE
from govinfo.settings.celery import *  # noqa: F403
from govinfo.settings.logs import *  # noqa: F403
from govinfo.settings.secret import check_secret_key, read_secret_key
from govinfo.settings.security import *  # noqa: F403
from govinfo.settings.stores import *  # noqa: F403

DEBUG = flag("DEBUG")
SECRET_KEY = check_secret_key(read_secret_key(given=text("SECRET_KEY"), file=SECRET_KEY_FILE), debug=DEBUG)
# Keys of before a change: sessions signed with them stay good until they are taken out here.
SECRET_KEY_FALLBACKS = words("SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = words("ALLOWED_HOSTS", default=("localhost", "127.0.0.1", "[::1]"))
CSRF_TRUSTED_ORIGINS = words("CSRF_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "govinfo",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "csp",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_filters",
    "django_htmx",
    "documents",
    "activity",
    "ui",
    "organizations",
    "assignments",
    "submissions",
    "review",
    "registers",
    "scoring",
    "reports",
]

MIDDLEWARE = [
    "organizations.sign_in.middleware.TrustedProxyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "activity.middleware.ClientAddressMiddleware",
    "organizations.sign_in.middleware.SecurityHeadersMiddleware",
    "organizations.sign_in.middleware.SessionRulesMiddleware",
    "ui.middleware.PersonLanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "ui.middleware.RefusalMiddleware",
    "organizations.sign_in.middleware.SignInRequiredMiddleware",
    "organizations.sign_in.middleware.ForcedStepsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "govinfo.urls"
WSGI_APPLICATION = "govinfo.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "ui.context.frame",
            ],
        },
    },
]
FILTERS_EMPTY_CHOICE_LABEL = _("Any")
CSRF_FAILURE_VIEW = "ui.views.failures.csrf_failure"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

AUTH_USER_MODEL = "organizations.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# A command that reads an upload on its input: exit 0 is clean, 1 infected, anything else refuses the file.
FILE_SCANNER = text("GOVINFO_FILE_SCANNER")

# Whether units see each other's scores; their own they always see.
RANKING_IS_OPEN = flag("GOVINFO_RANKING_IS_OPEN", default=True)
# The day of the month on which the bulletin of the month before is proposed by itself.
BULLETIN_DAY = number("GOVINFO_BULLETIN_DAY", 5, least=1, most=28)

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
