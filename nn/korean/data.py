"""What is said of files and of data to learn from."""

TEMPLATES = {
    # --- how a file is written ---
    "standard input": "표준 입력",
    "tab": "탭",
    "comma": "쉼표",
    "semicolon": "세미콜론",
    "space": "공백",
    "header": "머리글 있음",
    "no header (columns 1 to {last})": "머리글 없음(열 1부터 {last}까지)",
    "decimal comma": "소수점은 쉼표",
    # --- what its columns are taken for ---
    "{count} number{s}": "숫자 열 {count}개",
    "{count} date{s}": "날짜 열 {count}개",
    "{count} truth value{s}": "참/거짓 열 {count}개",
    "{count} categor{s}": "범주 열 {count}개",
    "in": "단위",
    " and {more} more": " 외 {more}개",
    "left out: {names}": "뺀 열: {names}",
    "as told": "지시대로",
    "empty": "비어 있음",
    "counts the rows": "행의 번호",
    "another number in every row": "행마다 다른 수",
    "another text in every row": "행마다 다른 글",
    "{count} different texts": "서로 다른 글 {count}가지",
    "{name} counts the rows (drop leaves it out)": "{name}은(는) 행의 번호입니다(drop으로 뺍니다)",
    "{name} taken for numbers; dates have signs between year, month and day": (
        "{name}은(는) 수로 읽었습니다. 날짜라면 연, 월, 일 사이에 부호가 있어야 합니다"
    ),
    "{name} taken for numbers, though some begin with 0 (codes are categorical)": (
        "{name}에는 0으로 시작하는 것이 있지만 수로 읽었습니다(코드라면 categorical로 하십시오)"
    ),
    "its comma taken for that of thousands": "쉼표는 천 단위로 보았습니다",
    "years 69 to 99 taken for 1969 to 1999": "두 자리 연도 69~99는 1969~1999년으로 보았습니다",
    "read day first": "일을 먼저 읽었습니다",
    "read month first": "월을 먼저 읽었습니다",
    "read year first": "연도를 먼저 읽었습니다",
    # --- what is passed over, left out, filled in ---
    "column {names} without a name": "이름 없는 열 {names}",
    "{count} columns {name}: the others are called {names}": (
        "{name} 열이 {count}개여서 나머지는 {names}(으)로 부릅니다"
    ),
    "the header stands again in row {rows}": "머리글이 {rows}행에 또 있습니다",
    "row {row} taken for a part of the header": "{row}행도 머리글로 보았습니다",
    "{count} line{s} of comment, title or total passed over (row {rows})": (
        "설명, 제목, 합계 {count}줄을 건너뛰었습니다({rows}행)"
    ),
    "{count} empty line{s} passed over": "빈 줄 {count}개를 건너뛰었습니다",
    "{count} row{s} of another length left out (row {rows})": (
        "길이가 다른 행 {count}개를 뺐습니다({rows}행)"
    ),
    "{count} row{s} without {target} left out": "{target}이(가) 없는 행 {count}개를 뺐습니다",
    "{count} row{s} with empty cells left out": "빈 칸이 있는 행 {count}개를 뺐습니다",
    "no value in {where}": "{where}에 값이 없습니다",
    "{taken} is taken, and an input says so": (
        "{taken}을(를) 넣고 비었음을 알리는 입력을 더합니다"
    ),
    "no category": "범주 없음",
    "no category or the mean": "평균이나 범주 없음",
    "its mean": "열의 평균",
    "{count} cell{s} of {name} without a value: {taken} taken": (
        "{name}의 빈 칸 {count}개에는 {taken}을(를) 넣었습니다"
    ),
    "{count} cell{s} of {name} unknown to the model ({texts}), taken for none of its categories": (
        "{name}에 모델이 모르는 칸이 {count}개({texts}) 있어 어느 범주도 아닌 것으로 보았습니다"
    ),
    "column {name}": "{name} 열",
    "numbers of {name} without a unit taken for {unit}": (
        "{name}의 단위 없는 수는 {unit}(으)로 보았습니다"
    ),
    "columns that the model does not know, not looked at: {names}": (
        "모델이 모르는 열은 보지 않았습니다: {names}"
    ),
    # --- files that are no tables ---
    "{path}: the file is empty": "{path}: 파일이 비어 있습니다",
    "{path}: {kind}, not CSV; save the table as CSV and take that file": (
        "{path}: CSV가 아니라 {kind}입니다. 표를 CSV로 저장하여 그 파일을 쓰십시오"
    ),
    "a binary file": "이진 파일",
    "an Excel workbook or another zip file": "엑셀 통합 문서나 다른 zip 파일",
    "an old Excel workbook or another Office file": "옛 엑셀 통합 문서나 다른 오피스 파일",
    "a Parquet file": "Parquet 파일",
    "a PDF file": "PDF 파일",
    "a picture": "그림",
    "an SQLite database": "SQLite 데이터베이스",
    "a pickle of Python": "파이썬의 pickle 파일",
    "an array of NumPy": "NumPy 배열 파일",
    "XML": "XML 파일",
    "JSON": "JSON 파일",
    "a web page": "웹 페이지",
    "{path}: packed by gzip, and damaged ({error})": "{path}: gzip 파일이 손상되었습니다({error})",
    "byte {place} of the file (0x{byte}) is not {encoding} text": (
        "파일의 {place}번째 바이트(0x{byte})가 {encoding} 글자가 아닙니다"
    ),
    ", as the rest is; mend it, or say the encoding": (
        ". 나머지는 그렇습니다. 그곳을 고치거나 인코딩을 알려 주십시오"
    ),
    "; say another encoding": ". 다른 인코딩을 알려 주십시오",
    "{path}, row {row}": "{path}, {row}행",
    "{path}, row {row}: not CSV ({error})": "{path}, {row}행: CSV가 아닙니다({error})",
    "{path}, row {row}: {count} columns; at most {most} are read": (
        "{path}, {row}행: 열이 {count}개인데 {most}개까지만 읽습니다"
    ),
    "{path}: no table; each row has another number of cells": (
        "{path}: 표가 없습니다. 행마다 칸의 수가 다릅니다"
    ),
    "{path}: no rows below the header": "{path}: 머리글 아래에 행이 없습니다",
    # --- rows and columns that do not fit ---
    "{path}, row {row}, no column {name}": "{path}, {row}행, {name} 열 없음",
    "{path}, row {row}, after {name}": "{path}, {row}행, {name} 뒤",
    "expected {count} cell{s} as in {others}, got {got}": (
        "{others}처럼 칸이 {count}개여야 하는데 {got}개입니다"
    ),
    "the header": "머리글",
    "most rows": "다른 행들",
    "; a cell with a comma in it needs quotes": ". 쉼표가 든 칸은 따옴표로 묶어야 합니다",
    "{count} name{s}": "이름 {count}개",
    "{count} cell{s}": "칸 {count}개",
    "{names}, and {cells} in most rows below": "{names}가 있는데 아래 행들은 대개 {cells}입니다",
    "no column {name}; the columns are {names}": "{name} 열이 없습니다. 있는 열은 {names}입니다",
    "; row 1 was taken for data, so columns have numbers": (
        ". 1행을 자료로 보았으므로 열의 이름은 번호입니다"
    ),
    "{path}, row 1: two columns are named {name}, the target": (
        "{path}, 1행: {name}은(는) 목표값인데 그 이름의 열이 둘입니다"
    ),
    "columns without {names}; the model needs {needed}": (
        "열 가운데 {names}이(가) 없습니다. 모델에는 {needed}이(가) 필요합니다"
    ),
    "; row 1 of the file was taken for data, not for names": (
        ". 파일의 1행은 이름이 아니라 자료로 보았습니다"
    ),
    # --- cells that do not fit ---
    "{path}, row {row}, column {name}": "{path}, {row}행, {name} 열",
    "{path}, column {name}": "{path}, {name} 열",
    "a date": "날짜",
    "yes or no": "예나 아니요",
    "expected {what}, got {cell}": "{what}이(가) 와야 하는데 {cell}이(가) 있습니다",
    "; mend the cell, or take the column as categorical, or drop it": (
        ". 칸을 고치거나, 열을 categorical로 쓰거나, drop으로 빼십시오"
    ),
    "expected a number as in most rows, got {cell}": (
        "다른 행들처럼 수가 와야 하는데 {cell}이(가) 있습니다"
    ),
    "expected text as in most rows, got {cell}": (
        "다른 행들처럼 글이 와야 하는데 {cell}이(가) 있습니다"
    ),
    "{cell} is no number with {sign} as its decimal sign": (
        "{cell}은(는) 소수점이 {sign}인 수가 아닙니다"
    ),
    "numbers in {unit}, and the model has learned them in {own}": (
        "수의 단위가 {unit}인데 모델은 단위가 {own}인 수를 배웠습니다"
    ),
    "numbers in {unit}, and the model has learned them without a unit": (
        "수의 단위가 {unit}인데 모델은 단위 없는 수를 배웠습니다"
    ),
    # --- targets ---
    "{path}: column {name} is empty; nothing to learn": (
        "{path}: {name} 열이 비어 있어 배울 것이 없습니다"
    ),
    "{name} is the only column, nothing to predict it from": (
        "{name} 열 하나뿐이어서 무엇으로 예측할지 알 수 없습니다"
    ),
    "{name} is the only column to use, nothing to predict it from": (
        "쓸 수 있는 것이 {name} 열 하나뿐이어서 무엇으로 예측할지 알 수 없습니다"
    ),
    "{name} is left out ({why})": "{name} 열은 뺐습니다({why})",
    "; {names}: say to keep it, where it is of use": ". {names}. 쓸모가 있으면 keep으로 남기십시오",
    "a date cannot be predicted; {mend}": "날짜는 예측할 수 없습니다. {mend}",
    "make a number of it, such as days from a date, or name it categorical": (
        "어느 날부터의 날수 같은 수로 바꾸거나 categorical에 넣으십시오"
    ),
    "{name} in every row; there is nothing to tell apart": (
        "모든 행의 값이 {name}입니다. 구별할 것이 없습니다"
    ),
    "{cell} is no class of the model: {names}": "{cell}은(는) 모델의 클래스가 아닙니다: {names}",
    "{name} is the target, and cannot be dropped": "{name}은(는) 목표값이므로 뺄 수 없습니다",
    # --- options ---
    "the decimal sign is '.' or ',', got {sign}": (
        "소수점은 '.'이나 ','인데 {sign}을(를) 받았습니다"
    ),
    "{sign} cannot be the delimiter and the decimal sign": (
        "{sign}이(가) 구분자이면서 소수점일 수는 없습니다"
    ),
    "missing is one of {names}, got {name}": (
        "missing은 {names} 가운데 하나인데 {name}을(를) 받았습니다"
    ),
    "column {name} is to be dropped, and to be taken": "{name} 열을 빼라고도, 쓰라고도 하였습니다",
    "a delimiter is one character, or one of {names}; got {delimiter}": (
        "구분자는 한 글자이거나 {names} 가운데 하나인데 {delimiter}을(를) 받았습니다"
    ),
    "no encoding {name}; known are utf-8, utf-16, cp949, latin-1 and many more": (
        "{name} 인코딩은 없습니다. utf-8, utf-16, cp949, latin-1 등을 쓸 수 있습니다"
    ),
    # --- data, split and made ---
    "expected a sample of {count} numbers, got {got}": (
        "표본은 수 {count}개여야 하는데 {got}개입니다"
    ),
    "numbers beyond 1e300 cannot be standardized; divide that feature first": (
        "1e300을 넘는 수는 표준화할 수 없습니다. 그 특징을 먼저 나누십시오"
    ),
    "the fraction to hold out must be between 0 and 1, got {fraction}": (
        "떼어 둘 비율은 0과 1 사이여야 하는데 {fraction}을(를) 받았습니다"
    ),
    "nothing to hold out: {fraction} of each class, and never its last sample, is none of "
    "{samples} samples in {classes} class(es)": (
        "떼어 둘 것이 없습니다. 클래스 {classes}개의 표본 {samples}개에서 클래스마다 "
        "{fraction}만큼, 마지막 하나는 남기고 떼면 하나도 없습니다"
    ),
    "batch_size must be a whole number of at least 1, got {size}": (
        "batch_size는 1 이상의 정수여야 하는데 {size}을(를) 받았습니다"
    ),
    "expected as many samples as targets, got {samples} and {targets}": (
        "표본과 목표값은 개수가 같아야 하는데 {samples}개와 {targets}개입니다"
    ),
    "logic_gate must be one of {names}, got {name}": (
        "logic_gate는 {names} 가운데 하나여야 하는데 {name}을(를) 받았습니다"
    ),
    "factor must be between 0 and 1, got {factor}": (
        "factor는 0과 1 사이여야 하는데 {factor}을(를) 받았습니다"
    ),
    "n must be a whole number of at least {least}, got {n}": (
        "n은 {least} 이상의 정수여야 하는데 {n}을(를) 받았습니다"
    ),
    "noise is a standard deviation, 0 or more; got {noise}": (
        "noise는 표준편차라서 0 이상이어야 하는데 {noise}을(를) 받았습니다"
    ),
    "classes must be at least 2, got {count}": (
        "classes는 2 이상이어야 하는데 {count}을(를) 받았습니다"
    ),
    "the data set {name} is part of scikit-learn: pip install 'chainrule[data]'": (
        "데이터 집합 {name}은(는) scikit-learn에 들어 있습니다: pip install 'chainrule[data]'"
    ),
    # --- columns that a model file remembers ---
    "expected a column of kind {kinds}, got {data}": (
        "열의 종류는 {kinds} 가운데 하나여야 하는데 {data}을(를) 받았습니다"
    ),
    "the mean of column {name} is {mean}": "{name} 열의 평균이 {mean}입니다",
    "expected names of columns, got {names}": "열의 이름이 와야 하는데 {names}을(를) 받았습니다",
}
