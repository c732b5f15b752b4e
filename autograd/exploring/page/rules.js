// The table of operations once more, in JavaScript: what each computes and its local gradients.
// The tests hold every entry against the engine's table. Where Python's floats raise an error,
// these rules throw a RangeError.

function finite(name, y, ...operands) {
  if (!Number.isFinite(y) && operands.every(Number.isFinite)) throw new RangeError(name);
  return y;
}

const checked = (name) => (a) => finite(name, Math[name](a), a);
const exp = checked("exp"), expm1 = checked("expm1"), sinh = checked("sinh"), cosh = checked("cosh");
const log = checked("log"), log1p = checked("log1p"), sqrt = checked("sqrt");
const asin = checked("asin"), acos = checked("acos");
const log2 = checked("log2"), log10 = checked("log10");
const acosh = checked("acosh"), atanh = checked("atanh");

function divide(a, b) {
  if (b === 0) throw new RangeError("division by zero");
  return a / b;
}

function power(a, b) {
  if (b === 0 || a === 1) return 1;
  return finite("pow", a ** b, a, b);
}

// n·a^(n-1); below 1/2 the exponent n - 1 may round, and y / a is the more accurate.
const powerSlope = (y, a, n) => (n === 0 ? 0 : n >= 0.5 ? n * power(a, n - 1) : n * quotient(y, a));

// a·b, and 0 where b has faded to 0, however large a is; a/b, and 0 at an infinite b.
const fading = (a, b) => (b === 0 ? 0 : a * b);
const quotient = (a, b) => (Math.abs(b) === Infinity && !Number.isNaN(a) ? 0 : divide(a, b));

// d/db a^b = a^b·ln a, and its limit 0 at a = 0.
function exponentSlope(a, b) {
  if (a > 0) return fading(Math.log(a), power(a, b));
  return a < 0 ? NaN : b > 0 ? 0 : divide(0, 0);
}

function powSlopes(y, a, b) {
  if (a === 0 && b === 0) return [0, 0];
  const base = b >= 0.5 ? power(a, b - 1) : quotient(y, a);
  return [fading(b, base), exponentSlope(a, b)];
}

// Each form only ever takes exp of a number that is not positive.
function sigmoid(a) {
  if (a >= 0) return 1 / (1 + Math.exp(-a));
  return Math.exp(a) / (1 + Math.exp(a));
}

// a·b - product, exactly: Veltkamp's splitting and Dekker's product.
function productError(a, b, product) {
  const split = (x) => { const t = 134217729 * x, high = t - (t - x); return [high, x - high]; };
  const [aHigh, aLow] = split(a), [bHigh, bLow] = split(b);
  return aHigh * bHigh - product + aHigh * bLow + aLow * bHigh + aLow * bLow;
}

// exp(-scale·a²), corrected for what rounding a² lost.
function gaussian(a, scale = 1) {
  if (Math.abs(a) > 40) return 0;
  const square = a * a;
  return Math.exp(-scale * square) * (1 - scale * productError(a, a, square));
}

// The series 2/√π e^-a² Σ 2^k a^(2k+1) / (1·3·5···(2k+1)): no term cancels another.
function erfSeries(a) {
  let term = a, total = a;
  for (let k = 1; Math.abs(term) > 1e-18 * Math.abs(total); k++) {
    term *= (2 * a * a) / (2 * k + 1);
    total += term;
  }
  return (2 / Math.sqrt(Math.PI)) * gaussian(a) * total;
}

// Laplace's continued fraction for a ≥ 1.
function erfcFraction(a) {
  let tail = a;
  for (let k = 200; k > 0; k--) tail = a + k / 2 / tail;
  return gaussian(a) / (Math.sqrt(Math.PI) * tail);
}

const erfc = (a) => (a < -1 ? 2 - erfcFraction(-a) : a <= 1 ? 1 - erfSeries(a) : erfcFraction(a));
const erf = (a) => (a > 1 ? 1 - erfcFraction(a) : a < -1 ? erfcFraction(-a) - 1 : erfSeries(a));

const normalPdf = (a) => gaussian(a, 0.5) / Math.sqrt(2 * Math.PI);

const SQRT_HALF = Math.sqrt(0.5);
const SQRT_HALF_REST = -4.833646656726457e-17; // √½ minus the float above

function normalCdf(a) {
  if (Math.abs(a) > 40) return a > 0 ? 1 : 0;
  const z = -a * SQRT_HALF;
  const lost = productError(-a, SQRT_HALF, z) - a * SQRT_HALF_REST;
  return 0.5 * erfc(z) - (lost * Math.exp(-z * z)) / Math.sqrt(Math.PI);
}

