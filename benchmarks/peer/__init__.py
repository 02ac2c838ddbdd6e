"""The same rules as ordinary Mesa objects: a second programme that exists to find errors of the first.

One agent per developer, firm, crew and worker, with its own loops and its own books: dictionaries, lists and Python
integers, one ledger entry per worker and week. It was written after reading the text (`docs/odd.md`, `docs/decisions`, the
cards) and the kernels too, so a misreading may be common to both; it shares with the engine only the scalar rules, the draws, the cards, the dates of Spring Festival and the
opening world. `benchmarks/agree.py` compares the two. It covers `benchmarks/bench_core.toml`.
"""
