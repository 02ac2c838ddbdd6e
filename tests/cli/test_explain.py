"""Every name can be explained, every declaration is complete, every generated document is fresh."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest

import sim
from sim.chain.events import EVENT_KINDS
from sim.cli import table
from sim.declared.columns import COLUMN_DOCS, ENGINE_COLUMNS
from sim.declared.events import EVENTS
from sim.declared.files import POLICY_COUNTS, RESULT_FILES
from sim.declared.measures import PARTIES
from sim.declared.money import HOLDERS, PURPOSES
from sim.declared.outcomes import OUTCOME_DOCS
from sim.declared.places import PLACES
from sim.declared.shocks import SHOCKS
from sim.errors import InputError
from sim.figures import words
from sim.ledger.accounts import KIND_NAMES, PURPOSE_NAMES
from sim.outcomes import GROUPS, OUTCOMES
from sim.parameters.cards import load_cards
from sim.parameters.causes import CAUSES
from sim.parameters.explain import OWN_LOOKUPS, UNITS
from sim.places import PLACE_NAMES
from sim.policies.outcomes import MEASURE_OUTCOME_DOCS
from sim.population.columns import TABLES as POPULATION
from sim.reference.columns import table_columns
from sim.reference.documents import DOCS, odd, stale
from sim.reference.lookups import GROUPINGS, LOOKUPS
from sim.reference.scenario_keys import TABLE_DOCS, scenario_keys
from sim.reference.schedule import phases
from sim.report import comparison, drivers, glance, verdicts
from sim.running.records import COUNTS
from sim.scenario import Shock, load_scenario
from sim.scenario.check import KEYS, TABLES

ROOT = Path(__file__).resolve().parents[2]
DECLARED = {
    "outcomes": (
        [outcome.name for outcome in OUTCOMES],
        OUTCOME_DOCS | MEASURE_OUTCOME_DOCS,
        "sim/declared/outcomes.py",
    ),
    "places": (PLACE_NAMES, PLACES, "sim/declared/places.py"),
    "purposes": (PURPOSE_NAMES, PURPOSES, "sim/declared/money.py"),
    "holders": (KIND_NAMES, HOLDERS, "sim/declared/money.py"),
    "events": (EVENT_KINDS, EVENTS, "sim/declared/events.py"),
    "shocks": (get_args(Shock.model_fields["kind"].annotation), SHOCKS, "sim/declared/shocks.py"),
    "columns": ([*COUNTS, *(f"cost_{p}_fen" for p in PARTIES)], POLICY_COUNTS, "sim/declared/files.py"),
    "scenario": (TABLES, TABLE_DOCS, "sim/reference/scenario_keys.py"),
}
EVERYTHING = (*OWN_LOOKUPS, *LOOKUPS)
ENGLISH_TEXTS = "（标签为中文；说明、取值要求和来源仅有英文。）\n"


def call(*arguments):
    return subprocess.run(
        [sys.executable, "-c", "from sim.cli import main; main()", "explain", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize("kind", DECLARED)
def test_every_name_of_the_engine_is_declared_and_no_other(kind):
    names, declared, where = DECLARED[kind]
    missing = [name for name in names if name not in declared]
    unknown = [name for name in declared if name not in names]
    assert not missing, f"{where}: declare {', '.join(missing)}"
    assert not unknown, f"{where}: the engine has no {', '.join(unknown)}"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_everything_declared_can_be_explained(language):
    for kind, (names, _, _) in DECLARED.items():
        for name in names:
            text = sim.explain(f"{kind}.{name}", language).removeprefix(ENGLISH_TEXTS)
            assert text.startswith(name)
            assert len(text.splitlines()) >= 2, text
    for name in (*load_cards(), *CAUSES, *scenario_keys()):
        assert name in sim.explain(name, language)


def test_what_an_explanation_says():
    overdue = sim.explain("overdue")
    assert overdue.startswith("overdue: Overdue wages by agreement\n")
    for said in ("unit: fen", "stock (state at the close of Sunday)", "groups: owner_kind, sector, tier, size"):
        assert said in overdue
    assert "survey_owed_persons / survey_persons" in sim.explain("survey_share")
    assert "cause: commingling (Commingling)" in sim.explain("diverted_bank")
    assert "  more may be unpaid without it: a firm that would have failed stays" in sim.explain("insolvency")
    assert "more may be unpaid" not in sim.explain("chains")
    assert "逾期工资" in sim.explain("overdue", "zh")
    assert "成因: chains (层层转包分包)" in sim.explain("price", "zh")


def test_places_name_causes_and_scenario_keys_are_complete():
    assert {place.cause for place in PLACES.values()} <= {*CAUSES, None}
    assert set(KEYS) <= set(scenario_keys())
    for key in scenario_keys().values():
        assert key.doc, key.name
        assert key.allowed, key.name


def test_columns_of_tables_are_declared_and_explained():
    columns = {column for columns in table_columns().values() for column, _ in columns}
    declared = {*COLUMN_DOCS, *ENGINE_COLUMNS}
    assert not columns ^ declared, f"sim/declared/columns.py: declare, or strike, {', '.join(columns ^ declared)}"
    for column in columns:
        for told in sim.explain(f"tables.{column}").split("\n\n"):
            name, meaning, where = told.splitlines()
            assert (name, meaning.strip() != "") == (column, True), f"{column}: say in its table what it means"
            within = where.removeprefix("  column of Model.table, in: ").split(", ")
            assert column in dict(table_columns()[within[0]])


@pytest.mark.parametrize("column", ["overdue_fen", "workers_on_site", "grade"])
def test_a_column_of_a_table_is_explained_beside_what_has_its_name(column):
    tables = [name for name, columns in table_columns().items() if column in dict(columns)]
    assert f"column of Model.table, in: {', '.join(tables)}" in sim.explain(column)
    assert ("stock (state" in sim.explain(column)) == (column == "workers_on_site")


def test_a_column_of_a_population_is_explained_with_what_it_may_hold():
    told = sim.explain("weeks_left")
    assert (
        "  column of a population's file: projects.csv\n  unit: weeks\n  allowed: a whole number from 1 to 1040" in told
    )
    assert "  column of a population's file: crews.csv\n  unit: weeks\n  allowed: a whole number from 1 to 52" in told
    assert "文件: workers.csv\n  单位: 元" in sim.explain("day_wage_yuan", "zh")
    assert sim.explain("kappa").startswith(sim.explain("firms.kappa"))
    assert sim.explain("owed_yuan") == sim.explain("owed_fen")
    for given, meant in (("overdue_fe", "overdue_fen"), ("wekks_left", "weeks_left")):
        with pytest.raises(InputError, match=f"Did you mean {meant}"):
            sim.explain(given)


def test_the_command_line_and_a_wrong_name():
    done = call("held", "--lang", "zh")
    assert (done.returncode, done.stderr) == (0, "")
    assert "账上有款未发" in done.stdout
    wrong = call("overdu")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert wrong.stderr.strip() == "overdu: nothing has this name. Did you mean overdue?"
    for given, meant in (
        ("plces.held", "places.held"),
        ("late_owner", "late_owners"),
        ("fee_share", "chains.fee_share"),
    ):
        with pytest.raises(InputError, match=f"Did you mean {meant}"):
            sim.explain(given)


@pytest.mark.parametrize("label", [
    "Unpaid over 30 days", "UNPAID over 30 days, mean over weeks", "Unpaid over 30 days, mean over weeks (million yuan)",
    "unpaid, over 30 days", "超过30天未付工资", "超过30天未付工资（各周平均）", "Unpaid_over_30_days", "outcomes.unpaid_over_30_days",
])  # fmt: skip
def test_a_printed_label_is_as_good_as_a_name(label):
    assert sim.explain(label) == sim.explain("unpaid_over_30_days")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_word_of_a_printed_table_can_be_explained(language):
    heads = ("median", "difference", "interval", "better_in", "needed")
    printed = [*verdicts.WORDS.values(), *(comparison.WORDS[name] for name in heads), *words.SUMS.values()]
    printed += [glance.WORDS[name] for name in ("used", "price", "saves")]
    printed += [drivers.WORDS[name] for name in ("share", "cause")]
    printed += [table.WORDS["stuck"], words.WORDS["others"], ("10-90 %", "10-90%区间")]
    for pair in printed:
        word = pair[language == "zh"].partition(":")[0].partition("：")[0]
        assert sim.explain(word, language), word
    for column in RESULT_FILES["compare.csv"].columns:
        assert sim.explain(column, language).removeprefix(ENGLISH_TEXTS).startswith(column)
    assert "sign of the mean difference" in sim.explain("same_sign", language)


def test_every_label_finds_what_it_labels():
    for language, side in (("en", 0), ("zh", 1)):
        for lookup in EVERYTHING:
            for name in lookup.names():
                if label := lookup.labels(name)[side]:
                    assert lookup.describe(name, language) in sim.explain(label.upper(), language)


def test_a_misspelt_label_has_a_hint():
    for given, meant in (
        ("unpaid over 30 day", "Unpaid over 30 days"), ("逾期工", "逾期工资"), ("OVERDU", "overdue"),
        ("Survey: share owed", "survey_share (Survey share of workers owed wages)"), ("workers on sites", "Workers on site"),
        ("95 % intervals", "95 % interval"),
    ):  # fmt: skip
        with pytest.raises(InputError, match=rf"Did you mean {re.escape(meant)}\?"):
            sim.explain(given)
    with pytest.raises(InputError, match=r"nothing has this name\.$"):
        sim.explain("!!")


def test_what_has_one_name_is_told_measure_first():
    told = sim.explain("wage_deposit").split("\n\n")
    assert told[0] == sim.explain("policies.wage_deposit")
    assert sim.explain("holders.wage_deposit") in told
    assert sim.explain("direct payment").startswith("direct_payment: ")


def test_a_shock_is_explained_with_an_entry_that_a_file_can_hold(tmp_path):
    for kind, shock in SHOCKS.items():
        told = sim.explain(f"shocks.{kind}")
        entry = "\n".join(line.strip() for line in told.partition("example:\n")[2].splitlines())
        (tmp_path / "mine.toml").write_text(f'extends = "baseline"\n{entry}\n', encoding="utf-8")
        (found,) = load_scenario(tmp_path / "mine.toml").shocks
        assert found.content() == shock.example
        assert {"kind", *shock.keys} == set(shock.example)
        for key in shock.keys:
            assert f"    {key}: {scenario_keys()[f'shocks.{key}'].doc}" in told


def test_a_column_is_explained_for_each_file_it_stands_in():
    told = sim.explain("fen")
    for file, described in RESULT_FILES.items():
        assert ("fen" in described.columns) == (f"column of: {file}" in told)
    assert sim.explain("better in") == sim.explain("better_share")
    assert "  单位: 元·周" in sim.explain("yuan_weeks", "zh")
    assert "    commit " in sim.explain("manifest.json")
    for name in RESULT_FILES["places.csv"].columns:
        assert f"    {name} " in sim.explain("places.csv")


@pytest.mark.parametrize(("given", "meant"), [
    ("工资保证金", "wage_deposit (农民工工资保证金)"), ("专户", "dedicated_account ("), ("compliance", "wage_deposit.compliance"),
    ("coverage", "direct_payment.coverage"), ("guarantee_share", "Did you mean wage_deposit.guarantee_share ("),
])  # fmt: skip
def test_a_word_of_a_name_has_a_hint(given, meant):
    with pytest.raises(InputError) as caught:
        sim.explain(given)
    assert meant in caught.value.lines[0].partition("nothing has this name.")[2]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_without_a_name_everything_is_listed_by_kind(language):
    told = call("--lang", language).stdout.split("\n\n")
    assert len(told) == len(EVERYTHING)
    for lookup in EVERYTHING:
        names = list(lookup.names())
        block = next(text for text in told if text.startswith(f"{lookup.heading[language == 'zh']} ({len(names)})"))
        assert [line.split()[0] for line in block.splitlines()[1:]] == names


def test_every_unit_and_grouping_has_chinese_words():
    used = {card.unit for card in load_cards().values()} | {outcome.unit for outcome in OUTCOMES}
    used |= {column.unit for file in RESULT_FILES.values() for column in file.columns.values()}
    used |= {column.unit for columns in POPULATION.values() for column in columns}
    missing = used - {*UNITS, ""}
    assert not missing, f"sim/parameters/explain.py: declare {', '.join(missing)} in UNITS"
    assert {group.partition(":")[0] for group in GROUPS if ":" in group} == set(GROUPINGS)
    told = sim.explain("overdue", "zh").splitlines()
    assert f"{told[0]}\n" == ENGLISH_TEXTS
    assert told[3:6] == [
        "  单位: 分（人民币）",
        "  类别: 存量（周日收盘时）",
        "  分组: owner_kind (建设单位类别), sector (行业), tier (层级), size (规模)",
    ]


def test_a_parameter_is_explained_without_the_compiler():
    code = "import sys, sim; sim.explain('firms.kappa'); sim.explain('held'); print('numba' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "False"


def test_generated_documents_are_fresh():
    old = stale()
    assert not old, f"run `python -m sim.reference`: stale are {', '.join(old)}"


def test_the_schedule_is_read_from_the_week():
    found = phases()
    assert [phase.number for phase in found] == list(range(1, len(found) + 1))
    for phase in found:
        assert phase.calls, phase.title
        assert all(call.doc for call in phase.calls), phase.title


def test_odd_answers_every_question_of_odd_d():
    # Mueller et al. 2013, table 1: sections, and how many guiding questions each has
    asked = {
        "I.i": 2, "I.ii": 5, "I.iii": 1,
        "II.i": 5, "II.ii": 8, "II.iii": 2, "II.iv": 5, "II.v": 3, "II.vi": 4, "II.vii": 2, "II.viii": 2, "II.ix": 1, "II.x": 2,
        "III.i": 2, "III.ii": 3, "III.iii": 1, "III.iv": 3,
    }  # fmt: skip
    text = (DOCS / "odd.md").read_text("utf-8")
    sections = re.findall(r"^## ([IV]+\.[ivx]+) ", text, flags=re.MULTILINE)
    assert sections == list(asked)
    answered = re.findall(r"^\*\*([IV]+\.[ivx]+\.[a-z]) [^*\n]+\.\*\*\s+\S", text, flags=re.MULTILINE)
    assert answered == [f"{section}.{chr(ord('a') + k)}" for section, many in asked.items() for k in range(many)]


def test_a_template_with_an_unknown_part_is_refused():
    with pytest.raises(ValueError, match="nothing is made for {{weather}}"):
        odd("{{schedule}} {{weather}}")
