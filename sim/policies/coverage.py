"""Whom measures cover, on paper and in use: two masks per project, kept week by week."""

from sim.chain.systems import MEASURES
from sim.chain.tables import FREE
from sim.core.compiled import kernel, rule
from sim.core.draws import Stream, uniform

MEMORY_WEEKS = 52  # how long a project remembers that the authority ordered it to pay


@rule
def compliance_now(start, floor, ceiling, weeks_in_force, weeks_since_order):
    """c(t) of a project: the ceiling after an order, the floor when nobody looked for a year (domain 4, behaviour)."""
    if weeks_since_order < MEMORY_WEEKS:
        return ceiling
    return start if weeks_in_force < MEMORY_WEEKS else floor


@rule
def is_covered(kind_bits, sector_bits, size_bits, kind, sector, size, u, share):
    """Whether a measure covers a project: its owner, sector and size are named, and it is in the drawn share."""
    named = (kind_bits >> kind) & (sector_bits >> sector) & (size_bits >> size) & 1
    return named == 1 and u < share


@kernel
def cover_projects(w, p, seed, week):
    """Set both masks of every project; a project draws once whether it complies, with whatever measure."""
    any_in_force = False
    for n in range(MEASURES):
        if p.measure_in_force[n]:
            any_in_force = True
            w.measures.weeks[n] += 1
    for project_row in range(w.projects.size):
        project = w.projects[project_row]
        if project.state == FREE:
            continue
        paper, use = 0, 0
        if any_in_force:
            u = uniform(seed, Stream.COMPLIES, 0, project.uid)
            for n in range(MEASURES):
                if p.measure_in_force[n] and _covers(w, p, seed, project_row, n):
                    paper |= 1 << n
                    since = week - max(p.measure_since_week[n], project.start_week)
                    c = compliance_now(
                        p.measure_compliance[n],
                        p.measure_floor[n],
                        p.measure_ceiling[n],
                        since,
                        week - project.ordered_week,
                    )
                    if u < c:
                        use |= 1 << n
        fresh = paper & ~project.ever_on_paper
        for n in range(MEASURES):
            w.measures.projects[n] += (fresh >> n) & 1
        project.ever_on_paper |= paper
        project.on_paper = paper
        project.in_use = use


@kernel
def _covers(w, p, seed, project_row, n):
    project = w.projects[project_row]
    if p.measure_new_only[n] and project.start_week < p.measure_since_week[n]:
        return False
    kind = w.owners.kind[project.owner]
    u = uniform(seed, Stream.COVERED, n, project.uid)
    bits = (p.measure_owner_kinds[n], p.measure_sectors[n], p.measure_sizes[n])
    return is_covered(bits[0], bits[1], bits[2], kind, project.sector, project.size_class, u, p.measure_share[n])
