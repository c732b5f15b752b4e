"""The 2-2-2 network of lesson 5 on paper: with empty boxes, and with what the engine computes."""

from __future__ import annotations

from checks.lesson05 import W1, W2, X, Y

import autograd
from autograd import Value
from teaching.pages import mathml, page

BLUE, GREY = "#0072B2", "#777"
AT = {1: 76, 2: 376, 3: 676}  # where each layer stands
ROWS = {1: 80, 2: 320}
WORDS = {
    "en": {
        "title": "Backpropagation by hand: the 2-2-2 network",
        "solution": "Solution, computed by the engine",
        "task": "Every neuron has the sigmoid, there are no biases, and J = ½ Σ (a − y)². "
        "Fill in every box, to four decimals: z and a from left to right, then J, then δ from "
        "right to left, and the gradient of each weight.",
        "weights": "Gradients: the δ at the weight's end times the a at its beginning",
        "step": "One step with η = 0.5: the new weights",
    },
    "ko": {
        "title": "손으로 하는 오류 역전파: 2-2-2 신경망",
        "solution": "정답, 엔진이 계산한 값",
        "task": "활성화 함수는 모두 시그모이드이고 편향은 없으며 J = ½ Σ (a − y)²입니다. "
        "빈칸을 소수점 아래 넷째 자리까지 채우십시오. 왼쪽에서 오른쪽으로 z와 a를, 그다음 J를, "
        "이어서 오른쪽에서 왼쪽으로 δ를, 끝으로 가중치마다 기울기를 구하십시오.",
        "weights": "기울기: 가중치가 끝나는 곳의 δ에 시작하는 곳의 a를 곱한 것",
        "step": "η = 0.5로 한 걸음 간 새 가중치",
    },
}
ETA = 0.5


def solved() -> dict[str, float]:
    """Every number of the sheet by its name, such as "δ31", as the engine has it."""
    weights = {1: [list(map(Value, row)) for row in W1], 2: [list(map(Value, row)) for row in W2]}
    a: list[Value] = list(map(Value, X))
    nodes: dict[str, Value] = {}
    for layer in (2, 3):
        z = [autograd.dot(row, a) for row in weights[layer - 1]]
        a = [v.sigmoid() for v in z]
        for j in (1, 2):
            nodes[f"z{layer}{j}"], nodes[f"a{layer}{j}"] = z[j - 1], a[j - 1]
    J = autograd.sum([0.5 * (v - y) ** 2 for v, y in zip(a, Y)])
    J.backward()
    numbers = {name: v.data for name, v in nodes.items()}
    numbers |= {name.replace("z", "δ"): v.grad for name, v in nodes.items() if "z" in name}
    for layer, rows in weights.items():
        for j, row in enumerate(rows, 1):
            for i, w in enumerate(row, 1):
                numbers[f"g{layer}{j}{i}"] = w.grad
                numbers[f"w{layer}{j}{i}"] = w.data - ETA * w.grad
    return {**numbers, "J": J.data}


def worksheet(language: str) -> str:
    """Two pages: to fill in, and filled in."""
    word, numbers = WORDS[language], solved()
    empty = dict.fromkeys(numbers, None)
    body = [f"<p>{word['task']}</p>", *sheet(empty, language)]
    body += [f'<h1 class="sheet">{word["solution"]}</h1>', *sheet(numbers, language)]
    return page(word["title"], "\n".join(body), language, STYLE)


STYLE = """
.boxes { display: grid; grid-template-columns: repeat(4, 1fr); gap: 3mm 5mm; margin: 2mm 0 }
.boxes div { display: flex; align-items: center; gap: 2mm }
.boxes b { flex: 1; height: 9mm; border: .35mm solid #111; font-weight: 400 }
.boxes b { text-align: center; line-height: 9mm }
svg { display: block; margin: 2mm 0 } svg text { font-size: 17px; fill: #111 }
svg .index { font-size: 12px }
"""


