from collections import Counter
from datetime import date, datetime, time, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from activity.clock import OFFICE_ZONE
from activity.models import Event, Job, JobState
from activity.services import verify_chain
from documents.errors import RenderFailed
from govinfo import paths
from govinfo.demo import load, months, organ, volume
from govinfo.demo.accounts import sign_ins
from govinfo.demo.load import DemoRefused, load_demo
from govinfo.demo.passwords import keep_password, password_file, read_password
from govinfo.demo.volume import Archive
from govinfo.demo.world import read_world
from organizations.models import Membership, Outlet, SuperiorLeader, Unit, User
from reports.models import Bulletin
from reports.services import rectifying
from reports.services.building import Built
from review.models import Adoption, AdoptionClaim, Forwarding, Instruction, Package
from review.services import package_paper
from scoring.models import LedgerRow, Period
from submissions.models import Item, JointUnit, Revision
from submissions.search import matching
from submissions.states import Status
from tests.factories.organizations import make_person

TODAY = date(2026, 11, 23)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_data_root(tmp_path, settings, monkeypatch):
    monkeypatch.setattr(paths, "DATA_ROOT", tmp_path)
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def quick_printer(monkeypatch):
    """Bulletins of the demo get a file, but not one that takes seconds to set in type."""
    real = months.prepare

    class Quick:
        def __init__(self, bulletin):
            self.source = real(bulletin).source

        def render(self):
            return Built(pdf=b"%PDF-1.7", xlsx=b"PK", source=self.source)

    monkeypatch.setattr(months, "prepare", Quick)
    monkeypatch.setattr(rectifying, "render_pdf", lambda **_given: b"%PDF-1.7")
    monkeypatch.setattr(package_paper, "pdf_of", lambda package, **_given: b"%PDF-1.7")


def small_load(**kw):
    return load_demo(**{"today": TODAY, "items": 70, "months": 3, **kw})


def counts():
    counted = (Item, Event, User, Unit, Revision, Adoption, LedgerRow, Bulletin, Package)
    return [model.objects.count() for model in counted]


def test_a_load_makes_the_organ_and_its_work_and_a_second_one_changes_nothing(quick_printer):
    loaded = small_load()

    assert Package.objects.exists()
    assert (loaded.is_new, loaded.people) == (True, 60)
    assert Unit.objects.filing().count() == 23
    assert (Outlet.objects.count(), SuperiorLeader.objects.count()) == (8, 10)
    assert Membership.objects.count() == 57
    assert Item.objects.filter(is_composite=False).count() == 70
    assert_history_is_sound()
    assert_work_waits_on_every_desk()
    assert_units_claim_adoptions()
    assert_months_are_closed_and_their_bulletins_issued()
    assert_accounts_can_be_used()

    before = counts()
    again = small_load(items=500, seed=9)
    assert (again.is_new, again.items) == (False, loaded.items)
    assert counts() == before


def assert_history_is_sound():
    assert verify_chain().is_whole
    moments = list(Event.objects.order_by("pk").values_list("at", flat=True))
    assert moments == sorted(moments)
    assert max(moments) <= datetime.combine(TODAY, time(0), OFFICE_ZONE)
    numbers = list(Item.objects.filter(number__isnull=False).values_list("number", flat=True))
    assert len(numbers) == len(set(numbers))
    titles = list(Item.objects.filter(is_composite=False, current__no=1).values_list("title", flat=True))
    assert len(titles) == len(set(titles))
    verbs = set(Event.objects.values_list("verb", flat=True))
    assert {"item.create", "item.submit", "item.approve_in_unit", "item.take", "item.approve", "item.sign"} <= verbs
    assert {"forwarding.add", "adoption.add", "item.send_back", "item.return_in_unit", "item.tick_figures"} <= verbs
    assert Forwarding.objects.exists()
    assert LedgerRow.objects.exists()
    instructions = Instruction.objects.select_related("leader")
    assert all(row.leader.starts_on <= row.instructed_on and len(row.text) > 5 for row in instructions)


