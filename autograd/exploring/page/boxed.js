// What is said of a closed box: what goes in, what comes out, and nothing of what is inside.

const several = (numbers) => {
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)].map(number);
  return { count: numbers.length, low, high };
};

function boxSentence({ graph, words, pass, ends }, phase, { start, end, box, results }) {
  const title = titleOf(box, graph, words);
  if (ends) return words.endsInside(title);
  const forward = phase === "forward";
  const numbers = results.map((i) => (forward ? pass.data : pass.gradients)[i]);
  return words[forward ? "boxComputed" : "boxArrived"](title, end - start, several(numbers));
}

// One row for each arrow: going forward the numbers that come in, going back the gradients that have
// come, and the contributions that go on, summed up for each node where they arrive.
function flowsOf(scene, phase, item) {
  const { graph, items, arrows, words, pass } = scene, back = phase === "backward";
  const row = (name, numbers) => h("tr", {}, h("th", { scope: "row", dir: "auto" }, name),
    h("td", {}, words.numbers(numbers.length)), h("td", { class: back ? "amount" : "" }, ...span(numbers)));
  const named = ({ start, box }) => (box ? titleOf(box, graph, words) : scene.nameOf(start));
  const incoming = arrows.filter(({ head }) => head === item).map((arrow) => row(named(items[arrow.tail]),
    (back ? broughtBy(arrow, graph, pass) : operandsOf(arrow, graph).map((i) => pass.data[i])) ?? [NaN]));
  const outgoing = arrows.filter(({ tail }) => tail === item && back)
    .map((arrow) => row(named(items[arrow.head]), broughtBy(arrow, graph, pass) ?? [NaN]));
  const table = (heading, rows) => (rows.length === 0 ? [] : [h("table", { class: "flows" },
    h("thead", {}, h("tr", {}, h("th", { scope: "col", colspan: 3 }, heading))), h("tbody", {}, ...rows))]);
  return [...table(words.from, outgoing), ...table(back ? words.onTo : words.reads, incoming)];
}
