"""Which measures cover a project, on paper and in use, and what their start puts into workers' hands."""

from typing import TYPE_CHECKING

from sim.agents.evidence import ROSTER_BIT
from sim.core.draws import Stream
from sim.declared.kinds import OWNER_KINDS, SECTORS
from sim.mechanisms.coverage import compliance_now, is_covered, is_used
from sim.policies import MEASURES_BY_KIND

if TYPE_CHECKING:
    from peer.model import PeerModel
    from peer.project import Project

NO_ORDER = 1 << 30  # weeks since the authority ordered somebody to pay: it never does


class Measure:
    """One measure as it is in force this week."""

    def __init__(self, kind: str, p) -> None:
        n = MEASURES_BY_KIND[kind].number
        self.kind, self.number = kind, n
        self.since_week = int(p.measure_since_week[n])
        self.new_since = int(p.measure_new_since[n])
        self.open_claims = bool(p.measure_open_claims[n])
        self.who = tuple(int(bits[n]) for bits in (p.measure_owner_kinds, p.measure_sectors, p.measure_sizes))
        self.share = float(p.measure_share[n])
        self.levels = tuple(float(c[n]) for c in (p.measure_compliance, p.measure_floor, p.measure_ceiling))
        self.setup_weeks = int(p.measure_setup_weeks[n])


def in_force(p) -> dict[str, Measure]:
    """The measures in force by the cards of a week."""
    kinds = [kind for kind, policy in MEASURES_BY_KIND.items() if p.measure_in_force[policy.number]]
    return {kind: Measure(kind, p) for kind in kinds}


def cover(model: "PeerModel", project: "Project") -> None:
    """A measure is on paper where it covers, and in use where the project complies: it draws once for all measures."""
    u = model.luck.u(Stream.COMPLIES, 0, project.uid)
    paper, use = set(), set()
    for measure in model.measures.values():
        if not _covers(model, project, measure):
            continue
        paper.add(measure.kind)
        if measure.kind not in project.on_paper:
            project.covered_week[measure.kind] = model.week
        weeks = model.week - project.covered_week[measure.kind]
        if is_used(u, compliance_now(*measure.levels, weeks, NO_ORDER), weeks, measure.setup_weeks):
            use.add(measure.kind)
    begun = use - project.in_use
    project.on_paper, project.in_use = paper, use
    if "real_name" in begun and model.measures["real_name"].open_claims:
        _register(model, project)


def _covers(model: "PeerModel", project: "Project", measure: Measure) -> bool:
    """What is covered stays so; else the project must be under construction and, maybe, new."""
    late = project.state != "active" or measure.new_since > 0  # all projects began at the opening
    if late and measure.kind not in project.on_paper:
        return False
    kind, sector = OWNER_KINDS.index(project.owner.kind), SECTORS.index(project.sector)
    u = model.luck.u(Stream.COVERED, measure.number, project.uid)
    return is_covered(*measure.who, kind, sector, project.size_class, u, measure.share)


def _register(model: "PeerModel", project: "Project") -> None:
    """Workers at work when the gates open are put on the roster."""
    share = model.cards.real_name_registered_share
    for crew in [crew for c in project.contracts for crew in c.crews if crew.working]:
        for claim in crew.present:
            if model.luck.u(Stream.ON_ROSTER, crew.start_week, claim.worker.uid) < share:
                claim.evidence |= ROSTER_BIT
