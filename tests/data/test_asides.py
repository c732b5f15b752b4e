"""What stands in a file beside its rows, and numbers in the dress of offices: told, or refused."""

import pytest

from nn.data import CSVError, Options, read_dataset

ROWS = [(10.0 * i + 5, i % 7, i % 3 == 0) for i in range(40)]
AREAS = [area for area, _, _ in ROWS]
DEAR = ["yes" if dear else "no" for _, _, dear in ROWS]


def body(cut=lambda area, rooms, dear: f"{area},{rooms},{'yes' if dear else 'no'}"):
    return "".join(f"{cut(*row)}\n" for row in ROWS)


@pytest.fixture
def read(tmp_path):
    def read(text, target="dear", encoding="utf-8"):
        path = tmp_path / "file"
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return read_dataset(path, target, Options())

    return read


def column(data, name):
    place = data.feature_names.index(name)
    return [x[place] for x in data.X]


PLAIN = "area,rooms,dear\n" + body()
ASIDE = {
    "lines of a device above": "Operator:,Kim\nBegun:,2024-03-02 10:11\n\n" + PLAIN,
    "a star and a colon below": PLAIN + "* estimated\nSource: office of statistics\n",
    "notes set apart by an empty line": PLAIN + "\nall of them\nestimated, by hand\n",
    "a mean and a total below": PLAIN + "Average,,\nTotal:,123,\n",
    "a mean among numbers": PLAIN + "mean,3,no\n",
    "sums between": PLAIN.replace("\n105.0,", "\nSubtotal,500,yes\n105.0,"),
}


@pytest.mark.parametrize("text", ASIDE.values(), ids=[*ASIDE])
def test_what_stands_around_a_table_is_told_and_no_sample(read, text):
    found = read(text)
    assert column(found.data, "area") == AREAS
    assert "passed over (row " in found.said


def test_a_header_that_stands_again_between_rows_is_told_and_no_sample(read):
    lines = PLAIN.splitlines(keepends=True)
    found = read("".join([*lines[:20], lines[0], *lines[20:]]))
    assert column(found.data, "area") == AREAS
    assert "the header stands again in row 21" in found.said


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("dear\n" * 9, "no rows below the header"),
        (",,2\n-3e'1,5", "no table; each row has another number of cells"),
    ],
)
def test_where_no_row_is_left_there_is_nothing_to_learn(read, text, message):
    with pytest.raises(CSVError, match=f": {message}$"):
        read(text)


def test_an_average_may_be_a_category_of_the_last_row(read):
    text = "state,area,dear\n" + body(
        lambda area, rooms, dear: f"good,{area},{'yes' if dear else 'no'}"
    )
    found = read(text + "average,7,no\n")
    assert column(found.data, "area") == [*AREAS, 7.0]


def test_the_word_total_that_comes_again_is_a_category(read):
    text = "sex,area,dear\n" + body(
        lambda area, rooms, dear: f"{('total', 'men')[rooms % 2]},{area},{'yes' if dear else 'no'}"
    )
    assert column(read(text + "total,7,no\n").data, "area") == [*AREAS, 7.0]


def test_a_row_cut_short_is_no_note(read):
    assert "1 row of another length left out (row 42)" in read(PLAIN + "12.5,").said


def test_an_error_of_excel_at_the_beginning_of_a_row_is_no_comment(read):
    found = read(PLAIN.replace("\n5.0,", "\n#N/A,").replace("\n105.0,", "\n#DIV/0!,"))
    assert len(found.data.X) == 40
    assert "no value in area (2: '#DIV/0!', '#N/A')" in found.said


def test_doss_mark_of_the_end_is_no_row(read):
    found = read(PLAIN + "\x1a")
    assert (column(found.data, "area"), found.plain) == (AREAS, True)


