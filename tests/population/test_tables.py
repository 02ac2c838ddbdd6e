"""Tables of a population: every error by file, row and column, and rows that find each other in any order."""

import time

import numpy as np
import pytest

from sim.errors import InputError
from sim.population.columns import TABLES
from sim.population.given import read_population

GOOD = {
    "projects": "uid,owner_kind,owner,workers\n3,private,1,20\n1,government,2,\n2,,,30\n",
    "firms": "uid,kind\n10,labour_boss\n11,general_contractor\n12,licensed_subcontractor\n",
    "contracts": "uid,project,parent,firm,workers\n5,3,7,10,17\n7,3,9,12,\n9,3,,11,\n6,3,9,,3\n1,1,,11,4\n",
    "crews": "uid,contract,hands\n8,5,\n2,1,3\n",
    "workers": "uid,crew,skill,day_wage_yuan\n4,8,general,140.5\n1,,,\n3,8,technician,99.99\n",
}


def folder(path, **changed):
    for name, text in (GOOD | changed).items():
        if text is not None:
            (path / f"{name}.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def refused(path):
    with pytest.raises(InputError) as caught:
        read_population(path)
    return [line.replace(f"{path}/", "") for line in caught.value.lines]


BAD = [
    ({"projects": "uid,workrs\n1,5\n"}, "projects.csv: row 1: there is no column workrs. Did you mean workers?"),
    ({"projects": "uid,skill\n1,5\n"}, "projects.csv: row 1: there is no column skill. It belongs in workers.csv."),
    ({"projects": "uid,uid\n1,5\n"}, "projects.csv: row 1: has the column uid twice."),
    ({"firms": "uid\n1\n"}, "firms.csv: row 1: has no column kind; it must be one of general_contractor, "),
    ({"firms": "uid,kind\n1,\n"}, "firms.csv: row 2, kind = nothing: is empty; it must be one of general_contractor, "),
    ({"firms": "kind,uid\nlabor_boss,1\n"}, "firms.csv: row 2, kind = \"labor_boss\": must be one of"),
    ({"projects": "uid,workers\n1,5\n2,x\n"}, 'projects.csv: row 3, workers = "x": must be a whole number from 1 to 10000000.'),
    ({"projects": "uid,workers\n1,0\n"}, 'projects.csv: row 2, workers = "0": must be a whole number from 1'),
    ({"projects": "uid,workers\n1,5.0\n"}, 'projects.csv: row 2, workers = "5.0": must be a whole number'),
    ({"projects": "uid,workers\n1,99999999999999999999999\n"}, "projects.csv: row 2, workers = "),
    ({"projects": "uid\n2097152\n"}, 'projects.csv: row 2, uid = "2097152": must be a whole number from 1 to 2097151.'),
    ({"projects": "uid,price_yuan\n1,10.123\n"}, 'row 2, price_yuan = "10.123": must be an amount in yuan from 0'),
    ({"projects": "uid,price_yuan\n1,2800000000000.01\n"}, 'row 2, price_yuan = "2800000000000.01": must be an amount'),
    ({"projects": "uid,owner_promptness\n1,nan\n"}, 'row 2, owner_promptness = "nan": must be a number from 0 to 10.'),
    ({"projects": "uid,workers\n\n1,5,9\n2,5\n"}, "projects.csv: row 3: has 3 cells where the head has 2."),
    ({"projects": b"uid,name\n1,ok\n2,\xb9\xa4\xb5\xd8\n"}, "projects.csv: row 3: is not text in UTF-8; save the table as CSV UTF-8."),
    ({"projects": ""}, "projects.csv: cannot be read: is empty."),
    ({"projects": "uid,workers\n"}, "projects.csv: has no rows."),
    ({"projects": None}, "projects.csv: is missing; it must be there"),
    ({"projects": "uid\n3\n1\n2\n3\n"}, "projects.csv: row 5, uid = 3: another row above has the same uid."),
    ({"projects": "uid\n3\n1\n\n2\n,\n"}, "projects.csv: row 6: has 2 cells"),
    ({"projects": "uid,owner\n3,1\n1,\n2,\n"}, "projects.csv: row 2, owner = 1: needs owner_kind beside it."),
    ({"projects": "uid,owner,owner_kind\n3,1,private\n1,1,government\n2,,\n"}, "row 3, owner = 1: another row gives this owner another owner_kind."),
    ({"projects": "uid,owner,owner_kind,owner_promptness\n3,1,private,1\n1,1,private,\n2,,,\n"}, "another owner_promptness."),
    ({"contracts": "uid,project\n1,3\n2,8\n"}, "contracts.csv: row 3, project = 8: projects.csv has no row with this uid."),
    ({"contracts": "uid,project,firm\n5,3,13\n1,1,11\n"}, "contracts.csv: row 2, firm = 13: firms.csv has no row with this uid."),
    ({"firms": None}, "contracts.csv: row 2: firm needs firms.csv, which is not there or cannot be read."),
    ({"contracts": "uid,project,parent\n5,3,\n1,1,5\n"}, "row 3, parent = 5: must be a contract of the same project."),
    ({"contracts": "uid,project,parent\n5,3,1\n1,3,5\n"}, "row 2, parent = 1: a chain has at most 6 contracts"),
    ({"contracts": "uid,project,parent\n1,3,\n2,3,1\n3,3,2\n4,3,3\n5,3,4\n6,3,5\n7,3,6\n"}, "row 8, parent = 6: a chain has at most 6"),
    ({"contracts": "uid,project,parent\n5,3,\n1,3,\n"}, "row 2, project = 3: has more than one contract without a parent."),
    ({"contracts": "uid,project,parent,firm\n5,3,,11\n1,3,5,11\n"}, "row 3, firm = 11: is also the firm of the contract above"),
    ({"contracts": "uid,project,price_yuan\n5,3,10\n1,1,\n"}, "row 2, price_yuan = 10.0: must be empty: only contracts below have it."),
    ({"contracts": "uid,project,parent,materials_yuan\n5,3,,\n1,3,5,8\n"}, "row 3, materials_yuan = 8.0: must be empty: only general contracts"),
    ({"contracts": "uid,project,parent,planned_wages_yuan\n5,3,,10\n1,3,5,12\n"}, "row 2, planned_wages_yuan = 10.0: must be at least own_wages_yuan and what"),
    ({"contracts": "uid,project,workers\n5,3,21\n1,1,\n"}, "projects.csv: row 2, workers = 20: must be what the workers of its contracts make"),
    ({"contracts": "uid,project,workers\n5,3,20\n1,1,0\n"}, "projects.csv: row 3, workers = nothing: its contracts have no workers."),
    ({"crews": "uid,contract,hands\n8,5,1\n"}, "crews.csv: row 2, hands = 1: must not be fewer than the members"),
    ({"crews": "uid,contract\n8,5\n2,5\n"}, "crews.csv: row 3, hands = nothing: must be given where workers.csv names no member."),
    ({"firms": "uid,kind,cash_yuan\n10,shell,900000000000000\n11,shell,900000000000000\n"}, "firms.csv: cash_yuan: comes to more than"),
    ({"crews": None}, "workers.csv: row 2: crew needs crews.csv, which is not there"),
    ({"workers": "uid,day_wage_yuan\n1,0\n"}, 'workers.csv: row 2, day_wage_yuan = "0": must be an amount in yuan from 0.01'),
]  # fmt: skip


@pytest.mark.parametrize(("changed", "said"), BAD, ids=[said[:60] for _, said in BAD])
def test_an_error_names_file_row_and_column(tmp_path, changed, said):
    assert any(said in line for line in refused(folder(tmp_path, **changed)))


def test_all_errors_of_all_files_are_told_at_once(tmp_path):
    lines = refused(
        folder(tmp_path, projects="uid,workers\n3,x\n1,\n2,0\n", firms="uid,kind\n10,boss\n", crews="uid,contract,hands\n8,77,9\n")
    )  # fmt: skip
    files = [line.partition(":")[0] for line in lines]
    assert files == [
        "projects.csv",
        "projects.csv",
        "firms.csv",
        "contracts.csv",
        "contracts.csv",
        "crews.csv",
    ]
    assert lines[4] == "contracts.csv: row 4, firm = 11: firms.csv has no row with this uid; 1 more row names it."


CHAIN = (
    "uid,project,parent,firm,workers,materials_yuan\n7,3,9,12,,\n9,3,{top},11,,5\n5,3,7,10,17,\n6,3,9,,3,\n1,1,,11,4,\n"
)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"projects": GOOD["projects"].replace("private", "privat")}, ["projects.csv: row 2, owner_kind = "]),
        (
            {"projects": GOOD["projects"].replace("private", "privat").replace("government,2", "government,1")},
            ["projects.csv: row 2, owner_kind = "],
        ),
        ({"projects": GOOD["projects"].replace("\n3,", "\n4,")}, ["contracts.csv: row 2, project = 3: "]),
        (
            {"contracts": GOOD["contracts"].replace("project", "projekt")},
            ["contracts.csv: row 1: there is no column projekt.", "contracts.csv: row 1: has no column project; "],
        ),
        ({"contracts": GOOD["contracts"].replace("uid", "number")}, ["contracts.csv: row 1: there is no column number."]),
        ({"contracts": CHAIN.format(top=5)}, ["contracts.csv: row 2, parent = 9: a chain has at most 6 contracts"]),
        ({"crews": GOOD["crews"].replace("1,3", "1,three")}, ["crews.csv: row 3, hands = "]),
    ],
)  # fmt: skip
def test_one_mistake_is_told_once(tmp_path, changed, told):
    lines = refused(folder(tmp_path, **changed))
    assert len(lines) == len(told), lines
    for line, said in zip(lines, told, strict=True):
        assert line.startswith(said)


