"""XOR and moons: truth tables, one step by the engine, accuracies counted here."""

from __future__ import annotations

from typing import Any

import nn

from .asking import accuracy, exercise, expect, number, same

CORNERS = [(0, 0), (0, 1), (1, 0), (1, 1)]


@exercise(
    "8.1", solved=("a network 2-2-1 with weights set by hand", "가중치를 손으로 정한 2-2-1 신경망")
)
def _by_hand(solved: Any) -> None:
    for x in CORNERS:
        hidden = [round(number(h)) for h in solved.layers[0]([float(v) for v in x])]
        expect(
            hidden == [int(any(x)), int(all(x))],
            f"solved: for {x} the hidden neurons do not say OR and AND",
            f"solved: {x}에서 은닉 뉴런이 OR와 AND를 내지 않습니다",
        )
        expect(
            abs(number(solved([float(v) for v in x])) - (x[0] != x[1])) < 0.05,
            f"solved: for {x} the answer is not XOR, or not sharp; larger weights make it sharper",
            f"solved: {x}에서 답이 XOR가 아니거나 뚜렷하지 않습니다. 가중치가 클수록 뚜렷합니다",
        )


@exercise(
    "8.2",
    many_runs_with_cross_entropy=(
        "a function of (hidden, seeds, epochs), as many_runs",
        "many_runs처럼 (hidden, seeds, epochs)의 함수",
    ),
)
def _cross_entropy(many_runs_with_cross_entropy: Any, network: Any, eta: Any) -> None:
    seeds, targets = range(2), [x[0] != x[1] for x in CORNERS]
    right = []
    for seed in seeds:
        model = network(2, seed)
        for _ in range(3):
            outputs = [model(x) for x in CORNERS]
            model.zero_grad()
            loss = nn.losses.binary_cross_entropy(outputs, [float(t) for t in targets])
            (loss * len(CORNERS)).backward()  # the sum of the four, not their mean
            for p in model.parameters():
                p.data -= eta * p.grad
        right.append([number(model(x)) for x in CORNERS])
    expect(
        same(many_runs_with_cross_entropy(2, seeds, 3), right, rel=1e-6),
        "three steps do not lead where those of the cross-entropy lead; only the "
        "output's δ changes",
        "세 걸음 뒤가 교차 엔트로피로 간 곳과 다릅니다. 바뀌는 것은 출력의 δ뿐입니다",
    )


@exercise(
    "8.3",
    eager_learner=("the trained 16-16-1 network", "학습한 16-16-1 신경망"),
    noisy=("the training data", "학습 데이터"),
    fresh=("data that it has not seen", "처음 보는 데이터"),
)
def _overfitting(eager_learner: Any, noisy: Any, fresh: Any) -> None:
    seen, not_seen = accuracy(eager_learner, noisy), accuracy(eager_learner, fresh)
    expect(
        not {tuple(x) for x in noisy.X} & {tuple(x) for x in fresh.X},
        "fresh: it shares points with the training data",
        "fresh: 학습 데이터와 겹치는 점이 있습니다",
    )
    expect(
        seen > 0.9,
        "eager_learner: it has not learned its own training data by heart; train it longer",
        "eager_learner: 학습 데이터를 외우지 못했습니다. 더 오래 학습시키십시오",
    )
    expect(
        seen > not_seen + 0.02,
        "fresh: the network is as good on it as on its own data; is the noise 0.35 in both?",
        "fresh: 학습 데이터만큼 잘 맞힙니다. 둘 다 noise=0.35입니까?",
    )
