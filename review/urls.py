from django.urls import path

from review.views import claim_page, claims, editing, merging, packages, queue, records, registers, signing

app_name = "review"

urlpatterns = [
    path("queue/", queue.QueueView.as_view(), name="queue"),
    path("queue/<int:pk>/", queue.PreviewView.as_view(), name="preview"),
    path("items/<int:pk>/edit/", editing.EditView.as_view(), name="edit"),
    path("items/<int:pk>/edit/take-over/", editing.TakeOverView.as_view(), name="take_over"),
    path("items/<int:pk>/edit/renew/", editing.RenewView.as_view(), name="renew"),
    path("merge/", merging.MergeView.as_view(), name="merge"),
    path("items/<int:pk>/split/", merging.SplitView.as_view(), name="split"),
    path("items/<int:pk>/shares/", merging.SharesView.as_view(), name="shares"),
    path("sign/", signing.SignView.as_view(), name="sign"),
    path("sign/<int:pk>/", signing.SignView.as_view(), name="sign_item"),
    path("sign/confirm/<int:pk>/", signing.ConfirmView.as_view(), name="confirm"),
    path("items/<int:pk>/paper/", signing.PaperView.as_view(), name="paper"),
    path("items/<int:pk>/forward/", records.ForwardView.as_view(), name="forward"),
    path("items/<int:pk>/adopt/", records.AdoptView.as_view(), name="adopt"),
    path("items/<int:pk>/instruct/", records.InstructView.as_view(), name="instruct"),
    path("supplementary/", records.SupplementaryView.as_view(), name="supplementary"),
    path("records/<slug:kind>/<int:pk>/revoke/", records.RevokeView.as_view(), name="revoke"),
    path("records/<slug:kind>/<int:pk>/evidence/", records.EvidenceView.as_view(), name="evidence"),
    path("forwardings/<int:pk>/notice/", records.OutletNoticeView.as_view(), name="outlet_notice"),
    path("instructions/<int:pk>/feedback/", records.FeedbackView.as_view(), name="feedback"),
    path("packages/", packages.PackagesView.as_view(), name="packages"),
    path("packages/new/", packages.PackageNewView.as_view(), name="package_new"),
    path("packages/<int:pk>/", packages.PackageView.as_view(), name="package"),
    path("packages/<int:pk>/pdf/", packages.PackageFileView.as_view(), name="package_pdf"),
    path("packages/<int:pk>/docx/", packages.PackageWordView.as_view(), name="package_docx"),
    path("packages/<int:pk>/void/", packages.PackageVoidView.as_view(), name="package_void"),
    path("adoptions/", registers.AdoptionsView.as_view(), name="adoptions"),
    path("items/<int:pk>/claim/", claims.ClaimItemView.as_view(), name="claim_item"),
    path("claims/", claims.ClaimsView.as_view(), name="claims"),
    path("claims/new/", claims.ClaimNewView.as_view(), name="claim_new"),
    path("claims/<int:pk>/", claim_page.ClaimView.as_view(), name="claim"),
    path("claims/<int:pk>/refuse/", claim_page.ClaimRefuseView.as_view(), name="claim_refuse"),
    path("claims/<int:pk>/withdraw/", claims.ClaimWithdrawView.as_view(), name="claim_withdraw"),
    path("claims/<int:pk>/evidence/", claims.ClaimEvidenceView.as_view(), name="claim_evidence"),
    path("instructions/", registers.InstructionsView.as_view(), name="instructions"),
]
