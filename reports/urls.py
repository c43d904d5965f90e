from django.urls import URLPattern, URLResolver, path

from reports.views import archive, commenting, composing, months

app_name = "reports"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", archive.ArchiveView.as_view(), name="list"),
    path("propose/", composing.ProposeView.as_view(), name="propose"),
    path("months/", months.MonthsView.as_view(), name="months"),
    path("months/<int:year>/<int:month>/close/", months.CloseView.as_view(), name="close"),
    path("months/<int:year>/<int:month>/reopen/", months.ReopenView.as_view(), name="reopen"),
    path("<int:pk>/", archive.ReadView.as_view(), name="read"),
    path("<int:pk>/pdf/", archive.FileView.as_view(), {"kind": "pdf"}, name="pdf"),
    path("<int:pk>/xlsx/", archive.FileView.as_view(), {"kind": "xlsx"}, name="xlsx"),
    path("<int:pk>/read/", archive.MarkReadView.as_view(), name="mark_read"),
    path("<int:pk>/comment/", commenting.CommentView.as_view(), name="comment"),
    path("<int:pk>/compose/", composing.ComposeView.as_view(), name="compose"),
    path("<int:pk>/preview/", composing.PreviewView.as_view(), name="preview"),
    path("<int:pk>/imprint/", composing.ImprintView.as_view(), name="imprint"),
    path("<int:pk>/record-comment/", composing.RecordCommentView.as_view(), name="record_comment"),
    path("<int:pk>/sections/<slug:key>/", composing.SectionView.as_view(), name="section"),
    path("<int:pk>/act/<slug:name>/", composing.ActView.as_view(), name="act"),
]
