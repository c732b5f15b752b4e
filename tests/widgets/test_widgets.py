"""The pages to play with: their numbers are the engine's, in every window and both languages."""

import random
from fractions import Fraction
from html import unescape

import pytest

import autograd
import nn
from autograd import Value
from nn import widgets

KINDS = ["perceptron", "descent", "network", "playground"]
WINDOWS = [(390, 844), (844, 390), (1280, 800), (1920, 1080)]


@pytest.fixture(scope="module")
def playground():
    return widgets.playground(hidden=[(2,), (3, 2)], epochs=20, seed=1)


def made(kind, playground):
    return playground if kind == "playground" else getattr(widgets, kind)()


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_fits_every_window_in_both_languages_and_fetches_nothing(kind, page, playground):
    page.open(made(kind, playground))
    for width, height in WINDOWS:
        page.browser.window(width, height, dark=width == 1280)
        for language in ("ko", "en"):
            page.browser.run(
                "document.querySelector(`.languages [lang=${arguments[0]}]`).click()", language
            )
            wide = page.browser.run("return document.scrollingElement.scrollWidth")
            assert wide <= width, (kind, width, language)
            page.browser.shoot(f"{kind}-{width}-{language}")
        assert page.text("h2") == widgets.page.TITLES[kind]["en"]
    assert {address[:5] for address in page.browser.requests()} <= {"file:", "data:"}


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_begins_in_the_language_asked_for(kind):
    made = getattr(widgets, kind)
    options = {"hidden": [(1,)], "epochs": 1} if kind == "playground" else {}
    assert '<html lang="ko">' in unescape(made(language="ko", **options)._repr_html_())
    with pytest.raises(ValueError, match="'en' or 'ko', got 'de'"):
        made(language="de", **options)


# --- perceptron ----------------------------------------------------------------------------------


def sums(page):
    return page.numbers("tbody td:nth-child(3)")


def weights(page):
    return page.numbers(".slider output")


def test_the_sums_of_the_corners_are_the_engine_s(page):
    rng = random.Random(1)
    for _ in range(3):
        w, b = [rng.uniform(-2, 2), rng.uniform(-2, 2)], rng.uniform(-2, 2)
        neuron = nn.Neuron(2, activation="step", seed=0)
        neuron.w[0].data, neuron.w[1].data, neuron.b.data = *w, b
        linear = [(autograd.dot(neuron.w, x) + neuron.b).data for x in nn.data.logic_gate("and").X]
        page.open(widgets.perceptron("xor", w=w, b=b))
        assert sums(page) == pytest.approx(linear, rel=1e-15, abs=1e-15)
        said = page.browser.run(
            "return [...document.querySelectorAll('tbody td:nth-child(4)')]"
            ".map((e) => Number(e.innerText))"
        )
        assert said == [neuron(x).data for x in nn.data.logic_gate("and").X]


def test_the_rule_goes_as_fractions_go(page):
    page.open(widgets.perceptron("and", w=(-0.375, 0.875), b=0.25))
    w, b = [Fraction(-3, 8), Fraction(7, 8)], Fraction(1, 4)
    for _ in range(9):
        for x, y in zip(*nn.data.logic_gate("and")):
            o = int(w[0] * int(x[0]) + w[1] * int(x[1]) + b > 0)
            w = [v + Fraction(1, 8) * (y - o) * int(x_i) for v, x_i in zip(w, x)]
            b += Fraction(1, 8) * (y - o)
        page.press("step", 4)
        assert weights(page) == [float(v) for v in (*w, b)]
    assert "All four answers are right." in page.text(".said")
    page.press("reset")
    assert weights(page) == [-0.375, 0.875, 0.25]


def test_xor_is_never_learned(page):
    page.open(widgets.perceptron("xor"))
    page.press("epoch", 100)
    assert "wrong" in page.text(".said")


