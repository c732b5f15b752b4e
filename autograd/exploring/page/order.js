// The list of all nodes in topological order, with what is known of each.

function orderPanel(graph, words, choose, behavior) {
  const { nodes, rules } = graph, count = nodes.length;
  const list = h("ol", { class: "order-list", "aria-label": words.order });
  const rows = nodes.map((node, i) => {
    const value = h("span", { class: "value" }), gradient = h("span", { class: "gradient" });
    const made = node.rule === null ? words.unnamed[node.kind] : rules[node.rule].symbol;
    const row = h("button", { type: "button", onclick: () => choose(i) },
      h("span", { class: "order" }, String(i + 1)),
      h("span", { class: "label", dir: "auto" }, node.label || made), value, gradient);
    list.append(h("li", {}, row));
    return { row, value, gradient };
  });

  function show({ phase, node }, pass) {
    const done = phase === "forward" ? node : phase === "start" ? -1 : count - 1;
    const focused = list.contains(document.activeElement), current = rows[Math.max(node, 0)].row;
    rows.forEach(({ row, value, gradient }, i) => {
      const known = i <= done && i in pass.data, back = phase === "backward" && i >= node;
      row.classList.toggle("known", known);
      row.classList.toggle("backward", back);
      row.tabIndex = row === current ? 0 : -1; // one stop for the Tab key, not one per node
      if (i === node) row.setAttribute("aria-current", "step");
      else row.removeAttribute("aria-current");
      value.replaceChildren(known ? shownNumber(pass.data[i]) : "");
      gradient.replaceChildren(back ? shownNumber(pass.gradients[i]) : "");
    });
    if (focused) current.focus({ preventScroll: true });
    const top = current.parentElement.offsetTop - list.clientHeight / 2;
    list.scrollTo({ top, behavior: behavior() });
  }

  return { element: h("section", { class: "order-panel" }, h("h3", {}, words.order), list), show };
}
