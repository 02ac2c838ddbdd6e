"""Kinds of shocks in words: for `explain` and for a page of the reference."""

from sim.declared.shocks import SHOCKS
from sim.parameters.explain import Language
from sim.reference.markdown import page, table

WORDS: dict[str, tuple[str, str]] = {
    "kind": ("kind", "类别"),
    "shock": ("kind of shock, for [[shocks]] of a scenario file", "冲击类别，写在情景文件的[[shocks]]中"),
    "keys": ("keys", "键"),
    "example": ("example", "示例"),
}


def describe_shock(name: str, language: Language = "en") -> str:
    """A kind of shock in words, with its keys and an entry that a file can hold."""
    shock = SHOCKS[name]
    lines = [
        f"{name}: {shock.label_zh if language == 'zh' else shock.label_en}",
        shock.doc,
        f"  {_word('kind', language)}: {_word('shock', language)}",
        f"  {_word('keys', language)}:",
    ]
    lines += [f"    {key}: {doc} It {allowed}." for key, doc, allowed, _ in _keys(name)]
    lines.append(f"  {_word('example', language)}:")
    lines += [f"    {line}" for line in example(name).splitlines()]
    return "\n".join(lines)


def example(name: str) -> str:
    """An entry of this kind, as a file holds it."""
    from sim.scenario.toml import toml_text

    return toml_text({"shocks": [SHOCKS[name].example]}).strip()


def shocks_page() -> str:
    """Every kind of shock with its keys and an example."""
    blocks = [
        "A shock is an entry `[[shocks]]` of a scenario: its `kind`, its `date`, and the keys of its kind. One that strikes "
        "nothing is told, and so is one that a shortened run does not reach. `arrears explain KIND` prints one.",
    ]
    for name, shock in SHOCKS.items():
        rows = [
            [f"`{key}`", doc, allowed.removeprefix("must be "), default] for key, doc, allowed, default in _keys(name)
        ]
        blocks += [
            f"## {name}",
            f"{shock.label_en} · {shock.label_zh}. {shock.doc}",
            table(["key", "meaning", "allowed", "default"], rows),
            f"```toml\n{example(name)}\n```",
        ]
    return page("Shocks", *blocks)


def _keys(name: str) -> list[tuple[str, str, str, str]]:
    """Name, meaning, what is allowed and default of each key that a kind takes, from the class that reads them."""
    from sim.reference.scenario_keys import scenario_keys

    known = scenario_keys()
    found = [known[f"shocks.{key}"] for key in SHOCKS[name].keys]
    return [(key.name.removeprefix("shocks."), key.doc, key.allowed, key.default) for key in found]


def _word(key: str, language: Language) -> str:
    return WORDS[key][language == "zh"]
