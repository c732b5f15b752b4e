"""How files are encoded, found by what they say; and what is no text."""

import gzip
import time

import pytest

from nn.data import CSVError, load_csv, read_table
from nn.data.reading.encodings import decoded

KOREAN = """이름,도시,나이
김철수,서울특별시,34
이영희,부산광역시,29
박민수,제주특별자치도,41
"""
GERMAN = "Straße;Größe;Übergröße\nKöln;schön;für\nMünchen;weiß;später\nÖlmühle;Ärger;groß\n"
FRENCH = "ville,département\nBesançon,Doubs\nNîmes,été à la plage\nChâteauroux,garçon\n"
SPANISH = "año,niño\nseñor,corazón\n¿qué?,mañana\n"
NORDIC = "Ålesund,Ærø\nSmørrebrød,Åse\nTromsø,får\n"
DEGREES = "temp °C,± error\n20.5,0.1\n21,0.2\n"
POEM = "나 보기가 역겨워 가실 때에는 말없이 고이 보내 드리오리다. 영변에 약산 진달래꽃 아름 따다"


@pytest.mark.parametrize("text", [KOREAN, GERMAN, FRENCH, SPANISH, NORDIC, POEM, "a,b\n1,2\n"])
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_is_found(text, codec):
    found, name = decoded(text.encode(codec), "file")
    assert found == text
    assert name.lower().replace("-", "") in codec.replace("-", "")


@pytest.mark.parametrize("text", [KOREAN, "a,b\n1,2\n3,4\n", GERMAN])
@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_found_by_its_zeros(text, codec):
    assert decoded(text.encode(codec), "file") == (text, "UTF-16")


@pytest.mark.parametrize("text", [KOREAN, POEM, "가,나\n1,2\n", "a,b\n서울,1\nx,2\n"])
def test_korean_of_old_is_found(text):
    assert decoded(text.encode("cp949"), "file") == (text, "cp949")


@pytest.mark.parametrize("text", [GERMAN, FRENCH, SPANISH, NORDIC, DEGREES, "café,1\n", "5 €\n"])
def test_western_european_of_old_is_found(text):
    assert decoded(text.encode("cp1252"), "file") == (text, "Latin-1")


@pytest.mark.parametrize("codec", ["cp949", "cp1252", "shift_jis", "cp1251"])
def test_an_encoding_that_is_told_is_taken(codec):
    text = {"cp949": KOREAN, "shift_jis": "東京,名前\n", "cp1251": "Москва,имя\n"}.get(
        codec, GERMAN
    )
    assert decoded(text.encode(codec), "file", codec)[0] == text


def test_utf_8_that_is_broken_is_told_by_row_and_byte():
    rows = [f"{i},서울 {i}".encode() for i in range(2000)]
    rows[1233] = b"1233,\xec\x84 \xff"
    before = len(b"\n".join(rows[:1233])) + 1
    with pytest.raises(CSVError) as error:
        decoded(b"\n".join(rows), "file.csv")
    assert f"file.csv, row 1234: byte {before + 6:,} of the file (0xec) is not UTF-8" in str(
        error.value
    )


def test_cp949_that_is_told_and_broken_is_told_by_row():
    with pytest.raises(CSVError, match=r"row 2: byte 5 of the file \(0xff\) is not cp949"):
        decoded(b"a,b\n\xff,1\n", "file", "cp949")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04" + bytes(100), "an Excel workbook or another zip file"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "a picture"),
        (b"PAR1abc", "a Parquet file"),
        (bytes(range(256)) * 100, "a binary file"),
        (b"\0" * 1000, "a binary file"),
        (gzip.compress(bytes(range(256)) * 9, mtime=0), "a binary file"),
        (gzip.compress(b"a,b\n1,2\n" * 99, mtime=0)[:-9], "packed by gzip, and damaged"),
    ],
)
def test_what_is_no_table_is_refused_in_one_line(tmp_path, content, words):
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(CSVError, match=words) as error:
        load_csv(tmp_path / "file", "y")
    assert "\n" not in str(error.value)


def test_a_million_columns_are_refused_at_once(tmp_path):
    path = tmp_path / "wide.csv"
    path.write_text(",".join(f"c{i}" for i in range(1_000_000)) + "\n" + "1," * 999_999 + "1\n")
    began = time.process_time()
    with pytest.raises(CSVError, match="1,000,000 columns; at most 100,000 are read"):
        load_csv(path, "c0")
    assert time.process_time() - began < 5.0


def test_packed_and_standard_input_read_as_the_file(tmp_path, monkeypatch):
    content = KOREAN.encode("cp949")
    (tmp_path / "a.csv").write_bytes(content)
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(content))
    plain, packed = read_table(tmp_path / "a.csv"), read_table(tmp_path / "a.csv.gz")
    with (tmp_path / "a.csv").open() as file:
        monkeypatch.setattr("sys.stdin", file)
        piped = read_table("-")
    assert plain.columns == packed.columns == piped.columns
    assert piped.path == "standard input"
