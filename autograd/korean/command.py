"""What the command lines share, and what `python -m autograd` says."""

TEMPLATES = {
    # --- arguments ---
    "positional arguments": "인수",
    "options": "선택 사항",
    "of all that is said": "화면에 나오는 말의 언어",
    "{message}; see {program} --help": "{message}. {program} --help를 보십시오",
    "interrupted": "중단되었습니다",
    # --- expressions ---
    "there is no expression": "식이 없습니다",
    "an expression has at most {most} characters, this one {count}": (
        "식은 {most}자까지만 되는데 이 식은 {count}자입니다"
    ),
    "for {sign} write {ours}": "{sign} 대신 {ours}을(를) 쓰십시오",
    "unexpected character {sign}": "여기에 쓸 수 없는 글자 {sign}이(가) 있습니다",
    "nested too deeply": "괄호가 너무 깊습니다",
    "the number is too large for a float": "실수로 나타내기에는 너무 큰 수입니다",
    "expected a number, got {thing}": "수가 와야 하는데 {thing}이(가) 있습니다",
    "{name} is a function: write {call}(...)": (
        "{name}은(는) 함수입니다. {call}(...)처럼 쓰십시오"
    ),
    "this operator is not known; there are + - * / **": (
        "모르는 연산자입니다. + - * / **를 쓸 수 있습니다"
    ),
    "of the comparisons there are < <= > >=": "비교는 < <= > >=만 쓸 수 있습니다",
    "compare two numbers at a time": "비교는 한 번에 두 수씩 하십시오",
    "unknown function {name}{mend}": "모르는 함수 {name}{mend}",
    "; did you mean {name}?": ", 혹시 {name}입니까?",
    "; for a product write {name} * (...)": ", 곱이라면 {name} * (...)로 쓰십시오",
    "a star stands between two numbers only": "별표는 두 수 사이에만 쓸 수 있습니다",
    "{name} takes its operands without names": "{name}의 피연산자에는 이름을 붙일 수 없습니다",
    "only functions can be called; for a product write *": (
        "괄호로 부를 수 있는 것은 함수뿐입니다. 곱이라면 *를 쓰십시오"
    ),
    "nothing has attributes here; a dot stands inside numbers only": (
        "여기에는 속성이 없습니다. 점은 수 안에만 쓸 수 있습니다"
    ),
    "'and' and 'or' are not known; put one where(...) inside another": (
        "'and'와 'or'는 쓸 수 없습니다. where(...)를 겹쳐 쓰십시오"
    ),
    "'if' is not known; write where(condition, a, b)": (
        "'if'는 쓸 수 없습니다. where(condition, a, b)로 쓰십시오"
    ),
    "nothing can be assigned here": "여기에서는 값을 넣을 수 없습니다",
    "nothing can be indexed here": "여기에서는 인덱스를 쓸 수 없습니다",
    "a comma stands inside the parentheses of a function only": (
        "쉼표는 함수의 괄호 안에만 쓸 수 있습니다"
    ),
    "this is not arithmetic": "산술식이 아닙니다",
    "something is missing at the end": "끝에 무언가 빠졌습니다",
    "expected an operator before this; for a product write *": (
        "이 앞에 연산자가 있어야 합니다. 곱이라면 *를 쓰십시오"
    ),
    "this does not belong here": "여기에 올 수 없는 것입니다",
    "a number ends where a name begins; for a product write 2*x": (
        "수 바로 뒤에 이름이 이어집니다. 곱이라면 2*x처럼 쓰십시오"
    ),
    "only the first operand of {name} may hold variables": (
        "{name}에서는 첫 피연산자에만 변수를 쓸 수 있습니다"
    ),
    "{text} cannot be the name of a variable": "{text}은(는) 변수의 이름이 될 수 없습니다",
    "{name} is a function; give the variable another name": (
        "{name}은(는) 함수입니다. 변수에 다른 이름을 붙이십시오"
    ),
    "{name} is the constant {x}; give the variable another name": (
        "{name}은(는) 상수 {x}입니다. 변수에 다른 이름을 붙이십시오"
    ),
    # --- variables and files ---
    "{assignment} is not NAME=NUMBER; put the expression in quotes": (
        "{assignment}은(는) NAME=NUMBER 꼴이 아닙니다. 식은 따옴표로 묶으십시오"
    ),
    "{name} is given twice": "{name}을(를) 두 번 주었습니다",
    "{name} needs a number, got a name": "{name}에는 이름이 아니라 수를 주십시오",
    "{name} has no number; add {same}=NUMBER": (
        "{name}의 값이 없습니다. {same}=NUMBER를 덧붙이십시오"
    ),
    "{name} is given, but it is not in {expression}": (
        "{name}을(를) 주었지만 {expression}에는 없는 변수입니다"
    ),
    "{path}: a picture's name must end in {endings}": (
        "{path}: 그림의 파일 이름은 {endings} 가운데 하나로 끝나야 합니다"
    ),
    "note: {note}": "참고: {note}",
    "a file's name cannot hold the character NUL": "파일 이름에는 NUL 문자를 쓸 수 없습니다",
    "exists and is not a file that can be replaced": "이미 있는데 바꿀 수 있는 파일이 아닙니다",
    "there is no such folder to write into": "쓸 폴더가 없습니다",
    # --- what is printed ---
    "picture   {path}": "그림     {path}",
    "explorer  {path}": "탐색기   {path}",
    "variable": "변수",
    "value": "값",
    "derivative": "도함수",
    "step": "단계",
    "derivative of the whole": "전체의 도함수",
    "second derivatives": "이계도함수",
    # --- its help ---
    "{program} EXPRESSION [NAME=NUMBER ...] [options]": (
        "{program} EXPRESSION [NAME=NUMBER ...] [선택 사항]"
    ),
    "Prints the value of an expression and its derivative in each variable.": (
        "식의 값과 변수마다의 도함수를 보여 줍니다."
    ),
    "examples:\n{examples}\n\nfunctions:\n{names}\nconstants:\n  pi, e\n": (
        "예:\n{examples}\n\n함수:\n{names}\n상수:\n  pi, e\n"
    ),
    "arithmetic (+ - * / **), in quotes": "따옴표로 묶은 산술식 (+ - * / **)",
    "a number, or such as 1/3 or pi/2": "수, 또는 1/3이나 pi/2 같은 식",
    "2: also all second derivatives": "2: 이계도함수도 모두",
    "also every step on the way, and its derivative": "중간 단계와 그 도함수도 모두",
    "draw the graph; also .png, .pdf and .dot": "계산 그래프 그리기. .png, .pdf, .dot도 됩니다",
    "write a page that steps through the graph": "계산 그래프를 한 단계씩 따라가는 페이지 만들기",
}

