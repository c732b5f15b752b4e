"""What the command line says of models: `chainrule` and `python -m nn`."""

TEMPLATES = {
    # --- its help ---
    "Train small networks of scalar neurons, and use them. Without a command: {without}.": (
        "스칼라 뉴런으로 된 작은 신경망을 학습하고 씁니다. 명령이 없으면 {without}."
    ),
    "this help": "이 도움말을 보여 줍니다",
    "the demo": "demo를 실행합니다",
    "commands": "명령",
    "unrecognized: {arguments}; see {program} --help": (
        "모르는 인수입니다: {arguments}. {program} --help를 보십시오"
    ),
    "train on two moons, and leave {picture} behind": (
        "두 초승달(moons)을 학습하고 {picture} 그림을 남깁니다"
    ),
    "Trains on two moons and leaves their picture, {picture}, behind: what "
    "`train moons --plot {same}` does.": (
        "두 초승달(moons)을 학습하고 {picture} 그림을 남깁니다. `train moons --plot {same}`이 하는 "
        "일입니다."
    ),
    "train a multi-layer perceptron and test it on data held out": (
        "다층 퍼셉트론을 학습하고 떼어 둔 데이터로 시험합니다"
    ),
    "Trains a multi-layer perceptron on three quarters of the data, and prints how good it is on "
    "the quarter held out. Inputs are standardised.": (
        "데이터의 4분의 3으로 다층 퍼셉트론을 학습하고, 떼어 둔 4분의 1에서 얼마나 잘 맞는지 보여 "
        "줍니다. 입력은 표준화합니다."
    ),
    "example: {program} train flowers.csv --target species --save flowers.json": (
        "예: {program} train flowers.csv --target species --save flowers.json"
    ),
    "{sets}, or a CSV file, also packed by gzip; - is standard input": (
        "{sets}, 또는 CSV 파일(gzip으로 묶어도 됩니다). -는 표준 입력"
    ),
    "the column of the CSV file to predict": "CSV 파일에서 예측할 열",
    "whether the target is a class or a number (default: a class if it is text, or whole numbers "
    "of at most 20 values, each twice on the average)": (
        "목표값이 클래스인지 수인지 (기본값: 글이면 클래스, 값이 20가지 이하이고 평균 두 번 이상 "
        "나오는 정수도 클래스)"
    ),
    "write the trained model to this file": "학습한 모델을 이 파일에 저장",
    "neurons of each hidden layer; none for a linear model (default: by the data)": (
        "은닉층마다의 뉴런 수. 비우면 선형 모델 (기본값: 데이터에 따라)"
    ),
    "of the hidden layers: {names} (default: relu)": "은닉층의 활성화 함수: {names} (기본값: relu)",
    "{names} (default: adam)": "{names} (기본값: adam)",
    "learning rate (default: by the optimizer)": "학습률 (기본값: 최적화 기법에 따라)",
    "passes over the data (default: by the data)": "데이터를 도는 횟수 (기본값: 데이터에 따라)",
    "samples per step (default: by the data)": "한 스텝의 표본 수 (기본값: 데이터에 따라)",
    "the same seed gives the same run (default: 0)": "시드가 같으면 결과도 같습니다 (기본값: 0)",
    "stop when the loss on a part of the training data, which is then not trained on, has not "
    "fallen for N epochs, and keep the best parameters": (
        "학습 데이터의 일부를 학습에서 빼 두고, 그 손실이 에포크 N번 동안 줄지 않으면 멈추어 가장 "
        "좋았던 매개변수를 씁니다"
    ),
    "write there, while training, what --resume needs": "--resume에 필요한 것을 학습하면서 저장",
    "go on from the file of --checkpoint where it is there; all else must be as it was, but "
    "--epochs may be more": (
        "--checkpoint 파일이 있으면 거기서 이어 갑니다. 나머지는 그대로여야 하고 --epochs만 늘릴 "
        "수 있습니다"
    ),
    "predict the target of a CSV file with a saved model": (
        "저장한 모델로 CSV 파일의 목표값을 예측합니다"
    ),
    "Writes the prediction for each row of a CSV file to standard output, as CSV: the target, "
    "and for a class also its probability. The file has the columns that the model was trained "
    "on, in any order, with or without the target.": (
        "CSV 파일의 행마다 예측한 것을 표준 출력에 CSV로 씁니다. 목표값을, 클래스라면 그 확률도 "
        "씁니다. 파일에는 모델이 학습한 열이 있어야 하며, 순서는 상관없고 목표값은 없어도 됩니다."
    ),
    "example: {program} predict flowers.json new.csv > predicted.csv": (
        "예: {program} predict flowers.json new.csv > predicted.csv"
    ),
    "the samples to predict from; - is standard input": "예측할 표본. -는 표준 입력",
    "tell how good a saved model is on a CSV file that has the target": (
        "저장한 모델이 목표값이 있는 CSV 파일에서 얼마나 잘 맞는지 보여 줍니다"
    ),
    "Prints accuracy beside that of always saying the commonest class, precision, recall and F1 "
    "of each class, and which classes are taken for which; for numbers R² and errors beside "
    "those of always saying the mean.": (
        "정확도를 늘 가장 흔한 클래스만 답할 때와 나란히 보여 주고, 클래스마다 정밀도, 재현율, "
        "F1과, 어느 클래스를 어느 클래스로 잘못 보았는지 보여 줍니다. 수를 예측했다면 R²와 오차를 "
        "늘 평균만 답할 때와 나란히 보여 줍니다."
    ),
    "example: {program} evaluate flowers.json more.csv --plot result.png": (
        "예: {program} evaluate flowers.json more.csv --plot result.png"
    ),
    "samples with their target; - is standard input": "목표값이 있는 표본. -는 표준 입력",
    "what train --save wrote": "train --save로 저장한 파일",
    "draw the result: regions of classes in a plane, which classes are taken for which, or "
    "numbers predicted against true ones; also .svg and .pdf": (
        "결과를 그립니다: 평면에 나뉜 클래스의 영역, 혼동 행렬, 또는 참값과 예측값. .svg, .pdf도 "
        "됩니다"
    ),
    "print JSON, for programs, instead": "프로그램이 읽을 JSON으로 출력",
    "print a formula's value, its derivatives, and every step on the way": (
        "식의 값과 도함수와 중간 단계를 모두 보여 줍니다"
    ),
    "draw the graph of a formula, or the network of a saved model": (
        "식의 계산 그래프나 저장한 모델의 신경망을 그립니다"
    ),
    "Draws the graph of an expression into graph.svg, or the file that --draw\nnames, and prints "
    "its value and its derivatives. A saved model is drawn as a\nnetwork: chainrule draw "
    "MODEL.json --draw network.svg": (
        "식의 계산 그래프를 graph.svg나 --draw로 준 파일에 그리고, 값과 도함수를\n"
        "보여 줍니다. 저장한 모델은 신경망으로 그립니다:\n"
        "chainrule draw MODEL.json --draw network.svg"
    ),
    "Draws a network: neurons as circles, weights as lines between them.": (
        "신경망을 그립니다. 뉴런은 원으로, 가중치는 원을 잇는 선으로 나타냅니다."
    ),
    "a model that was saved": "저장한 모델",
    "write a saved model as a file that needs nothing of this library": (
        "저장한 모델을 이 라이브러리가 없어도 되는 파일로 쓰기"
    ),
    "Writes a saved model as a module of Python that needs NumPy alone, with predict(rows) and "
    "gradient(rows), or in another form, by the ending of the file's name.": (
        "저장한 모델을 NumPy만 있으면 되는 파이썬 모듈로 씁니다. predict(rows)와 gradient(rows)가 "
        "들어 있습니다. 파일 이름의 끝에 따라 다른 형식으로도 씁니다."
    ),
    "the file to write": "쓸 파일",
    "the picture; also .png and .pdf": "그림. .png, .pdf도 됩니다",
    "reading files": "파일 읽기",
    "what is not given is found out, and said": "주지 않은 것은 알아내어 말합니다",
    "between cells: a character, tab, space, semicolon ...": (
        "칸 사이의 글자, 또는 tab, space, semicolon, ..."
    ),
    "the decimal sign: . or ,": "소수점: . 또는 ,",
    "such as utf-8, cp949, latin-1, utf-16": "utf-8, cp949, latin-1, utf-16 등",
    "whether the first row holds names; without them, columns are called 1, 2, 3, ...": (
        "첫 행이 머리글인지. 머리글이 없으면 열의 이름은 1, 2, 3, ..."
    ),
    "columns to leave out": "뺄 열",
    "columns to take that would be left out, such as an id": "그냥 두면 빠지지만 쓸 열(번호 등)",
    "columns whose numbers are names, such as a postcode": "수가 이름인 열(우편번호 등)",
    "where a cell is empty: take the column's mean, or no category, and add an input that says "
    "so; or drop the row (default: mean)": (
        "빈 칸에는 mean이면 열의 평균(범주는 없음)을 넣고 비었음을 알리는 입력을 더하며, drop이면 "
        "그 행을 뺍니다 (기본값: mean)"
    ),
    # --- what is wrong with the arguments ---
    "must be a whole number of at least 1, got {text}": (
        "1 이상의 정수여야 하는데 {text}을(를) 받았습니다"
    ),
    "must be a whole number, got {text}": "정수여야 하는데 {text}을(를) 받았습니다",
    "must be a number above 0 and finite, got {text}": (
        "0보다 큰 유한한 수여야 하는데 {text}을(를) 받았습니다"
    ),
    "no data set {name}; known are {names}, or a CSV file": (
        "데이터 집합 {name}은(는) 없습니다. {names} 가운데 하나나 CSV 파일을 주십시오"
    ),
    "{path}: say what to predict by --target; columns are {names}": (
        "{path}: 무엇을 예측할지 --target으로 알려 주십시오. 열은 {names}입니다"
    ),
    "--{name} is for CSV files; {data} has a target already": (
        "--{name}은(는) CSV 파일에 씁니다. {data}의 목표값은 정해져 있습니다"
    ),
    "--resume goes on from the file of --checkpoint; name that too": (
        "--resume은 --checkpoint 파일에서 이어 갑니다. 그 파일도 주십시오"
    ),
    "the data": "데이터",
    "the file of --{name}": "--{name} 파일",
    "--{name} {path} would write over {other}; name another file": (
        "--{name} {path}은(는) {other}을(를) 덮어쓰게 됩니다. 다른 파일을 주십시오"
    ),
    "--hidden {sizes} makes a network of {count} parameters; {most} are the most here": (
        "--hidden {sizes}이면 신경망의 매개변수가 {count}개인데 {most}개까지만 됩니다"
    ),
    # --- training ---
    "read": "읽기",
    "data": "데이터",
    "stopped": "중단",
    "warning": "주의",
    "saved": "저장",
    "exported": "내보냄",
    "picture": "그림",
    "{count} held out": "떼어 둔 표본 {count}개",
    "{count} parameters": "매개변수 {count}개",
    "{count} sample{s}": "표본 {count}개",
    "{count} input{s}": "입력 {count}개",
    "{count} classes": "클래스 {count}개",
    "{count} epoch{s}": "에포크 {count}번",
    "{optimizer}, lr {rate}, {epochs}, {batches}": (
        "{optimizer}, 학습률 {rate}, {epochs}, {batches}"
    ),
    "batches of {size}, seed {seed}": "배치 크기 {size}, 시드 {seed}",
    "loss {loss}, held out {held_out}": "손실 {loss}, 떼어 둔 데이터에서 {held_out}",
    "by Ctrl-C after {epochs}": "{epochs} 뒤에 Ctrl-C로",
    "{result} on the {samples} held out ({beside})": "떼어 둔 {samples}에서 {result} ({beside})",
    "{result} (held-out data)": "{result} (떼어 둔 데이터)",
    "not drawn: {error}": "그리지 못했습니다: {error}",
    # --- how good a model is ---
    "accuracy {accuracy}": "정확도 {accuracy}",
    "always {name}": "늘 {name}만 답할 때",
    "R² {r2}, mean absolute error {error}": "R² {r2}, 평균 절대 오차 {error}",
    "all samples are {name}: nothing to tell apart": (
        "표본이 모두 {name}입니다. 구별할 것이 없습니다"
    ),
    "no better than always saying {name}": "늘 {name}만 답하는 것보다 낫지 않습니다",
    "not one sample was found of {names}": "하나도 찾아내지 못한 클래스: {names}",
    "all targets are {number}: nothing to predict": (
        "목표값이 모두 {number}입니다. 예측할 것이 없습니다"
    ),
    "no better than always saying the mean": "늘 평균만 답하는 것보다 낫지 않습니다",
    "the {shown} worst of {count} classes": "클래스 {count}개 가운데 가장 나쁜 {shown}개",
    "precision": "정밀도",
    "recall": "재현율",
    "samples": "표본",
    "mean of classes": "클래스 평균",
    "true, taken for": "참값, 예측값",
    "commonest mistakes": "가장 흔한 실수",
    "for": "→",
    "no mistakes": "틀린 것이 없습니다",
    "error": "오차",
    "always the mean": "늘 평균만 답할 때",
    "mean absolute": "평균 절대 오차",
    "root mean square": "제곱평균제곱근 오차",
    # --- files ---
    "{path}: no rows to evaluate on": "{path}: 평가할 행이 없습니다",
    "{path}: the metadata do not say how to predict from a file ({fault}); predict takes models "
    "that train --save wrote": (
        "{path}: 파일에서 예측하는 법이 메타데이터에 없습니다({fault}). predict에는 train --save로 "
        "저장한 모델을 주십시오"
    ),
    "no {key}": "{key} 없음",
    "expected names, got {names}": "이름이 와야 하는데 {names}을(를) 받았습니다",
    "the features of its columns are not those of the model": (
        "열에서 나온 특징이 모델의 특징과 다릅니다"
    ),
    "expected a mean and a scale for {count} column(s)": (
        "열 {count}개의 평균과 척도가 있어야 합니다"
    ),
    "{classes} classes, {outputs} outputs": "클래스는 {classes}개인데 출력은 {outputs}개입니다",
    "its numbers are too far from those that were learned from": (
        "수가 학습한 것과 너무 동떨어져 있습니다"
    ),
    "the model's output is {number}": "모델의 출력이 {number}입니다",
}
