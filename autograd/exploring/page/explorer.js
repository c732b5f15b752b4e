// The page: the graph above; below it the rule of the step, the leaves, and the order.

const ICONS = {
  first: "M6 5v14M19 5 9 12l10 7z", previous: "M16 5 6 12l10 7z", next: "M8 5l10 7-10 7z",
  last: "M18 5v14M5 5l10 7-10 7z", play: "M7 4l13 8-13 8z", pause: "M7 5h3v14H7zM14 5h3v14h-3z",
};
const PAUSE_BETWEEN_STEPS = 1000; // milliseconds, at speed 1
const SPEEDS = [0.5, 1, 2, 5];

function icon(name) {
  const image = s("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" });
  image.append(s("path", { d: ICONS[name] }));
  return image;
}

// Builds the explorer inside `root`. `keys` is where keys are listened for: the document of a page
// of its own, or the widget alone in a notebook. `ask(leaves, answered)` has Python compute where
// there is one to ask.
function mount(root, source, { language = "en", keys = root, ask = null } = {}) {
  const graph = decoded(source), { nodes, rules } = graph;
  const count = nodes.length, recorded = nodes.map((node) => node.data);
  const foreign = rules.filter((operation) => !ruleFor(operation)); // their rules are in Python
  const locked = ask === null ? foreign : foreign.filter((operation) => !operation.in_table);
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  let leaves = [...recorded], pass = backpropagate(graph, leaves);
  let position = 0, wanted = 0, timer = null, speed = 1, everyNode = false, words, view;
  let asked = 0, waiting = false; // questions to Python
  const descent = { rate: 0.1, curve: [], tooFar: false };
  const behavior = () => (still.matches ? "auto" : "smooth");
  const sight = sightOn(graph, behavior, () => {
    const between = position === 0 || position === pass.end;
    return { node: stepAt(position || next(1), count).node, overview: between };
  });

  const labels = new Map(); // how often each is used: several neurons each have a b
  for (const { label } of nodes) labels.set(label, (labels.get(label) ?? 0) + 1);
  function nameOf(i) {
    const { label } = nodes[i];
    if (!label) return words.node(i + 1);
    return labels.get(label) === 1 ? label : `${label} (${words.node(i + 1)})`;
  }

  // --- steps ---------------------------------------------------------------------------------

  function go(to) {
    wanted = position = Math.max(0, Math.min(to, pass.end));
    show();
  }

  // The next position in a direction: both ends, and nodes that compute or, if asked for, all.
  function next(direction) {
    const stops = (at) => everyNode || nodes[stepAt(at, count).node].kind === "computed";
    let at = position + direction;
    while (at > 0 && at < pass.end && !stops(at)) at += direction;
    return at;
  }

  function play() {
    if (timer !== null) return pause();
    if (position >= pass.end) go(0);
    tick();
    labelPlay();
  }

  function tick() {
    timer = setInterval(() => {
      go(next(1));
      if (position >= pass.end) pause();
    }, PAUSE_BETWEEN_STEPS / speed);
  }

  function pace(factor) {
    speed = factor;
    if (timer === null) return;
    clearInterval(timer);
    tick();
  }

  function pause() {
    clearInterval(timer);
    timer = null;
    labelPlay();
  }

  function labelPlay() {
    const name = timer === null ? "play" : "pause";
    view.play.setAttribute("aria-label", words[name]);
    view.play.title = words[name];
    view.play.replaceChildren(icon(name));
  }

  const KEYS = {
    ArrowRight: () => go(next(1)), ArrowLeft: () => go(next(-1)),
    Home: () => go(0), End: () => go(pass.end), " ": play,
  };

  function onKey(event) {
    const { localName: tag, type } = event.target, box = type === "checkbox";
    const types = event.target !== view.slider && (tag === "select" || (tag === "input" && !box));
    const presses = (tag === "button" || box) && event.key === " ";
    if (types || presses || event.altKey || event.ctrlKey || event.metaKey) return;
    if (!Object.hasOwn(KEYS, event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key !== " " && timer !== null) pause();
    KEYS[event.key]();
  }

  // --- leaves --------------------------------------------------------------------------------

  function change(i, x) {
    leaves[i] = x;
    restart();
    recompute();
  }

  // One step down: every parameter minus the rate times its gradient.
  function descend() {
    if (waiting) return;
    const moved = [...leaves];
    for (const i of movedBy(nodes)) moved[i] -= descent.rate * pass.gradients[i];
    descent.tooFar = !moved.every((x, i) => Number.isFinite(x) || Object.is(x, leaves[i]));
    if (descent.tooFar) return view.leaves.show(unchanged(), true);
    if (descent.curve.length === 0) descent.curve.push(pass.data[count - 1]);
    leaves = moved;
    view.leaves.put(leaves);
    recompute(() => {
      const value = pass.data[count - 1];
      if (Number.isFinite(value)) descent.curve.push(value);
    });
  }

  // The result if a leaf were a little larger, as far as the page itself can tell.
  function nudged(i) {
    if (foreign.length > 0) return null;
    return backpropagate(graph, leaves.map((x, j) => (i === j ? x + NUDGE : x))).data[count - 1];
  }

  function restart() {
    Object.assign(descent, { curve: [], tooFar: false });
  }

  const unchanged = () => leaves.every((x, i) => Object.is(x, recorded[i]));

  function recompute(then = () => {}) {
    if (foreign.length === 0) return update(then);
    const question = ++asked;
    waiting = true;
    ask(leaves, (numbers) => {
      if (question !== asked) return; // a later one is under way
      waiting = false;
      nodes.forEach((node, i) => setNumbers(node, ...(numbers[i] ?? [null, null])));
      update(then);
    });
  }

  function update(then) {
    pass = backpropagate(graph, leaves);
    then();
    position = Math.min(wanted, pass.end); // a number half typed may end the way early
    show();
  }

  function reset() {
    leaves = [...recorded];
    restart();
    view.leaves.put(leaves);
    recompute();
  }

  // --- the parts of the page -------------------------------------------------------------------

  function build() {
    words = WORDS[language];
    root.lang = language;
    const drawing = drawGraph(graph, words, choose);
    view = {
      drawing,
      frame: h("div", { class: "frame", role: "img", "aria-label": words.graph(count) }, drawing.stage),
      sentence: h("p", { class: "sentence", role: "status", "aria-live": "polite" }),
      mathematics: h("div", { class: "mathematics" }),
      leaves: leafPanel(graph, words, nameOf, locked, descent, { change, reset, descend }),
      order: orderPanel(graph, words, choose, behavior),
    };
    root.replaceChildren(head(), picture(), controls(), h("div", { class: "panels" },
      h("section", { class: "explanation" }, view.sentence, view.mathematics), view.leaves.element, view.order.element));
    labelPlay();
    view.leaves.put(leaves);
    sight.on(view);
    show();
  }

  function head() {
    const languages = Object.entries(WORDS).map(([code, { language: name }]) => h("button", {
      type: "button", lang: code, "aria-pressed": String(code === language), onclick: () => speak(code),
    }, name));
    return h("header", {}, h("h2", {}, words.title), h("span", { class: "keys" }, words.keys),
      h("div", { class: "languages", role: "group" }, ...languages));
  }

  function speak(code) {
    language = code;
    build();
    root.querySelector(`.languages [lang=${code}]`).focus();
  }

  const button = (name, content, onclick, kind = "icon") => h("button", {
    type: "button", class: kind, "aria-label": words[name], title: words[name], onclick,
  }, content);

  function picture() {
    return h("div", { class: "picture" }, view.frame, h("div", { class: "zoom" },
      button("smaller", "−", sight.smaller),
      button("larger", "+", sight.larger),
      button("fit", "⤢", sight.fit)));
  }

  function controls() {
    view.play = h("button", { type: "button", class: "icon play", onclick: play });
    view.slider = h("input", {
      type: "range", min: 0, max: 2 * count, step: 1, "aria-label": words.slider,
      oninput: (event) => { pause(); go(Number(event.target.value)); },
    });
    view.place = h("output", { class: "place" });
    return h("div", { class: "controls", role: "group", "aria-label": words.controls },
      button("first", icon("first"), () => go(0)),
      button("previous", icon("previous"), () => go(next(-1))),
      view.play,
      button("next", icon("next"), () => go(next(1))),
      button("last", icon("last"), () => go(pass.end)),
      h("div", { class: "track" }, view.slider, h("div", { class: "phases", "aria-hidden": "true" },
        h("span", {}, words.forward), h("span", {}, words.backward))),
      view.place, pacing());
  }

  function pacing() {
    const speeds = SPEEDS.map((x) => h("option", { value: x, selected: x === speed }, `${x}×`));
    return h("div", { class: "pacing" },
      h("label", {}, words.speed, h("select", {
        onchange: (event) => pace(Number(event.target.value)),
      }, ...speeds)),
      h("label", {}, h("input", {
        type: "checkbox", checked: everyNode, onchange: (event) => { everyNode = event.target.checked; },
      }), words.everyNode));
  }

  // A click on a node goes to its step, on the way that is being shown.
  function choose(i) {
    pause();
    go(position > count ? 2 * count - i : i + 1);
  }

  // --- showing ---------------------------------------------------------------------------------

  function show() {
    const step = stepAt(position, count);
    const ends = position === pass.end && pass.end < 2 * count;
    const scene = { graph, words, pass, nameOf, ends, nudged };
    const place = words.place[step.phase](step.place, count);
    root.dataset.phase = step.phase;
    view.drawing.show(step, pass);
    view.slider.value = position;
    view.slider.setAttribute("aria-valuetext", place);
    view.place.textContent = place;
    view.sentence.textContent = sentence(scene, step);
    view.mathematics.replaceChildren(...mathematics(scene, step));
    view.leaves.show(unchanged(), pass.end === 2 * count);
    view.order.show(step, pass);
    sight.show();
  }

  root.classList.add("chainrule-explorer");
  root.setAttribute("data-lm-suppress-shortcuts", "true"); // JupyterLab keeps its shortcuts to itself
  if (keys === root) root.tabIndex = 0;
  keys.addEventListener("keydown", onKey);
  const resized = new ResizeObserver(sight.show);
  build();
  resized.observe(root);
  return {
    close() { pause(); resized.disconnect(); keys.removeEventListener("keydown", onKey); },
  };
}
