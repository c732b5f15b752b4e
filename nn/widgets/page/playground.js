// Two moons while a network learns: its boundary, and what each hidden neuron makes of the plane.

const GRID = 40, SMALL = 20, REACH = 0.25; // squares of the maps; what is shown around the samples
const MAP = 320, CELL = 58;

const ACTIVATIONS = {
  sigmoid: (z) => 1 / (1 + Math.exp(-z)), tanh: Math.tanh, relu: (z) => (z > 0 ? z : 0), linear: (z) => z,
};

const WORDS = {
  en: {
    language: "English", title: "Two moons while a network learns",
    task: "Play, or drag the epoch. Each small map shows where one hidden neuron answers positive (blue) or negative (orange); " +
      "the lines are weights, thick if large. Choose fewer neurons: what can the boundary no longer do?",
    run: "Network", play: "Play", pause: "Pause", epoch: "epoch", loss: "loss", accuracy: "right",
    plane: "The samples and the network's boundary", network: "The network: a map for each neuron, a line for each weight",
    curve: "The loss over the epochs", hidden: (sizes, activation) => `${sizes.join(" + ")} hidden, ${activation}`,
    none: "no hidden neurons",
  },
  ko: {
    language: "한국어", title: "두 반달을 배우는 신경망",
    task: "재생하거나 에포크를 끌어 보십시오. 작은 그림은 은닉 뉴런 하나가 양수(파랑)와 음수(주황)를 내는 곳이고, " +
      "선은 가중치입니다(클수록 굵습니다). 뉴런을 줄이면 경계는 무엇을 못 하게 될까요?",
    run: "신경망", play: "재생", pause: "멈춤", epoch: "에포크", loss: "손실", accuracy: "정확도",
    plane: "표본과 신경망의 결정 경계", network: "신경망: 뉴런마다 그림 하나, 가중치마다 선 하나",
    curve: "에포크에 따른 손실", hidden: (sizes, activation) => `은닉 ${sizes.join(" + ")}개, ${activation}`,
    none: "은닉층 없음",
  },
};

// The layers of a run's frame, from its flat list of parameters: each neuron its weights, then b.
function layersOf({ sizes, activation }, numbers) {
  let next = 0;
  const take = (count) => numbers.slice(next, (next += count));
  return sizes.slice(1).map((size, l) => ({
    neurons: Array.from({ length: size }, () => ({ w: take(sizes[l]), b: take(1)[0] })),
    activation: l === sizes.length - 2 ? "linear" : activation,
  }));
}

// The outputs of all layers for one point.
function outputs(layers, x) {
  let a = x;
  return layers.map(({ neurons, activation }) => (a = neurons.map(({ w, b }) =>
    ACTIVATIONS[activation](w.reduce((sum, weight, i) => sum + weight * a[i], 0) + b))));
}

