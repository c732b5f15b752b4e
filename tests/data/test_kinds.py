"""Numbers, dates, categories and ids, as columns of cells; and what is open, said."""

import math
from datetime import date, datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nn.data import CSVError, Options, load_csv, load_features, read_dataset
from nn.data.reading.dates import found_dates
from nn.data.reading.kinds import Habits, found_values

CELLS = {  # as written, and what they are
    "1.234,50 9,5 1.234.567": [1234.5, 9.5, 1234567.0],
    "1,234.50 9.5 1,234,567": [1234.5, 9.5, 1234567.0],
    "1,234 0,5 12": [1.234, 0.5, 12.0],
    "1.234 0.5 12": [1.234, 0.5, 12.0],
    "1.234.567 1.234 5": [1234567.0, 1234.0, 5.0],
    "12,34,567 1,234": [1234567.0, 1234.0],
    "1'234.5 7": [1234.5, 7.0],
    "1\u202f234,5 7,0": [1234.5, 7.0],
    "1\u00a0234\u00a0567 7": [1234567.0, 7.0],
    "$1,288.00 -$3 $-4.5 ($7.25)": [1288.0, -3.0, -4.5, -7.25],
    "12€ 3,5€": [12.0, 3.5],
    "₩12,000 ₩3,500,000": [12000.0, 3500000.0],
    "45% 3.5%": [45.0, 3.5],
    "23.4°C -1°C": [23.4, -1.0],
    "5km 12km": [5.0, 12.0],
    "+3 −4 5- –6": [3.0, -4.0, -5.0, -6.0],
    "1e3 2.5E-4 .5 7.": [1000.0, 2.5e-4, 0.5, 7.0],
    "1,5e3 2,5": [1500.0, 2.5],
    "(1,234) 5": [-1234.0, 5.0],
}


@pytest.mark.parametrize(("cells", "numbers"), CELLS.items(), ids=list(CELLS))
def test_numbers_are_read_as_people_write_them(cells, numbers):
    values = found_values(cells.split(" "), Habits())
    assert values.kind == "number"
    assert values.numbers == numbers


NO_NUMBERS = ["5km 3mi", "5% 0.05", "1,23,4 2", "010-1234-5678 010-9999-0000", "1.2.3.4 2.3.4.5"]
NO_NUMBERS += ["A12 A13", "1_000 2", "0x10 3", "1.2k 900", "<0.01 3", "1,234.5 1.234,5"]


@pytest.mark.parametrize("cells", NO_NUMBERS)
def test_what_could_be_wrong_as_a_number_is_none(cells):
    values = found_values(cells.split(), Habits())
    assert values is None or values.kind != "number"


def test_a_comma_that_could_be_either_goes_by_the_other_columns_or_is_said(tmp_path):
    path = tmp_path / "t.csv"

    def read(rows, **options):
        path.write_text("\n".join(["a;b;y", *rows]))
        found = read_dataset(path, "y", Options(**options))
        return [x[0] for x in found.data.X], found.said

    assert read(["1,234;0,5;1.5", "5,678;0,7;2.5"])[0] == [1.234, 5.678]
    assert read(["1,234;0.5;1.5", "5,678;0.7;2.5"])[0] == [1234.0, 5678.0]
    assert read(["1.234;0,5;1,5", "5.678;0,7;2,5"])[0] == [1234.0, 5678.0]
    assert read(["1.234;5;1", "5.678;7;2"])[0] == [1.234, 5.678]
    assert read(["1,234;5;1", "5,678;7;2"], decimal=".")[0] == [1234.0, 5678.0]
    assert read(["1,234;5;1", "5,678;7;2"], decimal=",")[0] == [1.234, 5.678]
    numbers, said = read(["1,234;5;1", "5,678;7;2"])
    assert (numbers, "decimal comma" in said) == ([1.234, 5.678], True)
    path.write_text('a,b,y\n"1,234",5,1\n"5,678",7,2\n')
    found = read_dataset(path, "y", Options())
    assert [x[0] for x in found.data.X] == [1234.0, 5678.0]
    assert "a: its comma taken for that of thousands" in found.said


@given(st.lists(st.integers(-(10**9), 10**9).map(lambda n: n / 100), min_size=1))
def test_numbers_written_the_german_way_come_back(numbers):
    cells = [f"{x:,.2f}".translate(str.maketrans(".,", ",.")) for x in numbers]
    assert found_values(cells, Habits()).numbers == numbers


