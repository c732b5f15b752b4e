// Questions before answers: what will the value be, what will its gradient be?

const TOLERANCE = 0.01; // of the answer

// A number as people type it: 0,5 and −0.5 too.
const typedNumber = (text) => (text.trim() === "" ? NaN : Number(text.replace(",", ".").replace("−", "-")));

const near = (x, answer) => x === answer || Math.abs(x - answer) <= TOLERANCE * Math.abs(answer);

// Asks before a step. `moved(to)` is called with the place to go to when a question is done.
function quizOn(moved) {
  let question = null; // {step, answer, to}
  const self = {
    on: false, asked: 0, right: 0, said: null,
    get step() { return question?.step ?? null; },

    // Whether there is something to ask before a step to `to`; if so, it is asked.
    asks(scene, step, to) {
      const answer = self.on ? answerOf(scene, step) : undefined;
      question = Number.isFinite(answer) ? { step, answer, to, hint: false, wrong: null, text: "" } : null;
      if (question) self.said = null;
      return question !== null;
    },
    drop() { question = self.said = null; },

    typed(text) {
      if (near(typedNumber(text), question.answer)) return done(true);
      Object.assign(question, { text, wrong: Number.isNaN(typedNumber(text)) ? "notANumber" : "notYet" });
      return self.changed();
    },
    hint() {
      question.hint = true;
      self.changed();
    },
    tell: () => done(false),
    changed() {}, // whoever shows it puts something here

    element: (scene) => questionPanel(scene, question, self),
  };

  function done(right) {
    const { to } = question;
    self.asked += 1;
    self.right += Number(right);
    question = null;
    moved(to);
    self.said = right ? "right" : "told";
    self.changed();
  }

  return self;
}

// The one number that a step brings, if it is one. What a node hands on is not told while it is asked
// for: see `quiz` in a scene.
function answerOf({ items, pass }, { phase, item }) {
  const { results, kind } = items[item];
  if (results.length !== 1 || (phase === "forward" && kind !== "computed")) return undefined;
  return (phase === "forward" ? pass.data : pass.gradients)[results[0]];
}

function questionPanel(scene, { step, hint, wrong, text }, quiz) {
  const { words } = scene, name = subjectOf(scene, step);
  const ask = words[step.phase === "forward" ? "askValue" : "askGradient"](name);
  const field = h("input", {
    type: "text", value: text, inputmode: "decimal", autocomplete: "off", "aria-label": ask, "aria-invalid": String(wrong !== null),
    onkeydown: (event) => {
      if (event.key !== "Enter" && event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      if (event.key === "Enter") quiz.typed(field.value);
      else quiz.tell();
    },
  });
  const button = (text, onclick) => h("button", { type: "button", onclick }, text);
  return h("div", { class: "question" }, h("p", { class: "sentence" }, ask),
    h("div", { class: "answer" }, field, button(words.check, () => quiz.typed(field.value)),
      button(words.hint, quiz.hint), button(words.tell, quiz.tell)),
    h("p", { class: "wrong", role: "alert" }, wrong ? words[wrong] : ""),
    ...(hint ? hintFor(scene, step) : []),
    h("p", { class: "note" }, words.tolerance, " ", words.score(quiz.right, quiz.asked)));
}

function subjectOf({ graph, items, words, nameOf }, { item }) {
  const { box, start } = items[item];
  return box ? titleOf(box, graph, words) : nameOf(start);
}

// Forward the rule with its numbers; backward local × upstream for each path.
function hintFor({ graph: { nodes, rules }, items, words, pass, nameOf }, { phase, item }) {
  const { start, end, box, results: [i] } = items[item];
  if (phase === "backward") {
    const paths = pass.contributions[i].map(({ child, local, upstream }) =>
      `<munder><mrow>${enclosed(local)}${mo("×")}${enclosed(upstream)}</mrow><mtext>${escaped(nameOf(child))}</mtext></munder>`);
    if (paths.length === 0) return [h("p", {}, words.hintResult(nameOf(i)))];
    return [h("p", {}, words.hintBackward), h("div", { class: "formula backward" }, math(paths.join(mo("+"))))];
  }
  if (box) return [h("p", {}, words.hintBox(end - start))];
  const { rule, parents } = nodes[start], operands = parents.map((p) => pass.data[p]);
  const { value } = rules[rule];
  return [h("div", { class: "formula" }, ...equal("<mi>y</mi>", value, ...spelledOut(value, operands).slice(1)))];
}
