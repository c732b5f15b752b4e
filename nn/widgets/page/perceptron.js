// One perceptron over the four corners: its line is dragged, or moved by the learning rule.

const CORNERS = [[0, 0], [0, 1], [1, 0], [1, 1]];
const SIDE = 360, LOW = -0.6, SPAN = 2.2;
const TURN = Math.PI / 60, MOVE = 0.05; // of one press of a key

const WORDS = {
  en: {
    language: "English", title: "A perceptron and its line",
    task: "Drag the line by its middle, turn it by its end, or use the arrow keys. The blue side answers 1. " +
      "Which gates can you build, and which one can't be built?",
    gate: "Gate", b: "b", sum: "sum", output: "output", target: "target",
    step: "One step of the rule", epoch: "All four corners", reset: "Start again",
    plane: "The plane of the two inputs, with the perceptron's line",
    all: "All four answers are right.",
    wrong: (count) => `${count} of 4 answers ${count === 1 ? "is" : "are"} wrong.`,
    kept: (x, o) => `Corner (${x}): the answer ${o} is right, so nothing changes.`,
    moved: (x, o, y, rate) =>
      `Corner (${x}): the answer is ${o}, wanted is ${y}. w moves by ${rate} · (${y} − ${o}) · (${x}), ` +
      `b by ${rate} · (${y} − ${o}).`,
  },
  ko: {
    language: "한국어", title: "퍼셉트론과 직선",
    task: "직선의 가운데를 끌어 옮기고 끝을 끌어 돌려 보십시오. 화살표 키로도 움직입니다. 파란 쪽에서 출력이 1입니다. " +
      "어떤 게이트를 만들 수 있고, 어떤 게이트는 만들 수 없을까요?",
    gate: "게이트", b: "b", sum: "합", output: "출력", target: "목표",
    step: "학습 규칙 한 번", epoch: "네 점 모두 한 번씩", reset: "처음부터",
    plane: "두 입력의 평면과 퍼셉트론의 직선",
    all: "네 점을 모두 맞혔습니다.",
    wrong: (count) => `네 점 가운데 ${count}개가 틀렸습니다.`,
    kept: (x, o) => `점 (${x}): 출력 ${o}이 맞으므로 바꾸지 않습니다.`,
    moved: (x, o, y, rate) =>
      `점 (${x}): 출력은 ${o}, 목표는 ${y}입니다. w에 ${rate} · (${y} − ${o}) · (${x})를, ` +
      `b에 ${rate} · (${y} − ${o})를 더합니다.`,
  },
};

const across = (x) => ((x - LOW) / SPAN) * SIDE, down = (y) => SIDE - across(y);
const back = (point) => [LOW + (point.x / SIDE) * SPAN, LOW + ((SIDE - point.y) / SIDE) * SPAN];

// The part of the plane where the sum is above 0: the square, cut along the line.
function positive({ w, b }) {
  const sum = ([x, y]) => b + w[0] * x + w[1] * y;
  const high = LOW + SPAN, square = [[LOW, LOW], [high, LOW], [high, high], [LOW, high]];
  return square.flatMap((p, i) => {
    const q = square[(i + 1) % 4], [s, t] = [sum(p), sum(q)];
    const kept = s > 0 ? [p] : [];
    if (s > 0 !== t > 0) kept.push(p.map((x, k) => x + (s / (s - t)) * (q[k] - x)));
    return kept;
  });
}

