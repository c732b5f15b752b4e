"""Outlook: each model is fed with something whose right answer is known without it."""

from __future__ import annotations

from itertools import product
from typing import Any

from .asking import exercise, expect, floats, number, same


@exercise("13.1", largest=("the trained network with max pooling", "최대 풀링으로 학습한 신경망"))
def _max_pooling(largest: Any, images_test: Any, test: Any) -> None:
    right = 0
    for image, label in zip(images_test[:60], test.y):
        seen = floats(largest.features(image))
        pooled = [
            max(seen[i + a][j + b][k] for a in (0, 1) for b in (0, 1))
            for i in (0, 2, 4)
            for j in (0, 2, 4)
            for k in range(4)
        ]
        scores = floats(largest(image))
        expect(
            same(scores, floats(largest.scores(pooled))),
            "largest: its scores are not those of the largest of each four",
            "largest: 네 수 가운데 가장 큰 수로 낸 점수가 아닙니다",
        )
        right += scores.index(max(scores)) == label
    expect(
        right > 0.8 * 60,
        "largest: it reads too few of the unseen digits; has it been trained?",
        "largest: 처음 보는 숫자를 너무 적게 읽습니다. 학습시켰습니까?",
    )


@exercise("13.2", counter=("the trained recurrent network", "학습한 순환 신경망"))
def _parity(counter: Any) -> None:
    right = 0
    for bits in product((0.0, 1.0), repeat=6):
        odd = [sum(bits[: k + 1]) % 2 for k in range(6)]
        right += sum(round(number(v)) == p for v, p in zip(counter(list(bits)), odd))
    expect(
        right > 0.92 * 6 * 64,
        "counter: too many of the 64 sequences of 6 bits are wrong; more epochs, or another seed",
        "counter: 6비트 시퀀스 64개에서 너무 많이 틀립니다. 더 오래 학습시키거나 시드를 바꾸십시오",
    )


@exercise(
    "13.3", wider=("the trained autoencoder with codes of 8", "코드가 8개인, 학습한 오토인코더")
)
def _codes(wider: Any, vectors_test: Any, error: Any) -> None:
    expect(
        len(wider.layers[0](vectors_test[0].tolist())) == 8,
        "wider: its first part is to give a code of 8 numbers",
        "wider: 앞부분이 수 8개의 코드를 내야 합니다",
    )
    squares = [
        (a - b) ** 2 for x in vectors_test[:100] for a, b in zip(floats(wider(x.tolist())), x)
    ]
    expect(
        sum(squares) / len(squares) < 0.75 * error,
        "wider: its error on unseen digits is hardly smaller than with 2 numbers; train it",
        "wider: 처음 보는 숫자에서 오차가 수 2개일 때보다 거의 줄지 않았습니다. 학습시키십시오",
    )


@exercise("13.4", bag=("the trained transformer without places", "자리 없이 학습한 트랜스포머"))
def _bag(bag: Any, X_test: Any, y_test: Any, per_letter: Any, loss_bigram: Any) -> None:
    piece = list(X_test[0])
    turned = [*reversed(piece[:-1]), piece[-1]]
    expect(
        same(bag(piece)[-1], bag(turned)[-1]),
        "bag: it still knows the order of the letters before the last one",
        "bag: 마지막 글자 앞의 순서를 아직 알고 있습니다",
    )
    few = slice(0, 12)
    expect(
        number(per_letter([bag(p) for p in X_test[few]], y_test[few])) < loss_bigram,
        "bag: on unseen sentences it is worse than the bigrams; train it",
        "bag: 처음 보는 문장에서 바이그램보다 못합니다. 학습시키십시오",
    )


@exercise(
    "13.5",
    Loops=(
        "a subclass of Transformer without the mask",
        "마스크를 쓰지 않는 Transformer의 하위 클래스",
    ),
)
def _without_mask(Loops: Any, Transformer: Any, causal: Any, X_test: Any) -> None:
    def forbidden(t: int, u: int) -> float:
        expect(False, "Loops: it still asks the mask", "Loops: 아직 마스크에 묻습니다")
        return 0.0

    for seed in (1, 2):
        piece = list(X_test[seed])
        expect(
            same(Loops(forbidden, seed=seed)(piece), Transformer(causal, seed=seed)(piece)),
            "Loops: not the same function as the transformer with its mask",
            "Loops: 마스크가 있는 트랜스포머와 같은 함수가 아닙니다",
        )