def test_decimal_commas_without_quotes_between_commas_are_refused(read):
    text = body(lambda area, rooms, dear: f"{area},{rooms},{dear}".replace(".", ","))
    match = "row 1: 3 names, and 4 cells in most rows below; a cell with a comma in it needs quotes"
    with pytest.raises(CSVError, match=match):
        read("area,rooms,dear\n" + text)


def test_names_for_more_columns_than_there_are_are_refused(read):
    with pytest.raises(CSVError, match="row 1: 4 names, and 3 cells in most rows below"):
        read("area,rooms,dear,note\n" + body())


def test_names_of_rows_as_r_writes_them_are_no_shifted_columns(read):
    text = body(lambda area, rooms, dear: f"flat{area}\t{area}\t{rooms}\t{dear}")
    assert column(read("area\trooms\tdear\n" + text).data, "area") == AREAS


def test_a_line_break_within_a_name_is_a_space(read):
    text = '"area\n(m2)","dear"\n' + body(lambda area, _, dear: f"{area},{dear}")
    assert column(read(text).data, "area (m2)") == AREAS


def test_three_columns_of_one_name_are_told_once(read):
    text = "area,area,area,dear\n" + body(lambda a, r, d: f"{a},{r},{r},{d}")
    found = read(text)
    assert "3 columns 'area': the others are called 'area (2)', 'area (3)'" in found.said
    assert column(found.data, "area") == AREAS


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        ("<!DOCTYPE html>\n<html>", "a web page"),
        ('{"area": 3, "dear": 1}\n{"area": 4, "dear": 0}\n', "JSON"),
        ("[\r\n  {\r\n", "JSON"),
        ('<?xml version="1.0"?>\n', "XML"),
    ],
)
def test_a_file_that_a_browser_saved_is_called_by_its_kind(read, start, kind):
    with pytest.raises(CSVError, match=f": {kind}, not CSV"):
        read(start)


def test_the_zero_of_accountants_is_a_dash_beside_the_currency(read):
    def written(area, rooms, dear):
        money = f"$ {rooms},234.50" if rooms else "$ -"
        return f'{area},"{money}",{dear}'

    found = read("area,balance,dear\n" + body(written))
    expected = [1000.0 * rooms + 234.5 if rooms else 0.0 for _, rooms, _ in ROWS]
    assert column(found.data, "balance") == expected
    assert "balance in $" in found.said


@pytest.mark.parametrize("sign", ["\\", "￦", "₩"])
def test_won_are_won_by_every_sign(read, sign):
    encoding = "utf-8" if sign == "₩" else "cp949"
    text = body(lambda area, rooms, dear: f'{area},"{sign}{rooms},250,000",{dear}')
    found = read("면적,가격,비쌈\n" + text, "비쌈", encoding)
    assert column(found.data, "가격") == [rooms * 1e6 + 250_000 for _, rooms, _ in ROWS]
    assert "가격 in ₩" in found.said


def test_digits_of_full_width_are_digits(read):
    wide = str.maketrans("0123456789.", "０１２３４５６７８９．")
    found = read("area,dear\n" + body(lambda a, _, d: f"{str(a).translate(wide)},{d}"))
    assert column(found.data, "area") == AREAS


def test_numbers_that_begin_with_zero_are_told_of(read):
    found = read("area,branch,dear\n" + body(lambda a, r, d: f"{a},00{r},{d}"))
    assert "branch taken for numbers, though some begin with 0" in found.said


def test_classes_that_are_codes_keep_their_zeros(read):
    found = read("area,dear\n" + body(lambda a, _, d: f"{a},{'007' if d else '012'}"))
    assert found.data.class_names == ["007", "012"]


def test_an_index_of_pandas_without_a_name_is_left_out(read):
    rows = "".join(f"{i},{area},{dear}\n" for i, (area, dear) in enumerate(zip(AREAS, DEAR)))
    found = read("Unnamed: 0,area,dear\n" + rows)
    assert found.data.feature_names == ["area"]