BY_PYTHON = {
    "show this help message and exit": "이 도움말을 보여 주고 마칩니다",
    "the following arguments are required: {names}": "다음 인수가 필요합니다: {names}",
    "unrecognized arguments: {arguments}": "모르는 인수입니다: {arguments}",
    "argument {name}": "인수 {name}",
    "expected one argument": "값을 하나 주어야 합니다",
    "expected at least one argument": "값을 하나 이상 주어야 합니다",
    "expected {count} arguments": "값을 {count}개 주어야 합니다",
    "invalid choice: {value} (choose from {choices})": (
        "{value}은(는) 고를 수 없습니다({choices} 가운데에서 고르십시오)"
    ),
    "invalid int value: {value}": "{value}은(는) 정수가 아닙니다",
    "invalid float value: {value}": "{value}은(는) 수가 아닙니다",
    "ambiguous option: {option} could match {names}": (
        "{option}이(가) 무엇인지 알 수 없습니다: {names}"
    ),
    "ignored explicit argument {value}": "이 옵션은 값을 받지 않는데 {value}을(를) 주었습니다",
    "invalid choice: {value}, maybe you meant {name}? (choose from {choices})": (
        "{value}은(는) 고를 수 없습니다. 혹시 {name}입니까? ({choices} 가운데에서 고르십시오)"
    ),
    "not allowed with argument {other}": "인수 {other}과(와) 함께 쓸 수 없습니다",
    "unexpected end of data": "따옴표가 닫히지 않았습니다",
    "{sign} expected after {other}": "{other} 뒤에 {sign}이(가) 와야 합니다",
    "No such file or directory": "그런 파일이나 폴더가 없습니다",
    "Permission denied": "권한이 없습니다",
    "Is a directory": "파일이 아니라 폴더입니다",
    "Not a directory": "폴더가 아닙니다",
    "No space left on device": "디스크에 남은 자리가 없습니다",
    "File name too long": "파일 이름이 너무 깁니다",
    "Read-only file system": "읽기만 할 수 있는 파일 시스템입니다",
    "'{bracket}' was never closed": "괄호 '{bracket}'에 짝이 없습니다",
    "unmatched '{bracket}'": "괄호 '{bracket}'에 짝이 없습니다",
}
"""What argparse, Python's parsers and the system say."""
