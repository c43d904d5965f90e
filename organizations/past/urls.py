from django.urls import path

from organizations.past import views

urlpatterns = [
    path("past/", views.PastImportsView.as_view(), name="past_imports"),
    path("past/new/<slug:kind>/", views.PastNewView.as_view(), name="past_new"),
    path("past/template/<slug:kind>/", views.PastTemplateView.as_view(), name="past_template"),
    path("past/<int:pk>/", views.PastImportView.as_view(), name="past_import"),
    path("past/<int:pk>/store/", views.PastStoreView.as_view(), name="past_store"),
    path("past/<int:pk>/file/", views.PastFileView.as_view(), name="past_file"),
    path("past/<int:pk>/problems/", views.PastProblemsView.as_view(), name="past_problems"),
]
