"""The addresses of the house: one line an app."""

from django.urls import include, path

from govinfo import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("accounts/", include("organizations.urls_account")),
    path("", include("ui.urls")),
    path("activity/", include("activity.urls")),
    path("files/", include("documents.urls")),
    path("settings/", include("organizations.urls")),
    path("assignments/", include("assignments.urls")),
    path("items/", include("submissions.urls")),
    path("office/", include("review.urls")),
    path("registers/", include("registers.urls")),
    path("scores/", include("scoring.urls")),
    path("bulletins/", include("reports.urls")),
]

handler400 = "ui.views.failures.bad_request"
handler403 = "ui.views.failures.forbidden"
handler404 = "ui.views.failures.not_found"
handler500 = "ui.views.failures.server_error"
