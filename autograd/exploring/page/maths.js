// Numbers and formulas as a reader wants them.

// Four digits as `%.4g` rounds them: just in the middle, JavaScript goes up and Python to even.
function halfToEven(x) {
  const everyDigit = x.toExponential(60);
  const middle = /^-?\d\.\d\d[02468](?=50*e)/.exec(everyDigit);
  return middle ? everyDigit.replace(/(?<=\.\d{3})\d*/, "") : x.toExponential(3);
}

// Four significant digits, whole numbers below a million in full: the rule of the pictures.
function digits(x) {
  if (Number.isNaN(x)) return { text: "NaN" };
  if (!Number.isFinite(x)) return { text: x > 0 ? "∞" : "−∞" };
  if (Number.isInteger(x) && Math.abs(x) < 1e6) return { text: String(x + 0).replace("-", "−") };
  const rounded = halfToEven(x), [mantissa, exponent] = rounded.split("e");
  const power = Number(exponent);
  if (power >= -4 && power < 4) return { text: String(Number(rounded)).replace("-", "−") };
  return { text: String(Number(mantissa)).replace("-", "−"), power };
}

const raised = (exponent) => String(exponent).replace(/./g, (c) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[c] ?? "⁻");

function number(x) {
  const { text, power } = digits(x);
  if (power === undefined) return text;
  return `${text}×10${raised(power)}`;
}

// Every digit: the shortest decimal that is this very float, as Python's repr.
const exact = (x) => String(Object.is(x, -0) ? "-0" : x);

const inParentheses = (x) => (x < 0 ? `(${number(x)})` : number(x));

const mo = (sign) => `<mo stretchy="false">${sign}</mo>`;

function numberMathml(x) {
  const { text, power } = digits(x);
  const absolute = `<mn>${text.replace("−", "")}</mn>`;
  const signed = text.startsWith("−") ? mo("−").replace(">", ' form="prefix">') + absolute : absolute;
  if (power === undefined) return signed;
  const tens = `<mn>${Math.abs(power)}</mn>`;
  const exponent = power < 0 ? `<mrow>${mo("−").replace(">", ' form="prefix">')}${tens}</mrow>` : tens;
  return `${signed}${mo("×")}<msup><mn>10</mn>${exponent}</msup>`;
}

// The same where it stands after a sign.
const enclosed = (x) => (x < 0 ? mo("(") + numberMathml(x) + mo(")") : numberMathml(x));

const escaped = (text) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

// A <math> element; `mathml` is made by the library from its table, with all text escaped.
function math(mathml) {
  const template = document.createElement("template");
  template.innerHTML = `<math>${mathml}</math>`;
  return template.content.firstChild;
}

const isNumeric = (item) => item !== null && (
  item.localName === "mn" || item.matches(".put") ||
  (item.localName === "msup" && isNumeric(item.firstElementChild))
);

function neighbour(item) {
  let before = item.previousElementSibling;
  while (before?.localName === "mspace") before = before.previousElementSibling;
  return before;
}

// A formula with its numbers put in: operands and y become what they are, in parentheses where a
// sign or a power of ten would be misread, and with a dot where letters stood side by side.
function withNumbers(mathml, operands, y) {
  const formula = math(mathml);
  const places = [...formula.querySelectorAll("[data-operand]")];
  for (const place of places) {
    const name = place.getAttribute("data-operand");
    const value = name === "y" ? y : operands[Number(name)];
    const before = neighbour(place);
    const parent = place.parentElement.localName;
    const isBase = parent === "msup" && place.parentElement.firstElementChild === place;
    const opens = !before || (before.localName === "mo" && "([=<>≤≥≠,|".includes(before.textContent));
    const plain = !isBase && (opens || parent === "mfrac" || parent === "msup");
    const compound = value < 0 || digits(value).power !== undefined;
    const inside = numberMathml(value), enclose = compound && !plain;
    const row = `<mrow class="put">${enclose ? mo("(") + inside + mo(")") : inside}</mrow>`;
    place.replaceWith(math(row).firstChild);
  }
  for (const item of formula.querySelectorAll("mrow > *, math > *, msqrt > *")) {
    if (isNumeric(item) && isNumeric(neighbour(item))) item.before(math(mo("·")).firstChild);
  }
  return formula.innerHTML;
}

const hasPlaces = (mathml) => mathml.includes("data-operand");
const isOnePlace = (mathml) => /^<(mi|msub) data-operand="\w+">((?!data-operand).)*<\/\1>$/.test(mathml);
const isConstant = (mathml) => !/<m[it]/.test(mathml); // neither a letter nor text
const join = (...sides) => sides.filter(Boolean).join(mo("="));

const partial = (above, below) =>
  `<mfrac><mrow><mi>∂</mi>${above}</mrow><mrow><mi>∂</mi>${below}</mrow></mfrac>`;

// The rule, and the rule with its numbers where that says more than the result alone.
function spelledOut(mathml, operands, y) {
  if (isConstant(mathml)) return [];
  const says = hasPlaces(mathml) && !isOnePlace(mathml);
  return [mathml, says ? withNumbers(mathml, operands, y) : ""];
}

// A chain of equal sides, each a <math> of its own, so that a narrow page can break the line.
const equal = (first, second, ...others) => [
  math(`${first}${mo("=")}${second}`),
  ...others.filter(Boolean).map((side) => math(mo("=") + side)),
];

// y = rule = rule with numbers = result
const valueFormula = (rule, operands, y) =>
  equal("<mi>y</mi>", ...spelledOut(rule.value, operands, y), numberMathml(y));

// ∂y/∂a = rule = rule with numbers = local gradient
const slopeFormula = (rule, place, operands, y, local) => equal(
  partial("<mi>y</mi>", rule.operands[place]),
  ...spelledOut(rule.gradients[place], operands, y), numberMathml(local),
);
