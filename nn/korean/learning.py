"""What training and predicting say."""

TEMPLATES = {
    # --- predicting ---
    "predict takes samples alone: of a Dataset, model.predict(data.X)": (
        "predict는 표본만 받습니다. Dataset이라면 model.predict(data.X)로 쓰십시오"
    ),
    "predict takes a list or an array of samples, got {thing}": (
        "predict는 표본의 리스트나 배열을 받는데 {thing}을(를) 받았습니다"
    ),
    "predict needs at least one sample, got none": (
        "predict에는 표본이 하나라도 있어야 하는데 하나도 없습니다"
    ),
    "the model's features are {names}; the table has no {missing}": (
        "모델의 특성은 {names}인데 표에 {missing}이(가) 없습니다"
    ),
    "this model takes samples of {count} numbers{features}, got {sample}": (
        "이 모델의 표본은 수 {count}개{features}인데 {sample}을(를) 받았습니다"
    ),
    "X[{i}] has a Value in it, and predict returns plain numbers, through which no "
    "gradient passes; call the model itself: [model(x) for x in X]": (
        "X[{i}]에 Value가 들어 있습니다. predict는 기울기가 지나지 않는 보통의 수를 "
        "돌려주므로 모델을 직접 부르십시오: [model(x) for x in X]"
    ),
    "X[{i}] is not finite: {sample}": "X[{i}]이(가) 유한하지 않습니다: {sample}",
    "X[{i}]: {error}": "X[{i}]: {error}",
    "; for one sample: model.predict([x])": ". 표본이 하나라면 model.predict([x])로 쓰십시오",
    "predict returns plain numbers, which carry no gradient: inside compiled code and "
    "derivatives, call the model itself: [model(x) for x in X]": (
        "predict는 기울기를 나르지 않는 보통의 수를 돌려줍니다. 컴파일한 코드와 도함수 "
        "안에서는 모델을 직접 부르십시오: [model(x) for x in X]"
    ),
    "predicting without compiling: {why}": "컴파일하지 않고 예측합니다: {why}",
    "hinge makes margins, which are no probabilities; see model.predict(X)": (
        "hinge로 얻는 것은 확률이 아니라 마진입니다. model.predict(X)를 보십시오"
    ),
    "this model does not know its outputs as classes, so there are no probabilities: "
    "train it by nn.fit with a loss of classes, or say which one it was made for: "
    "model.metadata['loss'] = 'cross_entropy'": (
        "이 모델은 출력이 클래스인지 모르므로 확률이 없습니다. 분류 손실로 nn.fit을 부르거나 "
        "어떤 손실로 만들었는지 알려 주십시오: model.metadata['loss'] = 'cross_entropy'"
    ),
    "the model's metadata name {names} classes, and its outputs stand for {count}": (
        "모델의 metadata에는 클래스가 {names}개인데 출력은 클래스 {count}개를 나타냅니다"
    ),
    "nn.{name} needs scikit-learn: pip install 'chainrule[data]'": (
        "nn.{name}에는 scikit-learn이 필요합니다: pip install 'chainrule[data]'"
    ),
    "a classifier needs samples of 2 classes or more, got 1 class: {only}": (
        "분류기에는 두 클래스 이상의 표본이 필요한데 클래스가 하나뿐입니다: {only}"
    ),
    "y has classes {new} that were not there at first: {classes}": (
        "y에 처음에 없던 클래스 {new}이(가) 있습니다. 처음의 클래스: {classes}"
    ),
    "the loss was still falling after max_iter={epochs} epochs; more of them, or a larger "
    "learning_rate_init, may do better": (
        "max_iter={epochs} 에포크가 지나도 손실이 아직 줄고 있었습니다. 에포크를 늘리거나 "
        "learning_rate_init을 키우면 나아질 수 있습니다"
    ),
    # --- what fit is given ---
    "fit trains an nn.Module, got {thing}": (
        "fit은 nn.Module을 학습시키는데 {thing}을(를) 받았습니다"
    ),
    "expected as many {name}targets as samples, got {targets} and {samples}": (
        "{name}목표값과 표본은 개수가 같아야 하는데 각각 {targets}개와 {samples}개입니다"
    ),
    "{name}[{i}] is not finite: {number}": "{name}[{i}]이(가) 유한하지 않습니다: {number}",
    "{name}X[{i}]: {error}": "{name}X[{i}]: {error}",
    "{name}y[{i}]: {error}": "{name}y[{i}]: {error}",
    "validation must be a pair (X, y), a Dataset, or the fraction to hold out, got {thing}": (
        "validation은 (X, y) 쌍이나 Dataset, 또는 떼어 둘 비율이어야 하는데 {thing}을(를) "
        "받았습니다"
    ),
    "early_stopping watches the validation loss: give validation=(X, y) or a fraction": (
        "early_stopping은 검증 손실을 봅니다. validation=(X, y)나 비율을 주십시오"
    ),
    "training on loss='mse', since the targets {few} are floats; for classes make them "
    "ints, or name the loss": (
        "목표값 {few}이(가) 실수이므로 loss='mse'로 학습합니다. 클래스라면 정수로 바꾸거나 "
        "손실을 지정하십시오"
    ),
    "{name} mixes text and other things, such as {other}: names of classes are all text": (
        "{name}에 문자열과 다른 것({other} 등)이 섞여 있습니다. 클래스의 이름은 모두 "
        "문자열이어야 합니다"
    ),
    "{name} has class {unknown}; known are {names}": (
        "{name}에 클래스 {unknown}이(가) 있는데 아는 클래스는 {names}입니다"
    ),
    "y has but one class, {name}: nothing is to be told apart": (
        "y의 클래스가 {name} 하나뿐이라 가려낼 것이 없습니다"
    ),
    "y has {classes} classes, and the model {outputs} output{s}: give it {wanted}": (
        "y의 클래스는 {classes}개인데 모델의 출력은 {outputs}개입니다. 출력을 {wanted}개로 하십시오"
    ),
    "the loss must be a Value, got {type} {thing}": (
        "손실은 Value여야 하는데 {type} {thing}을(를) 받았습니다"
    ),
    "lr goes with an optimizer's name; here set it where that is made": (
        "lr은 최적화 기법을 이름으로 줄 때 씁니다. 지금은 만들 때 정하십시오"
    ),
    "the optimizer holds no parameter of this model": (
        "최적화 기법에 이 모델의 매개변수가 없습니다"
    ),
    "the scheduler belongs to another optimizer than the one that trains": (
        "스케줄러가 학습에 쓰는 것과 다른 최적화 기법에 속합니다"
    ),
    # --- how it is computed ---
    "compile must be True, False or 'auto', got {choice}": (
        "compile은 True, False, 'auto' 가운데 하나여야 하는데 {choice}을(를) 받았습니다"
    ),
    "compile=False runs on floats, so not on backend={backend}": (
        "compile=False는 실수로 계산하므로 backend={backend}과(와) 함께 쓸 수 없습니다"
    ),
    # --- on several devices ---
    "coordinator must be 'HOST:PORT', got {coordinator}": (
        "coordinator는 'HOST:PORT'여야 하는데 {coordinator}을(를) 받았습니다"
    ),
    "process must be 0 to {last}, got {process}": (
        "process는 0부터 {last}까지여야 하는데 {process}을(를) 받았습니다"
    ),
    "devices= goes with backend='jax', got backend={backend}": (
        "devices=는 backend='jax'와 함께 쓰는데 backend={backend}을(를) 받았습니다"
    ),
    "a batch of {size} samples cannot be split evenly over {many} devices: give "
    "batch_size={fits}, or another multiple of the number of devices": (
        "표본 {size}개인 배치를 장치 {many}개에 똑같이 나눌 수 없습니다: "
        "batch_size={fits}(이)나 장치 수의 다른 배수를 주십시오"
    ),
    "{samples} samples are too few for {many} devices: name fewer devices": (
        "표본 {samples}개는 장치 {many}개에 너무 적습니다: 장치를 더 적게 지정하십시오"
    ),
    "JAX would compile this program for minutes, so no devices share it": (
        "이 프로그램은 JAX가 컴파일하는 데 몇 분이 걸리므로 장치들이 나누어 계산하지 않습니다"
    ),
    "all processes must be given the same, and process {number} differs from process {first} in: "
    "{what} (random numbers agree with fit's seed= and that of the model)": (
        "모든 프로세스에 같은 것을 주어야 하는데, 프로세스 {number}은(는) 다음이 프로세스 "
        "{first}과(와) 다릅니다: {what} (난수는 fit의 seed=와 모델의 시드를 주면 일치합니다)"
    ),
    "after epoch {epoch}, the optimizers of the processes differ: {optimizers} (schedulers and "
    "callbacks must do the same in all)": (
        "에포크 {epoch} 뒤에 프로세스들의 최적화 기법이 서로 다릅니다: {optimizers} "
        "(스케줄러와 콜백은 모든 프로세스에서 같은 일을 해야 합니다)"
    ),
    "process {number} ended the training: {kind}: {text}": (
        "프로세스 {number}이(가) 학습을 끝냈습니다: {kind}: {text}"
    ),
    "go on with resume=True from {checkpoint}, on any number of devices": (
        "resume=True로 {checkpoint}에서 이어 갈 수 있으며, 장치의 수는 달라도 됩니다"
    ),
    "with checkpoint= a training can go on after that": (
        "checkpoint=를 주면 그 뒤에 학습을 이어 갈 수 있습니다"
    ),
    "{error}; {count} epochs are done: {how}": "{error}. 에포크 {count}개를 마쳤습니다: {how}",
    "{name}.update may not take arrays (compile=True: it does)": (
        "{name}.update가 배열을 받지 못할 수 있습니다(받는다면 compile=True)"
    ),
    "it needs numpy: pip install 'chainrule[fast]'": (
        "numpy가 필요합니다: pip install 'chainrule[fast]'"
    ),
    "training without compiling: {why}": "컴파일하지 않고 학습합니다: {why}",
    "training without machine code: {why}": "기계어 없이 학습합니다: {why}",
    "{name} has a step of its own": "{name}에 고유한 step이 있습니다",
    "the samples differ in their shapes": "표본의 모양이 서로 다릅니다",
    "the samples are not all plain numbers": "표본이 모두 보통의 수로 되어 있지는 않습니다",
    "arrays and floats compare NaN and infinity in different ways": (
        "배열과 실수는 NaN과 무한대를 다르게 비교합니다"
    ),
    "{name} has a step() of its own, and only update() can be compiled": (
        "{name}에 고유한 step()이 있는데 컴파일할 수 있는 것은 update()뿐입니다"
    ),
    "{name}.update is not plain arithmetic: {reason}": (
        "{name}.update가 사칙연산만으로 되어 있지 않습니다: {reason}"
    ),
    "{name} changes the form of its state at each step": (
        "{name}이(가) 단계마다 상태의 꼴을 바꿉니다"
    ),
    "{name}.update may do more than arithmetic": (
        "{name}.update가 산술 계산 말고 다른 일도 할 수 있습니다"
    ),
    "the loss is no program on arrays": "손실이 배열 프로그램이 아닙니다",
    "the optimizer does not hold all parameters": (
        "최적화 기법에 매개변수가 모두 들어 있지 않습니다"
    ),
    "it could not be checked at these numbers": "이 수들에서는 검사할 수 없었습니다",
    "its numbers differ from those of NumPy; please report this": (
        "NumPy로 계산한 수와 다릅니다. 알려 주시기 바랍니다"
    ),
    # --- what a training tells ---
    "no progress bar: pip install 'chainrule[progress]'": (
        "진행 막대가 없습니다: pip install 'chainrule[progress]'"
    ),
    "epoch {epoch}, {where}: {error}. What usually cures it: a smaller learning rate (lr "
    "is {lr}), standardised inputs, or clip_grad_norm=1.0": (
        "에포크 {epoch}, {where}: {error}. 대개 학습률을 줄이거나(지금 lr은 {lr}), 입력을 "
        "표준화하거나, clip_grad_norm=1.0을 쓰면 해결됩니다"
    ),
    "batch {batch}": "배치 {batch}",
    "validation": "검증",
    "the loss is {number}": "손실이 {number}입니다",
    "a parameter after the update is not finite": "갱신한 매개변수가 유한하지 않습니다",
    "training ended with loss {last}, above the {least} of always saying {always}": (
        "학습이 손실 {last}(으)로 끝났습니다. 늘 {always}만 답할 때의 {least}보다 큽니다"
    ),
    "the mean": "평균",
    "how frequent each class is": "클래스별 빈도",
    "{what}, and did not fall; a smaller learning rate usually cures it (lr is {rate})": (
        "{what}. 손실이 줄지도 않았습니다. 대개 학습률을 줄이면 해결됩니다(지금 lr은 {rate})"
    ),
    "{what}; more epochs, standardised inputs or another learning rate (lr is {rate})": (
        "{what}. 에포크를 늘리거나, 입력을 표준화하거나, 학습률을 바꾸어 보십시오(지금 lr은 {rate})"
    ),
    # --- checkpoints ---
    "resume=True goes on from a file: name it by checkpoint=": (
        "resume=True는 파일에서 이어 갑니다. checkpoint=로 파일을 지정하십시오"
    ),
    "{path} is the checkpoint of another training, with other {what} (resume=False starts "
    "afresh and replaces it)": (
        "{path}은(는) 다른 학습의 체크포인트입니다. 다른 것: {what} (resume=False이면 새로 "
        "시작하고 파일을 바꿉니다)"
    ),
    "parameters": "매개변수",
    "random generators": "난수 발생기",
    ": {before} there, {value} here": ": 저기는 {before}, 여기는 {value}",
    "checkpoint not written, training goes on: {error}": (
        "체크포인트를 쓰지 못했지만 학습은 계속합니다: {error}"
    ),
    "a checkpoint keeps plain JSON data, and the {what}'s state is none: {error}": (
        "체크포인트에는 단순한 JSON 자료만 담는데 {what}의 상태는 그렇지 않습니다: {error}"
    ),
    "a checkpoint needs a scheduler's state_dict and load_state_dict, and {name} has "
    "none; subclass nn.schedulers.Scheduler": (
        "체크포인트에는 스케줄러의 state_dict와 load_state_dict가 필요한데 {name}에는 "
        "없습니다. nn.schedulers.Scheduler를 상속하십시오"
    ),
}
