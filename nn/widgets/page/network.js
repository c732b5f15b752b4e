// A small network with every number of backpropagation at its place, alive under sliders.

const ACTIVATIONS = {
  sigmoid: [(z) => 1 / (1 + Math.exp(-z)), (a) => a * (1 - a), "a(1 − a)"],
  tanh: [Math.tanh, (a) => 1 - a * a, "1 − a²"],
  relu: [(z) => (z > 0 ? z : 0), (a) => (a > 0 ? 1 : 0), "1, 0"],
  linear: [(z) => z, () => 1, "1"],
};
const BOX = 128, TALL = 84, GAP = 56, COLUMN = 350, EDGE = 14, LABEL = 104;

const WORDS = {
  en: {
    language: "English", title: "Every δ of a small network",
    task: "Move a weight, an input or a target, and watch all numbers follow: blue ones go forward, orange ones come back. " +
      "Then take a step down the gradient.",
    picture: "The network: sums, activations and δ in the neurons, weights and their gradients on the arrows",
    target: "target y", cost: "cost J = ½ Σ (a − y)²", step: "One step, w − η · ∂J/∂w", reset: "Start again",
    rate: "rate η", input: "input", weights: "weights", chosen: "Point at a neuron to read its δ.",
    outputSays: (name, a, y, slope, delta) => `δ of ${name} = (a − y) · φ′ = (${a} − ${y}) · ${slope} = ${delta}`,
    hiddenSays: (name, terms, slope, delta) => `δ of ${name} = (${terms}) · φ′ = (${terms}) · ${slope} = ${delta}`,
    after: (from, to) => `J: ${from} → ${to}`,
  },
  ko: {
    language: "한국어", title: "작은 신경망의 모든 δ",
    task: "가중치나 입력, 목표를 움직이면 모든 수가 따라 바뀝니다. 파란 수는 앞으로 가고 주황 수는 뒤로 돌아옵니다. " +
      "그런 다음 기울기를 따라 한 걸음 내려가 보십시오.",
    picture: "신경망: 뉴런에는 합과 활성값과 δ, 화살표에는 가중치와 그 기울기",
    target: "목표 y", cost: "비용 J = ½ Σ (a − y)²", step: "한 걸음, w − η · ∂J/∂w", reset: "처음부터",
    rate: "학습률 η", input: "입력", weights: "가중치", chosen: "뉴런을 가리키면 그 δ를 읽을 수 있습니다.",
    outputSays: (name, a, y, slope, delta) => `${name}의 δ = (a − y) · φ′ = (${a} − ${y}) · ${slope} = ${delta}`,
    hiddenSays: (name, terms, slope, delta) => `${name}의 δ = (${terms}) · φ′ = (${terms}) · ${slope} = ${delta}`,
    after: (from, to) => `J: ${from} → ${to}`,
  },
};

const small = (text) => [...String(text)].map((c) => "₀₁₂₃₄₅₆₇₈₉"[c] ?? c).join("");
const raised = (n) => `⁽${[...String(n)].map((c) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[c]).join("")}⁾`;

// Forward through all layers, then back: z, a and δ of every neuron, the gradient of every weight.
function computed({ layers, x, y }) {
  const zs = [], as = [x];
  for (const { w, b, activation } of layers) {
    const z = w.map((row, j) => row.reduce((sum, weight, i) => sum + weight * as.at(-1)[i], 0) + b[j]);
    zs.push(z);
    as.push(z.map(ACTIVATIONS[activation][0]));
  }
  const out = as.at(-1), deltas = [];
  let arriving = out.map((a, k) => a - y[k]);
  for (let l = layers.length - 1; l >= 0; l--) {
    const slope = ACTIVATIONS[layers[l].activation][1];
    const delta = arriving.map((g, j) => g * slope(as[l + 1][j]));
    deltas.unshift(delta);
    arriving = as[l].map((_, i) => delta.reduce((sum, d, j) => sum + d * layers[l].w[j][i], 0));
  }
  const gradients = deltas.map((delta, l) => delta.map((d) => as[l].map((a) => d * a)));
  return { zs, as, deltas, gradients, cost: out.reduce((sum, a, k) => sum + 0.5 * (a - y[k]) ** 2, 0) };
}