def test_the_chain_of_the_case_above_is_sound(tmp_path):
    assert len(read_population(folder(tmp_path, contracts=CHAIN.format(top=""))).tables.contracts) == 5


def test_twenty_errors_are_shown_and_the_rest_counted(tmp_path):
    rows = "".join(f"{i},{'bad' if i > 5 else 'skilled'},{'x' if i > 40 else 3}\n" for i in range(1, 51))
    lines = refused(folder(tmp_path, crews=None, workers=f"uid,skill,patience_weeks\n{rows}"))
    assert len(lines) == 21
    assert lines[0] == 'workers.csv: row 7, skill = "bad": must be one of general, skilled, technician.'
    assert lines[-1] == f"{tmp_path}: and 35 more errors like these."


def test_a_misspelt_file_is_told(tmp_path):
    folder(tmp_path, crews=None, workers=None)
    (tmp_path / "worker.csv").write_text("uid\n1\n")
    assert refused(tmp_path) == ["worker.csv: is no table of a population. Did you mean workers.csv?"]


def test_the_folder_must_be_there(tmp_path):
    assert refused(tmp_path / "none") == [f"{tmp_path / 'none'}: there is no such folder."]


def test_rows_find_each_other_whatever_their_order(tmp_path):
    rng = np.random.default_rng(5)
    read = []
    for number in range(6):
        texts = {}
        for name, text in GOOD.items():
            head, *rows = text.strip().split("\n")
            texts[name] = "\n".join([head, *(rows[i] for i in rng.permutation(len(rows)))]) + "\n"
        (tmp_path / str(number)).mkdir()
        read.append(read_population(folder(tmp_path / str(number), **texts)).tables)
    for tables in read[1:]:
        for name in TABLES:
            assert getattr(tables, name).tobytes() == getattr(read[0], name).tobytes(), name
    tables = read[0]
    assert tables.projects.uid.tolist() == [1, 2, 3]
    assert tables.firms.uid.tolist() == [11, 12, 10]  # by kind
    assert tables.contracts.uid.tolist() == [1, 9, 6, 7, 5]  # down each chain
    assert tables.contracts.parent.tolist() == [-1, -1, 1, 1, 3]
    assert tables.contracts.project.tolist() == [0, 2, 2, 2, 2]
    assert tables.contracts.firm.tolist() == [0, 0, -1, 1, 2]
    assert tables.crews.contract.tolist() == [0, 4]
    assert tables.workers.crew.tolist() == [-1, 1, 1]
    assert tables.workers.day_wage_fen.tolist() == [-1, 9999, 14050]


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_columns_in_any_order_with_a_byte_order_mark_and_names_are_read(tmp_path, mark):
    text = mark + 'name, workers ,uid,sector\r\n"工地, 一号",12,7,Water\r\n,,8,\r\n'
    rows = read_population(
        folder(tmp_path, projects=text, firms=None, contracts=None, crews=None, workers=None)
    ).tables.projects
    assert rows.uid.tolist() == [7, 8]
    assert rows.workers.tolist() == [12, -1]
    assert rows.sector.tolist() == [3, -1]


