// What all widgets share: elements, numbers, the head with its languages, sliders.

const SVG = "http://www.w3.org/2000/svg";

function made(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}
const html = (tag, attributes = {}, ...children) =>
  made(document.createElement(tag), attributes, children);
const svg = (tag, attributes = {}, ...children) =>
  made(document.createElementNS(SVG, tag), attributes, children);
const place = (element, attributes) => made(element, attributes, []);

// At most four digits, with the minus sign of print.
function short(x) {
  if (!Number.isFinite(x)) return Number.isNaN(x) ? "?" : x > 0 ? "∞" : "−∞";
  const size = Math.abs(x);
  const far = size >= 1e5 || (size > 0 && size < 1e-4);
  return (far ? x.toExponential(2) : String(Number(x.toPrecision(4)))).replace("-", "−");
}

// A number on the page: a few digits to look at, all of them where one points at it.
function write(element, x) {
  element.textContent = short(x);
  element.setAttribute(element instanceof SVGElement ? "data-number" : "title", String(x));
}

const clamp = (x, low, high) => Math.min(Math.max(x, low), high);

// The head: a title, what to do, and the languages; `build` fills the page in one of them.
function mounted(root, words, language, build) {
  function show(code) {
    const said = words[code];
    const languages = Object.entries(words).map(([other, { language: name }]) =>
      html("button", {
        type: "button", lang: other, "aria-pressed": String(other === code),
        onclick: () => show(other),
      }, name));
    root.className = "chainrule-widget";
    root.lang = code;
    root.replaceChildren(
      html("header", {}, html("h2", {}, said.title), html("div", { class: "languages" }, ...languages)),
      html("p", { class: "task" }, said.task),
      ...build(said),
    );
  }
  show(language);
}

// A slider with its number: { label, min, max, step, get, set }; `refresh` shows what is there.
function slider({ label, min, max, step, get, set }) {
  const range = html("input", { type: "range", min, max, step, "aria-label": label });
  const shown = html("output", { class: "number" });
  const refresh = () => {
    range.value = get();
    write(shown, get());
  };
  range.addEventListener("input", () => {
    set(Number(range.value));
    refresh();
  });
  const row = html("label", { class: "slider" }, html("span", {}, label), range, shown);
  refresh();
  return { row, refresh };
}

const button = (text, onclick, attributes = {}) =>
  html("button", { type: "button", onclick, ...attributes }, text);

// Where a pointer is, in the units of a picture; `moved` is told of all its ways until it lifts.
function dragged(picture, handle, moved) {
  const at = (event) => {
    const point = new DOMPoint(event.clientX, event.clientY);
    return point.matrixTransform(picture.getScreenCTM().inverse());
  };
  handle.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    picture.focus();
    handle.setPointerCapture(event.pointerId);
    const move = (next) => moved(at(next));
    const end = () => handle.removeEventListener("pointermove", move);
    handle.addEventListener("pointermove", move);
    handle.addEventListener("lostpointercapture", end, { once: true });
  });
}
