"""Behind what an item counts with for a prize: its ledger rows."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from organizations.policy import access_or_404, visible_to
from scoring.engine.numbers import rounded
from scoring.models import Period
from scoring.services.prize_items import in_periods, points_of_item, rows_of_item
from scoring.services.prize_weeks import on_days
from scoring.services.validity import rounding_on
from scoring.views.access import ScorePage, reader
from scoring.views.facts import facts_page
from scoring.views.ledger_scope import bounds_of, week_of
from scoring.views.opened import Opened, days_in_words
from submissions.models import Item


class ItemFactsView(ScorePage):
    """What an item brought from the period `first` to `period`, or on the days `from` and `to` of a week: the rows of units
    that the reader may open. What several units each got whole counts once, and rows may be of other sources too, so that
    they may come to more. 404 for periods that there are not."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        item = access_or_404(reader(request), Item.objects.all(), pk=pk)
        first, period = bounds_of(request)
        week = week_of(request)
        periods = Period.objects.filter(starts_on__range=(first.starts_on, period.starts_on))
        within = on_days(*week) if week else in_periods(periods)
        last = week[1] if week else period.ends_on
        rows = visible_to(reader(request), rows_of_item(item.pk, within))
        opened = Opened(
            title=_("Score"),
            about=str(item),
            when=days_in_words(first, period, week),
            printed=str(rounded(points_of_item(item.pk, within), rounding_on(last).unit)),
            how=_(
                "What several units each got whole counts once; what one unit got for several sources of a composite is"
                " parted by their shares."
            ),
            rows=rows,
            number=rows.count(),
            sum=None,
            period=period.slug,
            is_one_account=False,
        )
        return facts_page(request, opened)
