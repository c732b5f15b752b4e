"""What pictures and pages to play with say."""

TEMPLATES = {
    # --- the words in them ---
    "at most": "최대",
    "class": "클래스",
    "epoch": "에포크",
    "gradient (root mean square)": "기울기 크기(제곱평균제곱근)",
    "h′(x), {derivative}": "h′(x), {derivative}",
    "inputs": "입력",
    "negative": "음수",
    "neurons": "뉴런",
    "pause": "멈춤",
    "play": "재생",
    "positive": "양수",
    "predicted class": "예측한 클래스",
    "predicted": "예측값",
    "start": "출발점",
    "training": "학습",
    "true class": "참 클래스",
    "true": "참값",
    "weight": "가중치",
    # --- what is asked of them ---
    "the history has no epochs to draw": "기록에 그릴 에포크가 없습니다",
    "a film needs at least 2 frames, got {frames}": (
        "영상에는 장면이 2개 이상 필요한데 {frames}을(를) 받았습니다"
    ),
    "this film is of another model; make a new Film for this one": (
        "이 영상은 다른 모델의 것입니다. 이 모델에는 Film을 새로 만드십시오"
    ),
    "{path}: a film's name must end in .gif or .html": (
        "{path}: 영상 파일의 이름은 .gif나 .html로 끝나야 합니다"
    ),
    "no epoch has been filmed: give the film to fit, callbacks=[film]": (
        "찍은 에포크가 없습니다. fit에 callbacks=[film]으로 넘기십시오"
    ),
    "the history holds no gradients: fit(..., callbacks=[nn.plotting.GradientWatch(X, y)])": (
        "기록에 기울기가 없습니다: fit(..., callbacks=[nn.plotting.GradientWatch(X, y)])"
    ),
    "all gradients are 0: call backward() on a loss of the model first": (
        "기울기가 모두 0입니다. 먼저 모델의 손실에서 backward()를 부르십시오"
    ),
    "expected as many classes as samples, got {classes} and {samples}": (
        "클래스와 표본은 개수가 같아야 하는데 각각 {classes}개와 {samples}개입니다"
    ),
    "decision_boundary colours classes, but y holds other numbers": (
        "decision_boundary는 클래스를 색칠하는데 y에 다른 수가 있습니다"
    ),
    "a plane has 2 coordinates; got the sample {sample}, use training_curves": (
        "평면의 좌표는 2개인데 표본 {sample}을(를) 받았습니다. training_curves를 쓰십시오"
    ),
    "a confusion matrix has as many columns as rows; got {rows} rows": (
        "혼동 행렬은 행과 열의 개수가 같아야 하는데 행이 {rows}개입니다"
    ),
    "expected {count} class names, got {names}": (
        "클래스 이름이 {count}개 필요한데 {names}을(를) 받았습니다"
    ),
    "{path}: a picture's name must end in .png, .svg or .pdf": (
        "{path}: 그림 파일의 이름은 .png, .svg, .pdf 가운데 하나로 끝나야 합니다"
    ),
    "give the ranges to draw: across=(low, high), up=(low, high); or paths": (
        "그릴 범위를 주십시오: across=(아래, 위), up=(아래, 위). 또는 경로를 주십시오"
    ),
    "the loss has no finite value in this range": "이 범위에서 손실이 유한한 곳이 없습니다",
    "most must be at least 2, got {most}": "most는 2 이상이어야 하는데 {most}을(를) 받았습니다",
    "network draws neurons and layers of them, and {name} has none": (
        "network는 뉴런과 층을 그리는데 {name}에는 없습니다"
    ),
    "network draws layers one after the other: one of {inputs} inputs follows {neurons} neurons": (
        "network는 이어진 층을 그리는데 뉴런 {neurons}개 뒤에 입력이 {inputs}개인 층이 옵니다"
    ),
    # --- pages to play with ---
    "the perceptron has two inputs, so w needs two weights, got {count}": (
        "퍼셉트론의 입력은 둘이므로 w에 가중치 두 개가 필요한데 {count}개를 받았습니다"
    ),
    "steep must be in [1, 20] and steps in [0, 200], got {steep}, {steps}": (
        "steep은 [1, 20], steps는 [0, 200] 안에 있어야 하는데 {steep}, {steps}을(를) 받았습니다"
    ),
    "the page has room for 3 layers of 4 neurons, and for 4 inputs, got sizes {sizes}": (
        "페이지에는 뉴런 4개짜리 층 3개와 입력 4개까지 들어가는데 크기 {sizes}을(를) 받았습니다"
    ),
    "the network takes {inputs} inputs and {targets} targets, got {x} and {y}": (
        "이 신경망의 입력은 {inputs}개, 목표값은 {targets}개인데 {x}개와 {y}개를 받았습니다"
    ),
    "hidden needs networks with layers of 1 to 8 neurons, got {hidden}": (
        "hidden에는 층마다 뉴런이 1개에서 8개인 신경망이 있어야 하는데 {hidden}을(를) 받았습니다"
    ),
    "activation must be one of {names}, got {name}": (
        "activation은 {names} 가운데 하나여야 하는데 {name}을(를) 받았습니다"
    ),
    "the page knows the activations {names}, got {name}": (
        "이 페이지의 활성화 함수는 {names}인데 {name}을(를) 받았습니다"
    ),
}
