// A grid of numbers as colours: a cell is read out by pointing at it, and picked by a click or Enter.
import { escaped, shown } from "./base.js";
import { color, mark } from "./chart.js";

const BLEW_UP = -1;

/** Fill `box` with the cells; `get` tells what the dials of both axes say. */
export function cells(box, panel, width, height, _, get) {
  const { x, y, names, marks, shades } = panel;
  const plain = x.values.length - names.length; // the columns before those that have names
  const place = { left: 62, top: 8 + 15 * marks.length, right: width - 8, bottom: height - 94 };
  const gap = 8;
  const w = (place.right - place.left - gap) / x.values.length;
  const h = (place.bottom - place.top) / y.values.length;
  const at = (c) => place.left + c * w + (c >= plain ? gap : 0);
  const level = (r) => place.bottom - (r + 1) * h;
  const value = (r, c) => panel.values[r * x.values.length + c];
  const share = (v) => Math.min(1, Math.max(0, Math.log(v / shades[0]) / Math.log(shades[1] / shades[0])));
  const fill = (v) => {
    const s = 2 * share(v);
    const [from, to] = s < 1 ? ["learned", "between"] : ["between", "lost"];
    return `color-mix(in srgb, ${color(to)} ${Math.round(100 * (s < 1 ? s : s - 1))}%, ${color(from)})`;
  };
  const parts = [];
  y.values.forEach((_, r) => x.values.forEach((_, c) => {
    const v = value(r, c);
    const known = !Number.isNaN(v);
    const style = known && v !== BLEW_UP ? `style="fill:${fill(v)}"` : `fill="none" stroke="${color("muted")}" stroke-opacity="${known ? 1 : 0.3}"`;
    parts.push(`<rect x="${(at(c) + 0.5).toFixed(1)}" y="${(level(r) + 0.5).toFixed(1)}" width="${(w - 1).toFixed(1)}" height="${(h - 1).toFixed(1)}" ${style}/>`);
    if (v === BLEW_UP) parts.push(mark("x", at(c) + w / 2, level(r) + h / 2, `stroke="${color("muted")}" stroke-width="1.5"`));
  }));
  // where a scale would stand between the columns
  const [first, last] = [Math.log(x.values[0]), Math.log(x.values[plain - 1])];
  const along = (v) => place.left + w / 2 + ((Math.log(v) - first) / (last - first)) * (plain - 1) * w;
  marks.forEach((one, k) => {
    const row = 9 + 15 * k;
    const spots = one.at.map(along).filter((px) => px >= place.left && px <= at(plain - 1) + w);
    parts.push(`<text x="${place.left - 6}" y="${row + 4}" text-anchor="end">${escaped(one.name)}</text>
      <path d="M${Math.min(...spots)},${row}H${Math.max(...spots)}" stroke="${color(one.color)}" stroke-width="2"/>`);
    parts.push(...spots.map((px) => mark(one.mark, px, row, `fill="${color(one.color)}" stroke="var(--pg-ink)" stroke-width=".6"`)));
  });
  y.values.forEach((v, r) => h > 11 && parts.push(`<text x="${place.left - 6}" y="${level(r) + h / 2 + 4}" text-anchor="end">${shown(v)}</text>`));
  x.values.slice(0, plain).forEach((v, c) => {
    if (Math.abs(Math.log10(v) % 1) < 1e-6) parts.push(`<text x="${at(c) + w / 2}" y="${place.bottom + 15}" text-anchor="middle">${shown(v)}</text>`);
  });
  names.forEach((name, k) => parts.push(`<text transform="translate(${at(plain + k) + w / 2 + 4},${place.bottom + 5}) rotate(-90)" text-anchor="end">${escaped(w < 13 ? name[0] : name)}</text>`));
  parts.push(`<text x="${(place.left + at(plain - 1) + w) / 2}" y="${place.bottom + 33}" text-anchor="middle">${escaped(x.label)}</text>
    <text transform="translate(13,${(place.top + place.bottom) / 2}) rotate(-90)" text-anchor="middle">${escaped(y.label)}</text>`);
  parts.push(legend(place, height, shades, fill));
  const chosen = [x.values.indexOf(get(x.dial)), y.values.indexOf(get(y.dial))];
  parts.push(`<rect x="${at(chosen[0])}" y="${level(chosen[1])}" width="${w}" height="${h}" fill="none" stroke="${color("paper")}" stroke-width="5"/>
    <rect x="${at(chosen[0])}" y="${level(chosen[1])}" width="${w}" height="${h}" fill="none" stroke="${color("ink")}" stroke-width="2.5"/>`);
  box.innerHTML = `<svg width="${width}" height="${height}" aria-hidden="true">${parts.join("")}</svg>`;

  const cellAt = (px, py) => {
    const c = x.values.findIndex((_, k) => px >= at(k) && px < at(k) + w + 0.01);
    const r = Math.floor((place.bottom - py) / h);
    return c < 0 || r < 0 || r >= y.values.length ? null : [r, c];
  };
  const read = (px, py) => {
    const found = cellAt(px, py);
    if (!found) return "";
    const [r, c] = found;
    const v = value(r, c);
    const cost = Number.isNaN(v) ? "not trained yet" : v === BLEW_UP ? "blew up: NaN" : `cost ${shown(v)}`;
    const start = c < plain ? `scale ${shown(x.values[c])}` : names[c - plain];
    return `${start}, ${y.label} ${shown(y.values[r])}: ${cost}`;
  };
  const pick = (px, py) => {
    const found = cellAt(px, py);
    return found && { [x.dial]: x.values[found[1]], [y.dial]: y.values[found[0]] };
  };
  const middle = (r, c) => [at(c) + w / 2, level(r) + h / 2];
  const move = ([px, py], [right, down]) => {
    const [r, c] = cellAt(px, py);
    const inside = (k, count) => Math.min(count - 1, Math.max(0, k));
    return middle(inside(r - down, y.values.length), inside(c + right, x.values.length));
  };
  return Object.assign(read, { pick, move, at: middle(chosen[1], chosen[0]) });
}

/** The colours with the costs that they stand for. */
function legend(place, height, shades, fill) {
  const { left, right } = place;
  const count = 40;
  const w = (right - left) / count;
  const [low, high] = shades.map(Math.log10);
  const costs = Array.from({ length: count }, (_, i) => 10 ** (low + ((i + 0.5) / count) * (high - low)));
  const bars = costs.map((v, i) => `<rect x="${left + i * w}" y="${height - 34}" width="${w + 0.5}" height="12" style="fill:${fill(v)}"/>`);
  const labels = [];
  for (let e = Math.ceil(low); e <= high; e++) {
    const px = left + ((e - low) / (high - low)) * (right - left);
    const anchor = e === Math.ceil(low) ? "start" : e === Math.floor(high) ? "end" : "middle";
    labels.push(`<text x="${px}" y="${height - 8}" text-anchor="${anchor}">${e === low ? "≤ " : e === high ? "≥ " : ""}${shown(10 ** e)}</text>`);
  }
  return `${bars.join("")}<text x="${left - 6}" y="${height - 24}" text-anchor="end">cost</text>${labels.join("")}`;
}
