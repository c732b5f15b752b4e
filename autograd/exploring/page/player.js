// The controls that step and play.

const ICONS = {
  first: "M6 5v14M19 5 9 12l10 7z", previous: "M16 5 6 12l10 7z", next: "M8 5l10 7-10 7z",
  last: "M18 5v14M5 5l10 7-10 7z", play: "M7 4l13 8-13 8z", pause: "M7 5h3v14H7zM14 5h3v14h-3z",
};
const PAUSE_BETWEEN_STEPS = 1000; // milliseconds, at speed 1
const SPEEDS = [0.5, 1, 2, 5];

function icon(name) {
  const image = s("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" });
  image.append(s("path", { d: ICONS[name] }));
  return image;
}

// A clock that ticks until there is nowhere to go. `onTick` takes a step and says whether it was the
// last; `changed(name)` hears what a press would do now: "play" or "pause".
function player(onTick, changed) {
  let timer = null, speed = 1;
  const self = {
    get playing() { return timer !== null; },
    get speed() { return speed; },
    start() {
      timer = setInterval(() => onTick() && self.pause(), PAUSE_BETWEEN_STEPS / speed);
      changed("pause");
    },
    pause() {
      clearInterval(timer);
      timer = null;
      changed("play");
    },
    pace(factor) {
      speed = factor;
      if (timer === null) return;
      clearInterval(timer);
      self.start();
    },
  };
  return self;
}

// The row of controls. `deeds` are what the page does: first, previous, play, next, last, slide(to),
// pace(factor), every(ticked), ask(ticked).
function controlPanel(words, count, { speed, everyNode, quiz }, deeds) {
  const button = (name) => h("button", {
    type: "button", class: "icon", "aria-label": words[name], title: words[name], onclick: deeds[name],
  }, icon(name));
  const play = h("button", { type: "button", class: "icon play", onclick: deeds.play });
  const slider = h("input", {
    type: "range", min: 0, max: 2 * count, step: 1, "aria-label": words.slider,
    oninput: (event) => deeds.slide(Number(event.target.value)),
  });
  const place = h("output", { class: "place" });
  const speeds = SPEEDS.map((x) => h("option", { value: x, selected: x === speed }, `${x}×`));
  const ticked = (name, checked, deed) => h("label", {}, h("input", {
    type: "checkbox", class: name, checked, onchange: (event) => deed(event.target.checked),
  }), words[name]);
  const pacing = h("div", { class: "pacing" },
    h("label", {}, words.speed, h("select", {
      onchange: (event) => deeds.pace(Number(event.target.value)),
    }, ...speeds)), ticked("everyNode", everyNode, deeds.every), ticked("quiz", quiz, deeds.ask));
  const element = h("div", { class: "controls", role: "group", "aria-label": words.controls },
    button("first"), button("previous"), play, button("next"), button("last"),
    h("div", { class: "track" }, slider, h("div", { class: "phases", "aria-hidden": "true" },
      h("span", {}, words.forward), h("span", {}, words.backward))),
    place, pacing);
  return {
    element, slider,
    offer(name) {
      play.setAttribute("aria-label", words[name]);
      play.title = words[name];
      play.replaceChildren(icon(name));
    },
    show(position, text) {
      slider.value = position;
      slider.setAttribute("aria-valuetext", text);
      place.textContent = text;
    },
  };
}