def test_the_line_obeys_the_keyboard_and_the_pointer(page):
    page.open(widgets.perceptron("and", w=(1.0, 1.0), b=-1.5))
    page.browser.run("document.querySelector('svg.picture').focus()")
    page.browser.press("ARROW_UP", "ARROW_UP")
    w1, w2, b = weights(page)
    assert (w1, w2) == (1.0, 1.0)
    assert b == pytest.approx(-1.5 - 0.1 * 2**0.5)  # a tenth away, along (1, 1)
    page.browser.press(*["ARROW_LEFT"] * 30)  # 30 times 3 degrees
    w1, w2, _ = weights(page)
    assert (w1, w2) == pytest.approx((-1.0, 1.0))

    from selenium.webdriver.common.action_chains import ActionChains

    page.open(widgets.perceptron("and", w=(0.0, 1.0), b=-0.5))
    handle = page.browser.driver.find_element("css selector", "[data-handle=move]")
    side = page.browser.run("return document.querySelector('svg.picture').clientWidth")
    ActionChains(page.browser.driver).drag_and_drop_by_offset(handle, 0, -round(side / 4)).perform()
    w1, w2, b = weights(page)
    assert (w1, w2) == (0.0, 1.0)
    assert b == pytest.approx(-0.5 - 2.2 / 4, abs=0.02)


# --- descent -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rate", "momentum", "steps", "steep"),
    [(0.05, 0.0, 30, 10.0), (0.12, 0.9, 60, 7.0), (0.3, 0.0, 20, 10.0), (0.1, 0.5, 0, 3.0)],
)
def test_the_walk_is_that_of_sgd(page, rate, momentum, steps, steep):
    x, y = Value(-2.5), Value(1.2)
    optimizer = nn.optim.SGD([x, y], lr=rate, momentum=momentum)
    for _ in range(steps):
        optimizer.zero_grad()
        ((x**2 + steep * y**2) / 2).backward()
        optimizer.step()
    page.open(widgets.descent())
    for label, number in zip(
        ("rate η", "momentum μ", "steps", "steepness κ"), (rate, momentum, steps, steep)
    ):
        page.slide(label, number)
    found = [page.number(f"[data-of={name}]") for name in ("x", "y", "f")]
    expected = [x.data, y.data, (x.data**2 + steep * y.data**2) / 2]
    assert found == pytest.approx(expected, rel=1e-9, abs=1e-15)
    assert ("climbs" in page.text(".said")) == (rate > 2 * (1 + momentum) / steep)


def test_the_start_of_the_walk_obeys_the_keyboard(page):
    page.open(widgets.descent(steps=0))
    page.browser.run("document.querySelector('svg.picture').focus()")
    page.browser.press("ARROW_LEFT", "ARROW_DOWN", "ARROW_DOWN")
    assert [page.number(f"[data-of={name}]") for name in "xy"] == pytest.approx([-2.6, 1.0])


# --- network -------------------------------------------------------------------------------------


def computed(model, x, y):
    """J and the engine's numbers by the names that they have on the page."""
    model.zero_grad()
    numbers, a, sums = {}, [Value(n) for n in x], []
    for layer in model.layers:
        z = [autograd.dot(n.w, a) + n.b for n in layer.neurons]
        sums.append(z)
        a = [n.activation(s) if n.nonlin else s for n, s in zip(layer.neurons, z)]
        numbers |= {f"a{len(sums)}.{j}": v.data for j, v in enumerate(a)}
    J = autograd.sum([0.5 * (p - t) ** 2 for p, t in zip(a, y)])
    J.backward()
    numbers |= {f"z{k}.{j}": v.data for k, z in enumerate(sums, 1) for j, v in enumerate(z)}
    numbers |= {f"d{k}.{j}": v.grad for k, z in enumerate(sums, 1) for j, v in enumerate(z)}
    for k, layer in enumerate(model.layers):
        for j, neuron in enumerate(layer.neurons):
            numbers |= {f"w{k}.{j}.{i}": w.data for i, w in enumerate(neuron.w)}
            numbers |= {f"g{k}.{j}.{i}": w.grad for i, w in enumerate(neuron.w)}
    return numbers | {"J": J.data}


