"""Behind what an item counts with for a prize: its ledger rows."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from organizations.policy import access_or_404, visible_to
from scoring.engine.numbers import rounded
from scoring.models import Period
from scoring.services.prize_results import points_of_item, rows_of_item
from scoring.services.validity import rounding_on
from scoring.views.access import ScorePage, reader
from scoring.views.facts import facts_page
from scoring.views.ledger_scope import bounds_of
from scoring.views.opened import Opened, periods_in_words
from submissions.models import Item


class ItemFactsView(ScorePage):
    """What an item brought from the period `first` to `period`: the rows of units that the reader may open. What several
    units each got whole counts once, and rows may be of other sources too, so that they may come to more. 404 for periods
    that there are not."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        item = access_or_404(reader(request), Item.objects.all(), pk=pk)
        first, period = bounds_of(request)
        periods = list(Period.objects.filter(starts_on__range=(first.starts_on, period.starts_on)))
        rows = visible_to(reader(request), rows_of_item(item.pk, periods))
        opened = Opened(
            title=_("Score"),
            about=str(item),
            when=periods_in_words(first, period),
            printed=str(rounded(points_of_item(item.pk, periods), rounding_on(period.ends_on).unit)),
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