// Python's %, with the sign of b, and //: JavaScript's % has the sign of a.
function remainder(a, b) {
  if (b === 0) throw new RangeError("division by zero");
  const rest = a % b;
  return rest === 0 ? copysign(0, b) : rest < 0 !== b < 0 ? rest + b : rest;
}

function floorDivide(a, b) {
  const quotient = (a - remainder(a, b)) / b, floor = Math.floor(quotient);
  return quotient - floor > 0.5 ? floor + 1 : floor;
}

const copysign = (a, b) => (Object.is(Math.abs(a), a) === (b > 0 || Object.is(b, 0)) ? a : -a);

const length = (...xs) => Math.hypot(...xs);
const largest = (...xs) => xs.reduce((m, x) => (x > m ? x : m));
const smallest = (...xs) => xs.reduce((m, x) => (x < m ? x : m));
const total = (...xs) => xs.reduce((sum, x) => sum + x, 0);
const truth = (condition) => (condition ? 1 : 0);

function softmax(xs) {
  if (xs.length === 1 || xs.filter((x) => x === Infinity).length === 1) {
    return xs.map((x) => truth(xs.length === 1 || x === Infinity));
  }
  const m = largest(...xs), es = xs.map((x) => Math.exp(x - m)), sum = total(...es);
  return es.map((e) => e / sum);
}

function share(hits) {
  const count = total(...hits);
  return hits.map((hit) => hit / count); // 0/0, a NaN, where y is NaN and none of them
}

// The vector divided by its length: 0 at the origin, and 1 towards the one infinity of several.
function direction(y, ...xs) {
  if (y === 0) return xs.map(() => 0);
  if (xs.filter((x) => Math.abs(x) === Infinity).length !== 1) return xs.map((x) => x / y);
  return xs.map((x) => (Math.abs(x) === Infinity ? Math.sign(x) : 0));
}

const halves = (xs) => [xs.slice(0, xs.length / 2), xs.slice(xs.length / 2)];

function element(i, ...xs) {
  if (!Number.isInteger(i) || i < 0 || i >= xs.length) throw new RangeError("index");
  return xs[i];
}

const rule = (value, gradients) => ({ value, gradients });
const one = (value, slope) => rule(value, (y, a) => [slope(y, a)]);

