// Gradient descent in a valley, f(x, y) = (x² + κy²) / 2: the way for each rate and momentum.

const WIDE = 480, HIGH = 320, REACH_X = 3, REACH_Y = 2, MOST = 200;
const LEVELS = [0.05, 0.2, 0.6, 1.5, 3, 6, 10, 16, 24];

const WORDS = {
  en: {
    language: "English", title: "Learning rate and momentum in a valley",
    task: "Drag the start, or move it by the arrow keys. Find the rate that comes down quickest; then find where it " +
      "begins to climb. What does momentum change?",
    rate: "rate η", momentum: "momentum μ", steps: "steps", steep: "steepness κ",
    map: "Level lines of the valley, and the way down", curve: "The value after each step, on a logarithmic scale",
    at: "after the last step", value: "f",
    plain: (wide, narrow) => `Without momentum a step multiplies x by 1 − η = ${wide} and y by 1 − ηκ = ${narrow}.`,
    momentumSays: (limit) => `With momentum the walk stays in the valley for η < 2(1 + μ)/κ = ${limit}.`,
    calm: "It comes down.", swings: "It comes down, swinging from side to side.",
    lost: (limit) => `It climbs: η is above the limit ${limit}.`,
  },
  ko: {
    language: "한국어", title: "골짜기에서 보는 학습률과 모멘텀",
    task: "출발점을 끌거나 화살표 키로 옮겨 보십시오. 가장 빨리 내려가는 학습률을 찾고, 어디서부터 도로 올라가는지 찾아보십시오. " +
      "모멘텀은 무엇을 바꿀까요?",
    rate: "학습률 η", momentum: "모멘텀 μ", steps: "걸음 수", steep: "가파름 κ",
    map: "골짜기의 등고선과 내려가는 길", curve: "걸음마다의 함숫값(로그 눈금)",
    at: "마지막 걸음 뒤", value: "f",
    plain: (wide, narrow) => `모멘텀이 없으면 한 걸음에 x는 1 − η = ${wide}배, y는 1 − ηκ = ${narrow}배가 됩니다.`,
    momentumSays: (limit) => `모멘텀이 있으면 η < 2(1 + μ)/κ = ${limit}일 때 골짜기를 벗어나지 않습니다.`,
    calm: "내려갑니다.", swings: "좌우로 흔들리며 내려갑니다.",
    lost: (limit) => `올라갑니다. η가 한계 ${limit}보다 큽니다.`,
  },
};

const across = (x) => ((x + REACH_X) / (2 * REACH_X)) * WIDE;
const down = (y) => ((REACH_Y - y) / (2 * REACH_Y)) * HIGH;

// The places of the walk: v ← μv + gradient, p ← p − ηv, as nn.optim.SGD goes.
function walk({ x, y, rate, momentum, steps, steep }) {
  const places = [[x, y]];
  let p = [x, y], v = [0, 0];
  for (let n = 0; n < steps; n++) {
    v = [momentum * v[0] + p[0], momentum * v[1] + steep * p[1]];
    p = [p[0] - rate * v[0], p[1] - rate * v[1]];
    places.push(p);
  }
  return places;
}