DATES = {
    "2024-01-03": date(2024, 1, 3),
    "2024/1/3": date(2024, 1, 3),
    "2024. 1. 3.": date(2024, 1, 3),
    "2024년 1월 3일": date(2024, 1, 3),
    "3 Jan 2024": date(2024, 1, 3),
    "03-Jan-24": date(2024, 1, 3),
    "January 3, 2024": date(2024, 1, 3),
    "3. März 2024": date(2024, 3, 3),
    "29.02.2024": date(2024, 2, 29),
    "12/31/1999": date(1999, 12, 31),
    "2024-05": date(2024, 5, 1),
}


@pytest.mark.parametrize(("cell", "day"), DATES.items(), ids=list(DATES))
def test_dates_are_days_since_1970(cell, day):
    assert found_dates([cell]).days[cell] == (day - date(1970, 1, 1)).days


TIMES = {
    "2024-01-03 10:20": (2024, 1, 3, 10, 20),
    "2024-01-03T10:20:30": (2024, 1, 3, 10, 20, 30),
    "2024-01-03T10:20:30.250Z": (2024, 1, 3, 10, 20, 30, 250_000),
    "2024-01-03 19:20:00+09:00": (2024, 1, 3, 10, 20),
    "13.01.2024 7:05 PM": (2024, 1, 13, 19, 5),
    "2024-01-03 오후 2:05": (2024, 1, 3, 14, 5),
    "2024-01-03 12:05 AM": (2024, 1, 3, 0, 5),
}


@pytest.mark.parametrize(("cell", "moment"), TIMES.items(), ids=list(TIMES))
def test_times_are_parts_of_days(cell, moment):
    seconds = datetime(*moment, tzinfo=timezone.utc).timestamp()
    assert math.isclose(found_dates([cell]).days[cell], seconds / 86400, rel_tol=1e-12)


@pytest.mark.parametrize(
    "cell", ["2024-02-30", "2024-13-01", "31.04.2024", "2024-01-03 25:00", "x"]
)
def test_what_no_calendar_and_no_clock_shows_is_no_date(cell):
    assert found_dates([cell]) is None


def test_the_whole_column_says_whether_the_day_or_the_month_comes_first():
    assert found_dates(["03/04/2020", "13/04/2020"]).order == "dmy"
    assert found_dates(["03/04/2020", "03/14/2020"]).order == "mdy"
    assert found_dates(["24.01.03", "24.01.31"]).order == "ymd"
    unsure = found_dates(["03/04/2020", "04/04/2020"])
    assert (unsure.order, unsure.sure) == ("dmy", False)  # a day apart rather than a month
    assert found_dates(["03/04/2020", "04/04/2020"], usual="mdy").order == "mdy"


def test_years_of_two_digits_are_those_of_posix():
    years = found_dates(["13.1.69", "13.1.68"]).days
    assert years["13.1.69"] < 0 < years["13.1.68"]


def read(tmp_path, text, target="y", **options):
    (tmp_path / "t.csv").write_text(text)
    return read_dataset(tmp_path / "t.csv", target, Options(**options))


ROWS = [f"{i},{i * 7919 % 1000 + 5},n{i},{i % 3}" for i in range(1, 31)]
IDS = "\n".join(["row,user_id,name,y", *ROWS])


def test_ids_and_names_are_left_out_and_come_back_when_asked(tmp_path):
    with pytest.raises(CSVError, match=r"'row' is left out \(counts the rows\); 'user_id'"):
        read(tmp_path, IDS)
    kept = read(tmp_path, IDS, keep=["row", "user_id"])
    assert kept.data.feature_names == ["row", "user_id"]
    assert "left out: name (another text in every row)" in kept.said
    assert len(read(tmp_path, IDS, keep=["name"]).data.feature_names) == 30


def test_a_column_that_counts_without_being_called_an_id_is_kept_and_pointed_out(tmp_path):
    found = read(tmp_path, "t,y\n" + "".join(f"{i},{i * i / 3}\n" for i in range(20)))
    assert found.data.feature_names == ["t"]
    assert "t counts the rows (drop leaves it out)" in found.said


def test_columns_are_dropped_and_made_categories_as_told(tmp_path):
    text = "zip,a,y\n" + "".join(f"0{i % 3}1,{i},{i / 7}\n" for i in range(20))
    found = read(tmp_path, text, categorical=["zip"], drop="a")
    assert found.data.feature_names == ["zip=001", "zip=011", "zip=021"]
    with pytest.raises(CSVError, match="no column 'b'"):
        read(tmp_path, text, drop=["b"])
    with pytest.raises(ValueError, match="to be dropped, and to be taken"):
        read(tmp_path, text, drop=["a"], keep=["a"])


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"delimiter": "ab"}, "a delimiter is one character"),
        ({"decimal": ";"}, "the decimal sign is"),
        ({"encoding": "klingon"}, "no encoding 'klingon'"),
        ({"missing": "zero"}, "missing is one of mean, drop"),
        ({"delimiter": ",", "decimal": ","}, "cannot be the delimiter and the decimal sign"),
    ],
)
def test_options_that_are_none_are_refused(tmp_path, options, words):
    with pytest.raises(ValueError, match=words):
        load_csv(tmp_path / "none.csv", "y", **options)


