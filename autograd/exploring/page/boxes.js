// A large graph in boxes: what is in sight while some of them are open.

// The items in their order: nodes, and closed boxes that stand for all nodes from `start` to before
// `end`. An item's results are those of its nodes that others read, or the result of the graph.
function itemsOf({ nodes, boxes }, open) {
  const items = [];
  for (let at = 0, next = 0; at < nodes.length;) {
    while (boxes[next]?.start === at && open.has(boxes[next])) next++;
    const box = boxes[next]?.start === at ? boxes[next] : null;
    const end = box ? box.end : at + 1;
    items.push({ start: at, end, box, kind: kindOf(nodes, at, end), results: [] });
    while (boxes[next]?.start < end) next++;
    at = end;
  }
  return items;
}

function kindOf(nodes, start, end) {
  for (const kind of ["computed", "leaf"]) {
    for (let i = start; i < end; i++) if (nodes[i].kind === kind) return kind;
  }
  return "constant";
}

// The index of the item that each node belongs to.
function homesOf(items) {
  return items.flatMap(({ start, end }, i) => new Array(end - start).fill(i));
}

// The arrows between items: one for each operand of a node, one between a box and any other item.
// `flows` are the operands that it stands for, as pairs of a node and the place of an operand.
function arrowsOf({ nodes }, items) {
  const home = homesOf(items), arrows = new Map();
  const read = new Set([nodes.length - 1]);
  nodes.forEach(({ parents }, child) => parents.forEach((parent, operand) => {
    const tail = home[parent], head = home[child];
    if (tail === head) return;
    read.add(parent);
    const key = items[tail].box || items[head].box ? `${tail} ${head}` : `${child} ${operand} operand`;
    if (!arrows.has(key)) arrows.set(key, { tail, head, flows: [] });
    arrows.get(key).flows.push([child, operand]);
  }));
  for (const i of [...read].sort((a, b) => a - b)) items[home[i]].results.push(i);
  return [...arrows.values()];
}

// The boxes around a node that are open, the innermost last.
const around = ({ boxes }, open, i) =>
  boxes.filter((box) => open.has(box) && box.start <= i && i < box.end);

const wordFor = ({ name, kind, count }, words) =>
  name || (kind === "layer" ? words.layer(count) : words.kinds[kind]);

function titleOf(box, { boxes }, words) {
  const { name, kind, count } = box;
  if (kind === "slice") {
    const outer = boxes.findLast((b) => b !== box && b.kind !== "slice" && b.start <= box.start && box.end <= b.end);
    return outer ? `${wordFor(outer, words)} ${name}` : words.slice(name);
  }
  const word = wordFor(box, words);
  return count > 1 && kind !== "layer" ? `${word} × ${count}` : word;
}

// Several numbers in one: the number itself, or from the smallest to the largest.
function span(numbers) {
  const low = numbers.reduce((a, b) => (b < a ? b : a)), high = numbers.reduce((a, b) => (b > a ? b : a));
  return Object.is(low, high) ? [shownNumber(low)] : [shownNumber(low), " … ", shownNumber(high)];
}

// The nodes that an arrow comes from.
const operandsOf = ({ flows }, { nodes }) =>
  [...new Set(flows.map(([child, operand]) => nodes[child].parents[operand]))];

// What an arrow brings to each of the nodes where it arrives: the sum of its contributions to each.
function broughtBy({ flows }, { nodes }, pass) {
  const sums = new Map();
  for (const [child, operand] of flows) {
    const parent = nodes[child].parents[operand];
    const brought = contribution(pass, parent, child, operand);
    if (!brought) return null;
    sums.set(parent, (sums.get(parent) ?? 0) + brought.amount);
  }
  return [...sums.values()];
}

const contribution = (pass, parent, child, operand) =>
  pass.contributions[parent].find((c) => c.child === child && c.operand === operand);
