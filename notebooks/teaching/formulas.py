"""The formula sheet: what an examination may ask for, in the letters of the table of notation."""

from __future__ import annotations

from teaching.pages import mathml, page

TITLE = {"en": "Formula sheet", "ko": "공식 모음"}
STYLE = """
body { font-size: 9pt; line-height: 1.35 }
h1 { font-size: 15pt; margin-bottom: 2mm }
main { columns: 2; column-gap: 8mm }
section { break-inside: avoid; margin-bottom: 3.5mm }
h2 { font-size: 10.5pt; margin: 0 0 1mm; border-bottom: .3mm solid #0072B2 }
p { margin: 1.2mm 0 } p > span { color: #444; display: block }
math { font-size: 115%; math-style: normal }
"""
# (English, Korean), and lines of (English, Korean, formula). The number is the lesson's.
SHEET = [
    (
        ("A neuron, a layer (2, 0, 5)", "뉴런과 층 (2, 0, 5)"),
        [
            ("neuron", "뉴런", r"z = b + \sum_i w_i x_i, \quad \hat y = \varphi(z)"),
            (
                "learning rule of the perceptron",
                "퍼셉트론 학습 규칙",
                r"w_i \leftarrow w_i + \eta\,(y - \hat y)\,x_i, \quad "
                r"b \leftarrow b + \eta\,(y - \hat y)",
            ),
            (
                "layer",
                "층",
                r"z^{(l+1)} = W^{(l)} a^{(l)} + b^{(l)}, \quad a^{(l+1)} = \varphi(z^{(l+1)})",
            ),
            (
                "many samples, one per row; W is (out, in)",
                "표본을 한 행에 하나씩, W는 (출력, 입력)",
                r"Z = A W^\top + b, \quad (AB)^\top = B^\top A^\top",
            ),
        ],
    ),
    (
        ("Activations and their slopes (3)", "활성화 함수와 도함수 (3)"),
        [
            (
                "sigmoid",
                "시그모이드",
                r"\sigma(z) = \frac{1}{1 + e^{-z}}, \quad "
                r"\sigma' = \sigma\,(1 - \sigma) \le \frac14",
            ),
            (
                "tanh",
                "tanh",
                r"\tanh z = \frac{e^z - e^{-z}}{e^z + e^{-z}}, \quad \tanh' = 1 - \tanh^2 \le 1",
            ),
            ("tanh by the sigmoid", "시그모이드로 쓴 tanh", r"\tanh z = 2\,\sigma(2z) - 1"),
            (
                "ReLU",
                "ReLU",
                r"\max(0, z), \quad \text{slope 1 if } z > 0, \text{ else 0}",
            ),
            ("softplus", "소프트플러스", r"\ln(1 + e^z), \quad \text{slope } \sigma(z)"),
            ("softmax", "소프트맥스", r"p_k = \frac{e^{z_k}}{\sum_j e^{z_j}}"),
        ],
    ),
    (
        ("Chain rule and graph (4)", "연쇄 법칙과 계산 그래프 (4)"),
        [
            (
                "one path: multiply",
                "한 경로에서는 곱한다",
                r"\frac{dz}{dx} = \frac{dz}{du} \cdot \frac{du}{dx}",
            ),
            (
                "where paths meet: add",
                "경로가 만나면 더한다",
                r"\frac{\partial J}{\partial x} = \sum_k \frac{\partial J}{\partial u_k} \cdot "
                r"\frac{\partial u_k}{\partial x}",
            ),
            (
                "check by central differences, error of order h²",
                "중심 차분으로 확인, 오차는 h²에 비례",
                r"f'(x) \approx \frac{f(x + h) - f(x - h)}{2h}",
            ),
        ],
    ),
    (
        ("Backpropagation (5)", "오류 역전파 (5)"),
        [
            (
                "error term",
                "오차항",
                r"\delta_j^{(l)} = \frac{\partial J}{\partial z_j^{(l)}}",
            ),
            (
                "output layer, J = ½ Σ (a − y)²",
                "출력층, J = ½ Σ (a − y)²",
                r"\delta_j^{(L)} = (a_j - y_j)\,\varphi'(z_j)",
            ),
            (
                "hidden layer",
                "은닉층",
                r"\delta_j^{(l)} = "
                r"\Big(\sum_k \delta_k^{(l+1)} w_{kj}^{(l)}\Big)\,\varphi'(z_j^{(l)})",
            ),
            (
                "weight and bias",
                "가중치와 편향",
                r"\frac{\partial J}{\partial w_{ji}^{(l)}} = \delta_j^{(l+1)} a_i^{(l)}, \quad "
                r"\frac{\partial J}{\partial b_j^{(l)}} = \delta_j^{(l+1)}",
            ),
            (
                "in matrices, one sample per row",
                "행렬로, 표본을 한 행에 하나씩",
                r"\delta^{(l)} = (\delta^{(l+1)} W^{(l)}) \odot \varphi'(z^{(l)})",
            ),
            ("", "", r"\frac{\partial J}{\partial W^{(l)}} = (\delta^{(l+1)})^\top a^{(l)}"),
        ],
    ),
    (
        ("Costs (7, 11)", "비용 함수 (7, 11)"),
        [
            (
                "half the mean squared error",
                "평균 제곱 오차의 절반",
                r"J = \frac{1}{2m} \sum (\hat y - y)^2, \quad "
                r"\frac{\partial J}{\partial \hat y} = \frac{1}{m}(\hat y - y)",
            ),
            (
                "binary cross-entropy; with a sigmoid before it",
                "이진 교차 엔트로피, 앞이 시그모이드이면",
                r"J = -\frac1m \sum [y \log \hat y + (1 - y) \log (1 - \hat y)]",
            ),
            ("", "", r"\frac{\partial J}{\partial z} = \frac1m (\hat y - y)"),
            (
                "cross-entropy of the right class t, with softmax",
                "정답 클래스 t의 교차 엔트로피, 소프트맥스와 함께",
                r"L = -\log p_t, \quad \frac{\partial L}{\partial z_k} = p_k - [k = t]",
            ),
            ("normal equations", "정규방정식", r"A^\top A\,w = A^\top y"),
        ],
    ),
    (
        ("Optimizers (9), g = ∇J(p)", "최적화 기법 (9), g = ∇J(p)"),
        [
            ("gradient descent", "경사 하강법", r"p \leftarrow p - \eta\,g"),
            (
                "it arrives along a direction of curvature λ if",
                "곡률이 λ인 방향에서 수렴할 조건",
                r"0 < \eta < \frac{2}{\lambda}",
            ),
            ("momentum", "모멘텀", r"v \leftarrow \mu v + g, \quad p \leftarrow p - \eta v"),
            ("Nesterov", "NAG", r"\text{the same with } g = \nabla J(p - \eta \mu v)"),
            (
                "AdaGrad",
                "AdaGrad",
                r"s \leftarrow s + g^2, \quad "
                r"p \leftarrow p - \eta\,\frac{g}{\sqrt{s} + \varepsilon}",
            ),
            ("RMSProp", "RMSProp", r"s \leftarrow \alpha s + (1 - \alpha)\,g^2"),
            (
                "Adam at step n",
                "Adam, n번째 걸음",
                r"m \leftarrow \beta_1 m + (1 - \beta_1)\,g, \quad "
                r"s \leftarrow \beta_2 s + (1 - \beta_2)\,g^2",
            ),
            (
                "",
                "",
                r"\hat m = \frac{m}{1 - \beta_1^n}, \quad \hat s = \frac{s}{1 - \beta_2^n}, \quad "
                r"p \leftarrow p - \eta\,\frac{\hat m}{\sqrt{\hat s} + \varepsilon}",
            ),
            ("weight decay", "가중치 감쇠", r"p \leftarrow (1 - \eta\lambda)\,p - \eta\,g"),
        ],
    ),
    (
        ("Obstacles (10)", "걸림돌 (10)"),
        [
            (
                "starting weights: Xavier (tanh), He (ReLU)",
                "초기 가중치: Xavier(tanh), He(ReLU)",
                r"\mathrm{Var}(w) = \frac{2}{n_\text{in} + n_\text{out}}, \quad "
                r"\mathrm{Var}(w) = \frac{2}{n_\text{in}}",
            ),
            (
                "dropout of a share p, while training",
                "드롭아웃, 학습할 때 비율 p를 끊는다",
                r"a \leftarrow 0 \;\text{or}\; \frac{a}{1 - p}",
            ),
            (
                "standardised inputs; a batch normalised",
                "입력의 표준화, 배치 정규화",
                r"x \leftarrow \frac{x - \text{mean}}{\text{std}}, \quad "
                r"z \leftarrow \gamma\,\frac{z - \text{mean}}{\text{std}} + \beta",
            ),
        ],
    ),
]
KOREAN = {  # words inside formulas
    r"\text{slope 1 if } z > 0, \text{ else 0}": r"\text{도함수는 } z > 0 \text{이면 1, 아니면 0}",
    r"\text{slope }": r"\text{도함수 }",
    r"\text{the same with }": r"\text{모멘텀에서 }",
    r"\text{or}": r"\text{또는}",
    r"\text{mean}": r"\text{평균}",
    r"\text{std}": r"\text{표준편차}",
}


def formula_sheet(language: str) -> str:
    """One page in two columns."""
    korean, body = language == "ko", []
    for heading, lines in SHEET:
        body.append(f"<section><h2>{heading[korean]}</h2>")
        for english, told, latex in lines:
            if korean:
                for word, other in KOREAN.items():
                    latex = latex.replace(word, other)
            label = told if korean else english
            body.append(f"<p><span>{label}</span>{mathml(latex)}</p>")
        body.append("</section>")
    return page(TITLE[language], f"<main>{''.join(body)}</main>", language, STYLE)
