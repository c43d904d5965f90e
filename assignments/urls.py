from django.urls import URLPattern, URLResolver, path

from assignments import views

app_name = "assignments"

urlpatterns: list[URLPattern | URLResolver] = [
    path("meetings/", views.MeetingView.as_view(), name="meetings"),
    path("meetings/<int:pk>/", views.MeetingView.as_view(), name="meetings_row"),
]
