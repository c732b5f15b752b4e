// The list of all that is in sight, in topological order, with what is known of each.

function orderPanel({ graph, items }, words, choose, behavior) {
  const { nodes, rules } = graph;
  const list = h("ol", { class: "order-list", "aria-label": words.order });
  const nameOf = ({ start, box }) => {
    if (box) return titleOf(box, graph, words);
    const { label, rule, kind } = nodes[start];
    return label || (rule === null ? words.unnamed[kind] : rules[rule].symbol);
  };
  const rows = items.map((item) => {
    const value = h("span", { class: "value" }), gradient = h("span", { class: "gradient" });
    const row = h("button", { type: "button", onclick: () => choose(item) },
      h("span", { class: "order" }, item.box ? "▸" : String(item.end)),
      h("span", { class: "label", dir: "auto" }, nameOf(item)), value, gradient);
    list.append(h("li", {}, row));
    return { item, row, value, gradient };
  });

  const one = (numbers) => (numbers.length > 1 ? ["…"] : span(numbers)); // there is no room for two

  function show(step, pass) {
    const back = step.phase === "backward", done = back ? nodes.length : step.node + 1;
    const focused = list.contains(document.activeElement), current = rows[Math.max(step.item, 0)].row;
    for (const { item: { start, end, results }, row, value, gradient } of rows) {
      const known = end <= done && results.every((i) => i in pass.data), gone = back && start >= step.node;
      row.classList.toggle("known", known);
      row.classList.toggle("backward", gone);
      row.tabIndex = row === current ? 0 : -1; // one stop for the Tab key, not one per node
      if (row === current && step.item >= 0) row.setAttribute("aria-current", "step");
      else row.removeAttribute("aria-current");
      value.replaceChildren(...(known ? one(results.map((i) => pass.data[i])) : []));
      gradient.replaceChildren(...(gone ? one(results.map((i) => pass.gradients[i])) : []));
    }
    if (focused) current.focus({ preventScroll: true });
    const top = current.parentElement.offsetTop - list.clientHeight / 2;
    list.scrollTo({ top, behavior: behavior() });
  }

  return { element: h("section", { class: "order-panel" }, h("h3", {}, words.order), list), show };
}