function mount(root, data, language) {
  const start = () => ({ w: [...data.w], b: data.b, turn: 0 });
  let gate = data.gate, state = start(), told = null;

  mounted(root, WORDS, language, (said) => {
    const sumOf = (x) => state.w[0] * x[0] + state.w[1] * x[1] + state.b;
    const answer = (x) => (sumOf(x) > 0 ? 1 : 0);
    const targets = () => data.gates[gate];
    const wrong = () => CORNERS.filter((x, i) => answer(x) !== targets()[i]).length;

    // Of the line: the place next to the middle of the square, its direction, the length of w.
    function line() {
      const size = Math.hypot(...state.w);
      if (size === 0) return null;
      const away = sumOf([0.5, 0.5]) / size, n = state.w.map((x) => x / size);
      return { at: [0.5 - away * n[0], 0.5 - away * n[1]], along: [-n[1], n[0]], n, size };
    }
    function through(at, angle) { // the line of that direction, as steep as it was
      const { size } = line();
      state.w = [-Math.sin(angle) * size, Math.cos(angle) * size];
      state.b = -(state.w[0] * at[0] + state.w[1] * at[1]);
    }
    const angle = () => { const { along } = line(); return Math.atan2(along[1], along[0]) + Math.PI; };

    const zone = svg("polygon", { class: "zone" }), stroke = svg("line", { class: "stroke" });
    const arrow = svg("line", { class: "way" });
    const middle = svg("circle", { class: "handle", r: 10, "data-handle": "move" });
    const end = svg("circle", { class: "handle", r: 8, "data-handle": "turn" });
    const corners = CORNERS.map((x) =>
      svg("circle", { cx: across(x[0]), cy: down(x[1]), r: 11 }));
    const plane = svg("svg", {
      class: "picture square", viewBox: `0 0 ${SIDE} ${SIDE}`, tabindex: 0, role: "img", "aria-label": said.plane,
    },
      zone,
      svg("line", { class: "axis", x1: 0, x2: SIDE, y1: down(0), y2: down(0) }),
      svg("line", { class: "axis", x1: across(0), x2: across(0), y1: 0, y2: SIDE }),
      svg("text", { x: SIDE - 24, y: down(0) - 6 }, "x₁"),
      svg("text", { x: across(0) + 6, y: 16 }, "x₂"),
      stroke, arrow, ...corners, middle, end);
    dragged(plane, middle, (point) => {
      const at = back(point);
      state.b = -(state.w[0] * at[0] + state.w[1] * at[1]);
      changed();
    });
    dragged(plane, end, (point) => {
      const [x, y] = back(point), { at } = line();
      if (Math.hypot(x - at[0], y - at[1]) > 0.05) through(at, Math.atan2(y - at[1], x - at[0]));
      changed();
    });
    plane.addEventListener("keydown", (event) => {
      const turn = { ArrowLeft: TURN, ArrowRight: -TURN }[event.key];
      const move = { ArrowUp: MOVE, ArrowDown: -MOVE }[event.key];
      if (!line() || (turn === undefined && move === undefined)) return;
      event.preventDefault();
      if (turn !== undefined) through(line().at, angle() + turn);
      else state.b -= move * line().size * (line().n[1] < 0 ? -1 : 1);
      changed();
    });

    const rows = CORNERS.map((x) => {
      const cells = [html("td"), html("td"), html("td"), html("td")];
      return { x, cells, row: html("tr", {}, html("td", {}, x[0]), html("td", {}, x[1]), ...cells) };
    });
    const heads = ["x₁", "x₂", said.sum, said.output, said.target, ""].map((t) => html("th", {}, t));
    const table = html("table", {},
      html("thead", {}, html("tr", {}, ...heads)), html("tbody", {}, ...rows.map(({ row }) => row)));

    const sliders = [
      ["w₁", () => state.w[0], (x) => { state.w[0] = x; }],
      ["w₂", () => state.w[1], (x) => { state.w[1] = x; }],
      [said.b, () => state.b, (x) => { state.b = x; }],
    ].map(([label, get, set]) =>
      slider({ label, min: -2, max: 2, step: data.rate, get, set: (x) => { set(x); changed(); } }));
    const gates = html("select", { "aria-label": said.gate, onchange: () => { gate = gates.value; state.turn = 0; changed(); } },
      ...Object.keys(data.gates).map((name) => html("option", { value: name }, name.toUpperCase())));
    const words = html("p", { class: "said", "aria-live": "polite" });

    function learn() {
      const x = CORNERS[state.turn], y = targets()[state.turn], o = answer(x);
      state.w = state.w.map((w, k) => w + data.rate * (y - o) * x[k]);
      state.b += data.rate * (y - o);
      state.turn = (state.turn + 1) % 4;
      told = o === y ? ["kept", x.join(", "), o] : ["moved", x.join(", "), o, y, short(data.rate)];
    }
    const after = (action) => () => { action(); changed(told); };

    function changed(kept = null) {
      told = kept;
      const where = line();
      zone.setAttribute("points", positive(state).map(([x, y]) => `${across(x)},${down(y)}`).join(" "));
      for (const part of [stroke, arrow, middle, end]) part.toggleAttribute("hidden", !where);
      if (where) {
        const { at, along, n } = where, reach = (k, [dx, dy] = along) => [at[0] + k * dx, at[1] + k * dy];
        const ends = (p, q) => ({ x1: across(p[0]), y1: down(p[1]), x2: across(q[0]), y2: down(q[1]) });
        place(stroke, ends(reach(-4), reach(4)));
        place(arrow, ends(at, reach(0.25, n)));
        place(middle, { cx: across(at[0]), cy: down(at[1]) });
        const tip = reach(-0.55);
        place(end, { cx: across(tip[0]), cy: down(tip[1]) });
      }
      rows.forEach(({ x, cells: [sum, output, target, mark] }, i) => {
        const o = answer(x), y = targets()[i];
        write(sum, sumOf(x));
        output.textContent = o;
        target.textContent = y;
        mark.textContent = o === y ? "✓" : "✗";
        mark.className = o === y ? "good" : "bad";
        corners[i].setAttribute("class", `corner ${y ? "one" : "zero"} ${o === y ? "" : "wrong"}`);
      });
      sliders.forEach(({ refresh }) => refresh());
      gates.value = gate;
      const count = wrong(), result = count ? said.wrong(count) : said.all;
      const [kind, ...facts] = told ?? [];
      words.textContent = told ? `${said[kind](...facts)} ${result}` : result;
    }
    changed(told);
    return [html("div", { class: "halves" }, plane, html("div", { class: "side" },
      html("div", { class: "row" }, html("label", {}, `${said.gate} `, gates)),
      ...sliders.map(({ row }) => row), table, words,
      html("div", { class: "row" },
        button(said.step, after(learn), { "data-do": "step" }),
        button(said.epoch, after(() => { for (let i = 0; i < 4; i++) learn(); }), { "data-do": "epoch" }),
        button(said.reset, () => { state = start(); changed(); }, { "data-do": "reset" }))))];
  });
}