function mount(root, data, language) {
  const [xs, ys] = [0, 1].map((k) => data.X.map((x) => x[k]));
  const box = [xs, ys].map((v) => {
    const low = Math.min(...v), high = Math.max(...v), margin = REACH * (high - low);
    return [low - margin, high + margin];
  });
  const point = (i, j, count) => [
    box[0][0] + ((i + 0.5) / count) * (box[0][1] - box[0][0]), box[1][1] - ((j + 0.5) / count) * (box[1][1] - box[1][0]),
  ];
  let chosen = data.chosen, frame = 0, timer = null;

  mounted(root, WORDS, language, (said) => {
    clearInterval(timer);
    timer = null;
    const canvas = (size, name) => html("canvas", { width: size, height: size, role: "img", "aria-label": name });
    const plane = canvas(MAP * 2, said.plane);
    const network = svg("svg", { class: "picture", role: "img", "aria-label": said.network });
    const curve = svg("svg", { class: "picture low", viewBox: "0 0 480 120", role: "img", "aria-label": said.curve });
    const facts = ["epoch", "loss", "accuracy"].map((name) => html("output", { class: "number", "data-of": name }));
    const runs = html("select", { "aria-label": said.run, onchange: () => choose(Number(runs.value)) },
      ...data.runs.map(({ sizes, activation }, k) => html("option", { value: k },
        sizes.length > 2 ? said.hidden(sizes.slice(1, -1), activation) : said.none)));
    const time = slider({ label: said.epoch, min: 0, max: 1, step: 1, get: () => frame, set: (n) => { pause(); show(n); } });
    const range = time.row.querySelector("input"), play = button(said.play, () => (timer ? pause() : start()), { "data-do": "play" });
    const run = () => data.runs[chosen];

    function start() {
      if (frame === run().frames.length - 1) show(0);
      play.textContent = said.pause;
      timer = setInterval(() => (frame < run().frames.length - 1 ? show(frame + 1) : pause()), 160);
    }
    function pause() {
      clearInterval(timer);
      timer = null;
      play.textContent = said.play;
    }
    function choose(k) {
      pause();
      chosen = k;
      runs.value = k;
      range.max = run().frames.length - 1;
      show(Math.min(frame, run().frames.length - 1));
    }

    // Blue where an output is positive, orange where it is negative, pale near 0.
    const channel = (name) => {
      const pen = document.createElement("canvas").getContext("2d");
      const probe = html("span", { style: `color: var(${name})` });
      root.append(probe);
      pen.fillStyle = getComputedStyle(probe).color;
      probe.remove();
      pen.fillRect(0, 0, 1, 1);
      return pen.getImageData(0, 0, 1, 1).data;
    };
    function paint(target, count, output, largest) {
      const colours = { plus: channel("--forward"), minus: channel("--backward"), paper: channel("--paper") };
      const pen = target.getContext("2d"), image = new ImageData(count, count);
      for (let j = 0; j < count; j++) {
        for (let i = 0; i < count; i++) {
          const y = clamp(output(i, j) / largest, -1, 1), way = y > 0 ? colours.plus : colours.minus;
          const share = 0.12 + 0.62 * Math.abs(y);
          const mix = [0, 1, 2].map((k) => way[k] * share + colours.paper[k] * (1 - share));
          image.data.set([...mix, 255], 4 * (j * count + i));
        }
      }
      const sheet = document.createElement("canvas");
      sheet.width = sheet.height = count;
      sheet.getContext("2d").putImageData(image, 0, 0);
      pen.imageSmoothingEnabled = count > SMALL;
      pen.drawImage(sheet, 0, 0, target.width, target.height);
    }

    function show(n) {
      frame = n;
      const numbers = run().frames[n], layers = layersOf(run(), numbers);
      const fields = (count) => Array.from({ length: count * count }, (_, k) =>
        outputs(layers, point(k % count, Math.floor(k / count), count)));
      const large = fields(GRID);
      paint(plane, GRID, (i, j) => large[j * GRID + i].at(-1)[0], 3);
      drawSamples();
      drawNetwork(layers, fields(SMALL));
      drawCurve();
      time.refresh();
      write(facts[0], run().epochs[n]);
      write(facts[1], run().losses[n]);
      const right = data.X.filter((x, k) => (outputs(layers, x).at(-1)[0] > 0 ? 1 : 0) === data.y[k]).length;
      write(facts[2], right / data.X.length);
    }

    function drawSamples() {
      const pen = plane.getContext("2d"), rgb = (name) => `rgb(${[...channel(name)].slice(0, 3)})`;
      const inks = [rgb("--backward"), rgb("--forward")], rim = rgb("--paper");
      data.X.forEach((x, k) => {
        const at = [0, 1].map((d) => (x[d] - box[d][0]) / (box[d][1] - box[d][0]));
        pen.beginPath();
        pen.arc(at[0] * plane.width, (1 - at[1]) * plane.height, 8, 0, 7);
        pen.fillStyle = inks[data.y[k]];
        pen.fill();
        pen.lineWidth = 2.5;
        pen.strokeStyle = rim;
        pen.stroke();
      });
    }

    function drawNetwork(layers, maps) {
      const { sizes } = run(), most = Math.max(...sizes), wide = sizes.length * 130 - 130 + CELL + 8;
      const high = most * (CELL + 10) + 6;
      network.setAttribute("viewBox", `0 0 ${wide} ${high}`);
      const at = (l, i) => ({ x: 4 + l * 130, y: high / 2 + (i - sizes[l] / 2) * (CELL + 10) + 5 });
      const largest = layers.map(({ neurons }, l) => Math.max(1e-9, ...neurons.map((_, i) =>
        Math.max(...maps.map((all) => Math.abs(all[l][i]))))));
      const wires = layers.flatMap(({ neurons }, l) => neurons.flatMap(({ w }, j) => w.map((weight, i) => {
        const a = at(l, i), b = at(l + 1, j);
        return svg("line", {
          class: `wire ${weight < 0 ? "minus" : "plus"}`, "stroke-width": clamp(Math.abs(weight) * 1.6, 0.4, 9),
          x1: a.x + CELL, y1: a.y + CELL / 2, x2: b.x, y2: b.y + CELL / 2,
        }, svg("title", {}, short(weight)));
      })));
      const cells = sizes.flatMap((size, l) => Array.from({ length: size }, (_, i) => {
        const { x, y } = at(l, i), sheet = canvas(SMALL, "");
        paint(sheet, SMALL, (p, q) => (l ? maps[q * SMALL + p][l - 1][i] / largest[l - 1] :
          point(p, q, SMALL)[i] / Math.max(...box[i].map(Math.abs))), 1);
        return svg("g", {},
          svg("image", { href: sheet.toDataURL(), x, y, width: CELL, height: CELL, preserveAspectRatio: "none" }),
          svg("rect", { x, y, width: CELL, height: CELL, class: "box", style: "fill: none", rx: 3 }),
          ...(l ? [] : [svg("text", { x: x + 5, y: y + 16 }, `x${"₁₂"[i]}`)]));
      }));
      network.replaceChildren(...wires, ...cells);
    }

    function drawCurve() {
      const { losses } = run(), top = Math.max(...losses, 1e-9);
      const at = (n) => `${20 + (n / Math.max(losses.length - 1, 1)) * 445},${108 - (losses[n] / top) * 96}`;
      const [cx, cy] = at(frame).split(",");
      curve.replaceChildren(
        svg("line", { class: "axis", x1: 20, x2: 465, y1: 108, y2: 108 }),
        svg("polyline", { class: "way", points: losses.map((_, n) => at(n)).join(" ") }),
        svg("circle", { class: "step", cx, cy, r: 6 }));
    }

    plane.className = "picture square";
    queueMicrotask(() => choose(chosen)); // colours are known once the canvas is on the page
    const named = [said.epoch, said.loss, said.accuracy];
    return [html("div", { class: "halves" },
      html("div", { class: "side" }, plane),
      html("div", { class: "side" },
        html("div", { class: "row" }, html("label", {}, `${said.run} `, runs), play),
        time.row, html("table", {}, html("tbody", {}, html("tr", {},
          ...named.flatMap((name, k) => [html("th", {}, name), html("td", {}, facts[k])])))),
        network, curve))];
  });
}