def on_page(page, names):
    script = (
        "return arguments[0].map((name) => document.querySelector(`[data-of='${name}']`))"
        ".map((e) => Number(e.dataset.number ?? e.title))"
    )
    return dict(zip(names, page.browser.run(script, list(names))))


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu"])
def test_every_number_of_a_network_is_the_engine_s_before_and_after_a_step(page, activation):
    x, y = [0.7, -0.4, 1.1], [0.2, 0.9]
    model = nn.MLP(3, [4, 3, 2], activation=activation, output_activation="sigmoid", seed=5)
    for k, neuron in enumerate(n for layer in model.layers for n in layer.neurons):
        neuron.b.data = 0.05 * (k + 1)
    page.open(widgets.network(model, x, y))
    expected = computed(model, x, y)
    assert on_page(page, expected) == pytest.approx(expected, rel=1e-12, abs=1e-15)
    page.press("step")
    for p in model.parameters():
        p.data -= p.grad
    expected = computed(model, x, y)
    assert on_page(page, expected) == pytest.approx(expected, rel=1e-12, abs=1e-15)


def test_the_lesson_s_network_follows_its_sliders_and_tells_its_deltas(page):
    page.open(widgets.network())
    assert page.number("[data-of='z1.0']") == pytest.approx(-0.1)
    page.slide("w⁽¹⁾₁₂", 0.4)
    assert page.number("[data-of='z1.0']") == pytest.approx(0.2 * 1.0 + 0.4 * 0.5)
    page.browser.run("document.querySelectorAll('g[tabindex]')[0].focus()")
    assert page.text(".said").startswith("δ of a⁽²⁾₁ = (")


# --- playground ----------------------------------------------------------------------------------


def test_the_playground_shows_what_the_engine_learned(page, playground):
    data = nn.data.moons(100, noise=0.12, seed=0)
    model = nn.MLP(2, [3, 2, 1], activation="tanh", init="auto", seed=1)
    nn.fit(model, data.X, data.y, epochs=20, lr=0.03, batch_size=10, seed=1, progress=False)
    outputs = [model(x) for x in data.X]
    page.open(playground)  # its second network is the one that it begins with
    page.slide("epoch", 1e9)
    assert page.number("[data-of=epoch]") == 20
    assert page.number("[data-of=accuracy]") == nn.metrics.accuracy(outputs, data.y)
    loss = nn.losses.binary_cross_entropy_with_logits(outputs, data.y).data
    assert page.number("[data-of=loss]") == pytest.approx(loss, rel=1e-9)
    blue = page.browser.run(
        "const [x, y] = arguments, c = document.querySelector('canvas');"
        "const [r, g, b] = c.getContext('2d').getImageData(x, y, 1, 1).data; return b > r",
        *(5, 5),
    )
    corner = [min(x[k] for x in data.X) - 0.2 for k in range(2)]
    corner[1] = max(x[1] for x in data.X) + 0.2
    assert blue == (model(corner).data > 0)


def test_the_playground_plays(page, playground):
    page.open(playground)
    page.press("play")
    assert page.text("[data-do=play]") == "Pause"
    page.browser.run(
        "const s = document.querySelector('select');"
        "s.value = 0; s.dispatchEvent(new Event('change'))"
    )
    assert page.text("[data-do=play]") == "Play"
    assert page.browser.run("return document.querySelectorAll('image').length") == 2 + 2 + 1


# --- refusals ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: widgets.perceptron("nor"), "nor"),
        (lambda: widgets.perceptron(w=(1.0,)), "two weights, got 1"),
        (lambda: widgets.perceptron(rate=0), "rate must be above 0"),
        (lambda: widgets.descent(steep=0.5), r"steep must be in \[1, 20\]"),
        (lambda: widgets.descent(momentum=1.0), r"momentum must be in \[0, 1\)"),
        (lambda: widgets.network(nn.MLP(2, [16, 1])), "room for 3 layers of 4 neurons"),
        (lambda: widgets.network(x=[1.0]), "takes 2 inputs and 2 targets, got 1 and 2"),
        (lambda: widgets.network(nn.MLP(2, [2, 2], activation="gelu")), "knows the activations"),
        (lambda: widgets.playground(hidden=[(9,)]), "1 to 8 neurons"),
        (lambda: widgets.playground(activation="gelu"), "must be one of"),
    ],
)
def test_what_a_page_cannot_show_is_refused(call, words):
    with pytest.raises(ValueError, match=words):
        call()
