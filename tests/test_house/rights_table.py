"""Who may open which address of the house, and who may act there: written out by hand, one line an address and object.

An address that is not here fails `test_rights_urls.py`. What is not said to be open is closed: 404 (or 405 where the
address does not take the method) for everybody signed in, the way to the sign-in page for strangers.
"""

from dataclasses import dataclass

UNIT = frozenset({"officer", "unit_signer", "unit_head"})
"""People of the division to which all objects belong."""
FOREIGN = frozenset({"foreign_officer", "foreign_signer", "foreign_head"})
"""The same roles in another division: what has a number in its address is closed to them, unless it is everybody's."""
OFFICE = frozenset({"editor", "office_head"})
LEADERS = frozenset({"deputy_leader", "principal_leader"})
ADMINS = frozenset({"system", "security", "audit"})
BUSINESS = UNIT | FOREIGN | OFFICE | LEADERS
SIGNED_IN = BUSINESS | ADMINS | {"nobody"}
EVERYBODY = SIGNED_IN | {"anonymous"}
ROLES = tuple(sorted(EVERYBODY))

NONE: frozenset[str] = frozenset()
HEADS = frozenset({"unit_head", "foreign_head"})
SIGNERS = HEADS | {"unit_signer", "foreign_signer", "office_head"} | LEADERS
SYSTEM, SECURITY, AUDIT = frozenset({"system"}), frozenset({"security"}), frozenset({"audit"})
BOOKS = frozenset({"office_head", "system"})
OFFICER = frozenset({"officer"})
READERS = UNIT | OFFICE | LEADERS
HEAD, OFFICE_HEAD = frozenset({"unit_head"}), frozenset({"office_head"})
DEPUTY = frozenset({"deputy_leader"})
PAST = OFFICE_HEAD | SYSTEM | SECURITY


@dataclass(frozen=True)
class Access:
    """One line.

    `get` and `post`: who may. `needs`: the name under which the world keeps the arguments. `refused`: those who may
    read the object and whose POST is answered by a sentence (a redirect, 200, 403, 409 or 422) instead of 404; it changes
    nothing either. `is_shared`: the object belongs to no unit, so foreign units may open it too. `query`: the name of
    the query string; `sends`: what a post must say to be taken for an act at all.
    """

    name: str
    get: frozenset[str]
    post: frozenset[str] = NONE
    needs: str = ""
    refused: frozenset[str] = NONE
    is_shared: bool = False
    query: str = ""
    sends: tuple[tuple[str, str], ...] = ()

    @property
    def key(self) -> str:
        return f"{self.name}[{self.needs}]" if self.needs else self.name


def _register(name: str, row: str, who: frozenset[str], needs: str) -> list[Access]:
    """A register of the settings: the list with a form for a new row, and the list with a row's form."""
    return [Access(name, who, who), Access(row, who, who, needs, is_shared=True)]


DOOR = [
    Access("healthz", EVERYBODY),
    Access("readyz", EVERYBODY),
    Access("account_login", EVERYBODY, EVERYBODY),
    Access("account_logout", SIGNED_IN, SIGNED_IN),
    Access("account_reauthenticate", SIGNED_IN, SIGNED_IN),
    Access("account_change_password", SIGNED_IN, SIGNED_IN),
    Access("usersessions_list", SIGNED_IN, SIGNED_IN),
    Access("mfa_index", SIGNED_IN),
    Access("mfa_authenticate", SIGNED_IN, SIGNED_IN),
    Access("mfa_reauthenticate", SIGNED_IN, SIGNED_IN),
    Access("mfa_activate_totp", SIGNED_IN, SIGNED_IN),
    Access("mfa_deactivate_totp", NONE),
    Access("mfa_view_recovery_codes", NONE),
    Access("mfa_generate_recovery_codes", SIGNED_IN, SIGNED_IN),
    Access("mfa_download_recovery_codes", NONE),
    Access("mfa_list_webauthn", SIGNED_IN),
    Access("mfa_add_webauthn", SIGNED_IN, SIGNED_IN),
    Access("mfa_reauthenticate_webauthn", SIGNED_IN, SIGNED_IN),
    Access("mfa_remove_webauthn", OFFICER, OFFICER, "security_key"),
    Access("mfa_edit_webauthn", OFFICER, OFFICER, "security_key"),
]

