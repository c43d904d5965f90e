from django.urls import URLPattern, URLResolver, path

from reports.views import (
    acts,
    archive,
    begin,
    commenting,
    composing,
    distribution,
    figures,
    months,
    outline,
    subscription,
)

app_name = "reports"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", archive.ArchiveView.as_view(), name="list"),
    path("propose/", begin.ProposeView.as_view(), name="propose"),
    path("new/", begin.NewView.as_view(), name="new"),
    path("subscription/", subscription.SubscriptionView.as_view(), name="subscription"),
    path("notices/<int:pk>/pdf/", distribution.NoticeFileView.as_view(), name="notice_pdf"),
    path("months/", months.MonthsView.as_view(), name="months"),
    path("months/<int:year>/<int:month>/close/", months.CloseView.as_view(), name="close"),
    path("months/<int:year>/<int:month>/reopen/", months.ReopenView.as_view(), name="reopen"),
    path("<int:pk>/", archive.ReadView.as_view(), name="read"),
    path("<int:pk>/figure/", figures.FigureView.as_view(), name="figure"),
    path("<int:pk>/pdf/", archive.FileView.as_view(), {"kind": "pdf"}, name="pdf"),
    path("<int:pk>/xlsx/", archive.FileView.as_view(), {"kind": "xlsx"}, name="xlsx"),
    path("<int:pk>/docx/", archive.WordView.as_view(), name="docx"),
    path("<int:pk>/read/", archive.MarkReadView.as_view(), name="mark_read"),
    path("<int:pk>/comment/", commenting.CommentView.as_view(), name="comment"),
    path("<int:pk>/compose/", composing.ComposeView.as_view(), name="compose"),
    path("<int:pk>/preview/", composing.PreviewView.as_view(), name="preview"),
    path("<int:pk>/imprint/", composing.ImprintView.as_view(), name="imprint"),
    path("<int:pk>/record-comment/", composing.RecordCommentView.as_view(), name="record_comment"),
    path("<int:pk>/sections/<slug:key>/", composing.SectionView.as_view(), name="section"),
    path("<int:pk>/sections/<slug:key>/remove/", outline.RemoveSectionView.as_view(), name="remove_section"),
    path("<int:pk>/add-section/", outline.AddSectionView.as_view(), name="add_section"),
    path("<int:pk>/order/", outline.OrderView.as_view(), name="order"),
    path("<int:pk>/figures/", outline.FiguresView.as_view(), name="figures"),
    path("<int:pk>/naming/<slug:roll>/", outline.NamingView.as_view(), name="naming"),
    path("<int:pk>/ask-leaders/", distribution.AskLeadersView.as_view(), name="ask_leaders"),
    path("<int:pk>/receipts/", distribution.ReceiptsView.as_view(), name="receipts"),
    path("<int:pk>/notices/", distribution.RectifyView.as_view(), name="rectify"),
    path("<int:pk>/act/<slug:name>/", acts.ActView.as_view(), name="act"),
]