def test_a_plain_file_is_read_in_silence_and_any_other_is_told_in_one_line(tmp_path, capsys):
    path = tmp_path / "t.csv"
    path.write_text("a,y\n1.5,2.5\n3,4\n")
    load_csv(path, "y")
    assert capsys.readouterr().err == ""
    path.write_text("a;y\n1,5;2,5\n3;4\n")
    load_csv(path, "y")
    assert (
        capsys.readouterr().err == f"{path}: UTF-8, semicolon, header: 1 number (decimal comma)\n"
    )


def test_a_new_file_in_another_form_is_read_to_the_same_samples(tmp_path):
    columns = read(tmp_path, "a,city,d,y\n1.5,x,2024-01-03,1\n2.5,z,2024-01-04,2\n").data.columns
    new = tmp_path / "new.csv"
    new.write_bytes("d;extra;city;a\n04.01.2024;7;z;2,5\n03.01.2024;7;x;1,5\n".encode("utf-16"))
    first, second = load_features(tmp_path / "t.csv", columns)[1]
    assert load_features(new, columns)[1] == [second, first]


def test_numbers_in_another_unit_are_refused(tmp_path):
    text = "a,y\n5 kg,1\n7 kg,2\n"
    columns = read(tmp_path, text).data.columns
    (tmp_path / "new.csv").write_text("a\n5 lb\n")
    with pytest.raises(CSVError, match="'a': numbers in lb, and the model has learned them in kg"):
        load_features(tmp_path / "new.csv", columns)


def test_what_the_model_has_not_seen_is_said_with_its_count(tmp_path, capsys):
    text = "c,a,y\n" + "".join(f"{'xyz'[i % 3]},{i}.5,{i}\n" for i in range(9))
    columns = read(tmp_path, text).data.columns
    (tmp_path / "new.csv").write_text("c,a\nq,1\nq,\nx,3\n")
    assert load_features(tmp_path / "new.csv", columns)[1] == [
        [0.0, 0.0, 0.0, 1.0],
        [0.0, 0.0, 0.0, 4.5],
        [1.0, 0.0, 0.0, 3.0],
    ]
    said = capsys.readouterr().err
    assert "2 cells of 'c' unknown to the model ('q'), taken for none of its categories" in said
    assert "1 cell of 'a' without a value: its mean taken" in said


def test_what_is_right_only_perhaps_is_said(tmp_path):
    dates = "".join(f"202401{i:02d},{i}.5\n" for i in range(1, 29, 2))
    assert "d taken for numbers" in read(tmp_path, f"d,y\n{dates}").said
    assert "a: decimal comma" in read(tmp_path, "a;b;y\n1,5;2.5;1\n2,5;3.5;2\n").said
    with pytest.raises(
        CSVError, match=r"column 'a': '[14],5' is no number with '\.' as its decimal"
    ):
        read(tmp_path, "a;y\n1,5;3\n4,5;6\n", decimal=".")


def test_the_sum_below_a_table_is_no_sample(tmp_path):
    found = read(tmp_path, "name;v;y\n" + "A;1;2,5\nB;2;3,5\n" * 3 + "합계;9;18\n")
    assert len(found.data.X) == 6
    assert "1 line of comment, title or total passed over (row 8)" in found.said


def test_a_new_row_may_have_a_mark_for_no_value(tmp_path):
    columns = read(tmp_path, "a,d,y\n1,2024-01-03,1\n3,2024-01-05,2\n").data.columns
    (tmp_path / "new.csv").write_text("a,d\n-,?\n")
    assert load_features(tmp_path / "new.csv", columns)[1] == [[2.0, 19726.0]]
    (tmp_path / "new.csv").write_text("a,d\n1,2024-01-03\n2,10:20\n")
    with pytest.raises(CSVError, match="expected a date"):
        load_features(tmp_path / "new.csv", columns)


def test_plus_and_minus_are_classes_and_categories_like_others(tmp_path):
    text = "a,y\n" + "+,-\n-,-\n-,+\n-,-\n"
    found = read(tmp_path, text)
    assert (found.data.class_names, found.data.y) == (["+", "-"], [1, 1, 0, 1])
    assert found.data.feature_names == ["a=+", "a=-"]


def test_days_can_be_classes_when_told(tmp_path):
    text = "x,y\n1,2024-01-03\n2,2024-02-03\n"
    assert read(tmp_path, text, categorical=["y"]).data.class_names == ["2024-01-03", "2024-02-03"]
