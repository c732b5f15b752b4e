"""`--language ko`: a Korean office's table from training to errors; what is stored is the same."""

import json
import random
import re
from pathlib import Path

import pytest

import autograd
from autograd.messages import columns
from nn.command import program
from nn.command.report import Classified

pytestmark = pytest.mark.usefixtures("in_an_empty_folder")

RNG = random.Random(12)
HEADER = "번호;면적;도시;거래일;값"
# What stays as it is in any language: names of files, of columns, of settings.
NAMES = (
    r"cp949|UTF-\d+|MLP|relu|adam|F1|CSV|\b\w+\.(csv|json|png)\b|--[\w-]+|[A-Z]\w*\.\w+|probability"
)


def flats(count=80):
    for number in range(1, count + 1):
        area, city = RNG.uniform(40, 120), RNG.choice(["서울", "부산", "대전"])
        dear = "비쌈" if area * (2 if city == "서울" else 1) > 110 else "쌈"
        shown = "" if number % 17 == 0 else f"{area:.1f}".replace(".", ",")
        yield f"{number};{shown};{city};2024년 {RNG.randint(1, 12)}월 {RNG.randint(1, 28)}일;{dear}"


ROWS = [*flats()]


@pytest.fixture
def run(capsys):
    def chainrule(*arguments):
        status = program.main(list(arguments))
        return status, *capsys.readouterr()

    return chainrule


@pytest.fixture
def file():
    text = "\r\n".join(["2024년 아파트 매매;;;;", HEADER, *ROWS, "합계;;;;"])
    Path("아파트.csv").write_bytes(text.encode("cp949"))
    return "아파트.csv"


def trained(run, file, language, to):
    options = ["--target", "값", "--epochs", "3", "--save", to]
    status, out, err = run("--language", language, "train", file, *options)
    assert (status, err) == (0, "")
    return out


def english_in(text):
    """Words that are left when names are taken away."""
    return re.findall(r"[A-Za-z]{2,}", re.sub(NAMES, "", text))


def test_a_training_is_told_in_korean_line_by_line(run, file):
    lines = trained(run, file, "ko", "m.json").splitlines()
    assert lines[0] == (
        "읽기      cp949, 세미콜론, 머리글 있음: 숫자 열 1개 (소수점은 쉼표), 범주 열 1개 "
        "(도시 3), 날짜 열 1개; 설명, 제목, 합계 2줄을 건너뛰었습니다(1, 83행); "
        "뺀 열: 번호 (행의 번호); 면적 (4)에 값이 없습니다: "
        "평균을 넣고 비었음을 알리는 입력을 더합니다"
    )
    data = "데이터    아파트.csv: 표본 80개, 입력 6개 → 클래스 2개; 떼어 둔 표본 "
    assert re.fullmatch(f"{re.escape(data)}2[01]개", lines[1])
    assert lines[3] == "학습      adam, 학습률 0.01, 에포크 3번, 배치 크기 16, 시드 0"
    assert re.fullmatch(r"에포크    1: 손실 [\d.]+, 떼어 둔 데이터에서 [\d.]+", lines[4])
    assert lines[-1] == "저장      m.json"
    assert english_in("\n".join(lines)) == []
    # The texts of all lines begin below each other, for a Korean letter takes two columns.
    assert {columns(re.match(r"\S+ +", line)[0]) for line in lines} == {10}


def test_the_language_is_nowhere_in_a_model(run, file):
    trained(run, file, "en", "en.json")
    trained(run, file, "ko", "ko.json")
    assert Path("en.json").read_bytes() == Path("ko.json").read_bytes()
    assert autograd.language() == "en"


def test_predictions_are_the_same_and_what_is_said_of_the_file_is_korean(run, file):
    trained(run, file, "en", "m.json")
    Path("new.csv").write_text(f"{HEADER}\n9;70,5;제주;2024년 3월 1일;\n9;;서울;2024년 3월 2일;\n")
    _, english, _ = run("predict", "m.json", "new.csv")
    status, korean, said = run("--language", "ko", "predict", "m.json", "new.csv")
    assert (status, korean) == (0, english)
    assert said == (
        "new.csv: UTF-8, 세미콜론, 머리글 있음; 소수점은 쉼표; '면적'의 빈 칸 1개에는 열의 평균을 "
        "넣었습니다; '도시'에 모델이 모르는 칸이 1개('제주') 있어 어느 범주도 아닌 것으로 "
        "보았습니다\n"
    )


def test_an_evaluation_is_korean_and_its_tables_are_aligned(run, file):
    trained(run, file, "en", "m.json")
    status, out, err = run("--language", "ko", "evaluate", "m.json", file)
    assert status == 0
    assert english_in(out + err) == []
    _, scores, counts = out.split("\n\n")
    assert scores.split("\n")[0].split() == ["클래스", "정밀도", "재현율", "F1", "표본"]
    assert scores.split("\n")[-1].startswith("클래스 평균 ")
    for table in (scores, counts.rstrip()):
        assert len({columns(line) for line in table.split("\n")}) == 1


def test_json_has_its_keys_in_english_and_its_warnings_in_korean(run, file):
    Path("same.csv").write_text(
        "a;값\n" + "".join(f"{i},5;{'나' * (i > 35) or '가'}\n" for i in range(40))
    )
    options = ["train", "same.csv", "--target", "값", "--epochs", "1", "--lr", "1e-9", "--json"]
    english, korean = (json.loads(run(*options, "--language", code)[1]) for code in ("en", "ko"))
    warnings = [answer["held_out"].pop("warnings") for answer in (english, korean)]
    assert english == korean
    assert len(warnings[0]) == len(warnings[1]) > 0
    assert english_in("".join(warnings[1])) == []