FRAME = [
    Access("ui:desk", SIGNED_IN),
    Access("ui:counts", SIGNED_IN),
    Access("ui:language", NONE, SIGNED_IN),
    Access("activity:notices", SIGNED_IN),
    Access("activity:notices_read", NONE, SIGNED_IN),
    Access("activity:notice_open", NONE, OFFICER, "notice"),
    Access("activity:notice_read", NONE, OFFICER, "notice"),
    Access("activity:job", OFFICER, NONE, "job"),
    Access("activity:job_retry", NONE, OFFICER, "job"),
]

SETTINGS = [
    Access("organizations:settings", SIGNERS | {"editor"} | ADMINS),
    Access("organizations:profile", SIGNED_IN, SIGNED_IN),
    *_register("organizations:units", "organizations:unit", SYSTEM, "unit"),
    Access("organizations:unit_order", NONE, SYSTEM),
    Access("organizations:unit_rename", NONE, SYSTEM, "unit"),
    Access("organizations:unit_end", NONE, SYSTEM, "unit"),
    Access("organizations:unit_move", NONE, SYSTEM, "unit"),
    *_register("organizations:unit_classes", "organizations:unit_classes_row", SYSTEM, "unit_class"),
    *_register("organizations:outlet_levels", "organizations:outlet_levels_row", BOOKS, "outlet_level"),
    *_register("organizations:outlets", "organizations:outlets_row", BOOKS, "outlet"),
    *_register("organizations:leaders", "organizations:leaders_row", BOOKS, "leader"),
    *_register("organizations:person_groups", "organizations:person_groups_row", BOOKS, "group"),
    Access("organizations:group_join", NONE, BOOKS, "group"),
    Access("organizations:group_leave", NONE, BOOKS, "group_member"),
    Access("organizations:papers", BOOKS, BOOKS),
    *_register("organizations:holidays", "organizations:holidays_row", SYSTEM, "holiday"),
    Access("organizations:holiday_drop", NONE, SYSTEM, "holiday"),
    Access("organizations:people", SECURITY, SECURITY),
    Access("organizations:person_new", SECURITY, SECURITY),
    Access("organizations:person", SECURITY, SECURITY, "person"),
    Access("organizations:role_give", NONE, SECURITY, "person"),
    Access("organizations:role_end", NONE, SECURITY, "role"),
    Access("organizations:admin_kind", NONE, SECURITY, "person"),
    Access("organizations:password_reset", NONE, SECURITY, "person"),
    Access("organizations:account_close", NONE, SECURITY, "person"),
    Access("organizations:account_open", NONE, SECURITY, "person"),
    Access("organizations:factor_remove", NONE, SECURITY, "person"),
    Access("organizations:grants", SIGNERS | SECURITY, SIGNERS),
    Access("organizations:grant_revoke", NONE, HEAD | SECURITY, "grant"),
    Access("organizations:locked", SECURITY),
    Access("organizations:sessions", SECURITY, SECURITY),
    Access("organizations:audit", AUDIT, AUDIT),
    Access("organizations:audit_check", NONE, AUDIT),
    # 三员分立 holds for the past too: units, accounts and the office's facts are imported by three different people.
    Access("organizations:past_imports", PAST, PAST),
    *(
        access
        for kind, who in (("units", SYSTEM), ("people", SECURITY), ("filings", OFFICE_HEAD))
        for access in (
            Access("organizations:past_new", who, who, f"past_kind:{kind}"),
            Access("organizations:past_template", who, NONE, f"past_kind:{kind}"),
            Access("organizations:past_import", who, NONE, f"past:{kind}"),
            Access("organizations:past_store", NONE, who, f"past:{kind}"),
            Access("organizations:past_file", who, NONE, f"past:{kind}"),
            Access("organizations:past_problems", who, NONE, f"past:{kind}"),
        )
    ),
    *_register("assignments:meetings", "assignments:meetings_row", HEADS | OFFICE, "meeting"),
    *_register("submissions:types", "submissions:types_row", BOOKS, "item_type"),
    *_register("submissions:topics", "submissions:topics_row", BOOKS, "topic"),
    *_register("submissions:routes", "submissions:routes_row", BOOKS, "route"),
    Access("submissions:route_drop", NONE, BOOKS, "route"),
    Access("submissions:chains", BOOKS | HEADS),
    Access("submissions:chain", BOOKS | HEAD, BOOKS | HEAD, "unit"),
]

