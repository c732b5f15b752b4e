// What a step says: a sentence for everybody, screen readers included, and its mathematics.
//
// `scene` is {graph, items, arrows, words, pass, nameOf, ends, nudged, quiz}: what is shown, in which words, whether the
// pass ends at this step because a value or a derivative does not exist, and what the result would
// be if a leaf were larger by NUDGE.

const NUDGE = 0.01;

const MOST_SPOKEN = 4; // contributions that a sentence names one by one

const contributionOf = ({ graph, pass }, child, operand) =>
  contribution(pass, graph.nodes[child].parents[operand], child, operand);

function sentence(scene, { phase, node, item }) {
  if (phase === "start") return scene.words.before;
  if (scene.items[item].box) return boxSentence(scene, phase, scene.items[item]);
  return phase === "forward" ? forwardSentence(scene, node) : backwardSentence(scene, node);
}

function forwardSentence({ graph, words, pass, nameOf }, i) {
  const { label, kind, rule, parents } = graph.nodes[i];
  if (!(i in pass.data)) return words.undefinedValue(nameOf(i));
  const first = label ? nameOf(i) : words.nodeFirst(i + 1); // it begins the sentence
  const y = number(pass.data[i]);
  if (kind === "leaf") return words.leaf(first, y);
  if (kind === "constant") return words.constant(y);
  const { name, symbol } = graph.rules[rule];
  const called = words.operations[name] ?? words.otherOperation(symbol);
  const operands = parents.map((p) => {
    const anonymous = graph.nodes[p].kind === "constant" && !graph.nodes[p].label;
    return anonymous ? number(pass.data[p]) : `${nameOf(p)} = ${number(pass.data[p])}`;
  });
  return words.computed(first, called, operands, y);
}

function backwardSentence(scene, i) {
  const { graph, words, pass, nameOf, ends } = scene;
  const { kind, parents } = graph.nodes[i], name = nameOf(i), gradient = pass.gradients[i];
  const terms = pass.contributions[i].map((c) => inParentheses(c.amount));
  const arrived = i === graph.nodes.length - 1 ? words.seed(name)
    : terms.length > 1 ? words.summed(name, terms, number(gradient))
      : words.arrived(name, number(gradient));
  if (ends) return `${arrived} ${words.undefinedSlope(name)}`;
  if (scene.quiz) return arrived;
  if (kind !== "computed") return `${arrived} ${words.arrives[kind]}`;
  const parts = parents.map((parent, operand) => {
    const { local, amount } = contributionOf(scene, i, operand);
    const slope = local === null ? "–" : inParentheses(local);
    const upstream = inParentheses(gradient);
    return { name: nameOf(parent), local: slope, gradient: upstream, amount: number(amount) };
  });
  const spoken = parts.length > MOST_SPOKEN ? parts.slice(0, MOST_SPOKEN - 1) : parts;
  return `${arrived} ${words.passes(spoken, parts.length - spoken.length)}`;
}

// The lines of source code that made a node, or what is in a box: some of them, if they are many.
function sourceOf({ graph: { nodes, lines }, items }, { item }) {
  if (item < 0) return [];
  const { start, end } = items[item];
  const found = [...new Set(nodes.slice(start, end).map(({ line }) => line))].filter((line) => line !== null);
  const shown = found.slice(0, MOST_SPOKEN).map((line) => h("span", {},
    h("code", { dir: "ltr" }, lines[line].text), " ", h("small", {}, lines[line].place)));
  return found.length > shown.length ? [...shown, "…"] : shown;
}

