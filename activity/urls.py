from django.urls import URLPattern, URLResolver, path

from activity import views

app_name = "activity"

urlpatterns: list[URLPattern | URLResolver] = [
    path("notices/", views.NoticesView.as_view(), name="notices"),
    path("notices/read/", views.read_all_notices, name="notices_read"),
    path("notices/<int:pk>/open/", views.open_notice, name="notice_open"),
    path("notices/<int:pk>/read/", views.read_notice, name="notice_read"),
    path("jobs/<int:pk>/", views.show_job, name="job"),
    path("jobs/<int:pk>/retry/", views.retry_job, name="job_retry"),
]
