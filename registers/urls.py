from django.urls import path

from registers.views import best, commissions, emergencies, faults

app_name = "registers"

urlpatterns = [
    path("faults/", faults.FaultsView.as_view(), name="faults"),
    path("faults/new/", faults.FaultNewView.as_view(), name="fault_new"),
    path("faults/<int:pk>/", faults.FaultView.as_view(), name="fault"),
    path("faults/<int:pk>/evidence/", faults.FaultEvidenceView.as_view(), name="fault_evidence"),
    path("faults/<int:pk>/object/", faults.FaultObjectView.as_view(), name="fault_object"),
    path("faults/<int:pk>/uphold/", faults.FaultUpholdView.as_view(), name="fault_uphold"),
    path("faults/<int:pk>/rectify/", faults.FaultRectifyView.as_view(), name="fault_rectify"),
    path("faults/<int:pk>/revoke/", faults.FaultRevokeView.as_view(), name="fault_revoke"),
    path("emergencies/", emergencies.EmergenciesView.as_view(), name="emergencies"),
    path("emergencies/new/", emergencies.EmergencyNewView.as_view(), name="emergency_new"),
    path("emergencies/<int:pk>/", emergencies.EmergencyView.as_view(), name="emergency"),
    path("emergencies/<int:pk>/revoke/", emergencies.EmergencyRevokeView.as_view(), name="emergency_revoke"),
    path("best/", best.BestView.as_view(), name="best"),
    path("best/candidates/", best.CandidatesView.as_view(), name="best_candidates"),
    path("best/items/<int:pk>/", best.BestChooseView.as_view(), name="best_choose"),
    path("best/<int:pk>/revoke/", best.BestRevokeView.as_view(), name="best_revoke"),
    path("commissions/", commissions.CommissionsView.as_view(), name="commissions"),
    path("commissions/new/", commissions.CommissionNewView.as_view(), name="commission_new"),
    path("commissions/<int:pk>/", commissions.CommissionView.as_view(), name="commission"),
    path("commissions/<int:pk>/remind/", commissions.RemindView.as_view(), name="commission_remind"),
    path("commissions/<int:pk>/close/", commissions.CloseView.as_view(), name="commission_close"),
    path("commissions/<int:pk>/reopen/", commissions.ReopenView.as_view(), name="commission_reopen"),
    path("commissions/<int:pk>/withdraw/", commissions.WithdrawView.as_view(), name="commission_withdraw"),
    path("commissions/<int:pk>/extend/<int:target>/", commissions.ExtendView.as_view(), name="commission_extend"),
    path("commissions/<int:pk>/excuse/<int:target>/", commissions.ExcuseView.as_view(), name="commission_excuse"),
    path("commissions/answer/<int:pk>/", commissions.AnswerView.as_view(), name="commission_answer"),
]
