"""What `compile` and `vmap` say, and why a function cannot be compiled."""

TEMPLATES = {
    # --- the doors ---
    "unknown backend {backend}; known: {known}": (
        "{backend}(이)라는 backend는 없습니다. 쓸 수 있는 것: {known}"
    ),
    "threads is a whole number from 1 on, got {threads}": (
        "threads는 1 이상의 정수여야 하는데 {threads}을(를) 받았습니다"
    ),
    "threads={threads} needs backend='native', whose samples of a vmap they share; {backend} "
    "leaves threads to its libraries": (
        "threads={threads}에는 vmap의 표본을 스레드에 나누는 backend='native'가 필요합니다. "
        "{backend}은(는) 스레드를 자기가 쓰는 라이브러리에 맡깁니다"
    ),
    "devices={devices} needs backend='jax', which spreads the samples over them; {backend} has "
    "none": (
        "devices={devices}에는 표본을 장치에 나누는 backend='jax'가 필요합니다. "
        "{backend}에는 장치가 없습니다"
    ),
    "devices is a whole number from 1 on, got {devices}": (
        "devices는 1 이상의 정수여야 하는데 {devices}을(를) 받았습니다"
    ),
    "devices is 'all', a whole number or devices of JAX, got {devices}": (
        "devices는 'all', 정수, JAX 장치들 가운데 하나여야 하는데 {devices}을(를) 받았습니다"
    ),
    "devices={count} counts those of one process, and here {joined} are joined: take "
    "devices='all', which is every device of all of them": (
        "devices={count}은(는) 한 프로세스의 장치를 세는 말인데 지금은 프로세스 {joined}개가 "
        "연결되어 있습니다. 그 모두의 장치를 뜻하는 devices='all'로 쓰십시오"
    ),
    "devices={count}, but JAX finds {found} here ({kind}); to try it with the parts of a CPU, "
    "set {flag}={n} before Python starts": (
        "devices={count}인데 여기서 JAX가 찾은 장치는 {found}개({kind})입니다. CPU를 나누어 "
        "시험하려면 Python을 시작하기 전에 {flag}={n}을(를) 설정하십시오"
    ),
    "devices must be of one kind and each given once, got {devices}": (
        "devices는 한 종류여야 하고 각각 한 번만 나와야 하는데 {devices}을(를) 받았습니다"
    ),
    "none of the devices {devices} is one of this process ({process}), which must have a part in "
    "what it computes": (
        "장치 {devices} 가운데 이 프로세스({process})의 것이 없습니다. 프로세스는 자기가 계산하는 "
        "일에 참여해야 합니다"
    ),
    "no numbers": "수 0개",
    "{name} has nothing to split over {n} devices: it is given {given}; give it a multiple of "
    "{count} samples along the first axis of an argument, or name fewer devices": (
        "{name}에는 장치 {n}개에 나눌 것이 없습니다. 받은 것은 {given}입니다. 어느 인수의 첫째 "
        "축에 표본을 {count}의 배수로 주거나, 장치의 수를 줄이십시오"
    ),
    "another process has ended, or cannot be reached: {reason}": (
        "다른 프로세스가 끝났거나 연결되지 않습니다: {reason}"
    ),
    "{name} runs over several processes, and here they differ: each must call it with the same "
    "arguments and the same parameters, in the same order": (
        "{name}은(는) 여러 프로세스에 걸쳐 실행되는데 여기서 서로 다릅니다. 모든 프로세스가 같은 "
        "인수와 같은 파라미터로 같은 차례로 불러야 합니다"
    ),
    "compiling needs numpy: pip install 'chainrule[fast]'": (
        "컴파일하려면 numpy가 필요합니다: pip install 'chainrule[fast]'"
    ),
    "backend='jax' needs JAX: pip install 'chainrule[jax]'": (
        "backend='jax'에는 JAX가 필요합니다: pip install 'chainrule[jax]'"
    ),
    "in_axes has {axes} entries for {args} arguments": (
        "인수는 {args}개인데 in_axes의 항목은 {axes}개입니다"
    ),
    "vmap needs one number of samples in all its arguments, got {found}": (
        "vmap의 인수는 모두 표본의 수가 같아야 하는데 {found}입니다"
    ),
    "vmap maps over lists or arrays, got {type} {tree}": (
        "vmap은 리스트나 배열의 원소마다 계산하는데 {type} {tree}을(를) 받았습니다"
    ),
    # --- while a function is listened to ---
    "write a choice with autograd.where, maximum, minimum, relu or step, an index or a look-up "
    "with autograd.take, math.exp as autograd.exp, or compute it outside the compiled function": (
        "고르는 일은 autograd.where, maximum, minimum, relu, step으로, 인덱스나 찾아보기는 "
        "autograd.take로, math.exp는 autograd.exp로 쓰거나, 컴파일하는 함수 밖에서 계산하십시오"
    ),
    "{mend}, a choice with autograd.where, or compute it outside": (
        "{mend}. 고르는 일은 autograd.where로 쓰거나 함수 밖에서 계산하십시오"
    ),
    "{place}{purpose} needs a number while this code is being compiled, and its value will differ "
    "from call to call; {mend}": (
        "{place}{purpose}에 수가 필요한데, 지금은 코드를 컴파일하는 중이고 그 값은 부를 때마다 "
        "다릅니다. {mend}"
    ),
    "{place}{what} would happen only once, when this code is compiled; do it outside the compiled "
    "function, or take derivatives inside it with autograd.grad": (
        "{place}{what}은(는) 코드를 컴파일할 때 한 번만 일어납니다. 컴파일하는 함수 밖에서 하거나, "
        "함수 안에서는 autograd.grad로 미분하십시오"
    ),
    "the text of a number": "수를 글자로 바꾸는 일",
    "a hash (a set, the key of a dict, a cache)": "해시(집합, 사전의 키, 캐시)",
    "a comparison of nodes": "노드끼리의 비교",
}
