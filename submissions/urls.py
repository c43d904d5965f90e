from django.urls import URLPattern, URLResolver, path

from submissions.views import item, items, moves, review, settings, slip

app_name = "submissions"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", items.ItemList.as_view(), name="items"),
    path("search/", items.SearchPage.as_view(), name="search"),
    path("new/", slip.SlipView.as_view(), name="new"),
    path("new/autosave/", slip.AutosaveView.as_view(), name="autosave"),
    path("settings/types/", settings.ItemTypeView.as_view(), name="types"),
    path("settings/types/<int:pk>/", settings.ItemTypeView.as_view(), name="types_row"),
    path("settings/topics/", settings.TopicView.as_view(), name="topics"),
    path("settings/topics/<int:pk>/", settings.TopicView.as_view(), name="topics_row"),
    path("settings/routes/", settings.RouteView.as_view(), name="routes"),
    path("settings/routes/<int:pk>/", settings.RouteView.as_view(), name="routes_row"),
    path("settings/routes/<int:pk>/drop/", settings.RouteDropView.as_view(), name="route_drop"),
    path("settings/chains/", settings.ChainListView.as_view(), name="chains"),
    path("settings/chains/<int:pk>/", settings.ChainView.as_view(), name="chain"),
    path("<int:pk>/", item.ItemView.as_view(), name="item"),
    path("<int:pk>/edit/", slip.SlipView.as_view(), name="edit"),
    path("<int:pk>/autosave/", slip.AutosaveView.as_view(), name="autosave_item"),
    path("<int:pk>/review/", review.ReviewView.as_view(), name="review"),
    path("<int:pk>/tick/", item.TickView.as_view(), name="tick"),
    path("<int:pk>/files/<int:attachment>/", item.AttachmentView.as_view(), name="attachment"),
    path("<int:pk>/give/", moves.ReassignView.as_view(), name="reassign"),
    path("<int:pk>/moves/<slug:name>/", moves.MoveView.as_view(), name="move"),
]