# Who reads an item in each status: its unit always, the office once it was filed, leaders once it came before them.
IN_UNIT = ("draft", "returned", "unit_review", "held", "voided")
READ_ITEM: dict[str, frozenset[str]] = {
    **dict.fromkeys(IN_UNIT, UNIT),
    **dict.fromkeys(("filed", "editing", "office_review", "declined", "merged", "closed"), UNIT | OFFICE),
    **dict.fromkeys(("signature", "signed"), READERS),
}
ITEMS = [
    Access("submissions:items", BUSINESS, BUSINESS),
    Access("submissions:search", BUSINESS, BUSINESS),
    Access("submissions:new", UNIT | FOREIGN, UNIT | FOREIGN),
    Access("submissions:autosave", NONE, UNIT | FOREIGN),
    *(Access("submissions:item", who, NONE, f"item:{status}") for status, who in READ_ITEM.items()),
    Access("submissions:edit", OFFICER, OFFICER, "item:draft"),
    Access("submissions:edit", OFFICER, OFFICER, "item:returned"),
    # The drafter of a filed item is led to its page, and told why.
    Access("submissions:edit", OFFICER, NONE, "item:filed", refused=OFFICER),
    Access("submissions:autosave_item", NONE, OFFICER, "item:draft"),
    Access("submissions:autosave_item", NONE, NONE, "item:filed"),
    # Readers who do not sign are led to the item's page.
    Access("submissions:review", UNIT, HEAD, "item:unit_review", refused=UNIT),
    Access("submissions:review", READERS, NONE, "item:signed", refused=READERS),
    Access("submissions:tick", NONE, HEAD, "figured", refused=UNIT),
    Access("submissions:attachment", UNIT, OFFICER, "attachment:draft", refused=UNIT),
    Access("submissions:attachment", READERS, NONE, "attachment:signed", refused=READERS),
    Access("submissions:reassign", HEAD, HEAD, "item:draft"),
    Access("submissions:reassign", NONE, NONE, "item:filed"),
]

