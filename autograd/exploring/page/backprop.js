// Backpropagation on the recorded graph: the engine's two passes, with every step kept.

// Runs both passes for given leaves. Numbers that a change cannot reach stay those that came from
// Python, to the last bit; where there is no value, that is null.
//
// Returns data, local gradients, gradients and, for each node, its contributions in the order in
// which they arrive: {child, operand, local, upstream, amount}. `end` is the last step that there
// is: all of them, or the one at which a value or a derivative does not exist.
function backpropagate(graph, leaves) {
  const { nodes, rules } = graph;
  const count = nodes.length;
  const data = [], locals = [], changed = [];
  const pass = {
    data, locals, end: 2 * count,
    gradients: new Array(count).fill(0),
    contributions: nodes.map(() => []),
  };
  for (let i = 0; i < count; i++) {
    const node = nodes[i];
    locals[i] = node.locals;
    changed[i] = node.rule === null
      ? !Object.is(leaves[i], node.data)
      : node.parents.some((parent) => changed[parent]);
    if (node.rule === null) data[i] = leaves[i];
    else if (!changed[i]) {
      if (node.data === null) {
        pass.end = i + 1;
        return pass;
      }
      data[i] = node.data;
    } else {
      const known = ruleFor(rules[node.rule]), operands = node.parents.map((p) => data[p]);
      try {
        data[i] = known.value(...operands);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        pass.end = i + 1;
        return pass;
      }
      try {
        locals[i] = known.gradients(data[i], ...operands);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        locals[i] = null; // no derivative here: it matters only if a gradient arrives
      }
    }
  }
  pass.gradients[count - 1] = 1;
  for (let i = count - 1; i >= 0; i--) {
    if (graph.rank.length) addUp(pass, i, graph.rank);
    const upstream = pass.gradients[i];
    if (upstream !== 0 && locals[i] === null) {
      pass.end = 2 * count - i;
      return pass;
    }
    nodes[i].parents.forEach((parent, operand) => {
      const local = locals[i] === null ? null : locals[i][operand];
      // Through a zero nothing flows, even where the slope is infinite.
      const amount = upstream === 0 ? 0 : local * upstream;
      pass.contributions[parent].push({ child: i, operand, local, upstream, amount });
      pass.gradients[parent] += amount;
    });
  }
  return pass;
}

// The gradient of a node in boxes, to the last bit: contributions in the order of the engine.
function addUp(pass, i, rank) {
  pass.contributions[i].sort((a, b) => rank[b.child] - rank[a.child]);
  pass.gradients[i] = pass.contributions[i].reduce((sum, { amount }) => sum + amount, Number(i === rank.length - 1));
}

// The step at `position`: 0 is the start, then every node forward in topological order, then
// every node backward in the reverse of it.
function stepAt(position, count) {
  if (position === 0) return { phase: "start", node: -1, place: 0 };
  if (position <= count) return { phase: "forward", node: position - 1, place: position };
  return { phase: "backward", node: 2 * count - position, place: position - count };
}

// JSON has no infinities, so Python spells them.
const decodedNumber = (x) => (x === null ? null : Number(x));

function setNumbers(node, data, locals) {
  node.data = decodedNumber(data);
  node.locals = locals && locals.map(Number);
}

function decoded(graph) {
  for (const node of graph.nodes) setNumbers(node, node.data, node.locals);
  graph.rank = graph.rank.reduce((rank, i, place) => Object.assign(rank, { [i]: place }), []);
  for (const operation of graph.rules) operation.parameters = operation.parameters.map(Number);
  return graph;
}
