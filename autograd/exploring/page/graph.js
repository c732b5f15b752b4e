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

// What a number was before the last change, small and grey beside it; nothing where it is the same.
const ghost = (was, is) => (was === undefined || Object.is(was, is) ? ""
  : h("small", { class: "ghost", title: exact(was) }, number(was)));

const PORT = 15; // how far the operation's circle reaches out of its box
let pictures = 0; // so many on this page: the names of their arrowheads differ
const MARGIN = 30; // room around the graph for the glow of its boxes
const BOW = 34; // half the distance of two arrows between the same boxes

// An arrow's path, and the place for what is written on it: in the gap before the child.
function arrow(points, bow, port = PORT) {
  const path = [];
  points.forEach(([x, y], i) => {
    if (i === 0) path.push(`M${x},${y}`);
    else if (i % 2 === 0) path.push(`L${x},${y}`);
    else {
      const [x0, y0] = points[i - 1], last = i === points.length - 1;
      const end = last ? x - port : x, middle = (x0 + end) / 2, lift = last ? bow : 0;
      path.push(`C${middle},${y0 + lift} ${middle},${y + lift} ${end},${y}`);
    }
  });
  const [[x0, y0], [x1, y1]] = points.slice(-2);
  return { path: path.join(" "), x: (x0 + x1 - port) / 2, y: y0 * 0.6 + y1 * 0.4 + bow * 0.75 };
}

// What is in sight: items with their places, the arrows between them, and the size of the whole.
function sceneOf(graph, open) {
  const items = itemsOf(graph, open), arrows = arrowsOf(graph, items);
  if (graph.boxes.length > 0) return { graph, items, arrows, size: arrange(items, arrows, graph.box) };
  items.forEach((item, i) => Object.assign(item, { x: graph.nodes[i].x, y: graph.nodes[i].y }));
  for (const arrow of arrows) {
    const [[child, operand]] = arrow.flows;
    arrow.way = graph.nodes[child].ways[operand];
  }
  return { graph, items, arrows, size: graph.size };
}