SIGN = LEADERS | OFFICE_HEAD
HOLDERS = OFFICE
"""The editor who has the items in hand, and the head of the office."""
OFFICE_ROWS = [
    Access("review:queue", OFFICE, OFFICE),
    Access("review:preview", OFFICE, NONE, "item:filed"),
    Access("review:preview", NONE, NONE, "item:draft"),
    Access("review:edit", HOLDERS, HOLDERS, "item:editing"),
    Access("review:edit", NONE, NONE, "item:filed"),
    Access("review:take_over", NONE, HOLDERS, "item:editing"),
    Access("review:renew", NONE, HOLDERS, "item:editing"),
    Access("review:merge", OFFICE, OFFICE),
    Access("review:split", HOLDERS, HOLDERS, "composite"),
    Access("review:shares", HOLDERS, HOLDERS, "composite"),
    Access("review:shares", NONE, NONE, "item:editing"),
    Access("review:sign", SIGN),
    Access("review:sign_item", SIGN, DEPUTY, "item:signature", refused=SIGN, sends=(("move", "sign"),)),
    Access("review:sign_item", OFFICE_HEAD, OFFICE_HEAD, "item:office_review", sends=(("move", "approve"),)),
    Access("review:confirm", NONE, DEPUTY, "paper"),
    Access("review:paper", OFFICE, OFFICE, "item:signature"),
    Access("review:paper", OFFICER, OFFICER, "item:unit_review"),
    Access("review:forward", OFFICE, OFFICE, "item:signed"),
    Access("review:forward", NONE, NONE, "item:editing"),
    Access("review:adopt", OFFICE, OFFICE, "item:signed"),
    Access("review:instruct", OFFICE, OFFICE, "item:signed"),
    Access("review:supplementary", OFFICE, OFFICE),
    *(Access("review:revoke", OFFICE, OFFICE, f"revoke:{kind}") for kind in ("forwarding", "adoption", "instruction")),
    *(Access("review:evidence", READERS, NONE, f"evidence:{kind}") for kind in ("adoption", "instruction")),
    Access("review:outlet_notice", OFFICE, OFFICE, "forwarding"),
    Access("review:feedback", OFFICE | UNIT, OFFICE | UNIT, "instruction"),
    Access("review:packages", OFFICE | LEADERS, OFFICE | LEADERS),
    Access("review:package_new", OFFICE, OFFICE),
    *(
        Access(f"review:{name}", OFFICE | LEADERS, NONE, "package")
        for name in ("package", "package_pdf", "package_docx")
    ),
    Access("review:package_void", OFFICE, OFFICE, "package"),
    Access("review:claims", UNIT | FOREIGN | OFFICE, UNIT | FOREIGN | OFFICE),
    Access("review:claim_new", UNIT | FOREIGN, UNIT | FOREIGN),
    Access("review:claim_item", UNIT, UNIT, "item:signed"),
    Access("review:claim_item", NONE, NONE, "item:draft"),
    Access("review:claim", UNIT | OFFICE, OFFICE, "claim"),
    Access("review:claim_refuse", OFFICE, OFFICE, "claim"),
    Access("review:claim_withdraw", NONE, UNIT, "claim"),
    Access("review:claim_evidence", UNIT | OFFICE, NONE, "claim"),
    Access("review:adoptions", BUSINESS, BUSINESS),
    Access("review:instructions", BUSINESS, BUSINESS),
    Access("registers:faults", BUSINESS, BUSINESS),
    Access("registers:fault_new", OFFICE, OFFICE),
    Access("registers:fault", READERS, NONE, "fault"),
    Access("registers:fault_evidence", READERS, NONE, "fault"),
    Access("registers:fault_object", UNIT, UNIT, "fault"),
    Access("registers:fault_uphold", OFFICE, OFFICE, "fault:objected"),
    Access("registers:fault_rectify", OFFICE, OFFICE, "fault"),
    Access("registers:fault_revoke", OFFICE, OFFICE, "fault"),
    Access("registers:emergencies", BUSINESS, BUSINESS),
    Access("registers:emergency_new", OFFICE, OFFICE),
    Access("registers:emergency", READERS, NONE, "emergency"),
    Access("registers:emergency_revoke", OFFICE, OFFICE, "emergency"),
    Access("registers:best", BUSINESS, BUSINESS),
    Access("registers:best_candidates", OFFICE, OFFICE),
    Access("registers:best_choose", OFFICE, OFFICE, "item:signed"),
    Access("registers:best_choose", NONE, NONE, "item:draft"),
    Access("registers:best_revoke", OFFICE, OFFICE, "best"),
    Access("registers:commissions", BUSINESS, BUSINESS),
    Access("registers:commission_new", OFFICE, OFFICE),
    Access("registers:commission", READERS, NONE, "commission"),
    *(Access(f"registers:commission_{act}", OFFICE, OFFICE, "commission") for act in ("remind", "close", "withdraw")),
    Access("registers:commission_reopen", OFFICE, OFFICE, "commission:closed"),
    *(Access(f"registers:commission_{act}", OFFICE, OFFICE, "commission:target") for act in ("extend", "excuse")),
    Access("registers:commission_answer", UNIT, UNIT, "target"),
]