def sheet(numbers: dict[str, float | None], language: str) -> list[str]:
    """The picture, and below it a box for each gradient and each new weight."""
    word = WORDS[language]
    places = [(layer, j, i) for layer in (1, 2) for j in (1, 2) for i in (1, 2)]
    gradient = r"\frac{{\partial J}}{{\partial w^{{({})}}_{{{},{}}}}}"
    after = r"w^{{({})}}_{{{},{}}}"
    return [
        picture(numbers),
        f"<h3>{word['weights']}</h3>",
        boxes([(gradient.format(*p), numbers["g{}{}{}".format(*p)]) for p in places]),
        f"<h3>{word['step']}</h3>",
        boxes([(after.format(*p), numbers["w{}{}{}".format(*p)]) for p in places]),
    ]


def boxes(entries: list[tuple[str, float | None]]) -> str:
    """Formulas, each with a box behind it."""
    cells = [f"<div>{mathml(latex)} = <b>{written(number)}</b></div>" for latex, number in entries]
    return f'<div class="boxes">{"".join(cells)}</div>'


def written(number: float | None) -> str:
    """Four decimals; nothing where it is to be filled in."""
    return "" if number is None else f"{number:.4f}".replace("-", "−")


def picture(numbers: dict[str, float | None]) -> str:
    """The network as a drawing: given numbers printed, all others in boxes."""
    parts = [arrow(layer, j, i) for layer in (1, 2) for j in (1, 2) for i in (1, 2)]
    for i in (1, 2):
        parts += [neuron(layer, i) for layer in AT]
        given = (
            f'<text x="{AT[1]}" y="{ROWS[i] + 6}" text-anchor="middle">{{}} = {X[i - 1]:g}</text>'
        )
        parts.append(given.format(letter("a", 1, i)))
        parts.append(f'<text x="780" y="{ROWS[i] + 6}">{letter("y", 0, i)} = {Y[i - 1]:g}</text>')
        for layer in (2, 3):
            for row, name in enumerate("zaδ"):
                number = numbers[f"{name}{layer}{i}"]
                parts.append(box(layer, ROWS[i] - 54 + 37 * row, letter(name, layer, i), number))
    parts.append(box(3, 420, "J", numbers["J"]))
    return f'<svg viewBox="0 0 860 456" role="img">{"".join(parts)}</svg>'


def letter(name: str, layer: int, i: int) -> str:
    """A letter with its layer above and its neuron below, one over the other."""
    above = f'<tspan class="index" dy="-7">({layer})</tspan>' if layer else ""
    dx, dy = (-16, 13) if layer else (0, 6)
    below = f'<tspan class="index" dx="{dx}" dy="{dy}">{i}</tspan>'
    return f'{name}{above}{below}<tspan dx="{9 if layer else 0}" dy="-6">\u200a</tspan>'


def neuron(layer: int, row: int) -> str:
    """A rounded box."""
    half = half_of(layer)
    return (
        f'<rect x="{AT[layer] - half}" y="{ROWS[row] - 64}" width="{2 * half}" height="128" '
        f'rx="16" fill="#fff" stroke="{BLUE}" stroke-width="2"/>'
    )


def half_of(layer: int) -> int:
    """Half of a neuron's width."""
    return 66 if layer == 1 else 86


def box(layer: int, y: int, label: str, number: float | None) -> str:
    """A label and a box behind it."""
    x = AT[layer]
    return (
        f'<text x="{x - 28}" y="{y + 22}" text-anchor="end">{label}</text>'
        f'<rect x="{x - 22}" y="{y}" width="98" height="32" fill="#fff" stroke="#111"/>'
        f'<text x="{x + 27}" y="{y + 22}" text-anchor="middle">{written(number)}</text>'
    )


def arrow(layer: int, j: int, i: int) -> str:
    """From neuron i of a layer to neuron j of the next, with its weight."""
    x1, x2 = AT[layer] + half_of(layer), AT[layer + 1] - half_of(layer + 1)
    y1, y2 = ROWS[i], ROWS[j]
    weight = (W1 if layer == 1 else W2)[j - 1][i - 1]
    x, y = x1 + 0.3 * (x2 - x1), y1 + 0.3 * (y2 - y1)
    line = f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{GREY}" stroke-width="1.5"/>'
    paper = f'<rect x="{x - 24}" y="{y - 12}" width="48" height="23" fill="#fff"/>'
    text = f"{weight:g}".replace("-", "−")
    return f'{line}{paper}<text x="{x}" y="{y + 5}" text-anchor="middle">{text}</text>'
