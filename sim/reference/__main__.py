"""Write docs/odd.md and docs/reference from the code: `python -m sim.reference [--check]`."""

import sys


def main(arguments: list[str]) -> int:
    """Write what is stale, or with `--check` only tell it; the exit status is 1 if anything is stale then."""
    from sim.reference.documents import DOCS, TEMPLATE, stale, write

    if arguments not in ([], ["--check"]):
        sys.stderr.write("usage: python -m sim.reference [--check]\n")
        return 2
    if not (DOCS / TEMPLATE).is_file():
        sys.stderr.write(f"{DOCS / TEMPLATE}: there is no such file; the documents are made in a checkout.\n")
        return 2
    paths = stale() if arguments else write()
    for path in paths:
        sys.stdout.write(f"docs/{path} {'is stale' if arguments else 'written'}\n")
    return 1 if arguments and paths else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
