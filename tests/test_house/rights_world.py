"""One small office with somebody in every role, and something of everything that the addresses of the house name.

`World.keys` holds, under the name by which `rights_table` asks for it, the arguments of the address; `World.queries`
the query string that an address cannot do without.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from fido2.cose import CoseKey
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorAttestationResponse,
    AuthenticatorData,
    CollectedClientData,
    RegistrationResponse,
)

from activity.clock import now, today
from organizations.models import AdminKind, Holiday, ImportState, PastImport, Role, User
from reports.states import ACTS, State
from review.models import Instruction
from scoring.models import (
    FeeLine,
    FeeList,
    FeeListState,
    LedgerRow,
    Period,
    QuotaStanding,
    ScoreTotal,
    ScoringRun,
    SettledEffect,
)
from scoring.services.periods import make_period
from scoring.services.receivers import receiver_of
from scoring.services.trials import start_trial
from submissions.models import Item, PaperDecision, SignOffRoute
from submissions.states import Status
from tests.factories.activity import make_job, make_notice, register_test_jobs
from tests.factories.documents import StoredFileFactory
from tests.factories.organizations import (
    ActingGrantFactory,
    GroupMembershipFactory,
    Organ,
    OutletFactory,
    SuperiorLeaderFactory,
    make_organ,
    make_person,
)
from tests.factories.registers import (
    BestItemFactory,
    CommissionFactory,
    EmergencyReportFactory,
    FaultFactory,
    FaultObjectionFactory,
)
from tests.factories.reports import Month, make_bulletin, make_notice_sheet
from tests.factories.review import (
    AdoptionClaimFactory,
    AdoptionFactory,
    ForwardingFactory,
    InstructionFactory,
    PackageFactory,
)
from tests.factories.schemes import make_draft
from tests.factories.scoring import demo_scheme
from tests.factories.submissions import AttachmentFactory, MeetingFactory, TopicFactory, make_item


@dataclass
class World:
    """People by role (see `rights_table.ROLES`), arguments of addresses, and query strings."""

    organ: Organ
    people: dict[str, User] = field(default_factory=dict)
    keys: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    queries: dict[str, str] = field(default_factory=dict)


def make_world() -> World:
    """The office; every item belongs to the first division, written by its officer and edited by the editor."""
    world = World(make_organ())
    _people(world)
    _items(world)
    _records(world)
    _registers(world)
    _settings(world)
    _past(world)
    _scores(world)
    _bulletins(world)
    _own_things(world)
    return world


def _people(world: World) -> None:
    organ = world.organ
    world.people = {
        "officer": organ.officers[0],
        "unit_signer": make_person(Role.UNIT_SIGNER, unit=organ.divisions[0]),
        "unit_head": organ.heads[0],
        "foreign_officer": organ.officers[1],
        "foreign_signer": make_person(Role.UNIT_SIGNER, unit=organ.divisions[1]),
        "foreign_head": organ.heads[1],
        "editor": organ.editor,
        "office_head": organ.office_head,
        "deputy_leader": organ.deputy_leader,
        "principal_leader": organ.principal_leader,
        **{kind: make_person(admin_kind=kind) for kind in AdminKind.values if kind},
        "nobody": make_person(),
    }
    for person in world.people.values():
        person.set_password("无人知晓-Rights-2026")
        person.save(update_fields=["password"])


def _items(world: World) -> None:
    organ = world.organ
    for status in Status:
        item = make_item(status=status, unit=organ.division, drafter=organ.officer)
        world.keys[f"item:{status}"] = (item.pk,)
    composite = make_item(status=Status.EDITING, is_composite=True, drafter=organ.editor)
    composite.source_links.create(item_id=world.keys[f"item:{Status.MERGED}"][0], share=1)
    world.keys["composite"] = (composite.pk,)
    figured = make_item(
        status=Status.UNIT_REVIEW, unit=organ.division, drafter=organ.officer, text="共检测3200批次。", ticked=False
    )
    world.keys["figured"] = (figured.pk,)
    for status in (Status.DRAFT, Status.SIGNED):
        item = Item.objects.get(pk=world.keys[f"item:{status}"][0])
        attached = AttachmentFactory.create(item=item, file=StoredFileFactory.create(), added_by=organ.officer)
        world.keys[f"attachment:{status}"] = (item.pk, attached.pk)
    Item.objects.filter(editor__isnull=False).update(editor=organ.editor)


def _records(world: World) -> None:
    organ, about = world.organ, {"recorded_by": world.organ.editor}
    signed = Item.objects.get(pk=world.keys["item:signed"][0])
    # Facts of another item of the unit, so that the signed one is still to be forwarded.
    told = make_item(status=Status.SIGNED, unit=organ.division, drafter=organ.officer, editor=organ.editor)
    forwarding = ForwardingFactory.create(item=told, **about)
    adoption = AdoptionFactory.create(item=told, evidence=StoredFileFactory.create(), **about)
    instruction: Instruction = InstructionFactory.create(
        item=told, scan=StoredFileFactory.create(), feedback_due=today(), feedback_unit=organ.division, **about
    )
    decision = PaperDecision.objects.create(
        item=signed, move="sign", channel="phone", decided_by=organ.deputy_leader, decided_at=now(),
        recorded_by=organ.editor, recorded_at=now(), confirm_by=today(),
    )  # fmt: skip
    claim = AdoptionClaimFactory.create(item=told, claimed_by=organ.officer)
    world.keys |= {
        "claim": (claim.pk,),
        "forwarding": (forwarding.pk,),
        "revoke:forwarding": ("forwarding", forwarding.pk),
        "revoke:adoption": ("adoption", adoption.pk),
        "revoke:instruction": ("instruction", instruction.pk),
        "evidence:adoption": ("adoption", adoption.pk),
        "evidence:instruction": ("instruction", instruction.pk),
        "instruction": (instruction.pk,),
        "paper": (decision.pk,),
        "package": (PackageFactory.create(items=[told], pdf=StoredFileFactory.create(), made_by=organ.editor).pk,),
    }


def _registers(world: World) -> None:
    """A fault of the division, another with an objection, a choice, and commissions of it."""
    organ, about = world.organ, {"recorded_by": world.organ.editor}
    fault = FaultFactory.create(unit=organ.division, evidence=StoredFileFactory.create(), **about)
    objected = FaultFactory.create(unit=organ.division, **about)
    FaultObjectionFactory.create(fault=objected, objected_by=organ.head)
    best = BestItemFactory.create(
        item=Item.objects.get(pk=world.keys["item:signed"][0]), month=date(2026, 1, 1), **about
    )
    open_one = CommissionFactory.create(units=[organ.division], made_by=organ.editor)
    overdue = CommissionFactory.create(units=[organ.division], made_by=organ.editor, due_at=now() - timedelta(hours=1))
    closed = CommissionFactory.create(
        units=[organ.division], made_by=organ.editor, closed_at=now(), closed_by=organ.editor
    )
    target = open_one.targets.get()
    world.keys |= {
        "fault": (fault.pk,),
        "fault:objected": (objected.pk,),
        "best": (best.pk,),
        "emergency": (EmergencyReportFactory.create(unit=organ.division, **about).pk,),
        "commission": (overdue.pk,),
        "commission:closed": (closed.pk,),
        "commission:target": (open_one.pk, target.pk),
        "target": (target.pk,),
    }


def _settings(world: World) -> None:
    organ, outlet = world.organ, OutletFactory.create()
    moved = make_person(Role.OFFICER, unit=organ.division)
    membership = moved.memberships.get()
    member = GroupMembershipFactory.create(user=moved)
    grant = ActingGrantFactory.create(
        unit=organ.division, role=Role.UNIT_HEAD, principal=organ.head, deputy=make_person(Role.OFFICER)
    )
    world.keys |= {
        "unit": (organ.division.pk,),
        "unit_class": (organ.unit_class.pk,),
        "outlet_level": (outlet.level_id,),
        "outlet": (outlet.pk,),
        "leader": (SuperiorLeaderFactory.create().pk,),
        "holiday": (Holiday.objects.create(day=today() + timedelta(days=30)).pk,),
        "group": (member.group_id,),
        "group_member": (member.group_id, member.pk),
        "person": (moved.pk,),
        "role": (moved.pk, membership.pk),
        "grant": (grant.pk,),
        "meeting": (MeetingFactory.create(created_by=organ.editor).pk,),
        "item_type": (Item.objects.exclude(item_type=None).values_list("item_type", flat=True)[0],),
        "topic": (TopicFactory.create().pk,),
        "route": (SignOffRoute.objects.create(sort_no=9).pk,),
    }


def _past(world: World) -> None:
    """A table of three kinds that was read without errors, sent by those who import it."""
    senders = {"units": "system", "people": "security", "filings": "office_head"}
    for kind, sender in senders.items():
        past = PastImport.objects.create(
            kind=kind, file=StoredFileFactory.create(name="台账.xlsx"), file_name="台账.xlsx", sha256="0" * 64,
            uploaded_by=world.people[sender], uploaded_at=now(), state=ImportState.CHECKED, rows_new=1,
        )  # fmt: skip
        world.keys |= {f"past_kind:{kind}": (kind,), f"past:{kind}": (past.pk,)}


def _scores(world: World) -> None:
    with_quotas = demo_scheme(date(2019, 1, 1), whole=True, code="demo-whole")
    organ, scheme = world.organ, demo_scheme()
    day = today()
    period = Period.objects.create(year=day.year, month=day.month, starts_on=day.replace(day=1), ends_on=day)
    unit = organ.division
    ScoreTotal.objects.create(period=period, unit=unit, receiver=f"unit:{unit.pk}", unit_class=organ.unit_class)
    ScoreTotal.objects.create(
        period=period, unit=unit, person=organ.officer, receiver=f"person:{organ.officer.pk}@{unit.pk}"
    )
    world.keys |= {"scheme": (scheme.pk,), "period": (period.pk,), "officer": (organ.officer.pk,)}
    trial = start_trial(draft_id=make_draft(by=organ.office_head).pk, by=organ.office_head, periods=[period])
    world.keys |= {
        "scheme_file": (scheme.pk, "yaml"),
        "library": ("demo-office",),
        "scheme_draft": (trial.draft_id,),
        "scheme_draft_file": (trial.draft_id, "json"),
        "scheme_clause": (trial.draft_id, 1),
        "scheme_trial": (trial.draft_id, trial.pk),
    }
    proven = LedgerRow.objects.create(
        run=ScoringRun.objects.create(cause="changes", started_at=now()), period=period, unit=unit, points=1, group_key="",
        receiver=receiver_of(unit.pk, None), fact=f"adopted:{world.keys['evidence:adoption'][1]}", kind="adopted",
        happened_on=day,
    )  # fmt: skip
    world.keys["ledger_row"] = (proven.pk,)
    world.queries["totals"] = "?of=all&what=filed"
    world.queries["facts"] = f"?unit={unit.pk}&period={period.slug}&what=score"
    for person in (None, organ.officer):
        settled: dict[str, Any] = {
            "year": period.year, "period": period, "unit": unit, "person": person, "scheme": with_quotas, "clause": "monthly",
            "receiver": receiver_of(unit.pk, person.pk if person else None), "span": period.slug, "counted": 1,
        }  # fmt: skip
        SettledEffect.objects.create(**settled, effects=["named"])
        QuotaStanding.objects.create(
            **settled, starts_on=period.starts_on, ends_on=period.ends_on, demand=2, state="running", points=0
        )
    draft, submitted = (
        FeeList.objects.create(
            first=period, last=period, year=period.year, state=state, made_at=now(), made_by=organ.editor
        )
        for state in (FeeListState.DRAFT, FeeListState.SUBMITTED)
    )
    world.keys |= {"fee_list:draft": (draft.pk,), "fee_list:reckon": (draft.pk, "reckon")}
    world.keys["fee_list:approve"] = (submitted.pk, "approve")
    approval = {"made_by": organ.editor, "approved_by": organ.deputy_leader, "approved_at": now()}
    paid = FeeList.objects.create(
        first=period, last=period, year=period.year, state=FeeListState.APPROVED, made_at=now(), **approval
    )
    for fees, what in ((draft, "due"), (paid, "amount")):
        line = FeeLine.objects.create(
            fee_list=fees, person=organ.officer, unit=unit, earned=50, due=50, paid=0, amount=50
        )
        world.keys[f"fee_line:{fees.state}"] = (line.pk, what)


def _bulletins(world: World) -> None:
    """The last four months are closed, each with its bulletin in another state."""
    organ, day = world.organ, today()
    months = [divmod(day.year * 12 + day.month - 1 - back, 12) for back in (4, 3, 2, 1)]
    periods = [make_period(year, month + 1) for year, month in months]
    for period, state in zip(periods, (State.ISSUED, State.SIGNED, State.CHECKED, State.DRAFT), strict=True):
        bulletin = make_bulletin(Month(organ, period, None), state)
        world.keys[f"bulletin:{state}"] = (bulletin.pk,)
        section = bulletin.sections.first()
        world.keys[f"section:{state}"] = (bulletin.pk, section.key if section else "")
        world.keys[f"naming:{state}"] = (bulletin.pk, "zero")
        for act in ACTS.values():
            if state in act.sources:
                world.keys[f"{act.name}:{state}"] = (bulletin.pk, act.name)
    world.keys["month"] = (periods[-1].year, periods[-1].month)
    world.keys["rectification"] = (make_notice_sheet(world.keys[f"bulletin:{State.ISSUED}"][0], organ.division).pk,)


def _credential() -> dict[str, Any]:
    """What a security key answers when it is added, as far as it is read again."""
    public = CoseKey({1: 2, 3: -7, -1: 1, -2: b"\x01" * 32, -3: b"\x02" * 32})
    attested = AttestedCredentialData.create(Aaguid(b"\0" * 16), b"key", public)
    flags = AuthenticatorData.FLAG.AT | AuthenticatorData.FLAG.UP
    data = AuthenticatorData.create(b"\0" * 32, flags, 0, attested)
    client = CollectedClientData.create("webauthn.create", b"challenge", "https://localhost")
    told = AttestationObject.create("none", data, {})
    answer = AuthenticatorAttestationResponse(client_data=client, attestation_object=told)
    return dict(RegistrationResponse(raw_id=b"key", response=answer))


def _own_things(world: World) -> None:
    officer = world.organ.officer
    register_test_jobs()
    key = Authenticator.objects.create(
        user=officer, type=Authenticator.Type.WEBAUTHN, data={"name": "key", "credential": _credential()}
    )
    world.keys |= {
        "notice": (make_notice(officer).pk,),
        "job": (make_job(by=officer).pk,),
        "security_key": (key.pk,),
    }