function mathematics(scene, { phase, node: i, item }) {
  const { graph, pass, nameOf } = scene;
  if (phase === "start" || !(i in pass.data)) return [];
  if (scene.items[item].box) return flowsOf(scene, phase, item);
  const node = graph.nodes[i], y = pass.data[i];
  const sum = phase === "forward" ? []
    : [h("div", { class: "formula backward" }, gradientFormula(scene, i))];
  if (node.kind === "leaf" && phase === "backward") return [...sum, ...nudge(scene, i)];
  if (node.rule === null) return sum;

  const operation = graph.rules[node.rule], operands = node.parents.map((p) => pass.data[p]);
  const value = h("div", { class: "formula" }, ...valueFormula(operation, operands, y));
  const entry = (symbol, name, x) => h("span", { class: "operand" },
    math(symbol), h("b", { dir: "auto", title: name }, name), shownNumber(x));
  const legend = node.parents.map((p, place) => entry(operation.operands[place], nameOf(p), operands[place]));
  if (phase === "forward") {
    return [value, h("div", { class: "operands" }, entry("<mi>y</mi>", nameOf(i), y), ...legend)];
  }
  if (pass.locals[i] === null || scene.quiz) return [value, ...sum];
  return [value, ...sum, chainRule(scene, i, operation, operands, legend)];
}

// ∂L/∂y, and where paths meet, the sum that it is: under each term the node that it comes from.
function gradientFormula({ graph: { nodes }, pass, nameOf }, i) {
  const terms = pass.contributions[i].map((c) =>
    `<munder><mrow>${enclosed(c.amount)}</mrow><mtext>${escaped(nameOf(c.child))}</mtext></munder>`);
  const sum = terms.length > 1 ? terms.join(mo("+")) : "";
  const known = nodes[i].kind === "leaf" && nodes[i].label && nodes.at(-1).label;
  const [above, below] = known ? [nodes.at(-1).label, nodes[i].label] : ["L", "y"];
  const derivative = partial(`<mi>${escaped(above)}</mi>`, `<mi>${escaped(below)}</mi>`);
  return math(join(derivative, sum, numberMathml(pass.gradients[i])));
}

// A leaf a little larger: how the result changes by the gradient, and how it really does.
function nudge({ words, pass, nameOf, nudged }, i) {
  const last = pass.data.length - 1, y = pass.data[last], moved = nudged(i);
  if (moved === null) return [];
  const slope = pass.gradients[i], guess = NUDGE * slope;
  const row = (name, change, value) => h("tr", {}, h("th", { scope: "row" }, name),
    h("td", {}, ...change), h("td", {}, value));
  const missing = moved === undefined;
  return [h("table", { class: "nudge" },
    h("thead", {}, h("tr", {}, ...[words.nudge(`${nameOf(i)} + ${NUDGE}`), words.change(nameOf(last)), nameOf(last)]
      .map((text) => h("th", { scope: "col" }, text)))),
    h("tbody", {},
      row(words.byGradient, [`${NUDGE} × ${inParentheses(slope)} = `, shownNumber(guess)], shownNumber(y + guess)),
      row(words.truly, [missing ? words.nowhere : shownNumber(moved - y)], missing ? "" : shownNumber(moved))))];
}

// One row for each operand: its local gradient, and local × upstream = contribution.
function chainRule(scene, i, operation, operands, legend) {
  const { graph, words, pass, nameOf } = scene;
  const rows = operands.map((_, operand) => {
    const { local, upstream, amount } = contributionOf(scene, i, operand);
    const product = `${enclosed(local)}${mo("×")}${enclosed(upstream)}${mo("=")}`;
    return h("tr", {}, h("th", { scope: "row" }, legend[operand]),
      h("td", {}, ...slopeFormula(operation, operand, operands, pass.data[i], local)),
      h("td", { class: "flow" }, math(`${product}<mrow class="amount">${numberMathml(amount)}</mrow>`)));
  });
  const heads = [words.operand, words.local, words.product];
  return h("div", {}, h("table", {},
    h("thead", {}, h("tr", {}, ...heads.map((text) => h("th", { scope: "col" }, text)))),
    h("tbody", {}, ...rows)),
  h("p", { class: "note" }, words.result(nameOf(graph.nodes.length - 1))));
}