def assert_units_claim_adoptions():
    """Claims in every state, one without a filing; what is confirmed is in the ledger with its evidence."""
    claims = AdoptionClaim.objects.all()
    assert Counter(claims.values_list("state", flat=True)) == {
        "waiting": 4,
        "confirmed": 2,
        "refused": 2,
        "withdrawn": 1,
    }
    assert claims.filter(item=None).count() == 1
    confirmed = claims.filter(state="confirmed").select_related("adoption")
    assert {row.adoption.evidence_id for row in confirmed} == {row.evidence_id for row in confirmed}
    facts = {f"adopted:{row.adoption_id}" for row in confirmed}
    assert set(LedgerRow.objects.filter(fact__in=facts, tally=1).values_list("fact", flat=True)) == facts
    assert sum(bool(row.corrections) for row in confirmed) == 1


def assert_work_waits_on_every_desk():
    waiting = Counter(Item.objects.values_list("status", "awaits_role"))
    assert waiting["unit_review", "unit_signer"] >= 1
    assert waiting["unit_review", "unit_head"] >= 1
    assert waiting["signature", "deputy_leader"] >= 1
    assert waiting["signature", "principal_leader"] >= 1
    statuses = Counter(Item.objects.values_list("status", flat=True))
    for status in ("draft", "returned", "held", "filed", "editing", "office_review", "signed"):
        assert statuses[status] >= 1, status
    assert JointUnit.objects.filter(state="pending", unit__code=organ.SHOWN_UNIT).exists()
    assert Item.objects.filter(is_composite=True, status=Status.EDITING, merged_items__isnull=False).exists()
    assert Item.objects.filter(withdrawal_asked_at__isnull=False).exists()
    shown = Item.objects.filter(unit__code=organ.SHOWN_UNIT)
    assert shown.filter(status=Status.DRAFT).exists()
    assert {"unit_signer", "unit_head"} <= set(shown.filter(status="unit_review").values_list("awaits_role", flat=True))


def assert_months_are_closed_and_their_bulletins_issued():
    states = {(period.year, period.month): period.is_closed for period in Period.objects.all()}
    assert states[2026, 9] is True
    assert states[2026, 10] is True
    assert not states.get((2026, 11), False)
    monthly = Bulletin.objects.filter(kind="monthly", state="issued")
    assert {(one.starts_on.year, one.starts_on.month) for one in monthly} == {(2026, 9), (2026, 10)}
    assert all(bulletin.comments.count() == 3 for bulletin in monthly)
    assert set(Bulletin.objects.values_list("state", flat=True)) <= {"issued", "superseded"}
    assert all(bulletin.pdf_id for bulletin in Bulletin.objects.all())
    assert set(Job.objects.filter(name="reports.bulletin_pdf").values_list("state", flat=True)) == {JobState.DONE}


def assert_accounts_can_be_used():
    password = read_password()
    assert password_file().stat().st_mode & 0o777 == 0o600
    for sign_in in sign_ins():
        user = User.objects.get(username=sign_in.username)
        assert user.check_password(password)
        assert not user.must_change_password
        assert user.password_changed_at.date() >= date.today() - timedelta(days=1)


def test_a_load_that_is_cut_off_leaves_nothing_but_the_password(quick_printer, monkeypatch):
    def cut_off(self, tell=None):
        raise KeyboardInterrupt

    monkeypatch.setattr(load.Agenda, "run", cut_off)
    with pytest.raises(KeyboardInterrupt):
        small_load()

    assert counts() == [0] * 9
    assert not load.is_loaded()
    assert read_password()


@pytest.mark.once
def test_a_month_that_ended_yesterday_is_closed_and_issued_too(quick_printer):
    small_load(today=date(2026, 11, 1), items=30, months=2)

    assert Period.objects.get(year=2026, month=10).is_closed
    assert Bulletin.objects.get().state == "issued"
    midnight = datetime.combine(date(2026, 11, 1), time(1), OFFICE_ZONE)
    assert Event.objects.latest("pk").at <= midnight