// Draws a scene into a stage; returns the function that shows a step on it.
function drawGraph({ graph, items, arrows, size }, words, onChoose) {
  const { nodes, rules, box: [width, height] } = graph;
  const [stageWidth, stageHeight] = size.map((length) => length + 2 * MARGIN);
  const stage = h("div", { class: "stage", style: `width:${stageWidth}px;height:${stageHeight}px` });
  const viewBox = `${-MARGIN} ${-MARGIN} ${stageWidth} ${stageHeight}`;
  const lines = s("svg", { viewBox, "aria-hidden": "true" });
  stage.append(lines);
  const head = s("marker", { id: `chainrule-head-${++pictures}`, viewBox: "0 0 10 10", refX: 9, refY: 5,
    markerWidth: 12, markerHeight: 12, markerUnits: "userSpaceOnUse", orient: "auto-start-reverse" });
  head.append(s("path", { d: "M0,0 10,5 0,10z" }));
  lines.append(head);

  const edges = arrows.map((edge) => {
    const twins = arrows.filter(({ tail, head: to }) => tail === edge.tail && to === edge.head);
    const bow = (2 * twins.indexOf(edge) - twins.length + 1) * BOW;
    const line = arrow(edge.way, bow, items[edge.head].box ? 0 : PORT);
    const path = s("path", { class: "edge", d: line.path });
    const style = `left:${line.x + MARGIN}px;top:${line.y + MARGIN}px`;
    const tag = h("div", { class: "tag", style, hidden: true });
    lines.append(path);
    return { ...edge, path, tag };
  });

  stage.prepend(...graph.frames.map(({ name, corner: [x, y], size: [wide, high] }) => h("div", {
    class: "scope", style: `left:${x + MARGIN}px;top:${y + MARGIN}px;width:${wide}px;height:${high}px`,
  }, h("span", { title: name, dir: "auto" }, name))));

  const boxes = items.map((item) => {
    const { start, end, box, kind } = item, last = end === nodes.length ? " result" : "";
    const value = h("div", { class: "value" }), gradient = h("div", { class: "gradient" });
    const [left, top] = [item.x + MARGIN - width / 2, item.y + MARGIN - height / 2];
    const label = box ? titleOf(box, graph, words) : nodes[start].label;
    const element = h("div", {
      class: `node ${kind}${box ? " folded" : ""}${last}`, onclick: () => onChoose(item),
      style: `left:${left}px;top:${top}px;width:${width}px;height:${height}px`,
      title: box ? words.opens(label, end - start) : null,
    }, h("div", { class: "head" }, h("span", { class: "order" }, box ? `${end - start}` : String(end)),
      h("span", { class: "label", title: label, dir: "auto" }, label)), value, gradient);
    if (!box && nodes[start].rule !== null) {
      element.append(h("span", { class: "port" }, rules[nodes[start].rule].symbol));
    }
    stage.append(element);
    return { item, element, value, gradient };
  });
  stage.append(...edges.map((edge) => edge.tag));

  // What an arrow says at this step: an operand's number on the way forward; on the way back the
  // product that it carries, and in the box where paths meet what each of them brought.
  function tagOf(edge, step, pass, before, quiz) {
    const into = edge.head === step.item, [[child, operand], ...more] = edge.flows;
    if (step.phase === "forward" && into) {
      return ["forward", severalShown(operandsOf(edge, graph).map((i) => pass.data[i]))];
    }
    if (step.phase !== "backward" || (into && quiz) || !(into || edge.tail === step.item)) return null;
    const brought = broughtBy(edge, graph, pass);
    if (!brought) return null;
    const was = before && brought.length === 1 ? broughtBy(edge, graph, before)?.[0] : undefined;
    const faded = ghost(was, brought[0]);
    if (!into && !quiz) return ["backward brought", [...severalShown(brought), faded]];
    const folded = more.length > 0 || items[edge.tail].box || items[edge.head].box;
    if (folded) return ["backward", [h("div", { class: "product" }, ...severalShown(brought), faded)]];
    const { local, upstream, amount } = contribution(pass, nodes[child].parents[operand], child, operand);
    const slope = local === null ? "–" : shownNumber(local, inParentheses(local));
    return ["backward", [
      h("div", {}, slope, " × ", shownNumber(upstream, inParentheses(upstream))),
      h("div", { class: "product" }, "= ", shownNumber(amount), faded)]];
  }

  const severalShown = (numbers) =>
    (numbers.length > 1 ? [h("div", {}, words.numbers(numbers.length)), ...span(numbers)] : span(numbers));

  // Of a node what has arrived so far, of a box the gradients of its results when all of them have.
  function showGradient({ item, gradient }, pass, backAt, before, quiz) {
    const { start, end, box, results } = item, whole = start >= backAt, last = end === nodes.length;
    const arrived = pass.contributions[start].filter((c) => c.child >= backAt);
    const begun = box || quiz ? whole : arrived.length > 0 || (last && backAt < nodes.length);
    if (!begun) return gradient.replaceChildren();
    const name = h("small", {}, `${words.grad} `);
    gradient.classList.remove("long");
    if (box) return gradient.replaceChildren(name, ...span(results.map((i) => pass.gradients[i])));
    const soFar = whole ? pass.gradients[start] : arrived.reduce((sum, c) => sum + c.amount, 0);
    const more = arrived.length < pass.contributions[start].length && !whole ? " + …" : "";
    gradient.classList.toggle("long", number(soFar).length > 8);
    gradient.replaceChildren(name, shownNumber(soFar), more);
    if (whole) fade(gradient, before?.gradients[start], soFar);
  }

  // Beside a number, if there is room for both.
  function fade(place, was, is) {
    const faded = ghost(was, is);
    if (!faded) return;
    place.append(faded);
    if (place.scrollWidth > place.clientWidth) faded.remove();
  }

  function showBox(shown, step, pass, done, backAt, before, quiz) {
    const { item, element, value } = shown, { start, end, results } = item;
    const known = end <= done && results.every((i) => i in pass.data);
    element.classList.toggle("known", known);
    element.classList.toggle("active", item === items[step.item]);
    element.classList.toggle("backward", start >= backAt);
    const text = known ? span(results.map((i) => pass.data[i])) : [];
    value.replaceChildren(...text);
    value.classList.toggle("long", value.textContent.length > 9);
    if (known && results.length === 1) fade(value, before?.data[results[0]], pass.data[results[0]]);
    showGradient(shown, pass, backAt, before, quiz);
  }

  function show(step, pass, before, quiz) {
    const count = nodes.length, back = step.phase === "backward", backAt = back ? step.node : count;
    const done = step.phase === "start" ? 0 : back ? count : step.node + 1; // so many nodes
    for (const shown of boxes) showBox(shown, step, pass, done, backAt, before, quiz.on);
    boxes.forEach(({ element }, i) => element.classList.toggle("asked", i === quiz.step?.item));
    for (const edge of edges) {
      const tag = tagOf(edge, step, pass, before, quiz.on), { start, end } = items[edge.head];
      edge.tag.hidden = tag === null;
      if (tag) {
        edge.tag.className = `tag ${tag[0]}`;
        edge.tag.replaceChildren(...tag[1]);
        lines.append(edge.path); // above those that run along with it
      }
      const gone = start >= backAt;
      if (gone) edge.path.setAttribute("marker-start", `url(#${head.id})`);
      else edge.path.removeAttribute("marker-start");
      edge.path.setAttribute("class", [
        "edge", end <= done ? "forward" : "", gone ? "backward" : "", tag ? "active" : "",
      ].join(" "));
    }
  }

  // Outlines what an open box holds.
  function mark(box) {
    for (const { item, element } of boxes) {
      element.classList.toggle("member", box !== null && box.start <= item.start && item.end <= box.end);
    }
  }

  return { stage, size: [stageWidth, stageHeight], show, mark, items, edges };
}
