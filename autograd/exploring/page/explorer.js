// The page: the graph above; below it the rule of the step, the leaves, and the order.

// Builds the explorer inside `root`. `keys` is where keys are listened for: the document of a page
// of its own, or the widget alone in a notebook. `ask(leaves, answered)` has Python compute where
// there is one to ask.
function mount(root, source, { language = "en", keys = root, ask = null } = {}) {
  const graph = decoded(source), { nodes, rules } = graph, count = nodes.length, end = 2 * count;
  const foreign = rules.filter((operation) => !ruleFor(operation)); // their rules are in Python
  const locked = ask === null ? foreign : foreign.filter((operation) => !operation.in_table);
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const tried = experimentsOn(graph, foreign.length > 0, ask, () => {
    position = within(wanted); // a number half typed may end the way early
    show();
  });
  let position = 0, wanted = 0, everyNode = false, faded = true, words, view;
  const open = new Set(); // boxes
  const quiz = quizOn((to) => {
    go(to);
    root.focus(); // the field has gone: a widget's keys go on from here
  });
  quiz.changed = () => {
    show();
    root.querySelector(".question input")?.select();
  };
  let scene = sceneOf(graph, open), home = homesOf(scene.items);
  const behavior = () => (still.matches ? "auto" : "smooth");
  const sight = sightOn(graph.box, behavior, () => {
    const between = position === 0 || position === tried.pass.end;
    return { item: stepOf(position || next(1)).item, overview: between };
  });

  const labels = new Map(); // how often each is used: several neurons each have a b
  for (const { label } of nodes) labels.set(label, (labels.get(label) ?? 0) + 1);
  function nameOf(i) {
    const { label } = nodes[i];
    if (!label) return words.node(i + 1);
    return labels.get(label) === 1 ? label : `${label} (${words.node(i + 1)})`;
  }

  // --- steps ---------------------------------------------------------------------------------

  // What a position shows: that of a closed box at its end, where all in it is computed.
  function stepOf(at) {
    const step = stepAt(at, count), item = step.node < 0 ? -1 : home[step.node];
    const { length } = scene.items;
    const places = { start: 0, forward: item + 1, backward: length - item };
    return { ...step, item, place: places[step.phase], of: length };
  }

  // The position where a step that leads into a closed box ends.
  function within(at) {
    const { phase, item } = stepOf(at);
    const to = item < 0 ? 0 : phase === "forward" ? scene.items[item].end : end - scene.items[item].start;
    return Math.min(to, tried.pass.end);
  }

  function go(to) {
    tried.settle();
    quiz.drop();
    wanted = within(Math.max(0, Math.min(to, end)));
    position = wanted;
    show();
  }

  // The next position in a direction: both ends, and items that compute or, if asked for, all.
  function next(direction) {
    const stops = (at) => within(at) === at
      && (everyNode || scene.items[stepOf(at).item].kind === "computed");
    let at = position + direction;
    while (at > 0 && at < tried.pass.end && !stops(at)) at += direction;
    return at;
  }

  // The next step or, if the reader wants it so, the question that comes before it.
  function advance() {
    const to = next(1);
    if (position >= tried.pass.end || !quiz.asks(shown(), stepOf(to), to)) return go(to);
    clock.pause();
    quiz.changed();
  }

  const clock = player(() => {
    advance();
    return position >= tried.pass.end;
  }, (name) => view.controls.offer(name));

  function play() {
    if (clock.playing) return clock.pause();
    if (position >= tried.pass.end) go(0);
    clock.start();
  }

  const KEYS = {
    ArrowRight: advance, ArrowLeft: () => go(next(-1)),
    Home: () => go(0), End: () => go(end), " ": play, Enter: () => toggle(), Escape: () => shut(),
  };

  function onKey(event) {
    const { localName: tag, type } = event.target, box = type === "checkbox";
    const types = event.target !== view.controls.slider && (tag === "select" || (tag === "input" && !box));
    const presses = (tag === "button" || box) && (event.key === " " || event.key === "Enter");
    if (types || presses || event.altKey || event.ctrlKey || event.metaKey) return;
    if (!Object.hasOwn(KEYS, event.key) || (event.key === "Escape" && open.size === 0)) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key !== " " && clock.playing) clock.pause();
    KEYS[event.key]();
  }

  // --- boxes ---------------------------------------------------------------------------------

  // The box of this step opens or, on a node, the one around it closes.
  function toggle() {
    const { item } = stepOf(position);
    if (item >= 0 && scene.items[item].box) unfold(scene.items[item].box);
    else shut();
  }

  // Opens a box; a step that was on it goes on with its first part.
  function unfold(box) {
    const { phase, item } = stepOf(position), inside = item >= 0 && scene.items[item].box === box;
    open.add(box);
    rescene();
    if (inside) position = phase === "forward" ? box.start : end - box.end;
    go(inside ? next(1) : position);
  }

  function shut(box = around(graph, open, stepAt(position, count).node).at(-1)) {
    if (!box) return;
    for (const each of open) if (box.start <= each.start && each.end <= box.end) open.delete(each);
    rescene();
    go(position);
  }

  function rescene() {
    scene = sceneOf(graph, open);
    home = homesOf(scene.items);
    const focused = root.contains(document.activeElement);
    fill();
    // What was pressed may be gone; a widget's keys go on all the same.
    if (focused && !root.contains(document.activeElement)) root.focus({ preventScroll: true });
  }

  // --- leaves --------------------------------------------------------------------------------

  function descend() {
    if (tried.descend()) view.leaves.put(tried.leaves);
    view.leaves.show(tried.unchanged, tried.pass.end === end);
  }

  function reset() {
    tried.reset();
    view.leaves.put(tried.leaves);
  }

  // --- the parts of the page -------------------------------------------------------------------

  function build() {
    words = WORDS[language];
    root.lang = language;
    const controls = controlPanel(words, count, { speed: clock.speed, everyNode, quiz: quiz.on }, {
      first: () => go(0), previous: () => go(next(-1)), play, next: advance, last: () => go(end),
      slide: (to) => { clock.pause(); go(to); }, pace: clock.pace, every: (ticked) => { everyNode = ticked; },
      ask: (ticked) => { quiz.on = ticked; quiz.drop(); show(); },
    });
    view = {
      controls,
      frame: h("div", { class: "frame", role: "img", "aria-label": words.graph(count) }),
      opened: h("div", { class: "opened" }),
      score: h("p", { class: "score", role: "status" }),
      sentence: h("p", { class: "sentence", role: "status", "aria-live": "polite" }),
      source: h("p", { class: "source" }),
      mathematics: h("div", { class: "mathematics" }),
      panels: h("div", { class: "panels" }),
    };
    root.replaceChildren(head(), picture(), controls.element, view.panels);
    controls.offer(clock.playing ? "pause" : "play");
    fill();
    show();
  }

  // What depends on which boxes are open.
  function fill() {
    view.drawing = drawGraph(scene, words, choose);
    view.leaves = leafPanel(scene, words, nameOf, locked, tried.descent, faded, {
      change: tried.change, reset, descend, fade: (ticked) => { faded = ticked; show(); },
    });
    view.order = orderPanel(scene, words, choose, behavior);
    view.frame.replaceChildren(view.drawing.stage);
    view.opened.replaceChildren(...graph.boxes.filter((box) => open.has(box)).map(closer));
    view.panels.replaceChildren(
      h("section", { class: "explanation" }, view.score, view.sentence, view.source, view.mathematics), view.leaves.element, view.order.element);
    view.leaves.put(tried.leaves);
    sight.on(view);
  }

  function closer(box) {
    const name = titleOf(box, graph, words);
    const [mark, unmark] = [box, null].map((held) => () => view.drawing.mark(held));
    return h("button", {
      type: "button", title: words.closes(name), onclick: () => shut(box),
      onpointerenter: mark, onpointerleave: unmark, onfocus: mark, onblur: unmark,
    }, `− ${name}`);
  }

  function head() {
    const languages = Object.entries(WORDS).map(([code, { language: name }]) => h("button", {
      type: "button", lang: code, "aria-pressed": String(code === language), onclick: () => speak(code),
    }, name));
    const hint = graph.boxes.length ? `${words.keys} · ${words.foldKeys}` : words.keys;
    return h("header", {}, h("h2", {}, words.title), h("span", { class: "keys" }, hint),
      h("div", { class: "languages", role: "group" }, ...languages));
  }

  function speak(code) {
    language = code;
    build();
    root.querySelector(`.languages [lang=${code}]`).focus();
  }

  function picture() {
    const button = (name, sign) => h("button", {
      type: "button", class: "icon", "aria-label": words[name], title: words[name], onclick: sight[name],
    }, sign);
    return h("div", { class: "picture" }, view.opened, view.frame,
      h("div", { class: "zoom" }, button("smaller", "−"), button("larger", "+"), button("fit", "⤢")));
  }

  // A click on a box opens it; one on a node goes to its step, on the way that is being shown.
  function choose(item) {
    clock.pause();
    if (item.box) return unfold(item.box);
    go(position > count ? end - item.start : item.end);
  }

  // --- showing ---------------------------------------------------------------------------------

  function shown() {
    const { pass, nudged } = tried;
    return { ...scene, words, pass, nameOf, nudged, quiz: quiz.on, ends: position === pass.end && pass.end < end };
  }

  function show() {
    const step = stepOf(position), { pass } = tried, now = shown();
    const place = words.place[step.phase](step.place, step.of);
    root.dataset.phase = step.phase;
    view.drawing.show(step, pass, faded ? tried.before : null, quiz);
    view.controls.show(position, place);
    explain(now, step);
    view.leaves.show(tried.unchanged, pass.end === end);
    view.order.show(step, pass);
    sight.show();
  }

  // What the step says, or what is asked before the next.
  function explain(now, step) {
    const { said } = quiz, about = quiz.step;
    view.score.textContent = said ? `${words[said]} ${words.score(quiz.right, quiz.asked)}` : "";
    view.sentence.textContent = about ? "" : sentence(now, step);
    view.source.replaceChildren(...sourceOf(now, about ?? step));
    view.mathematics.replaceChildren(...(about ? [quiz.element(now)] : mathematics(now, step)));
  }

  root.classList.add("chainrule-explorer");
  root.setAttribute("data-lm-suppress-shortcuts", "true"); // JupyterLab keeps its shortcuts to itself
  root.tabIndex = keys === root ? 0 : -1;
  keys.addEventListener("keydown", onKey);
  const resized = new ResizeObserver(sight.show);
  build();
  resized.observe(root);
  return {
    close() { clock.pause(); resized.disconnect(); keys.removeEventListener("keydown", onKey); },
  };
}
