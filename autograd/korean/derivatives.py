"""What `grad` and its kin, `check_gradients` and `plot` say."""

TEMPLATES = {
    # --- which arguments ---
    "a derivative needs at least one argument to differentiate with respect to": (
        "도함수를 구하려면 미분할 인수가 하나라도 있어야 합니다"
    ),
    "a derivative needs an argument made of numbers, got {arg}": (
        "도함수를 구하려면 수로 된 인수가 필요한데 {arg}을(를) 받았습니다"
    ),
    "argnums is a position or a tuple of positions, got {argnum}": (
        "argnums는 위치 하나나 위치의 튜플인데 {argnum}을(를) 받았습니다"
    ),
    "argnums names argument {argnum}, and {count} were given by position (those given by name are "
    "not differentiated)": (
        "argnums가 인수 {argnum}을(를) 가리키는데 위치로 받은 인수는 {count}개입니다(이름으로 준 "
        "인수로는 미분하지 않습니다)"
    ),
    "argnums names argument {twice} twice: {argnums}; name it once": (
        "argnums가 인수 {twice}을(를) 두 번 가리킵니다: {argnums}. 한 번만 쓰십시오"
    ),
    "argument {argnum}, chosen by argnums, is not made of numbers: {type} {arg}": (
        "argnums로 고른 인수 {argnum}이(가) 수로 되어 있지 않습니다: {type} {arg}"
    ),
    "with has_aux=True the function returns a pair (value, aux), got {result}": (
        "has_aux=True이면 함수는 (value, aux) 쌍을 돌려주어야 하는데 {result}을(를) 돌려주었습니다"
    ),
    "grad needs a function with one number as its result, got {type}; use jacobian for "
    "several{pairs}": (
        "grad에는 결과가 수 하나인 함수가 필요한데 결과가 {type}입니다. 결과가 여럿이면 jacobian을 "
        "쓰십시오{pairs}"
    ),
    ", has_aux=True for a pair (value, aux)": ". (value, aux) 쌍이라면 has_aux=True로 쓰십시오",
    # --- the form of what is given ---
    "{name} must have the form of {form}, got {other}": (
        "{name}은(는) {form}의 꼴이어야 하는데 {other}을(를) 받았습니다"
    ),
    "a number": "수",
    "a dict with the keys {keys}": "키가 {keys}인 사전",
    "a {type} of {count}": "원소가 {count}개인 {type}",
    "what arrives at the value": "값에 도착하는 것",
    "the tangent of argument {i}": "인수 {i}의 접벡터",
    "{name} is a tuple with an entry for each argument of the function, got {type}; for one "
    "argument x write (x,)": (
        "{name}은(는) 함수의 인수마다 원소가 하나씩 있는 튜플인데 {type}을(를) 받았습니다. 인수가 "
        "x 하나라면 (x,)라고 쓰십시오"
    ),
    "{count} arguments need as many tangents, got {tangents}": (
        "인수가 {count}개이면 접벡터도 그만큼 필요한데 {tangents}개를 받았습니다"
    ),
    "argument {i} is not made of numbers, so its tangent is None, got {tangent}": (
        "인수 {i}은(는) 수로 되어 있지 않으므로 접벡터가 None이어야 하는데 "
        "{tangent}을(를) 받았습니다"
    ),
    # --- sparse ---
    "jacobian(sparse=True) needs SciPy: pip install 'chainrule[sparse]'": (
        "jacobian(sparse=True)에는 SciPy가 필요합니다: pip install 'chainrule[sparse]'"
    ),
    "a sparse Jacobian is made of plain floats, which carry no gradient: of Values, inside "
    "derivatives and in compiled code, use jacobian(f) without sparse": (
        "희소 야코비 행렬은 기울기를 나르지 않는 보통의 실수로 되어 있습니다. Value이거나 도함수 "
        "안이거나 컴파일한 코드 안이라면 sparse 없이 jacobian(f)를 쓰십시오"
    ),
    "jacobian(sparse=True) takes one flat list of numbers, got {count} arguments made of numbers; "
    "join them, or choose one by argnums": (
        "jacobian(sparse=True)는 중첩되지 않은 수의 리스트 하나를 받는데 수로 된 인수가 {count}개 "
        "왔습니다. 하나로 잇거나 argnums로 하나를 고르십시오"
    ),
    "jacobian(sparse=True) {what} one flat list of numbers, got {got}; make it flat, or leave out "
    "sparse": (
        "jacobian(sparse=True){what} 중첩되지 않은 수의 리스트 하나여야 하는데 {got}입니다. 중첩을 "
        "풀거나 sparse를 빼십시오"
    ),
    "takes": "의 인수는",
    "needs a function that gives": "에 주는 함수의 결과는",
    "a nested {type}": "중첩된 {type}",
    # --- check_gradients ---
    "check_gradients needs the point at which to check: check_gradients(f, x)": (
        "check_gradients에는 검사할 점이 필요합니다: check_gradients(f, x)"
    ),
    "the gradient is off by a relative {error} at {where} (tolerance {tolerance})\n{report}": (
        "기울기가 상대 오차 {error}만큼 어긋납니다: {where} (허용 오차 {tolerance})\n{report}"
    ),
    "point {number}, ": "점 {number}, ",
    "d/d(number {i}) at {x}": "d/d(수 {i}), {x}에서",
    "gradient": "기울기",
    "difference": "차분",
    "relative error": "상대 오차",
    "f cannot be evaluated on both sides of {x}, so no difference can check it": (
        "{x}의 양쪽에서 f를 계산할 수 없어 차분으로 검사할 수 없습니다"
    ),
    # --- plot ---
    "plotting needs matplotlib: pip install 'chainrule[plot]'": (
        "그래프를 그리려면 matplotlib이 필요합니다: pip install 'chainrule[plot]'"
    ),
    "plot draws functions of 1 or 2 variables, got {count}": (
        "plot은 변수가 1개나 2개인 함수를 그리는데 변수가 {count}개입니다"
    ),
    "order must be 1 or 2, got {order}": "order는 1이나 2여야 하는데 {order}을(를) 받았습니다",
    "reach must be a number above 0 and finite, got {reach}": (
        "reach는 0보다 큰 유한한 수여야 하는데 {reach}을(를) 받았습니다"
    ),
    "f has no value anywhere around the point": "이 점 둘레 어디에서도 f를 계산할 수 없습니다",
    "slope {slope}": "접선의 기울기 {slope}",
    "second derivative {bend}": "이계도함수 {bend}",
    "f({x}, {y}) = {value}, gradient ({slopes})": "f({x}, {y}) = {value}, 기울기 ({slopes})",
    "no font with Korean letters: install one of {fonts}": (
        "한글이 있는 글꼴이 없습니다. 다음 가운데 하나를 설치하십시오: {fonts}"
    ),
}
