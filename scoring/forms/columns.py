"""Columns of the tables in the forms: conditions of a row, what a row is worth, demands, lengths, prizes."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from scoring.forms.fields import Choice, Codes, Field, Flag, Lines, Number, YesNo
from scoring.forms.words import NAMED, PRIZE_TO, SPANS

AS_IN_HEAD = _("as in the head")
CONDITIONS = (
    Codes("level", _("Level"), source="level"),
    Codes("outlet", _("Outlet"), source="outlet"),
    Lines("edition", _("Edition or column"), _("One a line.")),
    Codes("item_type", _("Item type"), source="item_type"),
    Codes("rank", _("Rank of the leader"), source="rank"),
    Codes("fault", _("Fault"), source="fault", is_open=True),
    Codes("event_class", _("Class of the event"), source="event_class", is_open=True),
    Codes("channel", _("Channel"), source="channel", is_open=True),
    YesNo("in_composite", _("In a composite"), yes=_("in a composite"), no=_("alone")),
    YesNo("commissioned", _("Commissioned"), yes=_("commissioned"), no=_("not commissioned")),
    YesNo("front_page", _("Front page"), yes=_("front page"), no=_("other pages")),
    Number("longer_than", _("Characters, more than")),
)
POINTS = Number("points", pgettext_lazy("clause", "Points"))
VALUES = (POINTS, Number("times_external", _("Times the superior's points")))
COUNT_CONDITIONS = (
    Codes("item_type", _("Item type"), source="item_type"),
    Codes("level", _("Level"), source="level"),
    Codes("outlet", _("Outlet"), source="outlet"),
)
LENGTHS = (Number("longer_than", _("Characters, more than")), Number("times", pgettext_lazy("factor", "Times")))
DEMANDS = (
    Codes("classes", _("Classes"), source="class", as_list=True, none=_("all")),
    Number("at_least", _("At least")),
    Flag("optional", pgettext_lazy("demand", "Optional: never taken away")),
)
PRIZES = (
    Field("title", _("Title")),
    Field("id", _("Code")),
    Choice("to", pgettext_lazy("prize", "To"), choices=PRIZE_TO, empty=_("choose")),
    Choice("per", _("Span"), choices=SPANS, empty=_("choose")),
    Number("first", _("First … places")),
    Number("at_least", _("At least points")),
    Flag("moves_up", _("Others move up for who is blocked")),
)
NAMES = (
    Choice("kind", _("What the code is of"), choices=NAMED, empty=_("choose")),
    Field("code", _("Code")),
    Field("name", pgettext_lazy("code", "What it is called")),
)
