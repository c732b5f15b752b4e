// Which part of the graph is shown, and how large.

const WHOLE = 0.5; // the whole graph stays in sight while its scale is at least this
const OVERVIEW = 0.1; // and before the first step, while its boxes can be told apart
const READABLE = 0.68; // else the surroundings of a step are shown, no smaller than this
const LARGEST = 1.9;

// `place` says what matters: {item, overview}, the item of the step, or of the first one, and
// whether the graph as a whole is wanted. The reader may choose another scale, which then stays.
function sightOn(box, behavior, place) {
  let chosen = null, scale = 1, frame, drawing;

  function whole() {
    const [width, height] = drawing.size;
    return Math.min(frame.clientWidth / width, frame.clientHeight / height, LARGEST);
  }

  // The rectangle around an item and what it reads, or what reads a leaf.
  function surroundings(item) {
    const { items, edges } = drawing, read = edges.filter(({ head }) => head === item);
    const others = read.length ? read.map(({ tail }) => tail)
      : edges.filter(({ tail }) => tail === item).map(({ head }) => head);
    const near = [item, ...others].map((i) => items[i]);
    const span = (along, length) => {
      const middles = near.map((each) => each[along] + MARGIN);
      return [Math.min(...middles) - length / 2, Math.max(...middles) + length / 2];
    };
    return [span("x", box[0]), span("y", box[1])];
  }

  function best(item, overview) {
    const all = whole();
    if (all >= WHOLE || (overview && all >= OVERVIEW)) return all;
    const [[left, right], [top, bottom]] = surroundings(item);
    const fits = Math.min(frame.clientWidth / (right - left), frame.clientHeight / (bottom - top));
    return Math.min(1, Math.max(READABLE, fits * 0.94));
  }

  // The middle of the surroundings, but never so that the item itself is out of sight.
  function centre([from, to], middle, length, room) {
    const slack = Math.max(0, (room / scale - length) / 2 - PORT);
    return Math.max(middle - slack, Math.min((from + to) / 2, middle + slack));
  }

  function show() {
    const { item, overview } = place();
    scale = chosen ?? best(item, overview);
    drawing.stage.style.setProperty("--scale", scale);
    const [across, down] = surroundings(item), { x: middle, y: level } = drawing.items[item];
    const x = centre(across, middle + MARGIN, box[0], frame.clientWidth);
    const y = centre(down, level + MARGIN, box[1], frame.clientHeight);
    frame.scrollTo({
      left: x * scale - frame.clientWidth / 2, top: y * scale - frame.clientHeight / 2,
      behavior: behavior(),
    });
  }

  function zoom(to) {
    chosen = to;
    show();
  }

  return {
    show,
    on(view) { ({ frame, drawing } = view); },
    larger: () => zoom(scale * 1.25),
    smaller: () => zoom(scale / 1.25),
    fit: () => zoom(chosen === whole() ? null : whole()), // once more: what matters again
  };
}
