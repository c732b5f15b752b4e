// The page: the graph above; below it the rule of the step, the leaves, and the order.

const ICONS = {
  first: "M6 5v14M19 5 9 12l10 7z", previous: "M16 5 6 12l10 7z", next: "M8 5l10 7-10 7z",
  last: "M18 5v14M5 5l10 7-10 7z", play: "M7 4l13 8-13 8z", pause: "M7 5h3v14H7zM14 5h3v14h-3z",
};
const PAUSE_BETWEEN_STEPS = 1600; // milliseconds
const READABLE = 0.68; // below this scale the graph scrolls instead of shrinking
const LARGEST = 1.9;

function icon(name) {
  const image = s("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" });
  image.append(s("path", { d: ICONS[name] }));
  return image;
}

// Builds the explorer inside `root`. `keys` is where keys are listened for: the document of a page
// of its own, or the widget alone in a notebook.
function mount(root, source, { language = "en", keys = root } = {}) {
  const graph = decoded(source), { nodes, rules } = graph;
  const count = nodes.length, recorded = nodes.map((node) => node.data);
  const unknown = rules.filter((operation) => !ruleFor(operation)).map((operation) => operation.name);
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  let leaves = [...recorded], pass = backpropagate(graph, leaves);
  let position = 0, timer = null, words, view;
  let scale = null; // as the reader chose; else as large as fits, and never too small to read

  const labels = new Map(); // how often each is used: several neurons each have a b
  for (const { label } of nodes) labels.set(label, (labels.get(label) ?? 0) + 1);
  function nameOf(i) {
    const { label } = nodes[i];
    if (!label) return words.node(i + 1);
    return labels.get(label) === 1 ? label : `${label} (${words.node(i + 1)})`;
  }

  // --- steps ---------------------------------------------------------------------------------

  function go(to) {
    position = Math.max(0, Math.min(to, pass.end));
    show();
  }

  function play() {
    if (timer !== null) return pause();
    if (position >= pass.end) go(0);
    timer = setInterval(() => {
      go(position + 1);
      if (position >= pass.end) pause();
    }, PAUSE_BETWEEN_STEPS);
    labelPlay();
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
    ArrowRight: () => go(position + 1), ArrowLeft: () => go(position - 1),
    Home: () => go(0), End: () => go(pass.end), " ": play,
  };

  function onKey(event) {
    const tag = event.target.localName ?? "";
    const types = tag === "input" && event.target.type !== "range"; // a number is being typed
    const presses = tag === "button" && event.key === " ";
    if (types || presses || event.altKey || event.ctrlKey || event.metaKey) return;
    if (!Object.hasOwn(KEYS, event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key !== " " && timer !== null) pause();
    KEYS[event.key]();
  }

  // --- leaves --------------------------------------------------------------------------------

  function change(i, input) {
    const x = input.value.trim() === "" ? NaN : Number(input.value);
    const bad = !Number.isFinite(x);
    input.setAttribute("aria-invalid", bad);
    input.setCustomValidity(bad ? words.notANumber : "");
    if (bad) return;
    leaves[i] = x;
    recompute();
  }

  const unchanged = () => leaves.every((x, i) => Object.is(x, recorded[i]));

  function recompute() {
    pass = backpropagate(graph, leaves);
    view.reset.disabled = unchanged();
    go(position);
  }

  function reset() {
    leaves = [...recorded];
    for (const [i, input] of view.inputs) {
      input.value = exact(leaves[i]);
      input.setAttribute("aria-invalid", "false");
    }
    recompute();
  }

  // --- the parts of the page -------------------------------------------------------------------

  function button(name, action) {
    return h("button", { type: "button", class: "icon", "aria-label": words[name], title: words[name], onclick: action }, icon(name));
  }

  function build() {
    words = WORDS[language];
    root.lang = language;
    const drawing = drawGraph(graph, words, choose);
    const languages = Object.entries(WORDS).map(([code, { language: text }]) => h("button", {
      type: "button", lang: code, "aria-pressed": String(code === language),
      onclick: () => { language = code; build(); root.querySelector(`.languages [lang=${code}]`).focus(); },
    }, text));
    view = {
      drawing,
      window: h("div", { class: "window", role: "img", "aria-label": words.graph(count) }, drawing.stage),
      sentence: h("p", { class: "sentence", "aria-live": "polite", role: "status" }),
      rule: h("div", { class: "rule" }),
      slider: h("input", { type: "range", min: 0, max: 2 * count, step: 1, "aria-label": words.slider, oninput: (e) => { pause(); go(Number(e.target.value)); } }),
      place: h("output", { class: "place" }),
      play: h("button", { type: "button", class: "icon play", onclick: play }),
      reset: h("button", { type: "button", class: "reset", disabled: true, onclick: reset }, words.reset),
      inputs: new Map(),
      rows: [],
    };
    const order = h("ol", { class: "order-list", "aria-label": words.order });
    nodes.forEach((node, i) => {
      const value = h("span", { class: "value" }), gradient = h("span", { class: "gradient" });
      const row = h("button", { type: "button", tabindex: -1, onclick: () => choose(i) },
        h("span", { class: "order" }, String(i + 1)),
        h("span", { class: "label", dir: "auto" }, 
          node.label || (node.rule === null ? words.unnamed[node.kind] : rules[node.rule].symbol)),
        value, gradient);
      view.rows.push({ row, value, gradient });
      order.append(h("li", {}, row));
    });
    view.order = order;
    root.replaceChildren(
      h("header", {}, h("h2", {}, words.title), h("span", { class: "keys" }, words.keys),
        h("div", { class: "languages", role: "group" }, ...languages)),
      h("div", { class: "picture" }, view.window, h("div", { class: "zoom" },
        zoomButton("smaller", "−", 1 / 1.25), zoomButton("larger", "+", 1.25), zoomButton("fit", "⤢", null))),
      h("div", { class: "controls", role: "group", "aria-label": words.controls },
        button("first", () => go(0)), button("previous", () => go(position - 1)), view.play,
        button("next", () => go(position + 1)), button("last", () => go(pass.end)),
        h("div", { class: "track" }, view.slider, h("div", { class: "phases", "aria-hidden": "true" },
          h("span", {}, words.forward), h("span", {}, words.backward))), view.place),
      h("div", { class: "panels" },
        h("section", { class: "explanation" }, view.sentence, view.rule),
        h("section", { class: "leaves" }, h("h3", {}, words.leaves, view.reset), ...leafInputs()),
        h("section", { class: "order-panel" }, h("h3", {}, words.order), order)));
    labelPlay();
    view.reset.disabled = unchanged();
    rescale();
    show();
  }

  function zoomButton(name, text, factor) {
    return h("button", { type: "button", "aria-label": words[name], title: words[name],
      onclick: () => { scale = factor === null ? fitting() : view.scale * factor; rescale(); follow(); } }, text);
  }

  function leafInputs() {
    const given = nodes.flatMap((node, i) => (node.kind === "leaf" ? [i] : []));
    if (given.length === 0) return [h("p", { class: "note" }, words.noLeaves)];
    const list = h("div", { class: "leaf-list" }, ...given.map((i) => {
      const input = h("input", { type: "number", step: "any", value: exact(leaves[i]), disabled: unknown.length > 0,
        "aria-invalid": "false", oninput: (e) => change(i, e.target) });
      view.inputs.set(i, input);
      return h("label", {}, h("span", { class: "order", "aria-hidden": "true" }, String(i + 1)),
        h("span", { class: "label", dir: "auto" }, nodes[i].label || nameOf(i)), input);
    }));
    return unknown.length ? [h("p", { class: "note" }, words.locked([...new Set(unknown)])), list] : [list];
  }

  // A click on a node goes to its step, on the way that is being shown.
  function choose(i) {
    pause();
    go(position > count ? 2 * count - i : i + 1);
  }

  // --- showing ---------------------------------------------------------------------------------

  function show() {
    const step = stepAt(position, count);
    view.drawing.show(step, pass);
    root.dataset.phase = step.phase;
    view.slider.value = position;
    const place = words.place[step.phase](step.place, count);
    view.slider.setAttribute("aria-valuetext", place);
    view.place.textContent = place;
    const scene = { graph, words, pass, nameOf, ends: position === pass.end && pass.end < 2 * count };
    view.sentence.textContent = sentence(scene, step);
    view.rule.replaceChildren(...mathematics(scene, step));
    const done = step.phase === "forward" ? step.node : step.phase === "start" ? -1 : count - 1;
    view.rows.forEach(({ row, value, gradient }, i) => {
      const back = step.phase === "backward" && i >= step.node;
      row.classList.toggle("known", i <= done);
      row.classList.toggle("backward", back);
      if (i === step.node) row.setAttribute("aria-current", "step"); else row.removeAttribute("aria-current");
      row.tabIndex = i === Math.max(step.node, 0) ? 0 : -1;
      value.replaceChildren(i <= done && i in pass.data ? shownNumber(pass.data[i]) : "");
      gradient.replaceChildren(back ? shownNumber(pass.gradients[i]) : "");
    });
    if (view.order.contains(document.activeElement)) view.rows[Math.max(step.node, 0)].row.focus({ preventScroll: true });
    follow();
  }

  function fitting() {
    const [width, height] = view.drawing.size;
    return Math.min(view.window.clientWidth / width, view.window.clientHeight / height, LARGEST);
  }

  function rescale() {
    view.scale = scale ?? Math.max(READABLE, fitting());
    view.drawing.stage.style.setProperty("--scale", view.scale);
  }

  // Keeps the active node in sight, without moving the page around it.
  function follow() {
    const i = stepAt(position, count).node;
    if (i < 0) return;
    const { x, y } = nodes[i], behavior = still.matches ? "auto" : "smooth";
    const { window: frame, scale: zoom } = view;
    frame.scrollTo({ left: (x + MARGIN) * zoom - frame.clientWidth / 2, top: (y + MARGIN) * zoom - frame.clientHeight / 2, behavior });
    const row = view.rows[i].row.parentElement;
    view.order.scrollTo({ top: row.offsetTop - view.order.clientHeight / 2, behavior });
  }

  root.classList.add("chainrule-explorer");
  root.setAttribute("data-lm-suppress-shortcuts", "true"); // JupyterLab keeps its shortcuts to itself
  if (keys === root) root.tabIndex = 0;
  keys.addEventListener("keydown", onKey);
  const resized = new ResizeObserver(() => { rescale(); follow(); });
  build();
  resized.observe(root);
  return {
    close() { pause(); resized.disconnect(); keys.removeEventListener("keydown", onKey); },
    state: () => ({ position, ...pass }),
  };
}