const RULES = {
  identity: () => one((a) => a, () => 1),
  add: () => rule((a, b) => a + b, () => [1, 1]),
  sub: () => rule((a, b) => a - b, () => [1, -1]),
  mul: () => rule((a, b) => a * b, (y, a, b) => [b, a]),
  div: () => rule(divide, (y, a, b) => [divide(1, b), divide(-y, b)]),
  neg: () => one((a) => -a, () => -1),
  sign: () => one(Math.sign, () => 0),
  abs: () => one(Math.abs, (y, a) => Math.sign(a)),
  pow: () => rule(power, powSlopes),
  power: (n) => one((a) => power(a, n), (y, a) => powerSlope(y, a, n)),
  exp: () => one(exp, (y) => y),
  expm1: () => one(expm1, (y, a) => exp(a)),
  log: () => one(log, (y, a) => divide(1, a)),
  log1p: () => one(log1p, (y, a) => divide(1, 1 + a)),
  sqrt: () => one(sqrt, (y) => divide(0.5, y)),
  erf: () => one(erf, (y, a) => (2 / Math.sqrt(Math.PI)) * gaussian(a)),
  gaussian: () => one((a) => gaussian(a), (y, a) => -2 * fading(a, y)),
  normal_pdf: () => one(normalPdf, (y, a) => -fading(a, y)),
  normal_cdf: () => one(normalCdf, (y, a) => normalPdf(a)),
  sin: () => one(Math.sin, (y, a) => Math.cos(a)),
  cos: () => one(Math.cos, (y, a) => -Math.sin(a)),
  tan: () => one(Math.tan, (y) => 1 + y * y),
  asin: () => one(asin, (y, a) => divide(1, sqrt((1 - a) * (1 + a)))),
  acos: () => one(acos, (y, a) => divide(-1, sqrt((1 - a) * (1 + a)))),
  atan: () => one(Math.atan, (y, a) => 1 / (1 + a * a)),
  atan2: () => rule(Math.atan2, (y, a, b) => {
    const r = length(a, b);
    return [quotient(quotient(b, r), r), -quotient(quotient(a, r), r)];
  }),
  hypot: () => rule(length, direction),
  log2: () => one(log2, (y, a) => divide(1, Math.LN2 * a)),
  log10: () => one(log10, (y, a) => divide(1, Math.LN10 * a)),
  exp2: () => one((a) => finite("exp2", 2 ** a, a), (y) => Math.LN2 * y),
  cbrt: () => one(Math.cbrt, (y, a) => quotient(y, a) / 3),
  reciprocal: () => one((a) => divide(1, a), (y) => -y * y),
  xlogy: () => rule(
    (a, b) => (a === 0 ? 0 : a * log(b)),
    (y, a, b) => (a === 0 && b <= 0 ? [b === 0 ? -Infinity : NaN, 0] : [log(b), divide(a, b)]),
  ),
  asinh: () => one(Math.asinh, (y, a) => 1 / length(1, a)),
  acosh: () => one(acosh, (y, a) => divide(1, sqrt(a - 1)) / sqrt(a + 1)),
  atanh: () => one(atanh, (y, a) => divide(1, (1 - a) * (1 + a))),
  remainder: () => rule(remainder, (y, a, b) => [1, -floorDivide(a, b)]),
  floor_divide: () => rule(floorDivide, () => [0, 0]),
  fmod: () => rule(
    (a, b) => finite("fmod", a % b, a),
    (y, a, b) => [1, -Math.sign(a) * Math.sign(b) * floorDivide(Math.abs(a), Math.abs(b))],
  ),
  copysign: () => rule(copysign, (y, a, b) => [Math.sign(a) * copysign(1, b), 0]),
  degrees: () => one((a) => a * (180 / Math.PI), () => 180 / Math.PI),
  radians: () => one((a) => a * (Math.PI / 180), () => Math.PI / 180),
  erfc: () => one(erfc, (y, a) => (-2 / Math.sqrt(Math.PI)) * gaussian(a)),
  sinh: () => one(sinh, (y, a) => cosh(a)),
  cosh: () => one(cosh, (y, a) => sinh(a)),
  tanh: () => one(Math.tanh, (y, a) => 4 * sigmoid(2 * a) * sigmoid(-2 * a)),
  sigmoid: () => one(sigmoid, (y, a) => y * sigmoid(-a)),
  softplus: () => one((a) => Math.max(a, 0) + Math.log1p(Math.exp(-Math.abs(a))), (y, a) => sigmoid(a)),
  relu: () => one((a) => (a <= 0 ? 0 : a), (y, a) => truth(a > 0)),
  silu: () => one(
    (a) => fading(a, sigmoid(a)),
    (y, a) => fading(1 + fading(a, sigmoid(-a)), sigmoid(a)),
  ),
  gelu: () => one((a) => fading(a, normalCdf(a)), (y, a) => normalCdf(a) + fading(a, normalPdf(a))),
  step: () => one((a) => truth(a > 0), () => 0),
  leaky_relu: (s) => one((a) => (a > 0 ? a : s * a), (y, a) => (a > 0 ? 1 : s)),
  elu: (alpha) => one((a) => (a > 0 ? a : alpha * expm1(a)), (y, a) => (a > 0 ? 1 : alpha * exp(a))),
  clip: (lower, upper) => one(
    (a) => Math.min(Math.max(a, lower), upper),
    (y, a) => truth(a >= lower && a <= upper),
  ),
  maximum: () => rule(largest, (y, ...xs) => share(xs.map((x) => truth(x >= y)))),
  minimum: () => rule(smallest, (y, ...xs) => share(xs.map((x) => truth(x <= y)))),
  where: () => rule(
    (c, a, b) => (c !== 0 ? a : b),
    (y, c) => [0, truth(c !== 0), truth(c === 0)],
  ),
  take: () => rule(element, (y, i, ...xs) => [0, ...xs.map((x, j) => truth(j === i))]),
  sum: () => rule(total, (y, ...xs) => xs.map(() => 1)),
  dot: () => rule(
    (...xs) => { const [left, right] = halves(xs); return total(...left.map((x, i) => x * right[i])); },
    (y, ...xs) => { const [left, right] = halves(xs); return [...right, ...left]; },
  ),
  logsumexp: () => rule(
    (...xs) => {
      const m = largest(...xs);
      if (!Number.isFinite(m)) return m;
      const others = xs.filter((_, i) => i !== xs.indexOf(m)); // m itself gives e^0 = 1
      return m + Math.log1p(total(...others.map((x) => Math.exp(x - m))));
    },
    (y, ...xs) => softmax(xs),
  ),
};

// The rule for an operation of the graph, or null for one that only its owner's Python knows.
function ruleFor(operation) {
  if (!operation.in_table || !Object.hasOwn(RULES, operation.name)) return null;
  return RULES[operation.name](...operation.parameters);
}
