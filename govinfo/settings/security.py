"""Sign-in, passwords, sessions, headers, content security policy. Figures and their sources: docs/security.md."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from govinfo.environment import flag, number, text, words

# --- The way in -----------------------------------------------------------------------------------------------------

# Whether people reach the system by TLS. Off only where a network has none yet: cookies lose `__Host-`, pages say so.
GOVINFO_TLS = flag("GOVINFO_TLS", default=True)
# Reverse proxies in front of us. Only with them are X-Forwarded-For and X-Forwarded-Proto believed.
GOVINFO_PROXY_COUNT = number("GOVINFO_PROXY_COUNT", 0, most=5)

SECURE_SSL_REDIRECT = GOVINFO_TLS
# The monitor asks from inside, without TLS.
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if GOVINFO_PROXY_COUNT else None
SECURE_HSTS_SECONDS = number("GOVINFO_HSTS_SECONDS", 31_536_000) if GOVINFO_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = GOVINFO_TLS
SECURE_HSTS_PRELOAD = GOVINFO_TLS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

_HOST = "__Host-" if GOVINFO_TLS else ""
SESSION_COOKIE_NAME = f"{_HOST}govinfo_session"
CSRF_COOKIE_NAME = f"{_HOST}govinfo_csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = GOVINFO_TLS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = "/"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        # Bootstrap's own sheet has data: pictures.
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
# What a page of ours never needs.
GOVINFO_PERMISSIONS_POLICY = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"

# --- Passwords (GB/T 22239-2019, identity authentication a) ---------------------------------------------------------

GOVINFO_PASSWORD_LENGTH = number("GOVINFO_PASSWORD_LENGTH", 10, least=8, most=64)
GOVINFO_PASSWORD_CLASSES = number("GOVINFO_PASSWORD_CLASSES", 3, least=1, most=4)
GOVINFO_PASSWORD_HISTORY = number("GOVINFO_PASSWORD_HISTORY", 5, most=24)
# 0 switches ageing off.
GOVINFO_PASSWORD_DAYS = number("GOVINFO_PASSWORD_DAYS", 90, most=3650)
GOVINFO_PASSWORD_REMIND_DAYS = number("GOVINFO_PASSWORD_REMIND_DAYS", 15, most=90)

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": GOVINFO_PASSWORD_LENGTH},
    },
    {
        "NAME": "organizations.sign_in.passwords.ClassesValidator",
        "OPTIONS": {"classes": GOVINFO_PASSWORD_CLASSES},
    },
    {"NAME": "organizations.sign_in.passwords.OwnNamesValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "organizations.sign_in.passwords.ContextWordsValidator"},
    {
        "NAME": "organizations.sign_in.passwords.HistoryValidator",
        "OPTIONS": {"kept": GOVINFO_PASSWORD_HISTORY},
    },
]

# --- Sessions -------------------------------------------------------------------------------------------------------

GOVINFO_IDLE_MINUTES = number("GOVINFO_IDLE_MINUTES", 30, least=1, most=720)
GOVINFO_ADMINISTRATOR_IDLE_MINUTES = number("GOVINFO_ADMINISTRATOR_IDLE_MINUTES", 15, least=1, most=720)
GOVINFO_SESSION_HOURS = number("GOVINFO_SESSION_HOURS", 12, least=1, most=24)
GOVINFO_SESSIONS_EACH = number("GOVINFO_SESSIONS_EACH", 3, least=1, most=20)
SESSION_COOKIE_AGE = GOVINFO_SESSION_HOURS * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

# Level 3 of GB/T 22239-2019 makes the second factor compulsory for administrators and the comprehensive office.
GOVINFO_PROTECTION_LEVEL = number("GOVINFO_PROTECTION_LEVEL", 2, least=2, most=3)

# --- Accounts: django-allauth ---------------------------------------------------------------------------------------

# Not allauth's own backend: it answers otherwise for a disabled account than for a wrong password.
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "organizations.sign_in.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PRESERVE_USERNAME_CASING = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if GOVINFO_TLS else "http"
ACCOUNT_FORMS = {
    "login": "organizations.sign_in.forms.SignInForm",
    "change_password": "organizations.sign_in.forms.ChangePasswordForm",
}
# Failed sign-ins are counted by django-axes, which an administrator can see and undo. Whole offices share one address.
ACCOUNT_RATE_LIMITS = {"login": "240/m/ip", "login_failed": None}
MFA_ADAPTER = "organizations.sign_in.adapter.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "organizations.sign_in.forms.AuthenticateForm",
    "reauthenticate": "organizations.sign_in.forms.ReauthenticateForm",
    "activate_totp": "organizations.sign_in.forms.ActivateTOTPForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = False
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = text("GOVINFO_TOTP_ISSUER", "Govinfo")
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not GOVINFO_TLS
# allauth would write last-seen on every request; the session middleware does so once a minute.
USERSESSIONS_TRACK_ACTIVITY = False

# --- Lockout: django-axes -------------------------------------------------------------------------------------------

GOVINFO_LOCK_MINUTES = number("GOVINFO_LOCK_MINUTES", 30, least=1, most=1440)
GOVINFO_FAILURES_FROM_ANYWHERE = number("GOVINFO_FAILURES_FROM_ANYWHERE", 20, least=3, most=1000)
AXES_HANDLER = "organizations.sign_in.lockout.LockoutHandler"
AXES_FAILURE_LIMIT = number("GOVINFO_FAILURES", 5, least=3, most=100)
# Per account and address together, and per account from anywhere; the handler holds the second to its own limit.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"], "username"]
AXES_COOLOFF_TIME = timedelta(minutes=GOVINFO_LOCK_MINUTES)
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_CLIENT_IP_CALLABLE = "organizations.sign_in.addresses.client_address"
AXES_LOCKOUT_CALLABLE = "organizations.sign_in.lockout.locked_page"
# The audit trail holds sign-ins; a second register beside it would only differ.
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_COOLOFF_MESSAGE = _("Too many failed attempts. Please try again later.")

# --- Addresses from which administrators may work -------------------------------------------------------------------

# CIDR networks, comma separated; empty means anywhere.
GOVINFO_ADMINISTRATOR_NETWORKS = words("GOVINFO_ADMINISTRATOR_NETWORKS")
