"""What must be seen to be true of failure and of the measures: each fact prints its table.

    python benchmarks/measures.py [FACT ...] [--pairs N]

Every fact when none is named, 50 pairs by default. A pair is one replicate played with and without something under
the same luck; differences are given with the 95 % interval of their mean. To add a fact, write a function of the number
of pairs in `benchmarks/facts` and add it to FACTS.
"""

import argparse
from collections.abc import Callable

from facts.deposits import deposit_by_size, deposit_rates
from facts.healing import healing
from facts.officers import officers
from facts.payment import direct_payment
from facts.spread import owner_stops

FACTS: dict[str, Callable[[int], None]] = {
    "direct_payment": direct_payment,
    "deposit_by_size": deposit_by_size,
    "deposit_rates": deposit_rates,
    "healing": healing,
    "officers": officers,
    "owner_stops": owner_stops,
}

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("facts", nargs="*", choices=[*FACTS, []], default=[])
    parser.add_argument("--pairs", type=int, default=50)
    given = parser.parse_args()
    for wanted in given.facts or FACTS:
        FACTS[wanted](given.pairs)
