from django.urls import URLPattern, URLResolver, path

from scoring.views.accounts import PersonView, UnitView
from scoring.views.facts import FactsView
from scoring.views.ranking import RankingFileView, RankingView, ReckonView
from scoring.views.schemes import SchemeView

app_name = "scoring"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", RankingView.as_view(), name="ranking"),
    path("file/", RankingFileView.as_view(), name="ranking_file"),
    path("reckon/", ReckonView.as_view(), name="reckon"),
    path("facts/", FactsView.as_view(), name="facts"),
    path("units/<int:pk>/", UnitView.as_view(), name="unit"),
    path("people/<int:pk>/", PersonView.as_view(), name="person"),
    path("schemes/", SchemeView.as_view(), name="schemes"),
    path("schemes/<int:pk>/", SchemeView.as_view(), name="scheme"),
]
