// The leaves: their numbers, sliders, and steps down the gradient.

// A slider's range around the number that was recorded, in decimal steps.
function rangeAround(x) {
  const span = Math.max(2, 2 * Math.abs(x)), step = 10 ** Math.floor(Math.log10(span / 100));
  const [min, max] = [x - span, x + span].map((end) => Number((Math.round(end / step) * step).toPrecision(12)));
  return { min, max, step };
}

// The leaves that a gradient step moves: the parameters or, where there are none, every leaf.
function movedBy(nodes) {
  const leaves = nodes.flatMap(({ kind }, i) => (kind === "leaf" ? [i] : []));
  const parameters = leaves.filter((i) => nodes[i].parameter);
  return parameters.length ? parameters : leaves;
}

// The values of the result after each step, as a line from left to right.
function curveOf(values, name) {
  const width = 200, height = 48, room = 5;
  const low = Math.min(...values), high = Math.max(...values), span = high - low || 1;
  const points = values.map((y, i) => [
    room + (i / Math.max(1, values.length - 1)) * (width - 2 * room),
    room + ((high - y) / span) * (height - 2 * room)]);
  const image = s("svg", { class: "curve", viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": name });
  const [x, y] = points.at(-1);
  image.append(s("polyline", { points: points.join(" ") }), s("circle", { cx: x, cy: y, r: 3.5 }));
  return image;
}

// `descent` is {rate, curve, tooFar}, which outlives a change of language; `faded` says whether the
// values before a change are shown. `deeds` are what the
// page does: change(i, x), reset(), descend(), fade(ticked).
function leafPanel({ graph, items }, words, nameOf, locked, descent, faded, deeds) {
  const { nodes } = graph, rows = new Map(), moved = movedBy(nodes);
  const reset = h("button", { type: "button", onclick: deeds.reset }, words.reset);
  const step = h("button", { type: "button", onclick: deeds.descend }, words.descend);
  const falling = h("div", { class: "falling" });

  function mark(input, bad, message) {
    input.setAttribute("aria-invalid", bad);
    input.setCustomValidity(bad ? message : "");
    input.parentElement.querySelector(".wrong").replaceChildren(bad ? message : "");
    return !bad;
  }

  const wrong = () => h("span", { class: "wrong", role: "alert" });
  const numberIn = ({ value }) => (value.trim() === "" ? NaN : Number(value));

  function typed(i, { number: input, slider }) {
    const x = numberIn(input);
    if (!mark(input, !Number.isFinite(x), words.notANumber)) return;
    slider.value = x;
    deeds.change(i, x);
  }

  function slid(i, { number: input, slider }) {
    input.value = slider.value;
    mark(input, false);
    deeds.change(i, Number(slider.value));
  }

  function row(i) {
    const recorded = nodes[i].data, disabled = locked.length > 0, name = nameOf(i);
    const inputs = {
      number: h("input", {
        type: "number", step: "any", disabled, "aria-label": name, "aria-invalid": "false",
        oninput: () => typed(i, inputs),
      }),
      slider: h("input", {
        type: "range", disabled: disabled || !Number.isFinite(recorded), "aria-label": words.slides(name),
        ...rangeAround(recorded), oninput: () => slid(i, inputs),
      }),
    };
    rows.set(i, inputs);
    return h("label", {}, h("span", { class: "order", "aria-hidden": "true" }, String(i + 1)),
      h("span", { class: "label", dir: "auto" }, nodes[i].label || words.unnamed.leaf),
      inputs.number, inputs.slider, wrong());
  }

  function rated({ target }) {
    const rate = numberIn(target), good = Number.isFinite(rate) && rate > 0;
    step.disabled = !mark(target, !good, words.notARate);
    if (good) descent.rate = rate;
  }

  function down() {
    const rate = h("input", {
      type: "number", step: "any", min: 0, value: descent.rate, "aria-invalid": "false", oninput: rated,
    });
    const named = moved.length <= 6 ? listed(moved.map(nameOf)) : words.many(moved.length);
    return h("div", { class: "descent" }, h("label", {}, words.rate, rate, wrong()), step,
      h("p", { class: "note" }, words.moves(named)), falling, ghosts());
  }

  function ghosts() {
    return h("label", { class: "ghosts" }, h("input", {
      type: "checkbox", checked: faded, onchange: ({ target }) => deeds.fade(target.checked),
    }), words.ghosts);
  }

  function showFall() {
    const { curve, tooFar } = descent;
    falling.replaceChildren();
    if (curve.length > 1) {
      const [first, last] = [curve[0], curve.at(-1)].map(number);
      const says = words.curve(nameOf(nodes.length - 1), first, last, curve.length - 1);
      falling.append(curveOf(curve, says), h("p", {}, says));
    }
    const rises = curve.length > 1 && curve.at(-1) > curve.at(-2);
    if (tooFar || rises) falling.append(h("p", {}, tooFar ? words.tooFar : words.rises));
  }

  const inSight = items.filter(({ box, kind }) => !box && kind === "leaf").map(({ start }) => start);
  const list = inSight.map(row), hidden = nodes.filter(({ kind }) => kind === "leaf").length - list.length;
  const names = new Set(locked.map((operation) => operation.name));
  const note = list.length + hidden === 0 ? words.noLeaves : names.size ? words.locked([...names]) : "";
  const element = h("section", { class: "leaves" }, h("h3", {}, words.leaves, reset),
    ...(note ? [h("p", { class: "note" }, note)] : [down()]), h("div", { class: "leaf-list" }, ...list),
    ...(hidden ? [h("p", { class: "note" }, words.hidden(hidden))] : []));

  return {
    element,
    // Puts numbers into all inputs; what a reader is typing is left alone by not calling this.
    put(leaves) {
      for (const [i, inputs] of rows) {
        inputs.number.value = exact(leaves[i]);
        inputs.slider.value = leaves[i];
        mark(inputs.number, false);
      }
    },
    show(unchanged, whole) {
      reset.disabled = unchanged;
      step.disabled = !whole || element.querySelector(".descent [aria-invalid=true]") !== null;
      showFall();
    },
  };
}
