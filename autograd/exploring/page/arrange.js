// Where the items of a large graph stand: columns from the leaves to the result, as in the pictures
// (Sugiyama, Tagawa and Toda, 1981). The page does it itself, for boxes open and close.

const ACROSS = 160, DOWN = 26, CABLE = 28; // between columns, between boxes, around a waypoint
const SWEEPS = 8;

// Gives each item its x and y, and each arrow its way; returns the size of the whole. Items are in
// an order to compute them by.
function arrange(items, arrows, [width, height]) {
  const columns = [], waypoints = new Map();
  const put = (layer, tall) => {
    const place = { layer, tall, left: new Set(), right: new Set(), y: 0, rank: 0 };
    (columns[layer] ??= []).push(place);
    return place;
  };
  const layers = layersOf(items, arrows);
  const places = layers.map((layer) => put(layer, height));
  for (const arrow of arrows) {
    arrow.places = [places[arrow.tail]];
    for (let layer = layers[arrow.tail] - 1; layer > layers[arrow.head]; layer--) {
      const key = `${arrow.tail} ${layer}`;
      if (!waypoints.has(key)) waypoints.set(key, put(layer, CABLE));
      arrow.places.push(waypoints.get(key));
    }
    arrow.places.push(places[arrow.head]);
    arrow.places.slice(1).forEach((place, i) => {
      place.left.add(arrow.places[i]);
      arrow.places[i].right.add(place);
    });
  }
  const sorted = untangled(columns);
  setHeights(sorted);
  const all = sorted.flat(), top = Math.min(...all.map(({ y, tall }) => y - tall / 2));
  for (const place of all) {
    place.y -= top;
    place.x = (sorted.length - 1 - place.layer) * (width + ACROSS) + width / 2;
  }
  items.forEach((item, i) => Object.assign(item, { x: places[i].x, y: places[i].y }));
  for (const arrow of arrows) arrow.way = wayThrough(arrow.places, width);
  return [sorted.length * (width + ACROSS) - ACROSS, Math.max(...all.map(({ y, tall }) => y + tall / 2))];
}

// Of each item its column, counted from the result: one more than the largest that reads it.
function layersOf(items, arrows) {
  const layers = items.map(() => 0);
  for (const { tail, head } of [...arrows].sort((a, b) => b.head - a.head)) {
    layers[tail] = Math.max(layers[tail], layers[head] + 1);
  }
  return layers;
}

const wayThrough = (places, width) => places.flatMap(({ x, y }, i) => {
  const [left, right] = [[x - width / 2, y], [x + width / 2, y]];
  if (i === 0) return [right];
  return i === places.length - 1 ? [left] : [left, right];
});

// Each column sorted by the mean place of its neighbours, to and fro; the fewest crossings win.
function untangled(columns) {
  let best = columns, fewest = crossings(columns);
  for (let sweep = 0; sweep < SWEEPS && fewest > 0; sweep++) {
    const back = sweep % 2 === 1, next = [...columns];
    for (const layer of back ? [...next.keys()].reverse().slice(1) : [...next.keys()].slice(1)) {
      next[layer + (back ? 1 : -1)].forEach((place, i) => { place.rank = i; });
      const mean = new Map(next[layer].map((place, i) => {
        const near = [...(back ? place.left : place.right)];
        return [place, near.length ? near.reduce((sum, { rank }) => sum + rank, 0) / near.length : i];
      }));
      next[layer] = [...next[layer]].sort((a, b) => mean.get(a) - mean.get(b));
    }
    const count = crossings(next);
    if (count < fewest) [best, fewest] = [next, count];
    columns = next;
  }
  return best;
}

function crossings(columns) {
  let count = 0;
  columns.slice(1).forEach((column, i) => {
    columns[i].forEach((place, rank) => { place.rank = rank; });
    const ends = [];
    for (const place of column) {
      const mine = [...place.right].map(({ rank }) => rank);
      for (const end of mine) count += ends.filter((other) => other > end).length;
      ends.push(...mine);
    }
  });
  return count;
}

// Every place as near to its neighbours' heights as order and room allow.
function setHeights(columns) {
  const offsets = columns.map((column) => {
    let y = 0;
    return column.map(({ tall }, i) => (y += i ? (column[i - 1].tall + tall) / 2 + DOWN : 0));
  });
  columns.forEach((column, i) => column.forEach((place, k) => { place.y = offsets[i][k]; }));
  for (let sweep = 0; sweep < 2 * SWEEPS; sweep++) {
    const order = [...columns.keys()];
    for (const i of sweep % 2 ? order.reverse() : order) {
      const wanted = columns[i].map((place, k) => {
        const near = [...place.left, ...place.right];
        return (near.length ? near.reduce((sum, { y }) => sum + y, 0) / near.length : place.y) - offsets[i][k];
      });
      inOrder(wanted).forEach((y, k) => { columns[i][k].y = y + offsets[i][k]; });
    }
  }
}

// The numbers nearest to those wanted that never descend: neighbours in the wrong order are pooled.
function inOrder(wanted) {
  const pools = [];
  for (const x of wanted) {
    let pool = { sum: x, count: 1 };
    while (pools.length && pools.at(-1).sum / pools.at(-1).count > pool.sum / pool.count) {
      const { sum, count } = pools.pop();
      pool = { sum: pool.sum + sum, count: pool.count + count };
    }
    pools.push(pool);
  }
  return pools.flatMap(({ sum, count }) => new Array(count).fill(sum / count));
}
