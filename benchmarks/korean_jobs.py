"""What the workloads are called, and the reasons that they give, in Korean."""

JOBS = {
    # workloads
    "two moons, 100 samples, a network of 2-16-16-1": "두 반달, 표본 100개, 2-16-16-1 신경망",
    "softmax 64-32-10, batches of 32": "소프트맥스 64-32-10, 배치 32개씩",
    "softmax 784-128-10, batches of 64": "소프트맥스 784-128-10, 배치 64개씩",
    "recurrent network, {} steps, 8 units": "순환 신경망, {}단계, 유닛 8개",
    "causal attention block, {} tokens of 8": "인과 어텐션 블록, 크기 8인 토큰 {}개",
    "2-D convolutions, 4 images of 8x8, 4 channels": "2차원 합성곱, 8x8 이미지 4장, 채널 4개",
    "pendulum with drag, 200 steps of Runge and Kutta": "저항 있는 진자, 룽게-쿠타 200단계",
    "Rosenbrock's valley of 1,000 variables": "변수 1,000개의 로젠브록 골짜기",
    "a graph of 2,400 operations drawn by lot": "제비로 뽑은 연산 2,400개의 그래프",
    "Kalman filter's likelihood, 60 steps": "칼만 필터의 가능도, 60단계",
    "6 bodies that attract each other, 10 steps": "서로 끌어당기는 물체 6개, 10단계",
    "stiff oscillator, 40 implicit steps by Newton": "뻣뻣한 진동자, 뉴턴법으로 음적 40단계",
    "10,000 Black-Scholes prices with five derivatives": (
        "블랙-숄즈 가격 10,000개와 도함수 다섯 가지"
    ),
    "digits, 64-64-10, 30 epochs: from nothing to labels": (
        "숫자 그림, 64-64-10, 30에폭: 처음부터 예측한 레이블까지"
    ),
    "a node built and gone back through, the expression of micrograd's README of {}": (
        "micrograd README의 식, 노드 {}개에서 만들고 되돌아오기, 노드마다"
    ),
    "a node built and gone back through, a wide graph of {}": (
        "노드 {}개인 넓은 그래프를 만들고 되돌아오기, 노드마다"
    ),
    "a chain of {} operations": "연산 {}개의 사슬",
    "a GPT of 4,192 weights learns a document of eight letters": (
        "가중치 4,192개인 GPT가 여덟 글자 문서를 배우기"
    ),
    "from nothing to the first value and gradient, {} scalar nodes": (
        "처음부터 첫 값과 기울기까지, 스칼라 노드 {}개"
    ),
    "recording, compiling and a first call, {} scalar nodes": (
        "기록하고 컴파일하여 처음 부르기, 스칼라 노드 {}개"
    ),
    "a value and its gradient, {} scalar nodes": "값과 그 기울기, 스칼라 노드 {}개",
    # families
    "building and backward, a graph": "그래프를 만들고 되돌아오기",
    "a chain of operations": "연산의 사슬",
    "recurrent network": "순환 신경망",
    "recording, compiling and a first call": "기록하고 컴파일하여 처음 부르기",
    "a value and its gradient": "값과 그 기울기",
    # ways
    "micrograd, recursion limit raised": "micrograd, 재귀 한도를 올림",
    "PyTorch, scalars": "PyTorch, 스칼라",
    "PyTorch, tensors": "PyTorch, 텐서",
    "JAX, op by op": "JAX, 연산마다",
    "JAX, lax.scan in a jit": "JAX, jit 안의 lax.scan",
    "chainrule, native": "chainrule, 기계어",
    "chainrule, dot and softmax": "chainrule, dot과 softmax",
    "chainrule, compiled": "chainrule, 컴파일",
    "chainrule, of a vector": "chainrule, 벡터 하나로",
    "chainrule, native, of a vector": "chainrule, 기계어, 벡터 하나로",
    "chainrule, eager": "chainrule, 즉시 실행",
    "nn.fit, native": "nn.fit, 기계어",
    "nn.fit on JAX": "JAX로 nn.fit",
    "nn.fit, eager": "nn.fit, 즉시 실행",
    "demo, its loss compiled": "데모, 손실을 컴파일",
    "demo, eager": "데모, 즉시 실행",
    "demo, micrograd": "데모, micrograd",
    "NumPy by hand": "손으로 쓴 NumPy",
    "NumPy by hand, layer by layer": "손으로 쓴 NumPy, 층마다",
    "PyTorch eager": "PyTorch 즉시 실행",
    "JAX, operation by operation": "JAX, 연산마다",
    "compiled": "컴파일",
    "native": "기계어",
    "compiled to JAX": "JAX로 컴파일",
    "compiled to NumPy": "NumPy로 컴파일",
    "compiled without machine code": "기계어 없이 컴파일",
    "eager": "즉시 실행",
    "native, the code alone": "기계어, 코드만",
    "native, a call and backward()": "기계어, 호출과 backward()",
    "compiled, on arrays": "컴파일, 배열로",
    "native, on arrays": "기계어, 배열로",
    "compiled to JAX, on arrays": "JAX로 컴파일, 배열로",
    "plain Python, value alone": "평범한 파이썬, 값만",
    # reasons
    "Where no reason is given, none in principle is known: it is work to be done.": (
        "까닭을 적지 않은 것은 원리상의 까닭이 알려지지 않은 것이고, 앞으로 할 일입니다."
    ),
    (
        "more than half of the time goes into exp, log and erfc of the C library, which give the "
        "very floats that Python gives; XLA has vector code of its own for them, with other last "
        "bits."
    ): (
        "시간의 절반 이상이 C 라이브러리의 exp, log, erfc에 듭니다. 이들은 파이썬과 똑같은 수를 "
        "냅니다. XLA에는 마지막 비트가 다른 자체 벡터 코드가 있습니다."
    ),
    (
        "of `chainrule, compiled` the program is the one that a person writes, all positions "
        "at once, and takes half a millisecond. Two thirds of a step are Python's: its Adam, "
        "and 4,192 Values that are read, moved and written one by one. In a vector they are "
        "not."
    ): (
        "`chainrule, compiled`의 프로그램은 사람이 쓰는 것과 같아서 모든 자리를 한꺼번에 "
        "계산하며 0.5밀리초가 걸립니다. 한 단계의 3분의 2는 파이썬 몫입니다. Adam을 "
        "파이썬으로 돌리고, Value 4,192개를 하나씩 읽고 옮기고 씁니다. 벡터 하나로 두면 그럴 "
        "일이 없습니다."
    ),
    "it updates 4,192 weights in the program; see NumPy by hand.": (
        "가중치 4,192개를 프로그램 안에서 고칩니다. 손으로 쓴 NumPy에 적은 까닭을 보십시오."
    ),
    (
        "what large graphs cost it is Python's garbage collector, which alone frees its "
        "cycles: of 10,000 nodes, three quarters of the time. It is seldom called while a "
        "graph is small. There the two differ by what Python does for a node, which is a call "
        "for each operator and an object in both."
    ): (
        "큰 그래프에서 micrograd의 시간을 쓰는 것은 순환 참조를 혼자 치우는 파이썬의 쓰레기 "
        "수집기이며, 노드 10,000개면 시간의 4분의 3입니다. 그래프가 작으면 수집기는 거의 "
        "불리지 않습니다. 그때 둘의 차이는 노드마다 파이썬이 하는 일뿐인데, 연산자마다 호출 "
        "한 번과 객체 하나인 것은 둘이 같습니다."
    ),
    "a person has derived the way back, and nothing is recorded or compiled.": (
        "되돌아오는 길을 사람이 미리 구해 두었으므로 기록하거나 컴파일하는 것이 없습니다."
    ),
    (
        "it is given the layers, whose number does not grow. Ours is given every scalar "
        "operation and finds the layers among them, at about 4 µs for each."
    ): (
        "JAX는 층을 받으며, 층의 수는 늘지 않습니다. 우리는 스칼라 연산을 모두 받아 그 "
        "가운데에서 층을 찾아내고, 연산마다 약 4 µs가 걸립니다."
    ),
    "it compiles nothing; LLVM takes 40 to 80 µs for a node of straight-line code.": (
        "아무것도 컴파일하지 않습니다. LLVM은 반복 없는 코드에서 노드마다 40~80 µs가 걸립니다."
    ),
    (
        "its products take several numbers at once, where machine code adds in the order of "
        "the scalar engine, to the last bit."
    ): (
        "NumPy의 곱은 여러 수를 한꺼번에 계산하지만, 기계어는 마지막 비트까지 스칼라 엔진의 "
        "차례대로 더합니다."
    ),
    "see JAX, jit; and its C++ is on disk from the run before.": (
        "JAX, jit에 적은 까닭을 보십시오. 게다가 C++ 코드가 앞선 실행 때부터 디스크에 있습니다."
    ),
    "see NumPy by hand.": "손으로 쓴 NumPy에 적은 까닭을 보십시오.",
    (
        "it is called with buffers that are known by their addresses, and gives no array; of a "
        "small program that is most of a call."
    ): (
        "주소로 아는 버퍼로 부르며 배열을 돌려주지 않습니다. 작은 프로그램에서는 이것이 "
        "호출의 대부분입니다."
    ),
}