def test_without_uids_rows_are_numbered(tmp_path):
    given = read_population(
        folder(tmp_path, projects="workers\n3\n4\n", firms=None, contracts=None, crews=None, workers=None)
    )
    assert given.tables.projects.uid.tolist() == [1, 2]


def test_what_is_given_and_what_is_drawn(tmp_path):
    said = read_population(folder(tmp_path, crews=None, workers=None)).said()
    assert said["given"]["projects"] == {"rows": 3, "columns": {"uid": 3, "owner_kind": 2, "owner": 2, "workers": 2}}
    assert said["drawn"]["crews"] == said["drawn"]["workers"] == "all"
    assert "kind" not in said["drawn"]["firms"]
    assert "parent" not in said["drawn"]["contracts"]  # an empty one says that the owner stands above
    assert {"firm", "workers", "price_yuan"} <= set(said["drawn"]["contracts"])


def test_a_changed_file_is_read_again(tmp_path):
    first = read_population(folder(tmp_path, crews=None, workers=None))
    assert read_population(tmp_path) is first
    (tmp_path / "projects.csv").write_text("uid\n1\n3\n")
    assert len(read_population(tmp_path).tables.projects) == 2


def test_a_million_workers_are_read_in_seconds(tmp_path):
    skills = ("general", "skilled", "technician", "")
    rows = (f"{i},{skills[i % 4]},{100 + i % 90}.{i % 100:02},{i % 30}\n" for i in range(1, 1_000_001))
    text = "uid,skill,day_wage_yuan,patience_weeks\n" + "".join(rows)
    folder(tmp_path, firms=None, contracts=None, crews=None, workers=text)
    began = time.process_time()
    workers = read_population(tmp_path).tables.workers
    assert time.process_time() - began < 20  # 2-3 s on a quiet machine
    assert len(workers) == 1_000_000
    assert workers.day_wage_fen[-1] == 100_00 + 1_000_000 % 90 * 100