function mount(root, data, language) {
  let state = structuredClone(data), rate = 1, told = "";
  const sizes = [data.x.length, ...data.layers.map(({ w }) => w.length)];
  const high = Math.max(...sizes) * (TALL + GAP) + 20, wide = (sizes.length - 1) * COLUMN + BOX + 2 * EDGE;
  const at = (l, i) => ({
    x: EDGE + l * COLUMN, y: high / 2 + (i - sizes[l] / 2) * (TALL + GAP) + GAP / 2,
  });
  const biased = data.layers.some(({ b }) => b.some((x) => x !== 0));
  const nameOf = (l, i) => `a${raised(l + 1)}${small(i + 1)}`;

  mounted(root, WORDS, language, (said) => {
    const shown = []; // of each number on the page: its place, and where it comes from
    const line = (x, y, before, kind, get, key) => {
      const number = svg("tspan", { "data-of": key });
      shown.push([number, get]);
      return svg("text", { x, y, class: kind }, before, number);
    };
    let now = computed(state);

    const boxes = sizes.flatMap((size, l) => Array.from({ length: size }, (_, i) => {
      const { x, y } = at(l, i), texts = [svg("text", { x: x + 9, y: y + 19, class: "head" }, nameOf(l, i))];
      if (l) texts.push(line(x + 9, y + 38, "z = ", "ahead", () => now.zs[l - 1][i], `z${l}.${i}`));
      texts.push(line(x + 9, y + (l ? 56 : 48), "a = ", "ahead", () => now.as[l][i], `a${l}.${i}`));
      if (l) texts.push(line(x + 9, y + 74, "δ = ", "back", () => now.deltas[l - 1][i], `d${l}.${i}`));
      return svg("g", {
        tabindex: l ? 0 : null, onpointerenter: () => tell(l, i), onfocus: () => tell(l, i),
      }, svg("rect", { class: "box", x, y, width: BOX, height: TALL, rx: 9 }), ...texts);
    }));
    const wires = data.layers.flatMap(({ w }, l) => w.flatMap((row, j) => row.map((_, i) => {
      const from = at(l, i), to = at(l + 1, j);
      const a = { x: from.x + BOX, y: from.y + TALL / 2 }, b = { x: to.x, y: to.y + TALL / 2 };
      const wire = svg("line", { x1: a.x, y1: a.y, x2: b.x, y2: b.y });
      // Level arrows have their numbers in the middle, slanting ones where they have just left.
      const k = a.y === b.y ? 0.58 : 0.27, x = a.x + k * (b.x - a.x) - LABEL / 2, y = a.y + k * (b.y - a.y) - 17;
      shown.push([null, () => {
        const weight = state.layers[l].w[j][i];
        place(wire, { class: `wire ${weight < 0 ? "minus" : "plus"}`, "stroke-width": clamp(Math.abs(weight) * 4, 0.6, 9) });
      }]);
      return [wire, svg("g", {},
        svg("rect", { class: "ground", x: x - 4, y: y - 2, width: LABEL + 8, height: 36, rx: 6 }),
        line(x, y + 12, `w${small(j + 1)}${small(i + 1)} = `, "ahead", () => state.layers[l].w[j][i], `w${l}.${j}.${i}`),
        line(x, y + 29, "∂J/∂w ", "returned", () => now.gradients[l][j][i], `g${l}.${j}.${i}`))];
    })));
    const picture = svg("svg", {
      class: "picture", viewBox: `0 0 ${wide} ${high}`, role: "img", "aria-label": said.picture,
    }, ...wires.map(([wire]) => wire), ...wires.map(([, label]) => label), ...boxes);

    const reading = html("p", { class: "said", "aria-live": "polite" }, said.chosen);
    function tell(l, i) {
      if (!l) return;
      const slope = short(ACTIVATIONS[state.layers[l - 1].activation][1](now.as[l][i]));
      const delta = short(now.deltas[l - 1][i]);
      if (l === state.layers.length) {
        reading.textContent = said.outputSays(nameOf(l, i), short(now.as[l][i]), short(state.y[i]), slope, delta);
      } else {
        const terms = now.deltas[l].map((d, j) => `${short(d)} · ${short(state.layers[l].w[j][i])}`).join(" + ");
        reading.textContent = said.hiddenSays(nameOf(l, i), terms, slope, delta);
      }
    }

    const sliders = [];
    const range = (label, get, set, low = -2, high_ = 2) => {
      const one = slider({ label, min: low, max: high_, step: 0.01, get, set: (x) => { set(x); told = ""; changed(); } });
      sliders.push(one);
      return one.row;
    };
    const weights = data.layers.flatMap(({ w }, l) => w.flatMap((row, j) => [
      ...row.map((_, i) => range(`w${raised(l + 1)}${small(j + 1)}${small(i + 1)}`,
        () => state.layers[l].w[j][i], (x) => { state.layers[l].w[j][i] = x; })),
      ...(biased ? [range(`b${raised(l + 1)}${small(j + 1)}`,
        () => state.layers[l].b[j], (x) => { state.layers[l].b[j] = x; })] : []),
    ]));
    const inputs = data.x.map((_, i) => range(`x${small(i + 1)}`, () => state.x[i], (x) => { state.x[i] = x; }));
    const targets = data.y.map((_, k) => range(`y${small(k + 1)}`, () => state.y[k], (x) => { state.y[k] = x; }, -1, 1));
    const pace = slider({ label: said.rate, min: 0.05, max: 10, step: 0.05, get: () => rate, set: (x) => { rate = x; } });
    const cost = html("output", { class: "number head", "data-of": "J" }), change = html("span");

    function step() {
      const before = now.cost;
      state.layers.forEach(({ w, b }, l) => w.forEach((row, j) => {
        row.forEach((_, i) => { row[i] -= rate * now.gradients[l][j][i]; });
        if (biased) b[j] -= rate * now.deltas[l][j];
      }));
      told = said.after(short(before), short(computed(state).cost));
      changed();
    }
    function changed() {
      now = computed(state);
      for (const [element, get] of shown) element ? write(element, get()) : get();
      sliders.forEach(({ refresh }) => refresh());
      write(cost, now.cost);
      change.textContent = told;
    }
    changed();
    return [html("div", { class: "scroll" }, picture), reading, html("div", { class: "halves" },
      html("div", { class: "side" },
        html("p", {}, `${said.cost} = `, cost), pace.row,
        html("div", { class: "row" },
          button(said.step, step, { "data-do": "step" }),
          button(said.reset, () => { state = structuredClone(data); told = ""; changed(); }, { "data-do": "reset" }),
          change),
        ...inputs, ...targets),
      html("div", { class: "side" }, ...weights))];
  });
}
