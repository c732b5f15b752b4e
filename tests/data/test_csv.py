"""CSV files: what is read, and the one line for each way in which a file can be wrong."""

import csv
import io
import math
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nn import data
from nn.data import Column, Columns, CSVError, load_csv, load_features
from nn.data.reading import rows
from nn.data.reading.dialects import Dialect

FLOWERS = "width,length,species\n1,2.5,rose\n3,-4e-1,tulip\n5, 6 ,rose\n"


@pytest.fixture
def write(tmp_path):
    def write(content, name="file.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def test_a_file_is_read_with_its_names_and_classes(write):
    flowers = load_csv(write(FLOWERS), target="species")
    assert flowers.X == [[1.0, 2.5], [3.0, -0.4], [5.0, 6.0]]
    assert flowers.y == [0, 1, 0]
    assert flowers.feature_names == ["width", "length"]
    assert flowers.class_names == ["rose", "tulip"]
    assert flowers.target_name == "species"


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + FLOWERS.encode(),
        FLOWERS.replace("\n", "\r\n").encode(),
        FLOWERS.replace("\n", "\r").encode(),
        FLOWERS.rstrip("\n").encode(),
        FLOWERS.replace("rose", '"rose"').replace("width", '"width"').encode(),
    ],
    ids=["byte order mark", "Windows lines", "old Mac lines", "no last newline", "quotes"],
)
def test_files_of_other_programs_read_the_same(write, content):
    assert load_csv(write(content), "species") == load_csv(write(FLOWERS), "species")


def test_names_and_classes_may_be_in_any_language(write):
    flowers = load_csv(write("너비,품종\n1,장미\n2,튤립\n", "꽃.csv"), "품종")
    assert flowers.class_names == ["장미", "튤립"]
    assert flowers.feature_names == ["너비"]


def test_the_target_may_be_any_column(write):
    flowers = load_csv(write("species,width\nrose,1\ntulip,2\n"), "species")
    assert flowers.X == [[1.0], [2.0]]


def test_standardising_is_done_on_demand(write):
    flowers = load_csv(write("a,b,y\n1,5,0.5\n3,5,1.5\n"), "y", standardize=True)
    assert flowers.X == [[-1.0, 0.0], [1.0, 0.0]]
    assert flowers.standardizer == data.Standardizer([2.0, 5.0], [1.0, 1.0])
    assert flowers.y == [0.5, 1.5]


@pytest.mark.parametrize(
    ("targets", "class_names"),
    [
        (["0", "1", "0", "1"], ["0", "1"]),
        (["10", "9", "9.0", "10"], ["9", "10"]),
        (["-1", "1", "-1", "1"], ["-1", "1"]),
        ([str(i) for i in range(20)] * 2, [str(i) for i in range(20)]),
        ([str(i) for i in range(21)] * 2, []),
        (["1", "2", "3", "4"], []),
        (["0.5", "1.5", "0.5", "1.5"], []),
        (["b", "a", "b", "c"], ["a", "b", "c"]),
    ],
)
def test_whole_numbers_of_few_values_are_classes_and_other_numbers_are_not(
    write, targets, class_names
):
    read = load_csv(write("x,y\n" + "".join(f"{i},{t}\n" for i, t in enumerate(targets))), "y")
    assert read.class_names == class_names
    if class_names:
        labels = [class_names[label] for label in read.y]
        same = [a == b or float(a) == float(b) for a, b in zip(labels, targets)]
        assert all(same)
    else:
        assert read.y == [float(target) for target in targets]


def test_the_rule_for_classes_can_be_overruled(write):
    path = write("x,y\n1,0\n2,1\n3,0\n4,1\n")
    assert load_csv(path, "y", classification=False).y == [0.0, 1.0, 0.0, 1.0]
    path = write("x,y\n1,1\n2,2\n3,3+\n")
    assert load_csv(path, "y", classification=True).class_names == ["1", "2", "3+"]
    path = write("x,y\n1,0.5\n2,1.5\n")
    assert load_csv(path, "y", classification=True).class_names == ["0.5", "1.5"]


