from django.urls import URLPattern, URLResolver, path, re_path

from scoring.views.accounts import PersonFileView, PersonView, UnitFileView, UnitView
from scoring.views.appraisal import AppraisalFileView, PersonAppraisalFileView
from scoring.views.evidence import FactEvidenceView
from scoring.views.facts import FactsView
from scoring.views.fee_lines import BEHIND, FeeLineView
from scoring.views.fees import ACTS, FeeListActView, FeeListFileView, FeeListsView, FeeListView, NewFeeListView
from scoring.views.item_facts import ItemFactsView
from scoring.views.people import PeopleFileView, PeopleView
from scoring.views.periods import BoundsView, PeriodsView, PlanView
from scoring.views.person_fees import PersonFeesFileView, PersonFeesView
from scoring.views.prizes import PrizesFileView, PrizesView
from scoring.views.quotas import QuotasFileView, QuotasView
from scoring.views.ranking import RankingFileView, RankingView, ReckonView
from scoring.views.ranks import RankView
from scoring.views.scheme_adopt import AdoptView
from scoring.views.scheme_clause import ClauseView, HeadView
from scoring.views.scheme_compare import CompareView
from scoring.views.scheme_drafts import (
    AddClauseView,
    ArrangeClauseView,
    DraftFileView,
    DraftView,
    DropDraftView,
    NewDraftView,
)
from scoring.views.scheme_library import LibraryView
from scoring.views.scheme_trial import TrialView, TryView
from scoring.views.schemes import SchemeFileView, SchemeView
from scoring.views.targets import TargetsView

app_name = "scoring"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", RankingView.as_view(), name="ranking"),
    path("file/", RankingFileView.as_view(), name="ranking_file"),
    path("appraisal/file/", AppraisalFileView.as_view(), name="appraisal_file"),
    path("rank/", RankView.as_view(), name="rank"),
    path("reckon/", ReckonView.as_view(), name="reckon"),
    path("facts/", FactsView.as_view(), name="facts"),
    path("facts/<int:pk>/evidence/", FactEvidenceView.as_view(), name="fact_evidence"),
    path("facts/items/<int:pk>/", ItemFactsView.as_view(), name="item_facts"),
    path("targets/", TargetsView.as_view(), name="targets"),
    path("units/<int:pk>/", UnitView.as_view(), name="unit"),
    path("units/<int:pk>/file/", UnitFileView.as_view(), name="unit_file"),
    path("people/", PeopleView.as_view(), name="people"),
    path("people/file/", PeopleFileView.as_view(), name="people_file"),
    path("people/<int:pk>/", PersonView.as_view(), name="person"),
    path("people/<int:pk>/appraisal/", PersonAppraisalFileView.as_view(), name="person_appraisal"),
    path("people/<int:pk>/file/", PersonFileView.as_view(), name="person_file"),
    path("people/<int:pk>/fees/", PersonFeesView.as_view(), name="person_fees"),
    path("people/<int:pk>/fees/file/", PersonFeesFileView.as_view(), name="person_fees_file"),
    path("quotas/", QuotasView.as_view(), name="quotas"),
    path("quotas/file/", QuotasFileView.as_view(), name="quotas_file"),
    path("prizes/", PrizesView.as_view(), name="prizes"),
    path("prizes/file/", PrizesFileView.as_view(), name="prizes_file"),
    path("fees/", FeeListsView.as_view(), name="fee_lists"),
    path("fees/new/", NewFeeListView.as_view(), name="fee_list_new"),
    re_path(rf"^fees/lines/(?P<pk>[0-9]+)/(?P<what>{'|'.join(BEHIND)})/$", FeeLineView.as_view(), name="fee_line"),
    path("fees/<int:pk>/", FeeListView.as_view(), name="fee_list"),
    path("fees/<int:pk>/file/", FeeListFileView.as_view(), name="fee_list_file"),
    re_path(rf"^fees/(?P<pk>[0-9]+)/(?P<act>{'|'.join(ACTS)})/$", FeeListActView.as_view(), name="fee_list_act"),
    path("periods/", PeriodsView.as_view(), name="periods"),
    path("periods/plan/", PlanView.as_view(), name="period_plan"),
    path("periods/<int:pk>/", BoundsView.as_view(), name="period_bounds"),
    path("schemes/", SchemeView.as_view(), name="schemes"),
    path("schemes/<int:pk>/", SchemeView.as_view(), name="scheme"),
    path("schemes/<int:pk>/file/<slug:form>/", SchemeFileView.as_view(), name="scheme_file"),
    path("schemes/compare/", CompareView.as_view(), name="scheme_compare"),
    path("schemes/library/<slug:name>/", LibraryView.as_view(), name="scheme_library"),
    path("schemes/drafts/new/", NewDraftView.as_view(), name="scheme_draft_new"),
    path("schemes/drafts/<int:pk>/", DraftView.as_view(), name="scheme_draft"),
    path("schemes/drafts/<int:pk>/head/", HeadView.as_view(), name="scheme_head"),
    path("schemes/drafts/<int:pk>/clauses/", AddClauseView.as_view(), name="scheme_clause_add"),
    path("schemes/drafts/<int:pk>/clauses/<int:number>/", ClauseView.as_view(), name="scheme_clause"),
    path(
        "schemes/drafts/<int:pk>/clauses/<int:number>/place/", ArrangeClauseView.as_view(), name="scheme_clause_place"
    ),
    path("schemes/drafts/<int:pk>/file/<slug:form>/", DraftFileView.as_view(), name="scheme_draft_file"),
    path("schemes/drafts/<int:pk>/try/", TryView.as_view(), name="scheme_try"),
    path("schemes/drafts/<int:pk>/try/<int:trial>/", TrialView.as_view(), name="scheme_trial"),
    path("schemes/drafts/<int:pk>/adopt/", AdoptView.as_view(), name="scheme_adopt"),
    path("schemes/drafts/<int:pk>/drop/", DropDraftView.as_view(), name="scheme_draft_drop"),
]