SCORES = [
    Access("scoring:ranking", BUSINESS),
    Access("scoring:ranking_file", BUSINESS),
    Access("scoring:rank", BUSINESS, query="facts"),
    Access("scoring:reckon", NONE, OFFICE),
    Access("scoring:appraisal_file", OFFICE | LEADERS),
    Access("scoring:facts", READERS, query="facts"),
    Access("scoring:fact_evidence", READERS, NONE, "ledger_row"),
    Access("scoring:unit", READERS, NONE, "unit"),
    Access("scoring:person", OFFICER | HEAD | OFFICE | LEADERS, NONE, "officer"),
    Access("scoring:unit_file", READERS, NONE, "unit"),
    Access("scoring:person_appraisal", OFFICER | HEAD | OFFICE | LEADERS, NONE, "officer"),
    Access("scoring:person_file", OFFICER | HEAD | OFFICE | LEADERS, NONE, "officer"),
    Access("scoring:people", BUSINESS),
    Access("scoring:people_file", BUSINESS),
    Access("scoring:quotas", BUSINESS),
    Access("scoring:quotas_file", BUSINESS),
    Access("scoring:person_fees", OFFICER | OFFICE | LEADERS, NONE, "officer"),
    Access("scoring:person_fees_file", OFFICER | OFFICE | LEADERS, NONE, "officer"),
    Access("scoring:targets", READERS, query="facts"),
    Access("scoring:item_facts", READ_ITEM["signed"], NONE, "item:signed"),
    Access("scoring:prizes", BUSINESS),
    Access("scoring:prizes_file", BUSINESS),
    Access("scoring:fee_lists", BUSINESS),
    Access("scoring:fee_line", OFFICE | LEADERS, NONE, "fee_line:draft"),
    Access("scoring:fee_line", OFFICER | OFFICE | LEADERS, NONE, "fee_line:approved"),
    Access("scoring:fee_list_new", NONE, OFFICE_HEAD),
    Access("scoring:fee_list", OFFICE | LEADERS, NONE, "fee_list:draft"),
    Access("scoring:fee_list_file", OFFICE | LEADERS, NONE, "fee_list:draft"),
    Access("scoring:fee_list_act", NONE, OFFICE_HEAD, "fee_list:reckon"),
    Access("scoring:fee_list_act", NONE, LEADERS, "fee_list:approve"),
    Access("scoring:periods", OFFICE_HEAD),
    Access("scoring:period_plan", NONE, OFFICE_HEAD),
    Access("scoring:period_bounds", NONE, OFFICE_HEAD, "period"),
    Access("scoring:schemes", BUSINESS),
    Access("scoring:scheme", BUSINESS, NONE, "scheme", is_shared=True),
    Access("scoring:scheme_file", BUSINESS, NONE, "scheme_file", is_shared=True),
    Access("scoring:scheme_compare", OFFICE | LEADERS),
    Access("scoring:scheme_library", OFFICE | LEADERS, NONE, "library"),
    Access("scoring:scheme_draft_new", OFFICE_HEAD, OFFICE_HEAD),
    Access("scoring:scheme_draft", OFFICE | LEADERS, NONE, "scheme_draft"),
    Access("scoring:scheme_draft_file", OFFICE | LEADERS, NONE, "scheme_draft_file"),
    Access("scoring:scheme_head", OFFICE_HEAD, OFFICE_HEAD, "scheme_draft"),
    Access("scoring:scheme_clause_add", NONE, OFFICE_HEAD, "scheme_draft"),
    Access("scoring:scheme_clause", OFFICE_HEAD, OFFICE_HEAD, "scheme_clause"),
    Access("scoring:scheme_clause_place", NONE, OFFICE_HEAD, "scheme_clause"),
    Access("scoring:scheme_try", OFFICE_HEAD, OFFICE_HEAD, "scheme_draft"),
    Access("scoring:scheme_trial", OFFICE | LEADERS, NONE, "scheme_trial"),
    Access("scoring:scheme_adopt", OFFICE_HEAD, OFFICE_HEAD, "scheme_draft"),
    Access("scoring:scheme_draft_drop", NONE, OFFICE_HEAD, "scheme_draft"),
]

