// The graph itself: boxes in HTML, so that text of any language fits, over arrows in SVG.

const SVG = "http://www.w3.org/2000/svg";

// An HTML element with attributes and children; text only ever becomes text.
function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== false && value !== null) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children);
  return element;
}

function s(tag, attributes) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

// A number on the page, with all of its digits for the mouse that rests on it.
const shownNumber = (x, text = number(x)) => h("span", { class: "number", title: exact(x) }, text);

const PORT = 15; // how far the operation's circle reaches out of its box
let pictures = 0; // so many on this page: the names of their arrowheads differ
const MARGIN = 30; // room around the graph for the glow of its boxes
const BOW = 34; // half the distance of two arrows between the same boxes

// An arrow's path, and the place for what is written on it: in the gap before the child.
function arrow(points, bow) {
  const path = [];
  points.forEach(([x, y], i) => {
    if (i === 0) path.push(`M${x},${y}`);
    else if (i % 2 === 0) path.push(`L${x},${y}`);
    else {
      const [x0, y0] = points[i - 1], last = i === points.length - 1;
      const end = last ? x - PORT : x, middle = (x0 + end) / 2, lift = last ? bow : 0;
      path.push(`C${middle},${y0 + lift} ${middle},${y + lift} ${end},${y}`);
    }
  });
  const [[x0, y0], [x1, y1]] = points.slice(-2);
  return { path: path.join(" "), x: (x0 + x1 - PORT) / 2, y: y0 * 0.6 + y1 * 0.4 + bow * 0.75 };
}

// Draws the graph into a stage; returns the function that shows a step on it.
function drawGraph(graph, words, onChoose) {
  const { nodes, rules, box: [width, height], size } = graph;
  const [stageWidth, stageHeight] = size.map((length) => length + 2 * MARGIN);
  const stage = h("div", { class: "stage", style: `width:${stageWidth}px;height:${stageHeight}px` });
  const viewBox = `${-MARGIN} ${-MARGIN} ${stageWidth} ${stageHeight}`;
  const lines = s("svg", { viewBox, "aria-hidden": "true" });
  stage.append(lines);
  const head = s("marker", { id: `chainrule-head-${++pictures}`, viewBox: "0 0 10 10", refX: 9, refY: 5,
    markerWidth: 12, markerHeight: 12, markerUnits: "userSpaceOnUse", orient: "auto-start-reverse" });
  head.append(s("path", { d: "M0,0 10,5 0,10z" }));
  lines.append(head);

  const edges = [];
  nodes.forEach((node, child) => node.ways.forEach((way, operand) => {
    const twins = node.parents.flatMap((p, i) => (p === node.parents[operand] ? [i] : []));
    const bow = (2 * twins.indexOf(operand) - twins.length + 1) * BOW;
    const line = arrow(way, bow), path = s("path", { class: "edge", d: line.path });
    const style = `left:${line.x + MARGIN}px;top:${line.y + MARGIN}px`;
    const tag = h("div", { class: "tag", style, hidden: true });
    lines.append(path);
    edges.push({ parent: node.parents[operand], child, operand, path, tag });
  }));

  stage.prepend(...graph.frames.map(({ name, corner: [x, y], size: [wide, high] }) => h("div", {
    class: "scope", style: `left:${x + MARGIN}px;top:${y + MARGIN}px;width:${wide}px;height:${high}px`,
  }, h("span", { title: name, dir: "auto" }, name))));

  const boxes = nodes.map((node, i) => {
    const value = h("div", { class: "value" }), gradient = h("div", { class: "gradient" });
    const kind = i === nodes.length - 1 ? `${node.kind} result` : node.kind;
    const [left, top] = [node.x + MARGIN - width / 2, node.y + MARGIN - height / 2];
    const style = `left:${left}px;top:${top}px;width:${width}px;height:${height}px`;
    const element = h("div", { class: `node ${kind}`, style, onclick: () => onChoose(i) },
      h("div", { class: "head" }, h("span", { class: "order" }, String(i + 1)),
        h("span", { class: "label", title: node.label, dir: "auto" }, node.label)),
      value, gradient);
    if (node.rule !== null) element.append(h("span", { class: "port" }, rules[node.rule].symbol));
    stage.append(element);
    return { element, value, gradient };
  });
  stage.append(...edges.map((edge) => edge.tag));

  // What an arrow says at this step: an operand's number on the way forward; on the way back the
  // product that it carries, and in the box where paths meet what each of them brought.
  function tagOf(edge, step, pass) {
    if (step.phase === "forward" && edge.child === step.node) {
      return ["forward", [shownNumber(pass.data[edge.parent])]];
    }
    if (step.phase !== "backward") return null;
    const brought = pass.contributions[edge.parent]
      .find((c) => c.child === edge.child && c.operand === edge.operand);
    if (!brought) return null;
    if (edge.child === step.node) {
      const local = brought.local === null ? "–" : shownNumber(brought.local, inParentheses(brought.local));
      return ["backward", [
        h("div", {}, local, " × ", shownNumber(brought.upstream, inParentheses(brought.upstream))),
        h("div", { class: "product" }, "= ", shownNumber(brought.amount))]];
    }
    if (edge.parent === step.node) return ["backward brought", [shownNumber(brought.amount)]];
    return null;
  }

  function show(step, pass) {
    const count = nodes.length, backAt = step.phase === "backward" ? step.node : count;
    const done = step.phase === "start" ? -1 : step.phase === "forward" ? step.node : count - 1;
    boxes.forEach(({ element, value, gradient }, i) => {
      const known = i <= done && i in pass.data;
      const arrived = pass.contributions[i].filter((c) => c.child >= backAt);
      const begun = arrived.length > 0 || (i === count - 1 && backAt < count);
      const whole = i >= backAt;
      element.classList.toggle("known", known);
      element.classList.toggle("active", i === step.node);
      element.classList.toggle("backward", whole);
      value.classList.toggle("long", known && number(pass.data[i]).length > 9);
      value.replaceChildren(known ? shownNumber(pass.data[i]) : "");
      if (!begun) gradient.replaceChildren();
      else {
        const soFar = whole ? pass.gradients[i] : arrived.reduce((sum, c) => sum + c.amount, 0);
        const more = arrived.length < pass.contributions[i].length && !whole ? " + …" : "";
        gradient.classList.toggle("long", number(soFar).length > 8);
        gradient.replaceChildren(h("small", {}, `${words.grad} `), shownNumber(soFar), more);
      }
    });
    for (const edge of edges) {
      const tag = tagOf(edge, step, pass);
      edge.tag.hidden = tag === null;
      if (tag) {
        edge.tag.className = `tag ${tag[0]}`;
        edge.tag.replaceChildren(...tag[1]);
      }
      const back = edge.child >= backAt;
      if (back) edge.path.setAttribute("marker-start", `url(#${head.id})`);
      else edge.path.removeAttribute("marker-start");
      edge.path.setAttribute("class", [
        "edge", edge.child <= done ? "forward" : "", back ? "backward" : "",
        tag ? "active" : "",
      ].join(" "));
    }
  }

  return { stage, size: [stageWidth, stageHeight], show, boxes };
}
