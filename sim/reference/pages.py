"""The pages of docs/reference, each made from declarations."""

from sim.declared.money import HOLDERS, PURPOSES
from sim.declared.places import PLACES
from sim.parameters.cards import Card, load_cards
from sim.parameters.causes import CAUSES
from sim.parameters.explain import value_text
from sim.parameters.values import Dated
from sim.reference.lookups import outcome_docs, place_names
from sim.reference.markdown import page, table
from sim.reference.scenario_keys import scenario_keys


def parameters_page() -> str:
    """Every card with its meaning, unit, bounds, value, off value, status and source."""
    blocks = ["Every number of the model. `arrears explain NAME` prints one of them."]
    subject = ""
    for card in load_cards().values():
        if card.subject != subject:
            subject = card.subject
            blocks.append(f"## {subject}")
        blocks.append(_card_block(card))
    return page("Parameters", *blocks)


def _card_block(card: Card) -> str:
    lines = [f"### `{card.name}`", "", f"{card.label_en} · {card.label_zh}", "", card.doc, ""]
    lines.append(f"- unit: {card.unit}; bounds: {card.bounds[0]:.15g} to {card.bounds[1]:.15g}")
    lines.append(f"- value: {history_text(card.value)}")
    if card.cause is not None and card.off is not None:
        lines.append(f"- cause: `{card.cause}`; when it is off: {value_text(card.off)}")
    lines.append(f"- {card.status}" + (f": {card.source}" if card.source else ""))
    return "\n".join(lines)


def history_text(history: Dated, most: int = 1000) -> str:
    """A value by date; of a table longer than `most`, the ends."""
    parts = []
    for since, value in history:
        text = value_text(value)
        if isinstance(value, tuple) and len(value) > most:
            text = f"[{value[0]:.15g} ... {value[-1]:.15g}], {len(value)} entries"
        parts.append(text if since is None else f"from {since}: {text}")
    return "; ".join(parts)


def outcomes_page() -> str:
    """Every outcome with unit, kind, groups and meaning."""
    from sim.outcomes import GROUPS, OUTCOMES

    kinds = list(dict.fromkeys(group.partition(":")[0] for group in GROUPS if ":" in group))
    rows = []
    for outcome in OUTCOMES:
        kind = f"{' / '.join(f'`{part}`' for part in outcome.ratio_of)}" if outcome.ratio_of else outcome.kind
        labels = f"{outcome.label_en} · {outcome.label_zh}"
        rows.append(
            [f"`{outcome.name}`", labels, outcome.unit, kind, "yes" if outcome.grouped else "no",
             outcome_docs().get(outcome.name, "")]
        )  # fmt: skip
    return page(
        "Outcomes",
        "What a run reports. A stock is the state at the close of Sunday, after payments; a flow is the sum over the "
        "week; others are ratios. Grouped outcomes are also given by " + ", ".join(f"`{kind}`" for kind in kinds) + ".",
        table(["name", "label", "unit", "kind", "grouped", "meaning"], rows),
    )


def places_page() -> str:
    """Every place in the order of the waterfall."""
    places = [PLACES[name] for name in place_names() if name in PLACES]
    rows = [
        [f"`{p.name}`", f"{p.label_en} · {p.label_zh}", f"`{p.cause}`" if p.cause else "", p.doc, p.how] for p in places
    ]
    return page(
        "Places",
        "Where each unpaid fen is stuck. Places partition overdue wages and `unpaid_over_30_days` exactly. They are "
        "filled contract by contract from the crews up: what the payer owes takes part of the demand and passes "
        "what is due on to the payer; what is left is the firm's own doing.",
        table(["name", "label", "cause", "meaning", "how it is computed"], rows),
    )


def causes_page() -> str:
    """Every cause with the cards it switches."""
    blocks = ["A place holds money and has an exact share of unpaid wages; a driver holds none, and its share is the "
              "difference, under the same luck, with the driver switched off."]  # fmt: skip
    for cause in CAUSES.values():
        cards = [card for card in load_cards().values() if card.cause == cause.name]
        places = [name for name in place_names() if name in PLACES and PLACES[name].cause == cause.name]
        lines = [f"## {cause.number}. `{cause.name}` ({cause.kind})", "", f"{cause.label_en} · {cause.label_zh}", ""]
        lines += [cause.doc, ""]
        if cause.against[0]:
            lines += [f"More may be unpaid without it: {cause.against[0]}.", ""]
        if places:
            lines += ["Places: " + ", ".join(f"`{name}`" for name in places) + ".", ""]
        lines += [
            f"- `{c.name}`: {c.label_en}; off: {history_text(((None, c.off),), 4)}" for c in cards if c.off is not None
        ]
        blocks.append("\n".join(lines).rstrip())
    return page("Causes", *blocks)


def money_page() -> str:
    """Purposes of money and kinds of account holder."""
    from sim.ledger.accounts import KIND_NAMES, OUTSIDE, PURPOSE_NAMES

    purposes = [(name, PURPOSES.get(name)) for name in PURPOSE_NAMES]
    holders = [(name, HOLDERS.get(name)) for name in KIND_NAMES]
    return page(
        "Money",
        "Money is in fen, as integers; 100 fen are one yuan. Every flow has a payer, a payee and a purpose. Outside "
        "accounts start at zero and may go negative; the sum over all accounts is zero.",
        "## Purposes",
        table(
            ["purpose", "label", "meaning"],
            [[f"`{n}`", f"{m.label_en} · {m.label_zh}", m.doc] if m else [f"`{n}`", "", ""] for n, m in purposes],
        ),
        "## Kinds of account holder",
        table(
            ["kind", "label", "outside", "meaning"],
            [
                [
                    f"`{n}`",
                    f"{m.label_en} · {m.label_zh}" if m else "",
                    "yes" if i < OUTSIDE else "no",
                    m.doc if m else "",
                ]
                for i, (n, m) in enumerate(holders)
            ],
        ),
    )


def scenario_keys_page() -> str:
    """Every key of a scenario file."""
    rows = [[f"`{key.name}`", key.doc, key.allowed, key.default] for key in scenario_keys().values()]
    return page(
        "Keys of a scenario file",
        "A scenario is a TOML file. `arrears scenarios show baseline` prints one with every value, "
        "`arrears scenarios check FILE` tells all errors at once.",
        table(["key", "meaning", "allowed", "default"], rows),
    )
