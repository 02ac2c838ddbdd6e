"""More officers."""

from facts.played import FIRST, MILLION_YUAN, START, differences, play
from sim.scenario import load_scenario


def officers(pairs: int) -> None:
    """More officers: recorded arrears rise first, true ones fall later."""
    base = play(load_scenario("baseline"), pairs)
    many = [{"from": START, "value": 1.0}]
    more = play(load_scenario("baseline").with_parameters({"authority.officers_per_1000_workers": many}), pairs)
    print(
        "Four times the officers from 2015-01-05, million yuan: the baseline and differences to it, by weeks since then"
    )
    for outcome in ("recorded", "found", "overdue", "unpaid_over_30_days"):
        for first, last in ((0, 2), (2, 4), (4, 6), (6, 13), (13, 26), (26, 52), (52, 104)):
            weeks = (FIRST + first, FIRST + last)
            means = [[p.mean(outcome, *weeks) / MILLION_YUAN for p in group] for group in (base, more)]
            differences(f"{outcome}, weeks {first + 1}-{last}", *means)
