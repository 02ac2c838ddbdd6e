"""How long the command line takes, as ratios that hold on slow machines too.

    python benchmarks/command_line.py [rounds]

Alternates a bare import of numba, pandas and pyplot with `arrears run` of the baseline (warm, one replicate, everything
written) and bare Python with `arrears --help`.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ARREARS = "from sim.cli import main; main()"
IMPORTS = "import numba, pandas, matplotlib.pyplot"


def seconds(*arguments: str) -> float:
    """Wall time of one call of Python."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", *arguments], stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - began


def main() -> None:
    """Print one line per round, then the medians."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    ratios, above = [], []
    with tempfile.TemporaryDirectory() as folder:
        seconds(ARREARS, "run", "--out", str(Path(folder) / "cold"))
        for k in range(rounds):
            bare, run = seconds(IMPORTS), seconds(ARREARS, "run", "--out", str(Path(folder) / str(k)))
            python, help_ = seconds("pass"), seconds(ARREARS, "--help")
            ratios.append(run / bare)
            above.append(help_ - python)
            print(
                f"imports {bare:.2f} s, run {run:.2f} s, ratio {run / bare:.2f}; --help {help_ - python:.2f} s above Python"
            )
    print(f"median: run {statistics.median(ratios):.2f} times the imports (aim: below 2.5); ", end="")
    print(f"--help {statistics.median(above):.2f} s above bare Python (aim: below 0.3)")


if __name__ == "__main__":
    main()
