// What the page says, in each of its languages.

const listed = (items) => items.join(", ");
const listedWithAnd = (items) =>
  (items.length < 2 ? items.join() : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`);

const WORDS = {
  en: {
    language: "English",
    title: "Backpropagation, step by step",
    graph: (count) => `Computation graph of ${count} values`,
    keys: "← → step · Home End · Space plays",
    controls: "Steps", slider: "Step", play: "Play", pause: "Pause",
    first: "To the start", previous: "One step back", next: "One step on", last: "To the end",
    speed: "Speed", everyNode: "Stop at leaves and constants",
    smaller: "Smaller", larger: "Larger", fit: "Fit to the window",
    forward: "forward", backward: "backward",
    place: {
      start: () => "Start",
      forward: (i, count) => `Forward ${i} of ${count}`,
      backward: (i, count) => `Backward ${i} of ${count}`,
    },
    leaves: "Leaves", reset: "Reset", notANumber: "This is not a number.",
    noLeaves: "No leaves: every number is a constant.",
    locked: (names) => `Only Python knows ${listedWithAnd(names)}, so the leaves are fixed here.`,
    slides: (name) => `Slider of ${name}`,
    descend: "Gradient step", rate: "Rate", notARate: "A rate is a number above 0.",
    many: (count) => `${count} parameters`,
    moves: (names) => `− rate × gradient: ${names}`,
    quiz: "Questions first", check: "Check", hint: "Hint", tell: "Show it",
    askValue: (name) => `What will the value of ${name} be?`,
    askGradient: (name) => `What will the gradient of ${name} be?`,
    notYet: "Not yet: try again, or take the hint.", tolerance: "1 % either way is right.",
    right: "✓ Right.", told: "Shown.", score: (right, asked) => (asked ? `Score: ${right} of ${asked}.` : ""),
    hintResult: (name) => `How fast does ${name} change with itself?`,
    hintBackward: "Local gradient × upstream gradient, added up over the paths:",
    hintBox: (nodes) => `It is computed by ${nodes} nodes: open the box to follow them.`,
    ghosts: "Previous values in grey",
    curve: (name, first, last, steps) =>
      `${name}: ${first} → ${last} in ${steps} ${steps === 1 ? "step" : "steps"}`,
    rises: "It went up: the rate is too large.",
    tooFar: "This step would leave the range of numbers: take a smaller rate.",
    nudge: (sum) => `Nudge: ${sum}`, change: (name) => `change of ${name}`,
    byGradient: "by the gradient", truly: "in fact", nowhere: "does not exist",
    order: "Topological order", unnamed: { constant: "constant", leaf: "leaf" },
    node: (i) => `node ${i}`, nodeFirst: (i) => `Node ${i}`, grad: "grad",
    operand: "operand", local: "local gradient", product: "local × upstream = contribution",
    result: (name) => `L is the result, ${name}.`,
    foldKeys: "Enter opens a box, Esc closes it",
    layer: (i) => `Layer ${i}`, slice: (name) => `Nodes ${name}`,
    kinds: {
      scope: "scope", computed: "operations", result: "result", parameter: "parameters", input: "inputs",
      constant: "constants",
    },
    opens: (name, count) => `${name}: ${count} nodes. A click opens the box.`,
    closes: (name) => `Close ${name}`,
    hidden: (count) => `${count} more ${count === 1 ? "leaf" : "leaves"} in closed boxes.`,
    numbers: (count) => (count === 1 ? "1 number" : `${count} numbers`),
    reads: "It reads", from: "Gradients come from", onTo: "It hands contributions on to",
    boxComputed: (name, nodes, { count, low, high }) =>
      `${name}: ${nodes} nodes are computed at once. ` +
      (count === 1 ? `The result is ${low}.` : `The ${count} results are from ${low} to ${high}.`),
    boxArrived: (name, nodes, { count, low, high }) =>
      (count === 1 ? `The gradient of the result of ${name} is ${low}.`
        : `The gradients of the ${count} results of ${name} are from ${low} to ${high}.`) +
      ` In the box, the chain rule goes through ${nodes} nodes.`,
    endsInside: (name) =>
      `In ${name}, a value or a derivative does not exist for these numbers. Open it to see where, or change a leaf.`,
    before: "Nothing is computed yet. Press the right arrow key to take a step, or the space bar to play.",
    leaf: (name, x) => `${name} is a leaf: somebody gave it the value ${x}.`,
    constant: (x) => `A constant of the formula: ${x}.`,
    computed: (name, operation, operands, y) =>
      `${name} is ${operation} of ${listedWithAnd(operands)}. The result is ${y}.`,
    seed: (name) =>
      `Backward begins at the result: the derivative of ${name} with respect to itself is 1.`,
    arrived: (name, gradient) => `The gradient of ${name} is ${gradient}.`,
    summed: (name, terms, gradient) =>
      `${terms.length} paths meet in ${name}. ` +
      `Its gradient is the sum of their contributions: ${terms.join(" + ")} = ${gradient}.`,
    passes: (parts, others) => {
      const spoken = parts.map(({ name, local, gradient, amount }) =>
        `${local} × ${gradient} = ${amount} to ${name}`);
      return `It hands on ${listedWithAnd(others ? [...spoken, `so on to ${others} more`] : spoken)}.`;
    },
    arrives: {
      leaf: "A leaf hands nothing on: its gradient is complete.",
      constant: "A constant hands nothing on.",
    },
    undefinedValue: (name) =>
      `The value of ${name} does not exist for these numbers. Change a leaf.`,
    undefinedSlope: (name) =>
      `The derivative at ${name} does not exist for these numbers: the chain rule ends here.`,
    operations: {
      add: "the sum", sub: "the difference", mul: "the product", div: "the quotient",
      neg: "the negative", abs: "the absolute value", pow: "the power", power: "the power",
      exp: "the exponential", log: "the natural logarithm", sqrt: "the square root",
      sin: "the sine", cos: "the cosine", tan: "the tangent", tanh: "the hyperbolic tangent",
      sigmoid: "the sigmoid", clip: "the clipped value", where: "the choice", take: "the element",
      sum: "the sum", dot: "the dot product", maximum: "the maximum", minimum: "the minimum",
    },
    otherOperation: (symbol) => symbol,
  },
  ko: {
    language: "한국어",
    title: "한 걸음씩 따라가는 오류 역전파",
    graph: (count) => `값 ${count}개로 이루어진 계산 그래프`,
    keys: "← → 한 단계 · Home End 처음과 끝 · 스페이스 재생",
    controls: "단계", slider: "단계", play: "재생", pause: "멈춤",
    first: "처음으로", previous: "한 단계 뒤로", next: "한 단계 앞으로", last: "끝으로",
    speed: "속도", everyNode: "잎 노드와 상수도 들르기",
    smaller: "작게", larger: "크게", fit: "화면에 맞춤",
    forward: "순전파", backward: "역전파",
    place: {
      start: () => "시작",
      forward: (i, count) => `순전파 ${i}/${count}`,
      backward: (i, count) => `역전파 ${i}/${count}`,
    },
    leaves: "잎 노드", reset: "처음 값으로", notANumber: "숫자가 아닙니다.",
    noLeaves: "잎 노드가 없습니다. 모든 수가 상수입니다.",
    locked: (names) =>
      `파이썬만 계산할 수 있는 연산(${listed(names)})이 있어 여기서는 잎 노드를 바꿀 수 없습니다.`,
    slides: (name) => `${name} 슬라이더`,
    descend: "경사 하강 한 걸음", rate: "학습률", notARate: "학습률은 0보다 큰 수입니다.",
    many: (count) => `매개변수 ${count}개`,
    moves: (names) => `− 학습률 × 기울기: ${names}`,
    quiz: "먼저 맞혀 보기", check: "확인", hint: "힌트", tell: "답 보기",
    askValue: (name) => `${name}의 값은 얼마가 될까요?`,
    askGradient: (name) => `${name}의 기울기는 얼마가 될까요?`,
    notYet: "아직 아닙니다. 다시 해 보거나 힌트를 보십시오.", tolerance: "1%까지 차이가 나도 정답입니다.",
    right: "✓ 맞았습니다.", told: "답을 보았습니다.",
    score: (right, asked) => (asked ? `${asked}문제 가운데 ${right}문제를 맞혔습니다.` : ""),
    hintResult: (name) => `${name}의 값을 자기 자신으로 미분하면 얼마일까요?`,
    hintBackward: "경로마다 국소 기울기 × 위에서 온 기울기를 구해 모두 더합니다.",
    hintBox: (nodes) => `노드 ${nodes}개로 계산합니다. 상자를 열어 따라가 보십시오.`,
    ghosts: "바꾸기 전 값도 보이기",
    curve: (name, first, last, steps) => `${name}: ${first} → ${last} (${steps}걸음)`,
    rises: "값이 커졌습니다. 학습률이 너무 큽니다.",
    tooFar: "이 걸음은 수의 범위를 벗어납니다. 학습률을 줄이십시오.",
    nudge: (sum) => `조금 바꾸면: ${sum}`, change: (name) => `${name}의 변화`,
    byGradient: "기울기로 어림한 값", truly: "실제 값", nowhere: "정의되지 않음",
    order: "위상 정렬 순서", unnamed: { constant: "상수", leaf: "잎 노드" },
    node: (i) => `노드 ${i}`, nodeFirst: (i) => `노드 ${i}`, grad: "기울기",
    operand: "피연산자", local: "국소 기울기", product: "국소 기울기 × 위에서 온 기울기 = 기여",
    result: (name) => `L은 결과(${name})입니다.`,
    foldKeys: "Enter 상자 열기, Esc 닫기",
    layer: (i) => `${i}층`, slice: (name) => `노드 ${name}`,
    kinds: {
      scope: "묶음", computed: "연산", result: "결과", parameter: "매개변수", input: "입력", constant: "상수",
    },
    opens: (name, count) => `${name}: 노드 ${count}개. 누르면 상자가 열립니다.`,
    closes: (name) => `${name} 닫기`,
    hidden: (count) => `닫힌 상자 안에 잎 노드가 ${count}개 더 있습니다.`,
    numbers: (count) => `${count}개`,
    reads: "받는 값", from: "들어온 기울기", onTo: "전하는 기여",
    boxComputed: (name, nodes, { count, low, high }) =>
      `${name}: 노드 ${nodes}개를 한꺼번에 계산합니다. ` +
      (count === 1 ? `결과는 ${low}입니다.` : `결과 ${count}개는 ${low}에서 ${high} 사이입니다.`),
    boxArrived: (name, nodes, { count, low, high }) =>
      (count === 1 ? `${name}: 결과의 기울기는 ${low}입니다.`
        : `${name}: 결과 ${count}개의 기울기는 ${low}에서 ${high} 사이입니다.`) +
      ` 상자 안에서는 연쇄 법칙이 노드 ${nodes}개를 지나갑니다.`,
    endsInside: (name) =>
      `지금의 수로는 ${name} 안의 값이나 도함수가 정의되지 않습니다. 상자를 열어 어디인지 보거나 잎 노드의 값을 바꾸어 보십시오.`,
    before: "아직 아무것도 계산하지 않았습니다. " +
      "오른쪽 화살표 키를 누르면 한 단계 나아가고, 스페이스 바를 누르면 재생합니다.",
    leaf: (name, x) => `${name}: 값이 ${x}인 잎 노드입니다.`,
    constant: (x) => `수식에 나온 상수 ${x}입니다.`,
    computed: (name, operation, operands, y) =>
      `${name}: ${listed(operands)}의 ${operation} ${y}입니다.`,
    seed: (name) =>
      `역전파는 결과(${name})에서 시작합니다. 자기 자신으로 미분하면 1입니다.`,
    arrived: (name, gradient) => `${name}의 기울기는 ${gradient}입니다.`,
    summed: (name, terms, gradient) =>
      `${name}에서 경로 ${terms.length}개가 만납니다. ` +
      `기울기는 기여를 모두 더한 값입니다: ${terms.join(" + ")} = ${gradient}.`,
    passes: (parts, others) => {
      const spoken = parts.map(({ name, local, gradient, amount }) =>
        `${name}에 ${local} × ${gradient} = ${amount}`);
      const rest = others ? ` 등 모두 ${parts.length + others}개` : "";
      return `연쇄 법칙에 따라 전하는 기여: ${listed(spoken)}${rest}.`;
    },
    arrives: {
      leaf: "잎 노드이므로 더 전할 곳이 없습니다. 기울기가 완성되었습니다.",
      constant: "상수이므로 더 전할 곳이 없습니다.",
    },
    undefinedValue: (name) =>
      `지금의 수로는 ${name}의 값이 정의되지 않습니다. 잎 노드의 값을 바꾸어 보십시오.`,
    undefinedSlope: (name) =>
      `지금의 수로는 ${name}에서 미분할 수 없습니다. 연쇄 법칙이 여기서 끊깁니다.`,
    operations: {
      add: "합은", sub: "차는", mul: "곱은", div: "몫은",
      neg: "부호를 바꾼 값은", abs: "절댓값은", pow: "거듭제곱은", power: "거듭제곱은",
      exp: "지수 함수 값은", log: "자연로그 값은", sqrt: "제곱근은",
      sin: "사인 값은", cos: "코사인 값은", tan: "탄젠트 값은", tanh: "쌍곡탄젠트 값은",
      sigmoid: "시그모이드 값은", clip: "범위 안으로 자른 값은", where: "선택 결과는", take: "골라낸 값은",
      sum: "합은", dot: "내적은", maximum: "최댓값은", minimum: "최솟값은",
    },
    otherOperation: (symbol) => `${symbol} 값은`,
  },
};