BEFORE_LEADERS = OFFICE | LEADERS
REPORTS = [
    Access("reports:list", BUSINESS, BUSINESS),
    Access("reports:propose", NONE, OFFICE),
    Access("reports:new", OFFICE, OFFICE),
    Access("reports:subscription", NONE, BUSINESS, sends=(("address", "somebody@office.example"),)),
    Access("reports:notice_pdf", UNIT | OFFICE, NONE, "rectification"),
    Access("reports:receipts", NONE, NONE, "bulletin:signed"),
    Access("reports:receipts", OFFICE, OFFICE, "bulletin:issued"),
    Access("reports:rectify", NONE, NONE, "bulletin:signed"),
    Access("reports:rectify", NONE, OFFICE_HEAD, "bulletin:issued"),
    Access("reports:ask_leaders", NONE, OFFICE, "bulletin:checked"),
    Access("reports:ask_leaders", NONE, NONE, "bulletin:issued"),
    *(Access(f"reports:{name}", NONE, OFFICE, "bulletin:draft") for name in ("order", "add_section", "figures")),
    # Whoever wrote while the bulletin moved on is told so, with what was typed; whoever never could write finds nothing.
    *(
        Access(f"reports:{name}", NONE, NONE, f"bulletin:{state}", refused=OFFICE)
        for name in ("order", "add_section", "figures", "imprint")
        for state in ("checked", "issued")
    ),
    Access("reports:remove_section", NONE, OFFICE, "section:draft"),
    Access("reports:remove_section", NONE, NONE, "section:checked", refused=OFFICE),
    Access("reports:naming", NONE, OFFICE_HEAD, "naming:draft"),
    Access("reports:naming", NONE, NONE, "naming:checked", refused=OFFICE_HEAD),
    Access("reports:months", OFFICE_HEAD),
    Access("reports:close", NONE, OFFICE_HEAD, "month"),
    Access("reports:reopen", OFFICE_HEAD, OFFICE_HEAD, "month"),
    Access("reports:figure", OFFICE | LEADERS, NONE, "bulletin:issued", query="totals"),
    Access("reports:read", OFFICE, NONE, "bulletin:draft"),
    Access("reports:read", BEFORE_LEADERS, NONE, "bulletin:checked"),
    Access("reports:read", BEFORE_LEADERS, NONE, "bulletin:signed"),
    Access("reports:read", BUSINESS, NONE, "bulletin:issued", is_shared=True),
    *(Access(f"reports:{kind}", NONE, NONE, "bulletin:draft") for kind in ("pdf", "xlsx", "docx")),
    *(Access(f"reports:{kind}", BEFORE_LEADERS, NONE, "bulletin:signed") for kind in ("pdf", "xlsx", "docx")),
    *(Access(f"reports:{kind}", BUSINESS, NONE, "bulletin:issued", is_shared=True) for kind in ("pdf", "xlsx", "docx")),
    Access("reports:mark_read", NONE, NONE, "bulletin:signed"),
    Access("reports:mark_read", NONE, BUSINESS, "bulletin:issued", is_shared=True),
    Access("reports:comment", NONE, NONE, "bulletin:draft"),
    Access("reports:comment", LEADERS, LEADERS, "bulletin:checked"),
    Access("reports:comment", LEADERS, NONE, "bulletin:issued", refused=LEADERS),
    *(Access("reports:compose", OFFICE, NONE, f"bulletin:{state}") for state in ("draft", "checked", "issued")),
    Access("reports:preview", OFFICE, NONE, "bulletin:draft"),
    Access("reports:imprint", NONE, OFFICE, "bulletin:draft"),
    Access("reports:section", NONE, OFFICE, "section:draft"),
    Access("reports:section", NONE, NONE, "section:checked", refused=OFFICE),
    Access("reports:record_comment", OFFICE, OFFICE, "bulletin:checked"),
    Access("reports:record_comment", NONE, NONE, "bulletin:issued", refused=OFFICE),
    # An act that needs a reason asks for it on a page; who reads the bulletin and may not act is told so.
    Access("reports:act", NONE, OFFICE_HEAD, "check:draft", refused=OFFICE),
    Access("reports:act", OFFICE_HEAD | LEADERS, OFFICE_HEAD | LEADERS, "return:checked", refused=BEFORE_LEADERS),
    Access("reports:act", NONE, LEADERS, "sign:checked", refused=BEFORE_LEADERS),
    Access("reports:act", NONE, OFFICE_HEAD, "issue:signed", refused=BEFORE_LEADERS),
    Access("reports:act", OFFICE_HEAD, OFFICE_HEAD, "withdraw:issued", refused=BUSINESS, is_shared=True),
    Access("reports:act", OFFICE_HEAD, OFFICE_HEAD, "supersede:issued", refused=BUSINESS, is_shared=True),
]

TABLE: list[Access] = [*DOOR, *FRAME, *SETTINGS, *ITEMS, *OFFICE_ROWS, *SCORES, *REPORTS]
