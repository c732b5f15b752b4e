"""What `Value`, its operations and the way back say."""

TEMPLATES = {
    "language must be {known}, got {code}": "언어는 {known}만 됩니다. 받은 값: {code}",
    # --- the line of the user's code ---
    "the notebook's cell": "노트북 셀",
    "{file}, line {line}: ": "{file}, line {line}: ",  # as in Python's own tracebacks
    "in `{text}`, ": "`{text}`에서 ",
    ", in scope {scope}": ", 범위 {scope} 안",
    # --- what counts as a number ---
    "expected a real number or a Value, got {type} {thing}": (
        "실수나 Value가 필요한데 {type} {thing}을(를) 받았습니다"
    ),
    "; here a plain number is needed: its .data": (
        ". 여기에는 보통의 수가 필요하니 .data를 쓰십시오"
    ),
    "; convert text with float(...)": ". 문자열은 float(...)로 바꾸십시오",
    "; a Value holds one scalar, so work element by element": (
        ". Value 하나에는 스칼라 하나만 들어가니 원소마다 따로 계산하십시오"
    ),
    "label must be a string, got {type} {thing}": (
        "label은 문자열이어야 하는데 {type} {thing}을(를) 받았습니다"
    ),
    "copying a Value": "Value를 복사하는 일",
    "setting .data": ".data를 바꾸는 일",
    "setting .grad": ".grad를 바꾸는 일",
    "reading .grad": ".grad를 읽는 일",
    "a condition (if, while, and, or, not)": "조건(if, while, and, or, not)",
    "a Value has no attribute {name}": "Value에는 {name}(이)라는 속성이 없습니다",
    "a Value has no room for an attribute {name}: keep it in a dictionary, {key}[p] = ..., or make "
    "p of a class of your own, class Parameter(Value)": (
        "Value에는 {name} 속성을 둘 자리가 없습니다. {key}[p] = ...처럼 사전에 두거나, p를 "
        "class Parameter(Value)처럼 직접 만든 클래스로 만드십시오"
    ),
    "`==` asks whether two Values are the same node, so a Value never equals a number; compare its "
    "data: v.data == 1.0": (
        "`==`는 두 Value가 같은 노드인지 묻습니다. 그래서 Value는 어떤 수와도 같지 않습니다. "
        "v.data == 1.0처럼 data를 비교하십시오"
    ),
    # --- operations ---
    "{name} takes {arity} operand(s), got {count}": (
        "{name}의 피연산자는 {arity}개여야 하는데 {count}개를 받았습니다"
    ),
    "no operation {name} here; define it by autograd.operation, then load": (
        "여기에는 {name}(이)라는 연산이 없습니다. autograd.operation으로 정의한 다음 불러오십시오"
    ),
    "{name} is a built-in operation; give yours another name": (
        "{name}은(는) 이미 있는 연산입니다. 다른 이름을 붙이십시오"
    ),
    "operation {name} has {count} operands, but its gradients rule returned {locals} local "
    "gradients; return one for each operand": (
        "연산 {name}의 피연산자는 {count}개인데 gradients 규칙은 국소 기울기를 {locals}개 "
        "돌려주었습니다. 피연산자마다 하나씩 돌려주십시오"
    ),
    " in ": ": ",
    "the derivative of {call}": "{call}의 도함수",
    "... {count} in all": "... 모두 {count}개",
    " (where computes both sides before it chooses: make the other harmless, as in where(c, "
    "log(where(c, x, 1.0)), 0.0))": (
        " (where는 고르기 전에 양쪽을 모두 계산합니다. where(c, log(where(c, x, 1.0)), 0.0)처럼 "
        "고르지 않는 쪽도 계산할 수 있게 하십시오)"
    ),
    # --- functions ---
    "index {index} is not a whole number from 0 to {last}": (
        "인덱스 {index}은(는) 0부터 {last}까지의 정수가 아닙니다"
    ),
    "clip needs lower <= upper, got lower={lower} and upper={upper}": (
        "clip에는 lower <= upper가 필요한데 lower={lower}, upper={upper}입니다"
    ),
    "polygamma takes the number of the derivative, 0, 1, 2, ..., got {n}": (
        "polygamma는 몇 번 미분할지를 0, 1, 2, ...로 받는데 {n}을(를) 받았습니다"
    ),
    "dot needs two sequences of the same length, got {n} and {m}": (
        "dot에는 길이가 같은 두 수열이 필요한데 길이가 {n}과(와) {m}입니다"
    ),
    "{name} needs at least one number, got an empty sequence": (
        "{name}에는 수가 하나라도 있어야 하는데 빈 수열을 받았습니다"
    ),
    "where chooses by one condition, got {condition}": (
        "where는 조건 하나로 고르는데 {condition}을(를) 받았습니다"
    ),
    "take needs a whole number from 0 to {last} as index, got {index}": (
        "take의 인덱스는 0부터 {last}까지의 정수여야 하는데 {index}을(를) 받았습니다"
    ),
    "{name} takes a sequence of numbers or Values, got {type} {values}": (
        "{name}은(는) 수나 Value의 수열을 받는데 {type} {values}을(를) 받았습니다"
    ),
    "the name of a scope is a string, got {type} {name}": (
        "범위의 이름은 문자열이어야 하는데 {type} {name}을(를) 받았습니다"
    ),
    # --- the way back ---
    "backward takes the gradient first, a number, and got {gradient}; to record the gradients as "
    "Values: backward(create_graph=True)": (
        "backward의 첫 인수는 기울기, 곧 수인데 {gradient}을(를) 받았습니다. 기울기를 Value로 "
        "기록하려면 backward(create_graph=True)라고 쓰십시오"
    ),
    "a gradient that is a Value needs backward(gradient, create_graph=True); without, give its "
    "number: gradient.data": (
        "Value인 기울기를 주려면 backward(gradient, create_graph=True)라고 쓰고, 아니면 "
        "gradient.data처럼 수를 주십시오"
    ),
    # --- numbers that leave the graph ---
    "{place}{taker} takes the number out of a Value, and the gradient ends there; {mend} (where "
    "the number is wanted: v.data)": (
        "{place}{taker}이(가) Value에서 수만 꺼내므로 기울기가 거기서 끊깁니다. {mend} "
        "(수만 필요하다면 v.data)"
    ),
    "a function that this line does not name": "이 줄에 이름이 나오지 않는 함수",
    "a function of {module}": "{module}의 함수",
    "write the function of autograd, or give it its derivative with autograd.operation": (
        "autograd의 함수를 쓰거나, autograd.operation으로 도함수를 알려 주십시오"
    ),
    "write autograd.{name}": "autograd.{name}을(를) 쓰십시오",
    "write {code}": "{code}을(를) 쓰십시오",
    "there is no autograd.{name}: give it its derivative with autograd.operation": (
        "autograd.{name}은(는) 없습니다. autograd.operation으로 도함수를 알려 주십시오"
    ),
    # --- a node made by hand ---
    "define it with autograd.operation(name, value, gradients)": (
        "autograd.operation(name, value, gradients)로 정의하십시오"
    ),
    "compute it with operators": "연산자로 계산하십시오",
    "compute it with autograd.{name}": "autograd.{name}(으)로 계산하십시오",
    "{name} is a node made by hand and cannot be stored; {mend}": (
        "{name}은(는) 손으로 만든 노드라서 저장할 수 없습니다. {mend}"
    ),
    "the name of an operation is a string, got {symbol}": (
        "연산의 이름은 문자열이어야 하는데 {symbol}을(를) 받았습니다"
    ),
    "{place}a node made by hand has no formula that could be compiled; {mend}": (
        "{place}손으로 만든 노드에는 컴파일할 식이 없습니다. {mend}"
    ),
    "the derivative of {name} is to be recorded, and its _backward gives a number only; for second "
    "derivatives {mend}": (
        "{name}의 도함수를 기록해야 하는데 _backward는 수만 줍니다. 이계도함수가 필요하면 {mend}"
    ),
    "the node {name} was made by hand and has no derivative: assign its _backward, a function that "
    "adds to its parents' grad; or {mend}": (
        "손으로 만든 노드 {name}에는 도함수가 없습니다. 부모의 grad에 더하는 함수를 _backward에 "
        "넣으십시오. 아니면 {mend}"
    ),
    "the _backward of {name} adds to the gradient of {stranger}, which is not among its parents; "
    "name all of them: Value(data, (x, w), name)": (
        "{name}의 _backward가 {stranger}의 기울기에 더하는데, 그것은 부모가 아닙니다. "
        "Value(data, (x, w), name)처럼 부모를 모두 적으십시오"
    ),
    "the function of {name}, a node made by hand, is unknown": (
        "손으로 만든 노드 {name}의 함수는 알려져 있지 않습니다"
    ),
    "_backward is a function without arguments, got {closure}": (
        "_backward는 인수가 없는 함수여야 하는데 {closure}을(를) 받았습니다"
    ),
    "the parents of a Value are Values, got {parent}": (
        "Value의 부모는 Value여야 하는데 {parent}을(를) 받았습니다"
    ),
    "a leaf has no parents to hand a gradient to; Value(data, (x, y), name) makes a node": (
        "잎 노드에는 기울기를 건네줄 부모가 없습니다. 노드는 Value(data, (x, y), name)으로 만듭니다"
    ),
}

BY_PYTHON = {
    "math domain error": "함수가 정의되지 않는 값입니다(math domain error)",
    "math range error": "결과가 너무 큽니다(math range error)",
    "Numerical result out of range": "결과가 너무 큽니다(Numerical result out of range)",
    "float division by zero": "0으로 나눌 수 없습니다(float division by zero)",
    "float division": "0으로 나눌 수 없습니다(float division)",
    "division by zero": "0으로 나눌 수 없습니다(division by zero)",
    "float modulo": "0으로 나눌 수 없습니다(float modulo)",
    "float modulo by zero": "0으로 나눌 수 없습니다(float modulo by zero)",
    "float floor division by zero": "0으로 나눌 수 없습니다(float floor division by zero)",
    "0.0 cannot be raised to a negative power": (
        "0의 음수 거듭제곱은 없습니다(0.0 cannot be raised to a negative power)"
    ),
    "zero to a negative power": "0의 음수 거듭제곱은 없습니다(zero to a negative power)",
}
"""What Python says of operations on floats, in one version or another; its own words are kept."""