function mount(root, data, language) {
  const state = { ...data };

  mounted(root, WORDS, language, (said) => {
    const value = ([x, y]) => (x * x + state.steep * y * y) / 2;
    const contours = svg("g"), way = svg("polyline", { class: "way" }), dots = svg("g");
    const start = svg("circle", { class: "handle", r: 10, "data-handle": "start" });
    const map = svg("svg", {
      class: "picture", viewBox: `0 0 ${WIDE} ${HIGH}`, tabindex: 0, role: "img", "aria-label": said.map,
    },
      contours,
      svg("line", { class: "axis", x1: 0, x2: WIDE, y1: down(0), y2: down(0) }),
      svg("line", { class: "axis", x1: across(0), x2: across(0), y1: 0, y2: HIGH }),
      svg("text", { x: WIDE - 18, y: down(0) - 6 }, "x"), svg("text", { x: across(0) + 6, y: 16 }, "y"),
      way, dots, start);
    const curve = svg("svg", {
      class: "picture low", viewBox: `0 0 ${WIDE} 150`, role: "img", "aria-label": said.curve,
    });

    const moveTo = (x, y) => {
      state.x = clamp(x, -REACH_X, REACH_X);
      state.y = clamp(y, -REACH_Y, REACH_Y);
      changed();
    };
    dragged(map, start, (point) => moveTo(
      (point.x / WIDE) * 2 * REACH_X - REACH_X, REACH_Y - (point.y / HIGH) * 2 * REACH_Y));
    map.addEventListener("keydown", (event) => {
      const by = { ArrowLeft: [-0.1, 0], ArrowRight: [0.1, 0], ArrowUp: [0, 0.1], ArrowDown: [0, -0.1] }[event.key];
      if (!by) return;
      event.preventDefault();
      moveTo(state.x + by[0], state.y + by[1]);
    });

    const sliders = [
      ["rate", 0.005, 0.6, 0.005], ["momentum", 0, 0.99, 0.01], ["steps", 0, MOST, 1], ["steep", 1, 20, 1],
    ].map(([name, min, max, step]) => slider({
      label: said[name], min, max, step, get: () => state[name],
      set: (x) => { state[name] = x; changed(); },
    }));
    const cells = ["x", "y", "f"].map((name) => html("td", { "data-of": name }));
    const table = html("table", {},
      html("thead", {}, html("tr", {}, ...["", "x", "y", said.value].map((t) => html("th", {}, t)))),
      html("tbody", {}, html("tr", {}, html("th", {}, said.at), ...cells)));
    const words = html("p", { class: "said", "aria-live": "polite" });

    function drawCurve(heights) {
      const logs = heights.map((h) => Math.log10(clamp(h, 1e-12, 1e12)));
      const low = Math.floor(Math.min(...logs, -1)), high = Math.ceil(Math.max(...logs, 1));
      const x = (n) => 40 + (n / Math.max(heights.length - 1, 1)) * (WIDE - 55);
      const y = (l) => 12 + ((high - l) / (high - low)) * 122;
      const marks = [high, 0, low].map((l) => svg("g", {},
        svg("line", { class: "axis", x1: 40, x2: WIDE - 15, y1: y(l), y2: y(l) }),
        svg("text", { class: "quiet", x: 4, y: y(l) + 4 }, l === 0 ? "1" : `10${[...String(l)].map((c) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[c] ?? "⁻").join("")}`)));
      curve.replaceChildren(...marks,
        svg("polyline", { class: "way", points: logs.map((l, n) => `${x(n)},${y(l)}`).join(" ") }));
    }

    function changed() {
      const { rate, momentum, steep } = state;
      contours.replaceChildren(...LEVELS.map((level) => svg("ellipse", {
        class: "contour", cx: across(0), cy: down(0),
        rx: Math.sqrt(2 * level) * (WIDE / (2 * REACH_X)), ry: Math.sqrt((2 * level) / steep) * (HIGH / (2 * REACH_Y)),
      })));
      const places = walk(state), last = places.at(-1);
      const seen = places.map(([x, y]) => [clamp(across(x), -1e4, 1e4), clamp(down(y), -1e4, 1e4)]);
      way.setAttribute("points", seen.map((p) => p.join()).join(" "));
      dots.replaceChildren(...seen.slice(1).map(([cx, cy]) => svg("circle", { class: "step", cx, cy, r: 3 })));
      place(start, { cx: across(state.x), cy: down(state.y) });
      [last[0], last[1], value(last)].forEach((x, k) => write(cells[k], x));
      drawCurve(places.map(value));
      sliders.forEach(({ refresh }) => refresh());
      const limit = (2 * (1 + momentum)) / Math.max(steep, 1);
      const verdict = rate > limit ? said.lost(short(limit)) :
        rate * steep > 1 || momentum > 0 ? said.swings : said.calm;
      words.textContent = `${verdict} ${momentum ? said.momentumSays(short(limit)) :
        said.plain(short(1 - rate), short(1 - rate * steep))}`;
    }
    changed();
    return [html("div", { class: "halves" },
      html("div", { class: "side" }, map, curve),
      html("div", { class: "side" }, ...sliders.map(({ row }) => row), table, words))];
  });
}
