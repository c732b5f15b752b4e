"""What the compiler says: why a function cannot be compiled, `explain()`, and its warnings."""

TEMPLATES = {
    # --- what a function takes and gives ---
    "compile takes a function, got {type} {thing}": (
        "compile에는 함수를 주어야 하는데 {type} {thing}을(를) 받았습니다"
    ),
    "argument {name} of {function} is a {type}, which may change unseen; compiled code takes "
    "numbers, lists, tuples, dicts and arrays of them, and what can be hashed, such as strings and "
    "None": (
        "{function}의 인수 {name}은(는) 눈에 띄지 않게 바뀔 수 있는 {type}입니다. 컴파일한 코드는 "
        "수, 수의 리스트와 튜플과 사전과 배열, 그리고 문자열이나 None처럼 해시할 수 있는 것을 "
        "받습니다"
    ),
    "{name} was changed after the call of {function}, whose graph is wanted; give the call a copy"
    "": (
        "{function}을(를) 부른 뒤에 {name}이(가) 바뀌어 그 그래프를 보여 줄 수 없습니다. 부를 때 "
        "사본을 주십시오"
    ),
    "{name} returns a {type}; compiled code returns numbers and Values, or lists, tuples and dicts "
    "of them": (
        "{name}의 결과가 {type}입니다. 컴파일한 코드는 수와 Value, 또는 그 리스트와 튜플과 사전을 "
        "돌려줍니다"
    ),
    "{name} returns no number (is a return missing?)": (
        "{name}이(가) 수를 돌려주지 않습니다(return이 빠지지 않았습니까?)"
    ),
    "{name} changes a list among its arguments, which is a copy in compiled code and would stay as "
    "it was outside; let it change a copy of its own": (
        "{name}이(가) 인수로 받은 리스트를 바꿉니다. 컴파일한 코드에서는 그것이 사본이라 바깥의 "
        "리스트는 그대로입니다. 함수 안에서 사본을 만들어 바꾸십시오"
    ),
    "{name} draws random numbers, which compiling would freeze: draw them outside and pass them as "
    "arguments, or use nn.Dropout": (
        "{name}이(가) 난수를 뽑는데, 컴파일하면 그 수로 굳어 버립니다. 밖에서 뽑아 인수로 주거나 "
        "nn.Dropout을 쓰십시오"
    ),
    "the results of {name}.numpy are plain arrays, which carry no gradient: inside compiled code "
    "and derivatives, call the function itself": (
        "{name}.numpy의 결과는 기울기를 나르지 않는 보통의 배열입니다. 컴파일한 코드와 도함수 "
        "안에서는 함수 자체를 부르십시오"
    ),
    "a result is not in the rows of an array": "결과 하나가 배열의 행에 들어 있지 않습니다",
    "its program is for a certain number of samples": "표본의 수가 정해진 프로그램입니다",
    "its results are no array: all samples need lists of one length": (
        "결과가 배열이 되지 않습니다. 모든 표본의 리스트가 길이가 같아야 합니다"
    ),
    # --- what a function goes by besides its arguments ---
    "{function} uses `{name}`, which {why}; compiled code cannot follow it: pass it as an "
    "argument, or keep its numbers in a list or in attributes": (
        "{function}에서 쓰는 `{name}`은(는) {why}. 컴파일한 코드는 이것을 따라갈 수 없습니다. "
        "인수로 주거나, 그 수를 리스트나 속성에 두십시오"
    ),
    "is a{s} {kind}{of}": "{kind}{of}입니다",
    " of {of}": " ({of})",
    ", a kind of {base}": " ({base}의 한 갈래)",
    "may change unseen": "눈에 띄지 않게 바뀔 수 있습니다",
    "changes with every step of training": "학습 단계마다 바뀝니다",
    "the code": "이 코드",
    "an attribute": "속성",
    "a class": "클래스",
    "an argument": "인수",
    "the mode of a module": "모듈의 모드",
    "{function} changes `{name}`, which would happen only once, when it is compiled; do it outside "
    "the compiled function, or pass it as an argument": (
        "{function}이(가) `{name}`을(를) 바꾸는데, 그 일은 컴파일할 때 한 번만 일어납니다. "
        "컴파일하는 함수 밖에서 하거나 인수로 주십시오"
    ),
    "{name} is recorded again at each call because {changed} changes, which it captures; pass it "
    "as an argument to make it fast": (
        "{name}이(가) 쓰는 {changed}이(가) 바뀌어 부를 때마다 다시 기록합니다. 인수로 주면 "
        "빨라집니다"
    ),
    # --- numbers that do not allow it ---
    "{name} is given NaN or infinity at its first call": (
        "{name}을(를) 처음 부를 때 NaN이나 무한대를 주었습니다"
    ),
    "{name} does not compile to one number": "{name}은(는) 수 하나로 컴파일되지 않습니다",
    "{name} could not be checked: it overflows or has no derivative at the first numbers": (
        "{name}을(를) 확인할 수 없습니다. 처음 준 수에서 값이 넘치거나 도함수가 없습니다"
    ),
    "values": "값",
    "gradients": "기울기",
    "program fails ({kind}: {error}), so its values": "프로그램이 실패하여({kind}: {error}) 그 값",
    "{name}: the compiled {differ} differ from those of the scalar graph, so the function runs "
    "uncompiled; please report this": (
        "{name}: 컴파일한 {differ}이(가) 스칼라 그래프의 것과 달라 컴파일하지 않고 실행합니다. "
        "이 일을 알려 주십시오"
    ),
    "a tuned step fails ({kind}: {error}), so the program runs as it is; please report this": (
        "빠르게 고친 학습 단계가 실패하여({kind}: {error}) 원래 프로그램으로 실행합니다. 이 일을 "
        "알려 주십시오"
    ),
    # --- JAX and machine code ---
    "the operation {name} cannot run on JAX ({error}); it can if its value and gradients are "
    "written with arithmetic and autograd's functions, such as where": (
        "연산 {name}은(는) JAX에서 실행할 수 없습니다({error}). 값과 기울기를 산술과 where 같은 "
        "autograd의 함수로 쓰면 됩니다"
    ),
    "{name} is so deep a chain of single operations that JAX would compile it for minutes, so it "
    "runs as {other}": (
        "{name}은(는) 연산이 하나씩 깊게 이어져 JAX로 컴파일하는 데 몇 분이 걸리므로 "
        "{other}(으)로 실행합니다"
    ),
    "plain Python": "보통의 파이썬",
    "a NumPy program": "NumPy 프로그램",
    "machine code needs llvmlite: pip install 'chainrule[native]'": (
        "기계어로 컴파일하려면 llvmlite가 필요합니다: pip install 'chainrule[native]'"
    ),
    "{name} is not machine code; compile it with backend='native'": (
        "{name}은(는) 기계어가 아닙니다. backend='native'로 컴파일하십시오"
    ),
    "{name} runs without machine code: {why}": "{name}을(를) 기계어 없이 실행합니다: {why}",
    # --- export() ---
    "export writes files that end in {known}, got {path}": (
        "export는 {known}(으)로 끝나는 파일을 쓰는데 {path}을(를) 받았습니다"
    ),
    "{name} has no program yet: call it once, or give arguments of the form that the program is to "
    "be for: export(path, *arguments)": (
        "{name}에는 아직 프로그램이 없습니다. 한 번 부르거나, 프로그램이 받을 꼴의 인수를 "
        "주십시오: export(path, *arguments)"
    ),
    "{name} has programs for arguments of several forms ({forms}): give arguments of the form that "
    "is meant: export(path, *arguments)": (
        "{name}에는 여러 꼴의 인수에 대한 프로그램이 있습니다({forms}). 뜻하는 꼴의 인수를 "
        "주십시오: export(path, *arguments)"
    ),
    "{what} has changed since {name} was called: call it again": (
        "{name}을(를) 부른 뒤에 {what}이(가) 바뀌었습니다. 다시 부르십시오"
    ),
    "none": "없음",
    "{name} draws random numbers, which no file can repeat: export it in eval mode, or pass them "
    "as arguments": (
        "{name}은(는) 난수를 뽑는데 파일로는 되풀이할 수 없습니다. eval 모드에서 내보내거나 난수를 "
        "인수로 넘기십시오"
    ),
    "{name} runs uncompiled, so there is no program to write down": (
        "{name}은(는) 컴파일하지 않고 실행하므로 적을 프로그램이 없습니다"
    ),
    "the operation {name} cannot stand in a module of its own, since it needs {what}; it can if "
    "its value and gradients are written with arithmetic, math and autograd's functions, such as "
    "where": (
        "연산 {name}에는 {what}이(가) 필요하므로 따로 선 모듈에 적을 수 없습니다. 값과 기울기를 "
        "산술과 math, where 같은 autograd의 함수로 쓰면 적을 수 있습니다"
    ),
    "only strings, numbers and the like can be written down, not {thing}": (
        "문자열과 수 같은 것만 적을 수 있고 {thing}은(는) 적을 수 없습니다"
    ),
    "{path} has a dict inside a list, for which no module is written; pass it as an argument of "
    "its own": (
        "{path}의 리스트 안에 dict가 있는데 이런 모듈은 쓰지 못합니다. 따로 인수로 넘기십시오"
    ),
    "{name} says of its samples what is no array of numbers": (
        "{name}이(가) 표본에 대해 내놓는 것이 수의 배열이 아닙니다"
    ),
    # --- in exported modules ---
    "rows are to be an array of shape (n, {shape}), got {given}": (
        "행은 모양이 (n, {shape})인 배열이어야 하는데 {given}을(를) 받았습니다"
    ),
    "seed is to say what each of the {shape} outputs counts": (
        "seed에 출력 {shape}개가 저마다 얼마로 세이는지 주십시오"
    ),
    "{name} is to be made of numbers, got {kind}": (
        "{name}은(는) 수로 되어 있어야 하는데 {kind}을(를) 받았습니다"
    ),
    "{name} has the shape {shape}; this program is for {own}": (
        "{name}의 모양이 {shape}인데 이 프로그램은 {own}에 대한 것입니다"
    ),
    "{name} is not finite": "{name}이(가) 유한하지 않습니다",
    "{name} is not nested as this program wants it: {form}": (
        "{name}의 중첩이 이 프로그램이 바라는 것과 다릅니다: {form}"
    ),
    "{name} is to be a dict with the keys {keys}, got {found}": (
        "{name}은(는) 키가 {keys}인 dict여야 하는데 {found}을(를) 받았습니다"
    ),
    "this program is for {name}={known}, got {given}": (
        "이 프로그램은 {name}={known}에 대한 것인데 {given}을(를) 받았습니다"
    ),
    # --- explain() ---
    "call the compiled function once: its program depends on the arguments": (
        "컴파일한 함수를 먼저 한 번 부르십시오. 프로그램은 인수에 따라 달라집니다"
    ),
    "stage is one of {known}, got {stage}": (
        "stage는 {known} 가운데 하나여야 하는데 {stage}을(를) 받았습니다"
    ),
    "{name}: {nodes} scalar nodes in {groups} groups": (
        "{name}: 묶음 {groups}개를 이루는 스칼라 노드 {nodes}개"
    ),
    "{head}, run uncompiled": "{head}, 컴파일하지 않고 실행",
    "{head} became machine code{chosen}:\n{sizes}": "{head} → 기계어{chosen}:\n{sizes}",
    "too small or too irregular for arrays, so one line of Python per node": (
        "배열로 묶기에는 너무 작거나 불규칙하여 노드마다 파이썬 한 줄"
    ),
    "{head} became {count} array statements with {gathers} gathers{machine}{chosen}:": (
        "{head} → 배열 문장 {count}개, 흩어진 원소 모으기 {gathers}번{machine}{chosen}:"
    ),
    "spread over {n} devices, split: {names}": "장치 {n}개에 나눔, 나눈 인수: {names}",
    "nodes": "노드",
    ", in machine code as {count} loop nests": ", 기계어로는 겹친 반복문 {count}개",
    "; of the two ways that were timed, machine code took {ours} µs and {other} {theirs} µs": (
        "; 두 방법의 시간을 재어 보니 기계어 {ours} µs, {other} {theirs} µs"
    ),
    "arrays": "배열",
    "nodes forward": "순전파 노드",
    "nodes backward": "역전파 노드",
    "instructions of LLVM": "LLVM 명령",
    "bytes of machine code": "기계어 바이트",
    "bytes of memory a call": "호출당 메모리 바이트",
    "threads": "스레드",
    "a loop forward": "순전파 반복문",
    "a loop backward": "역전파 반복문",
    "steps of {count} nodes": "단계, 단계마다 노드 {count}개",
    "given {inputs}": "인수 {inputs}",
    "given nothing": "인수 없음",
    "{name} was called once, {given}, with {found} Values found outside it:": (
        "{name}을(를) 한 번 불렀습니다({given}, 밖에서 찾은 Value {found}개):"
    ),
    "a number of its own": "새로 만든 수",
    "{nodes} scalar nodes in {groups} groups of one form each:": (
        "스칼라 노드 {nodes}개를 같은 꼴끼리 모은 묶음 {groups}개:"
    ),
    "{count} statements on arrays:": "배열 문장 {count}개:",
    "{count} of them are a step, in a loop of {steps} steps": (
        "이 가운데 {count}개는 {steps}번 되풀이하는 반복문의 한 단계"
    ),
    "forward:": "순전파:",
    "backward, from the last to the first:": "역전파, 마지막에서 처음으로:",
    "{name} runs uncompiled": "{name}은(는) 컴파일하지 않고 실행합니다",
    "{name} is too small or too irregular for arrays": (
        "{name}은(는) 배열로 묶기에는 너무 작거나 불규칙합니다"
    ),
    "{name} runs on JAX, which goes backward by itself": (
        "{name}은(는) JAX로 실행하며, 역전파는 JAX가 합니다"
    ),
    "  ... and {left} more": "  ... 그 밖에 {left}개",
    "(a number)": "(수 하나)",
}
