"""The schedule of a week, read from the source of `sim/week.py`: it cannot drift from the code."""

import ast
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

PACKAGE = Path(__file__).resolve().parents[1]
_NUMBERED = re.compile(r"^    # (\d+) (.+)$")


class Call(NamedTuple):
    """One kernel called in a phase: its name, module, first sentence and the condition of its call."""

    name: str
    module: str
    doc: str
    condition: str


class Rule(NamedTuple):
    """One rule: its name, module and the first paragraph of its docstring."""

    name: str
    module: str
    doc: str


class Phase(NamedTuple):
    """One numbered phase of the week."""

    number: int
    title: str
    calls: tuple[Call, ...]


def phases(function: str = "play_week") -> list[Phase]:
    """The phases of a week in order.

    Raises
    ------
    ValueError
        If week.py has no such function or no numbered comments.
    """
    text = (PACKAGE / "week.py").read_text("utf-8")
    tree = ast.parse(text)
    body = next((n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == function), None)
    if body is None:
        raise ValueError(f"sim/week.py has no function {function}")
    lines = text.splitlines()[: body.end_lineno]
    marks = [(i, m) for i, line in enumerate(lines, 1) if i > body.lineno and (m := _NUMBERED.match(line))]
    if not marks:
        raise ValueError(f"{function} in sim/week.py has no numbered comments")
    calls = list(_calls(body.body, _imports(tree), ""))
    ends = [*(line for line, _ in marks[1:]), (body.end_lineno or 0) + 1]
    return [
        Phase(int(mark[1]), mark[2], tuple(call for at, call in calls if line < at < end))
        for (line, mark), end in zip(marks, ends, strict=True)
    ]


def _imports(tree: ast.Module) -> dict[str, str]:
    """Name -> module of everything that week.py imports from the package."""
    return {
        alias.asname or alias.name: node.module
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("sim.")
        for alias in node.names
    }


def _calls(body: list[ast.stmt], imports: dict[str, str], condition: str) -> list[tuple[int, Call]]:
    """Calls that stand as statements, with the condition or loop around them."""
    found: list[tuple[int, Call]] = []
    for node in body:
        if isinstance(node, ast.If):
            found += _calls(node.body, imports, _joined(condition, f"if `{ast.unparse(node.test)}`"))
            found += _calls(node.orelse, imports, _joined(condition, f"unless `{ast.unparse(node.test)}`"))
        elif isinstance(node, ast.For):
            loop = f"for each `{ast.unparse(node.target)}` in `{ast.unparse(node.iter)}`"
            found += _calls(node.body, imports, _joined(condition, loop))
        elif isinstance(node, ast.Expr | ast.Assign) and isinstance(node.value, ast.Call):
            name = ast.unparse(node.value.func)
            if name in imports:
                module = imports[name]
                found.append((node.lineno, Call(name, module, first_sentence(module, name), condition)))
    return found


def _joined(outer: str, inner: str) -> str:
    return f"{outer}, {inner}" if outer else inner


@cache
def _functions(module: str) -> dict[str, str]:
    path = PACKAGE.joinpath(*module.split(".")[1:]).with_suffix(".py")
    tree = ast.parse(path.read_text("utf-8"))
    return {n.name: ast.get_docstring(n) or "" for n in tree.body if isinstance(n, ast.FunctionDef)}


def first_sentence(module: str, function: str) -> str:
    """The first paragraph of a function's docstring, on one line."""
    return " ".join(_functions(module).get(function, "").partition("\n\n")[0].split())


def schedule_text() -> str:
    """The schedule as a numbered list of phases, each with the kernels it calls in order."""
    blocks = []
    for phase in phases():
        lines = [f"**{phase.number}. {phase.title[0].upper()}{phase.title[1:]}.**", ""]
        for call in phase.calls:
            condition = f" *({call.condition})*" if call.condition else ""
            lines.append(f"- `{call.name}` ({call.module.removeprefix('sim.')}){condition}: {call.doc}")
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)


ROOMS = ("chain", "agents", "policies", "ledger")


def rules() -> list[Rule]:
    """Every public function marked as a rule in the rooms where decisions are made."""
    found = []
    for room in ROOMS:
        for path in sorted((PACKAGE / room).rglob("*.py")):
            module = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
            for node in ast.parse(path.read_text("utf-8")).body:
                marked = isinstance(node, ast.FunctionDef) and "rule" in map(ast.unparse, node.decorator_list)
                if marked and isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                    found.append(Rule(node.name, module, first_sentence(module, node.name)))
    return found
