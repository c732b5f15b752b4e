"""What models and their files, losses, optimizers say."""

TEMPLATES = {
    # --- what is asked of numbers and names ---
    "unknown {what} {name}; known are {names}": (
        "알 수 없는 {what} {name}입니다. 있는 것은 {names}입니다"
    ),
    "unknown activation {name}; known are {names}": (
        "알 수 없는 활성화 함수 {name}입니다. 있는 것은 {names}입니다"
    ),
    "init": "초기화 방법",
    "loss": "손실",
    "optimizer": "최적화 기법",
    "{name} must be at least 0, got {x}": ("{name}은(는) 0 이상이어야 하는데 {x}을(를) 받았습니다"),
    "{name} must be above 0, got {x}": "{name}은(는) 0보다 커야 하는데 {x}을(를) 받았습니다",
    "{name} must be in [0, 1], got {x}": (
        "{name}은(는) [0, 1] 안에 있어야 하는데 {x}을(를) 받았습니다"
    ),
    "{name} must be in [0, 1), got {x}": (
        "{name}은(는) [0, 1) 안에 있어야 하는데 {x}을(를) 받았습니다"
    ),
    "{name} must be at least 1, got {x}": ("{name}은(는) 1 이상이어야 하는데 {x}을(를) 받았습니다"),
    "{name} must be a whole number of at least 1, got {size}": (
        "{name}은(는) 1 이상의 정수여야 하는데 {size}을(를) 받았습니다"
    ),
    "an ONNX file holds models that return a number or a list of numbers, and {model} returns "
    "something else": (
        "ONNX 파일에는 수나 수의 리스트를 돌려주는 모델을 담는데 {model}은(는) 다른 것을 돌려줍니다"
    ),
    # --- models ---
    "neuron": "뉴런",
    "layer": "층",
    "this {what} takes {count} input{s}, got {counted}": (
        "이 {what}의 입력은 {count}개인데 {counted}을(를) 받았습니다"
    ),
    "{count} list{s}": "리스트 {count}개",
    "; for several samples: model.predict(X), or [model(x) for x in X] where they are to train": (
        ". 표본이 여럿이면 model.predict(X)를, 학습에 쓸 것이면 [model(x) for x in X]를 쓰십시오"
    ),
    "nouts must be a list of sizes, such as [16, 1], got {nouts}": (
        "nouts는 [16, 1]처럼 크기의 리스트여야 하는데 {nouts}을(를) 받았습니다"
    ),
    "nouts must have a size for at least one layer, got none": (
        "nouts에는 적어도 한 층의 크기가 있어야 하는데 비어 있습니다"
    ),
    "Dropout needs 0 <= p < 1, got p = {p}": (
        "Dropout의 p는 0 <= p < 1이어야 하는데 p = {p}을(를) 받았습니다"
    ),
    "Sequential takes modules and functions, got {thing}; a list of them goes in as "
    "Sequential(*layers)": (
        "Sequential은 모듈과 함수를 받는데 {thing}을(를) 받았습니다. 리스트라면 "
        "Sequential(*layers)로 넣으십시오"
    ),
    "{name} needs a method __call__(self, x)": "{name}에 __call__(self, x) 메서드가 필요합니다",
    "these are not the parameters of this {name}: {faults}": (
        "이 {name}의 매개변수가 아닙니다: {faults}"
    ),
    "{path} holds another model than this one: {other}, not {own}": (
        "{path}에 든 것은 다른 모델입니다: {own}이(가) 아니라 {other}입니다"
    ),
    # --- files ---
    "model": "모델",
    "checkpoint": "체크포인트",
    "{path} is not a {kind} file: {error}": "{path}은(는) {kind} 파일이 아닙니다: {error}",
    '{path} is not a {kind} file: its "format" is not "{format}"': (
        '{path}은(는) {kind} 파일이 아닙니다. "format"이 "{format}"이(가) 아닙니다'
    ),
    "{path} is a {kind} file of version {version}; this library reads version {own}": (
        "{path}은(는) 버전 {version}의 {kind} 파일인데 이 라이브러리는 버전 {own}을(를) 읽습니다"
    ),
    '{path} is a damaged {kind} file: it has no "{part}"': (
        '{path}은(는) 손상된 {kind} 파일입니다. "{part}"이(가) 없습니다'
    ),
    "{path} is a damaged model file: {error}": "{path}은(는) 손상된 모델 파일입니다: {error}",
    "{name} stands in it, and all numbers of a model are finite": (
        "{name}이(가) 들어 있는데 모델의 수는 모두 유한해야 합니다"
    ),
    "{type} is not JSON serializable: files hold plain data": (
        "{type}은(는) JSON으로 저장할 수 없습니다. 파일에는 단순한 자료만 담습니다"
    ),
    '"{name}" stands in it twice': '"{name}"이(가) 두 번 나옵니다',
    "a model is saved with finite parameters only; {name} is {number}": (
        "모델은 매개변수가 유한할 때만 저장합니다. {name}이(가) {number}입니다"
    ),
    "{path} not written: {error}": "{path}을(를) 쓰지 않았습니다: {error}",
    "a {kind} can only be rebuilt by its own code: make one, then call its load(path)": (
        "{kind}은(는) 그 코드로만 다시 만들 수 있습니다. 하나를 만든 뒤 load(path)를 부르십시오"
    ),
    "its sizes want more parameters than it holds": (
        "크기에 맞는 매개변수가 다 들어 있지 않습니다"
    ),
    "this is not the state of a History: it needs ['records', 'stopped'], got {keys}": (
        "History의 상태가 아닙니다. ['records', 'stopped']가 필요한데 {keys}을(를) 받았습니다"
    ),
    # --- losses and metrics ---
    "huber needs delta > 0, got {delta}": (
        "huber의 delta는 0보다 커야 하는데 {delta}을(를) 받았습니다"
    ),
    "predictions and targets must be nested alike, got a number where there is a list": (
        "예측과 목표값은 중첩된 모양이 같아야 하는데 한쪽이 리스트인 자리에 수가 있습니다"
    ),
    "got {predictions} predictions for {targets} targets": (
        "예측은 {predictions}개인데 목표값은 {targets}개입니다"
    ),
    "a loss needs at least one prediction, got an empty batch": (
        "손실에는 예측이 하나라도 있어야 하는데 배치가 비어 있습니다"
    ),
    "a binary target must be in [0, 1], got {target}": (
        "이진 분류의 목표값은 [0, 1] 안에 있어야 하는데 {target}을(를) 받았습니다"
    ),
    "cross_entropy needs a list of scores, one per class, for each target; for one score "
    "per target use binary_cross_entropy_with_logits": (
        "cross_entropy에는 목표값마다 클래스별 점수의 리스트가 필요합니다. 점수가 하나씩이면 "
        "binary_cross_entropy_with_logits를 쓰십시오"
    ),
    "hinge needs targets 1 and -1, got {target}; for 0, use -1": (
        "hinge의 목표값은 1과 -1이어야 하는데 {target}을(를) 받았습니다. 0 대신 -1을 쓰십시오"
    ),
    "binary_cross_entropy has no finite value for probability {p} and target {target}; "
    "from scores use binary_cross_entropy_with_logits": (
        "확률 {p}, 목표값 {target}에서 binary_cross_entropy는 유한하지 않습니다. 점수라면 "
        "binary_cross_entropy_with_logits를 쓰십시오"
    ),
    "cross_entropy got class {target} for {count} scores; classes are 0 to {last}": (
        "cross_entropy가 점수 {count}개에 대해 클래스 {target}을(를) 받았습니다. 클래스는 "
        "0부터 {last}까지입니다"
    ),
    "a metric needs at least one prediction, got none": (
        "평가 지표에는 예측이 하나라도 있어야 하는데 하나도 없습니다"
    ),
    "target {target} is not a class; classes are {classes}": (
        "목표값 {target}은(는) 클래스가 아닙니다. 클래스는 {classes}입니다"
    ),
    # --- optimizers and schedulers ---
    "an optimizer takes the parameters of a model: model.parameters()": (
        "최적화 기법은 모델의 매개변수를 받습니다: model.parameters()"
    ),
    "an optimizer needs at least one parameter, got none": (
        "최적화 기법에는 매개변수가 하나라도 있어야 하는데 하나도 없습니다"
    ),
    "this is not the state of {name}: it needs {needs}, got {keys}": (
        "{name}의 상태가 아닙니다. {needs}이(가) 필요한데 {keys}을(를) 받았습니다"
    ),
    "this is the state of {count} parameters, the optimizer has {own}": (
        "매개변수 {count}개의 상태인데 최적화 기법의 매개변수는 {own}개입니다"
    ),
    "parameters must be Values, got {thing}": (
        "매개변수는 Value여야 하는데 {thing}을(를) 받았습니다"
    ),
    "nesterov needs momentum > 0 and dampening = 0": (
        "nesterov에는 momentum > 0과 dampening = 0이 필요합니다"
    ),
    "start_factor must be in (0, 1], got {factor}": (
        "start_factor는 (0, 1] 안에 있어야 하는데 {factor}을(를) 받았습니다"
    ),
    "end_factor must be in [0, 1], got {factor}": (
        "end_factor는 [0, 1] 안에 있어야 하는데 {factor}을(를) 받았습니다"
    ),
    "each scheduler but the first needs a milestone, got {milestones} for {count} schedulers": (
        "첫째를 뺀 스케줄러마다 milestone이 하나씩 필요한데 스케줄러 {count}개에 "
        "{milestones}을(를) 받았습니다"
    ),
    "milestones must rise, got {milestones}": (
        "milestones는 커져야 하는데 {milestones}을(를) 받았습니다"
    ),
    "this is the state of {count} schedulers, here are {own} in a row": (
        "스케줄러 {count}개의 상태인데 여기에는 {own}개가 이어져 있습니다"
    ),
    # --- export() ---
    "exporting needs numpy: pip install 'chainrule[fast]'": (
        "내보내려면 numpy가 필요합니다: pip install 'chainrule[fast]'"
    ),
    "export needs samples of one shape": "export에는 모양이 같은 표본이 필요합니다",
    "{name} does not say what a sample is: give some: model.export(path, X)": (
        "{name}만으로는 표본이 무엇인지 알 수 없습니다. 몇 개를 주십시오: model.export(path, X)"
    ),
    "row {k} is to have {names}, got {found}": (
        "행 {k}에는 {names}이(가) 있어야 하는데 {found}을(를) 받았습니다"
    ),
    "column {name} holds texts, got {cell}": (
        "열 {name}에는 글이 와야 하는데 {cell}을(를) 받았습니다"
    ),
    "column {name} holds dates, got {cell}": (
        "열 {name}에는 날짜가 와야 하는데 {cell}을(를) 받았습니다"
    ),
    "column {name} holds numbers, got {cell}": (
        "열 {name}에는 수가 와야 하는데 {cell}을(를) 받았습니다"
    ),
}
