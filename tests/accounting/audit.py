"""One pass over a run that checks every identity of the accounting in every week.

Claims against a ledger of single days, flows against balances, contracts against their crews, subcontracts and suppliers,
places against the text, and at the end what the run has written down against itself.
"""

import numpy as np
from day_ledger import DUE, SETTLED, DayLedger
from flow_checks import Contracts, Flows, check_reports
from place_checks import Chains, check_places
from small_worlds import weeks_of

from sim.chain.events import EVENT_KINDS
from sim.chain.tables import EVENT_ROOM, FAILED, FREE
from sim.ledger.accounts import KIND_NAMES, PURPOSE_NAMES, WAGE
from sim.model.measure import measure_unpaid
from sim.outcomes import COLUMN
from sim.places import PLACE_NAMES
from sim.policies import MEASURES_BY_KIND
from sim.running.one import Playing
from sim.scenario import Scenario
from sim.world import check


def assert_identities(playing: Playing) -> None:
    """Accounts sum to zero; accrued = paid + open + given up + written off; places add up: in all weeks written down."""
    assert check(playing.world) == []
    recording, first, week = playing.recording, playing.first_recorded, playing.week
    values = recording.values[first:week]
    flow = {n: values[:, COLUMN[n]].cumsum() for n in ("wages_earned", "wages_paid", "given_up", "written_off")}
    still_open = values[:, COLUMN["deferred"]] + values[:, COLUMN["overdue"]]
    settled = flow["wages_paid"] + flow["given_up"] + flow["written_off"]
    open_before = flow["wages_earned"] - settled - still_open  # the same after every week
    assert np.array_equal(open_before, np.full(len(values), open_before[0] if first else 0))
    ages = sum(values[:, COLUMN[f"overdue_{a}_days"]] for a in ("0_30", "31_90", "91_180", "over_180"))
    assert np.array_equal(ages, values[:, COLUMN["overdue"]])
    recorded = recording.places_recorded[first:week]
    for clock, name in enumerate(("overdue", "unpaid_over_30_days")):
        total = recording.places[first:week, clock].sum(axis=(1, 2, 3))
        assert np.array_equal(total[recorded], values[recorded, COLUMN[name]])
    for name in ("overdue", "unpaid_over_30_days", "wages_paid", "workers_on_site"):
        by_kind = values[:, COLUMN[name] + 1 : COLUMN[name] + 5].sum(axis=1)
        assert np.array_equal(by_kind, values[:, COLUMN[name]])


def fails_with_kept_back_bills(world, week: int) -> bool:
    """Whether a firm has failed this week that kept part of a subcontract's bill back for workers below."""
    kept = world.bills.contract[world.bills.kept_fen > 0]
    payers = world.contracts.firm[world.contracts.parent[kept[world.contracts.state[kept] != FREE]]]
    return bool(((world.firms.state[payers] == FAILED) & (world.firms.gone_week[payers] == week)).any())


class Audit:
    """A run and the books that tests keep beside it, from before its first week on."""

    def __init__(self, playing: Playing) -> None:
        self.playing = playing
        self.ledger = DayLedger(playing)
        self.flows = Flows(playing)
        self.contracts = Contracts(playing)
        self.chains = Chains()
        self.recourse = self.kept_back = False

    def close(self, week: int) -> None:
        """Check a week that was just played."""
        playing = self.playing
        assert check(playing.world) == [], week
        rows = self.ledger.observe(playing, week)
        owed = self.ledger.owed(week)
        self._check_claims(week, rows, owed)
        self._check_totals(week, owed)
        self.flows.check(playing, week)
        self.contracts.check(playing, self.ledger, week)
        check_places(playing, self.ledger, self.chains, owed, week)
        self.recourse = self.recourse or bool(playing.world.contracts.recourse_fen.any())
        self.kept_back = self.kept_back or fails_with_kept_back_bills(playing.world, week)

    def finish(self) -> None:
        """Check what only the whole run can show."""
        assert_identities(self.playing)
        check_reports(self.playing)
        self.contracts.check_receipts(self.playing)

    def seen(self) -> set[str]:
        """Names of what happened: events, places of unpaid wages, purposes of money, who paid wages, measures that paid."""
        world, ledger = self.playing.world, self.ledger
        happened = world.events.kind[: world.room.first_free[EVENT_ROOM]]
        places = self.playing.recording.places.sum(axis=(0, 1, 2, 3))
        flows = world.flows_fen.sum(axis=(0, 2))
        found = {EVENT_KINDS[kind] for kind in happened} | {PLACE_NAMES[i] for i in np.flatnonzero(places)}
        found |= {PURPOSE_NAMES[i] for i in np.flatnonzero(flows.sum(axis=0))}
        found |= {f"wage from {KIND_NAMES[i]}" for i in np.flatnonzero(flows[:, WAGE])}
        found |= {name.removesuffix("_fen") for name in SETTLED if ledger.settled[name].any()}
        paid = world.measures.money_fen
        found |= {f"paid by {kind}" for kind, measure in MEASURES_BY_KIND.items() if paid[measure.number]}
        found |= {"recourse"} if self.recourse else set()
        return found | ({"kept back at failure"} if self.kept_back else set())

    def _check_claims(self, week: int, rows: np.ndarray, owed: np.ndarray) -> None:
        """Each claim: what the engine holds unpaid, overdue and old is what the ledger does; who is gone is owed nothing."""
        world, ledger = self.playing.world, self.ledger
        by_engine = np.zeros((world.claims.size, 3), np.int64)
        measure_unpaid(world, self.playing.calendar, week, np.zeros((world.crews.size, 3), np.int64), by_engine)
        used = np.flatnonzero(rows >= 0)
        expected = np.stack([owed[:, 0], owed[:, DUE], owed[:, 2] + owed[:, 3]], axis=1)
        wrong = used[(by_engine[used] != expected[rows[used]]).any(axis=1)]
        assert not wrong.size, f"week {week}, claims {wrong}: {by_engine[wrong]} and not {expected[rows[wrong]]}"
        settled = sum(ledger.settled[name] for name in SETTLED)
        deferred = owed[:, 0] - owed[:, DUE]
        assert np.array_equal(ledger.days * ledger.wage_fen, settled + deferred + owed[:, DUE])
        gone = np.ones(len(owed), np.bool_)
        gone[rows[used]] = False
        assert not owed[gone, 0].any(), f"week {week}: a claim is gone but something was owed"

    def _check_totals(self, week: int, owed: np.ndarray) -> None:
        """Outcomes of the week, of the festival and of the survey; and who was paid out of turn."""
        ledger, row = self.ledger, self.playing.recording.values[week]
        totals = ledger.totals(week, owed)
        assert {name: int(row[COLUMN[name]]) for name in totals} == totals, f"week {week}"
        assert ledger.paid_out_of_order(week) == set(), f"week {week}"
        if self.playing.calendar.festival[week]:
            found = (row[COLUMN["festival_persons"]], row[COLUMN["festival_paid_persons"]])
            assert found == ledger.festival(week), week
        if self.playing.calendar.survey[week]:
            names = ("survey_persons", "survey_owed_persons", "survey_debt_thousandths")
            assert tuple(int(row[COLUMN[name]]) for name in names) == ledger.survey(week), week


def audit(scenario: Scenario, replicate: int = 0) -> Audit:
    """Play a scenario and check every week of it."""
    audits: list[Audit] = []
    for _, week in weeks_of(scenario, replicate, ready=lambda playing: audits.append(Audit(playing))):
        audits[0].close(week)
    audits[0].finish()
    return audits[0]