def test_what_a_user_wrote_stays_whole_whatever_words_are_in_it(run):
    names = ["a: b; c and d", "no column 'x'", "always e: got f"]
    rows = [f"{i},{names[i % 2]},{names[2] if i % 3 else i}" for i in range(40)]
    Path("words.csv").write_text("\n".join(["a,b,c", *rows]), encoding="utf-8")
    options = ["--target", "b", "--epochs", "1", "--categorical", "c"]
    _, out, _ = run("--language", "ko", "train", "words.csv", *options)
    result = next(line for line in out.splitlines() if line.startswith("결과"))
    assert re.fullmatch(
        r"결과 +떼어 둔 표본 10개에서 정확도 [\d.]+ \(늘 (.+)만 답할 때: .+\)", result
    )
    assert any(repr(name) in result for name in names[:2])
    Path("half.csv").write_text(
        "a,b\n" + "".join(f"{i},{i % 3 or 'x; y and z'}\n" for i in range(40))
    )
    _, _, err = run("--language", "ko", "train", "half.csv", "--target", "a")
    assert "수가 와야 하는데 'x; y and z'가 있습니다. 칸을 고치거나, " in err


def test_mistakes_among_many_classes_are_korean_too():
    names = [f"갈{i}" for i in range(13)]
    matrix = [[9 * (i == j) + (i == 3 and j == 5) for j in range(13)] for i in range(13)]
    autograd.language("ko")
    try:
        lines = Classified(names, matrix).lines()
    finally:
        autograd.language("en")
    assert lines[0].split("  ")[0] == "클래스 13개 가운데 가장 나쁜 10개"
    assert [line.split() for line in lines[-2:]] == [
        ["가장", "흔한", "실수", "표본"],
        ["갈3", "→", "갈5", "1"],
    ]


FILES = {
    "bad.csv": "a,b\n" + "".join(f"{i},{'abc' if i == 7 else 2 * i}\n" for i in range(20)),
    "ragged.csv": "a,b\n" + "1,2\n" * 20 + "1,2,3\n" * 5,
    "empty.csv": "",
    "open.csv": 'a,b\n1,2\n3,"4\n',
    "page.csv": "<html></html>",
    "dates.csv": "a,b\n" + "".join(f"{i},2024-01-{i:02}\n" for i in range(1, 20)),
}
ERRORS = {
    ("train", "bad.csv", "--target", "b"): (
        "bad.csv, 9행, 'b' 열: 다른 행들처럼 수가 와야 하는데 'abc'가 있습니다"
    ),
    ("train", "bad.csv", "--target", "a"): (
        "bad.csv, 9행, 'b' 열: 수가 와야 하는데 'abc'가 있습니다. 칸을 고치거나, 열을 "
        "categorical로 쓰거나, drop으로 빼십시오"
    ),
    ("train", "bad.csv", "--target", "c"): "bad.csv: 'c' 열이 없습니다. 있는 열은 a, b입니다",
    ("train", "bad.csv"): ("bad.csv: 무엇을 예측할지 --target으로 알려 주십시오. 열은 a, b입니다"),
    ("train", "ragged.csv", "--target", "a"): (
        "ragged.csv, 22행, 'b' 뒤: 머리글처럼 칸이 2개여야 하는데 3개입니다. 쉼표가 든 칸은 "
        "따옴표로 묶어야 합니다"
    ),
    ("train", "open.csv", "--target", "a"): (
        "open.csv, 3행: CSV가 아닙니다(따옴표가 닫히지 않았습니다)"
    ),
    ("train", "empty.csv", "--target", "a"): "empty.csv: 파일이 비어 있습니다",
    ("train", "page.csv", "--target", "a"): (
        "page.csv: CSV가 아니라 웹 페이지입니다. 표를 CSV로 저장하여 그 파일을 쓰십시오"
    ),
    ("train", "dates.csv", "--target", "b"): (
        "dates.csv, 'b' 열: 날짜는 예측할 수 없습니다. 어느 날부터의 날수 같은 수로 바꾸거나 "
        "categorical에 넣으십시오"
    ),
    ("train", "bad.csv", "--target", "b", "--decimal", "x"): (
        "소수점은 '.'이나 ','인데 'x'를 받았습니다"
    ),
    ("train", "moons", "--lr", "0"): (
        "인수 --lr: 0보다 큰 유한한 수여야 하는데 0을 받았습니다. chainrule train --help를 보십시오"
    ),
    ("train", "moons", "--save", "nowhere/m.json"): "nowhere/m.json: 쓸 폴더가 없습니다",
    ("predict", "none.json", "bad.csv"): "none.json: 그런 파일이나 폴더가 없습니다",
    ("predict", "bad.csv"): "다음 인수가 필요합니다: FILE.csv. chainrule predict --help를 보십시오",
}


@pytest.mark.parametrize("arguments", ERRORS)
def test_an_error_is_one_korean_line(run, arguments):
    for name, content in FILES.items():
        Path(name).write_text(content)
    status, _, err = run("--language", "ko", *arguments)
    assert (status, err) == (2, f"chainrule: {ERRORS[arguments]}\n")
    status, _, err = run(*arguments)
    assert status == 2
    assert not re.search("[가-힣]", err)


@pytest.mark.parametrize("command", ["train", "predict", "evaluate", "demo", "draw", None])
def test_help_is_korean_and_fits_the_terminal(command, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    with pytest.raises(SystemExit):
        program.main(["--language", "ko", *([command] if command else []), "--help"])
    lines = capsys.readouterr().out.splitlines()
    assert max(columns(line) for line in lines if re.search("[가-힣]", line)) <= 80
    assert not [line for line in lines if re.search(r"\b(the|of|and|to|default|options)\b", line)]
