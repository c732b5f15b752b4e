// Other numbers in the leaves, and what follows from them.

// `ask(leaves, answered)` has Python compute where the page cannot; `changed()` hears of every new
// pass. What is tried outlives a change of language, so it is kept here and not in the panel.
function experimentsOn(graph, foreign, ask, changed) {
  const { nodes } = graph, last = nodes.length - 1;
  const recorded = nodes.map((node) => node.data);
  let asked = 0, waiting = false; // questions to Python
  let gesture = null; // the leaf that is being changed: all of a drag is one change
  const self = {
    leaves: [...recorded],
    pass: null,
    before: null, // the pass that the last change has replaced
    descent: { rate: 0.1, curve: [], tooFar: false },
    get unchanged() { return self.leaves.every((x, i) => Object.is(x, recorded[i])); },

    change(i, x) {
      if (gesture !== i) self.before = self.pass;
      gesture = i;
      self.leaves[i] = x;
      restart();
      recompute();
    },

    // One step down: every parameter minus the rate times its gradient; false if that is too far.
    descend() {
      const { descent, pass } = self, moved = [...self.leaves];
      for (const i of movedBy(nodes)) moved[i] -= descent.rate * pass.gradients[i];
      descent.tooFar = !moved.every((x, i) => Number.isFinite(x) || Object.is(x, self.leaves[i]));
      if (waiting || descent.tooFar) return false;
      if (descent.curve.length === 0) descent.curve.push(pass.data[last]);
      replace(moved);
      recompute(() => {
        const value = self.pass.data[last];
        if (Number.isFinite(value)) descent.curve.push(value);
      });
      return true;
    },

    // Whatever is changed from now on is another change.
    settle() { gesture = null; },

    reset() {
      replace([...recorded]);
      restart();
      recompute();
    },

    // The result if a leaf were a little larger, as far as the page itself can tell.
    nudged(i) {
      if (foreign) return null;
      return backpropagate(graph, self.leaves.map((x, j) => (i === j ? x + NUDGE : x))).data[last];
    },
  };

  function replace(leaves) {
    Object.assign(self, { before: self.pass, leaves });
    gesture = null;
  }

  function restart() {
    Object.assign(self.descent, { curve: [], tooFar: false });
  }

  function recompute(then = () => {}) {
    if (!foreign) return update(then);
    const question = ++asked;
    waiting = true;
    ask(self.leaves, (numbers) => {
      if (question !== asked) return; // a later one is under way
      waiting = false;
      nodes.forEach((node, i) => setNumbers(node, ...(numbers[i] ?? [null, null])));
      update(then);
    });
  }

  function update(then) {
    self.pass = backpropagate(graph, self.leaves);
    then();
    changed();
  }

  self.pass = backpropagate(graph, self.leaves);
  return self;
}