@pytest.mark.once
def test_a_bulletin_that_cannot_be_printed_here_stays_signed(monkeypatch):
    class Broken:
        def __init__(self, bulletin):
            pass

        def render(self):
            raise RenderFailed("no fonts")

    monkeypatch.setattr(months, "prepare", Broken)
    small_load(items=30, months=2)

    assert Bulletin.objects.get().state == "signed"
    assert Job.objects.get(name="reports.bulletin_pdf").state == JobState.QUEUED


def test_another_organ_is_left_alone():
    make_person()
    with pytest.raises(DemoRefused):
        small_load()
    with pytest.raises(CommandError):
        call_command("load_demo")
    assert User.objects.count() == 1


@pytest.mark.once
def test_volume_lies_in_earlier_years_and_the_counters_go_on(quick_printer, monkeypatch):
    monkeypatch.setattr(load, "MOST_BY_SERVICES", 50)
    monkeypatch.setattr(load, "ITEMS", 30)
    loaded = load_demo(today=TODAY, items=430, months=2)

    assert loaded.items >= 430
    old = Item.objects.filter(created_at__lt=datetime(2026, 10, 1, tzinfo=OFFICE_ZONE))
    assert old.count() == 400
    assert old.filter(current__isnull=True).count() == 0
    assert old.filter(status=Status.SIGNED).count() == Forwarding.objects.filter(item__in=old).count() > 250
    assert old.filter(adopted_at__isnull=False).count() == Adoption.objects.filter(item__in=old).count() > 80
    assert Event.objects.filter(verb="item.create").count() == 430
    assert verify_chain().is_whole
    item = old.filter(status=Status.SIGNED).first()
    assert item in matching(Item.objects.all(), item.title[:6])
    numbers = list(Item.objects.filter(number__isnull=False).values_list("number", flat=True))
    assert len(numbers) == len(set(numbers))

    # Nothing of it counts in a later month: the month before that would have to be closed first.
    monkeypatch.setattr(volume, "YEARS", 1)
    Archive(read_world(), seed=5, until=date(2010, 1, 1)).write(200)
    first = Item.objects.filter(created_at__year__lt=2010)
    assert first.count() == 200
    assert first.filter(adopted_at__gte=date(2009, 12, 1)).exists()
    assert not first.filter(adopted_at__gte=date(2010, 1, 1)).exists()


def test_the_password_is_made_once():
    first = keep_password()
    assert keep_password() == first
    assert len(first) == 16


def test_an_empty_password_file_is_made_anew():
    password_file().parent.mkdir(parents=True, exist_ok=True)
    password_file().touch()
    assert len(keep_password()) == 16


@pytest.mark.once
def test_the_commands_say_what_they_did(quick_printer):
    out = StringIO()
    call_command("demo_accounts", stdout=out)
    assert "not loaded" in out.getvalue()

    out = StringIO()
    call_command("load_demo", today=TODAY, items=30, months=2, stdout=out)
    assert "was loaded: 60 people" in out.getvalue()
    out = StringIO()
    call_command("load_demo", stdout=out)
    assert "nothing was changed" in out.getvalue()

    out = StringIO()
    call_command("demo_accounts", stdout=out)
    told = out.getvalue()
    assert read_password() in told
    assert all(sign_in.username in told for sign_in in sign_ins())
    assert told.count("\n") == 2 + 7 + 3

    password_file().unlink()
    out = StringIO()
    call_command("demo_accounts", stdout=out)
    assert "--renew" in out.getvalue()
    call_command("demo_accounts", renew=True, stdout=StringIO())
    assert User.objects.get(username="chenjing").check_password(read_password())
    assert password_file().stat().st_mode & 0o777 == 0o600
