"""Whom measures cover, on paper and in use: two masks per project, kept week by week."""

from sim.agents.registration import register_crews
from sim.chain.systems import MEASURES, REAL_NAME, WRITTEN_CONTRACTS, bear
from sim.chain.tables import ACTIVE, FREE, PROJECT_ROOM
from sim.core.compiled import kernel, rule
from sim.core.draws import Stream, uniform
from sim.declared.measures import PARTIES

MEMORY_WEEKS = 52  # how long a project remembers an order, and what was new to it
BEARERS = len(PARTIES)


@rule
def compliance_now(start, floor, ceiling, weeks_covered, weeks_since_order):
    """c(t) of a project: the ceiling in the year after an order, the floor when nobody has looked for a year (domain 4)."""
    if weeks_since_order < MEMORY_WEEKS:
        return ceiling
    return start if weeks_covered < MEMORY_WEEKS else floor


@rule
def is_covered(kind_bits, sector_bits, size_bits, kind, sector, size, u, share):
    """Whether a measure covers a project: its owner, sector and size are named, and it is in the drawn share."""
    named = (kind_bits >> kind) & (sector_bits >> sector) & (size_bits >> size) & 1
    return named == 1 and u < share


@rule
def is_used(u, compliance, weeks_covered, setup_weeks):
    """Whether a project really uses what covers it: it complies, and what the measure needs has been set up."""
    return u < compliance and weeks_covered >= setup_weeks


@kernel
def begin_reports(w):
    """Recording begins: what measures did before does not count."""
    for n in range(MEASURES):
        report = w.measures[n]
        report.weeks = 0
        report.projects = 0
        report.users = 0
        report.money_fen = 0
        report.cases = 0
        report.cost_fen[:] = 0
        report.told_fen[:] = 0
    w.projects.ever_on_paper[:] = 0
    w.projects.ever_in_use[:] = 0


@kernel
def cover_projects(w, p, seed, week):
    """Set both masks of every project; a project draws once whether it complies, with whatever measure."""
    any_in_force = False
    for n in range(MEASURES):
        if p.measure_in_force[n]:
            any_in_force = True
            w.measures.weeks[n] += 1
    for project_row in range(w.room.top[PROJECT_ROOM]):
        project = w.projects[project_row]
        if project.state == FREE:
            continue
        if any_in_force:
            _cover(w, p, seed, week, project_row)
        else:
            project.on_paper = 0
            project.in_use = 0


@kernel
def _cover(w, p, seed, week, project_row):
    project = w.projects[project_row]
    paper, use = 0, 0
    u = uniform(seed, Stream.COMPLIES, 0, project.uid)
    for n in range(MEASURES):
        if p.measure_in_force[n] and _covers(w, p, seed, project_row, n):
            paper |= 1 << n
            if (project.on_paper >> n) & 1 == 0:
                project.covered_week[n] = week
            weeks = week - project.covered_week[n]
            since_order = week - project.ordered_week
            c = compliance_now(p.measure_compliance[n], p.measure_floor[n], p.measure_ceiling[n], weeks, since_order)
            if is_used(u, c, weeks, p.measure_setup_weeks[n]):
                use |= 1 << n
    begun = use & ~project.in_use
    new_on_paper, new_in_use = paper & ~project.ever_on_paper, use & ~project.ever_in_use
    project.on_paper = paper
    project.in_use = use
    project.ever_on_paper |= paper
    project.ever_in_use |= use
    for n in range(MEASURES):
        w.measures.projects[n] += (new_on_paper >> n) & 1
        w.measures.users[n] += (new_in_use >> n) & 1
    if begun:
        _begin_use(w, p, seed, project_row, begun)


@kernel
def _covers(w, p, seed, project_row, n):
    """Whether a measure covers a project under construction; what it covers already stays until the project is closed."""
    project = w.projects[project_row]
    late = project.state != ACTIVE or project.start_week < p.measure_new_since[n]
    if late and (project.on_paper >> n) & 1 == 0:
        return False
    kind = w.owners.kind[project.owner]
    u = uniform(seed, Stream.COVERED, n, project.uid)
    bits = (p.measure_owner_kinds[n], p.measure_sectors[n], p.measure_sizes[n])
    return is_covered(bits[0], bits[1], bits[2], kind, project.sector, project.size_class, u, p.measure_share[n])


@kernel
def _begin_use(w, p, seed, project_row, begun):
    """What is needed once is bought; crews at work are registered where the measure takes them in."""
    project = w.projects[project_row]
    for n in range(MEASURES):
        if (begun >> n) & 1 == 1 and (project.equipped >> n) & 1 == 0:
            for party in range(BEARERS):
                bear(w, n, party, p.measure_fen_per_project[n, party])
    project.equipped |= begun
    contracts = (begun >> WRITTEN_CONTRACTS) & 1 == 1 and p.measure_open_claims[WRITTEN_CONTRACTS] != 0
    roster = (begun >> REAL_NAME) & 1 == 1 and p.measure_open_claims[REAL_NAME] != 0
    if contracts or roster:
        register_crews(w, p, seed, project_row, contracts, roster)