BAD = {
    "empty file": ("", "the file is empty"),
    "only a byte order mark": (b"\xef\xbb\xbf", "the file is empty"),
    "header only": ("x,y\n", "no rows below the header"),
    "missing column": ("x,z\n1,2\n", "no column 'y'; the columns are x, z"),
    "no header": ("1,2\n3,4\n", "no column 'y'; the columns are 1, 2; row 1 was taken for data"),
    "only the target": ("y\n1\n2\n", "'y' is the only column"),
    "text for a number": ("x,y\n1,0\nfoo,1\n", "row 3, column 'x': expected a number, got 'foo'"),
    "underscore": ("x,y\n1_0,0\n2,1\n", "row 2, column 'x': expected a number, got '1_0'"),
    "overflow": ("x,y\n1e999,0\n2,1\n", "row 2, column 'x': expected a number, got '1e999'"),
    "text among numbers": (
        "x,y\n1,0.5\n2,1.5\n3,high\n",
        "row 4, column 'y': expected a number as in most rows, got 'high'",
    ),
    "short row": ("x,y\n1,0\n2\n", "row 3, no column 'y': expected 2 cells .*, got 1"),
    "long row": ("x,y\n1,0\n2,1,5\n", "row 3, after 'y': expected 2 cells .*, got 3"),
    "one class": ("x,y\n1,a\n2,a\n", "column 'y': 'a' in every row"),
    "one class by number": ("x,y\n1,3\n2,3\n", "column 'y': '3' in every row"),
    "one number": ("x,y\n1,0.25\n2,0.25\n", "column 'y': '0.25' in every row"),
    "one row": ("x,y\n1,0.25\n", "column 'y': '0.25' in every row"),
    "number among text": (
        "x,y\n1,7\n2,a\n3,b\n",
        "row 2, column 'y': expected text as in most rows, got '7'",
    ),
    "no number among text": ("x,y\n1,\n2,NA\n", "column 'y' is empty"),
    "the target twice": ("y,x,y\n1,0,1\n", "row 1: two columns are named 'y'"),
    "dates to predict": (
        "x,y\n1,2024-01-03\n2,2024-02-03\n",
        "column 'y': a date cannot be predicted",
    ),
    "no number at all": ("x,y\n1,-\n2,-\n", "column 'y': '-' in every row"),
    "only an id beside it": ("id,y\n1,5\n2,6\n3,7.5\n", "'id' is left out .counts the rows"),
    "open quotes": ('x,y\n1,0\n"2,1\n3,0\n', "row 3: not CSV"),
    "after quotes over lines": ('x,y\n1,"a\nb"\nz,c\n', "row 4, column 'x': .* got 'z'"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "words"), BAD.values(), ids=BAD)
def test_what_is_wrong_in_a_file_is_said_in_one_line_with_the_place(write, content, words):
    path = write(content)
    with pytest.raises(CSVError, match=words) as caught:
        load_csv(path, "y")
    message = str(caught.value)
    assert message.startswith(str(path))
    assert len(message.splitlines()) == 1


def test_a_missing_file_and_a_folder_are_errors_of_the_system(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"none\.csv"):
        load_csv(tmp_path / "none.csv", "y")
    with pytest.raises(IsADirectoryError):
        load_csv(tmp_path, "y")


@given(st.lists(st.tuples(*[st.floats(allow_nan=False, allow_infinity=False)] * 3), min_size=3))
def test_numbers_come_back_to_the_last_bit(tmp_path_factory, rows):
    rows = [*rows, (0.0, 0.0, 0.5), (0.0, 0.0, 1.5)]
    path = tmp_path_factory.mktemp("csv") / "numbers.csv"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([["a", "b", "y"], *rows])
    read = load_csv(path, "y", classification=False)
    assert [(*x, target) for x, target in zip(read.X, read.y)] == rows
    assert math.copysign(1.0, read.X[0][0]) == math.copysign(1.0, rows[0][0])


def test_features_to_predict_from_are_found_by_name(write):
    columns = Columns([Column("a"), Column("b")], "y")
    lines, X = load_features(write("b,y,a\n2,?,1\n4,,3\n"), columns)
    assert X == [[1.0, 2.0], [3.0, 4.0]]
    assert lines == [2, 3]
    assert load_features(write("b,a\n2,1\n"), columns)[1] == [[1.0, 2.0]]


def test_missing_columns_are_named_and_unknown_ones_are_said(write, capsys):
    columns = Columns([Column("a"), Column("b")], "y")
    for header, words in (
        ("a", "columns without 'b'; the model needs a, b"),
        ("c,y", "columns without 'a', 'b'; the model needs a, b"),
    ):
        path = write(f"{header}\n{','.join('1' * len(header.split(',')))}\n")
        with pytest.raises(CSVError, match=words):
            load_features(path, columns)
    assert load_features(write("a,b,c\n1,2,3\n"), columns)[1] == [[1.0, 2.0]]
    assert "does not know, not looked at: c" in capsys.readouterr().err


def test_ten_times_the_columns_take_about_ten_times_as_long(tmp_path):
    def seconds(columns):
        names = [f"column{i}" for i in range(columns)]
        row = ",".join(["1"] * columns)
        path = tmp_path / f"{columns}.csv"
        path.write_text(f"{','.join(names)}\n{row}\n0{row}\n2{row}\n")
        began = time.perf_counter()
        load_csv(path, "column0", classification=False)
        load_features(path, Columns([Column(name) for name in names[1:]], "column0"))
        return time.perf_counter() - began

    few = min(seconds(2_000) for _ in range(3))
    assert seconds(20_000) < 40 * few


@given(st.text("ab1,;.\n\r\t\"'#\0\v\x1c\x85\u2028\u3000 ", max_size=40), st.sampled_from(",;"))
def test_rows_are_cut_as_the_csv_module_cuts_them(text, delimiter):
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True, strict=True
    )
    try:
        expected = [[cell.strip() for cell in cells] or [""] for cells in reader]
    except csv.Error:
        with pytest.raises(CSVError):
            rows._cut(text, Dialect(delimiter), "file.csv")
        return
    found = rows._cut(text, Dialect(delimiter), "file.csv")
    assert [row.cells or [""] for row in found] == expected


def test_a_cell_longer_than_the_csv_module_reads_is_refused(write):
    path = write(f"a,y\n{'x' * 140_000},1\nb,2\n")
    with pytest.raises(CSVError, match="row 2: not CSV"):
        load_csv(path, "y")
