from django.urls import URLPattern, URLResolver, path

from ui.views import desk, language

app_name = "ui"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", desk.desk, name="desk"),
    path("frame/counts", desk.counts, name="counts"),
    path("frame/language", language.set_language, name="language"),
]
