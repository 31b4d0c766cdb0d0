// Curves, points and bars over two axes, as SVG: it follows the theme and is sharp on any screen.
import { escaped, scaled, shown, ticks } from "./base.js";

const MARKS = {
  o: "M-4,0a4,4 0 1,0 8,0a4,4 0 1,0 -8,0z",
  s: "M-3.5,-3.5h7v7h-7z",
  "^": "M0,-4.5l4.5,8h-9z",
  D: "M0,-5l5,5l-5,5l-5,-5z",
  v: "M0,4.5l4.5,-8h-9z",
  "*": "M0,-5.5l1.6,3.6l3.9,.4l-3,2.6l.9,3.9l-3.4,-2l-3.4,2l.9,-3.9l-3,-2.6l3.9,-.4z",
  "+": "M-6,0h12M0,-6v12",
  ".": "M-1.6,0a1.6,1.6 0 1,0 3.2,0a1.6,1.6 0 1,0 -3.2,0z",
  x: "M-4,-4l8,8M4,-4l-8,8",
};
export const mark = (kind, x, y, style) =>
  `<path d="${MARKS[kind]}" transform="translate(${x.toFixed(1)},${y.toFixed(1)})" ${style}/>`;
export const color = (name) => `var(--pg-${name})`;

/** Fill `box` with a chart; the answer reads values at a pixel of it. */
export function chart(box, panel, width, height) {
  const { x, y, series, bands = [] } = panel;
  const named = series.filter((one) => one.name && !one.quiet);
  const legend = panel.legend === false ? 0 : named.length > 1 ? legendRows(named, width) * 17 : 0;
  const place = { top: 8 + legend, bottom: height - (x.label ? 38 : 22) };
  const up = ticks(y, Math.max(2, Math.floor((place.bottom - place.top) / 34)));
  const levels = up.map((v, i) => (y.names ? y.names[i] : shown(v)));
  place.left = 12 + 7 * Math.max(...levels.map((t) => t.length)) + (y.label ? 18 : 0);
  place.right = width - (x.names ? 12 : Math.max(12, 3.5 * shown(x.high).length)); // for the last label
  const sx = scaled(x, place.left, place.right);
  const sy = scaled(y, place.bottom, place.top);
  const parts = [
    ...bands.map(([low, high, name]) => `<rect x="${place.left}" width="${place.right - place.left}"
      y="${sy(high)}" height="${sy(low) - sy(high)}" fill="${color(name)}" opacity=".14"/>`),
    axes(x, y, sx, sy, place, panel, up, levels),
    ...(panel.lines ?? []).map((line) => ruled(line, sx, sy, place)),
    ...series.map((one) => drawn(one, x, y, sx, sy, place)),
    ...bands.map(([, high, , text]) => `<text x="${place.right - 4}" y="${sy(high) + 14}"
      text-anchor="end" class="halo">${text}</text>`),
    legend ? legendOf(named, width) : "",
  ];
  box.innerHTML = `<svg width="${width}" height="${height}" aria-hidden="true">${parts.join("")}</svg>`;
  return (px, py) => nearest(panel, sx, sy, px, py);
}

function axes(x, y, sx, sy, place, panel, up, levels) {
  const { left, right, top, bottom } = place;
  const across = ticks(x, Math.max(2, Math.floor((right - left) / 62)));
  const labels = across.map((v, i) => `<text x="${sx(v)}" y="${bottom + 16}" text-anchor="middle">
    ${escaped(x.names ? x.names[i] : shown(v))}</text><path d="M${sx(v)},${bottom}v4" class="axis"/>`);
  labels.push(
    ...up.map(
      (v, i) => `<text x="${left - 6}" y="${sy(v) + 4}" text-anchor="end">${escaped(levels[i])}</text>
      <path d="M${left},${sy(v)}${panel.grid === false ? "h-4" : `H${right}`}" class="grid"/>`,
    ),
  );
  labels.push(`<path d="M${left},${top}V${bottom}H${right}" class="axis"/>`);
  if (x.label) {
    labels.push(`<text x="${(left + right) / 2}" y="${bottom + 33}" text-anchor="middle">
      ${escaped(x.label)}</text>`);
  }
  if (y.label) {
    labels.push(`<text transform="translate(13,${(top + bottom) / 2}) rotate(-90)"
      text-anchor="middle">${escaped(y.label)}</text>`);
  }
  return labels.join("");
}

/** A line across the chart, with its name at its end. */
function ruled(line, sx, sy, place) {
  const { left, right, top, bottom } = place;
  const style = `stroke="${color(line.color ?? "muted")}" stroke-width="${line.width ?? 1.2}"
    ${line.solid ? "" : 'stroke-dasharray="4 4"'} fill="none"`;
  if (line.x !== undefined) return `<path d="M${sx(line.x)},${top}V${bottom}" ${style}/>`;
  if (line.from) {
    const [[x0, y0], [x1, y1]] = line.from;
    const path = `<path d="M${sx(x0)},${sy(y0)}L${sx(x1)},${sy(y1)}" ${style}/>`;
    if (!line.at) return path;
    const at = `x="${sx(line.at[0])}" y="${sy(line.at[1])}" text-anchor="middle"`;
    return `${path}<text ${at} class="halo">${escaped(line.text)}</text>`;
  }
  const name = `<text x="${right - 2}" y="${sy(line.y) - 4}" text-anchor="end">`;
  return `<path d="M${left},${sy(line.y)}H${right}" ${style}/>
    ${line.text ? `${name}${escaped(line.text)}</text>` : ""}`;
}

function drawn(one, x, y, sx, sy, place) {
  const fill = color(one.color);
  const inside = (v, axis) => {
    const [low, high] = [Math.min(axis.low, axis.high), Math.max(axis.low, axis.high)];
    return Math.min(high, Math.max(low, v));
  };
  if (one.style === "bars") return bars(one, y, sx, sy, place);
  const points = [], beyond = [];
  let path = "", pen = "M";
  for (let i = 0; i < one.x.length; i++) {
    const [u, v] = [one.x[i], one.y[i]];
    if (Number.isNaN(v) && one.gaps) {
      pen = "M";
      continue;
    }
    const lost = Number.isNaN(v) ? "x" : v === Infinity ? "^" : y.log && v <= 0 ? "v" : "";
    if (lost) {
      const edge = lost === "v" ? place.bottom : place.top;
      beyond.push(mark(lost, sx(u), edge, `fill="none" stroke="${fill}" stroke-width="1.5"`));
      pen = "M";
      continue;
    }
    const [px, py] = [sx(inside(u, x)), sy(inside(v, y))];
    path += `${pen}${px.toFixed(1)},${py.toFixed(1)}`;
    pen = "L";
    points.push([px, py]);
  }
  const dash = one.style === "dash" ? 'stroke-dasharray="6 4"' : "";
  const line = ["line", "dash"].includes(one.style)
    ? `<path d="${path}" fill="none" stroke="${fill}" stroke-width="2" ${dash}/>` : "";
  const style = one.hollow || "+x".includes(one.mark ?? " ")
    ? `fill="none" stroke="${fill}" stroke-width="1.6"`
    : `fill="${fill}" stroke="var(--pg-ink)" stroke-width=".6"`;
  const marks = one.mark ? points.map(([px, py]) => mark(one.mark, px, py, style)).join("") : "";
  const texts = (one.texts ?? []).map((text, i) => points[i] &&
    `<text x="${points[i][0] + 9}" y="${points[i][1] + 4}" class="halo">${escaped(text)}</text>`);
  return line + marks + beyond.join("") + texts.join("");
}

function bars(one, y, sx, sy, place) {
  const apart = sx(1) - sx(0), wide = apart * (one.wide ?? 0.6);
  const longest = 7.5 * Math.max(0, ...(one.texts ?? []).map((text) => text.length));
  let before = Infinity; // where the last number stands
  return Array.from(one.x, (u, i) => {
    const v = one.y[i];
    const high = v > y.low ? sy(Math.min(y.high, v)) : place.bottom;
    const text = one.texts?.[i] ?? "";
    let at = high - 4;
    // Where bars are narrow, a number that would meet the last one stands above or below it.
    if (longest > apart && Math.abs(at - before) < 14) at = before - 14 < 12 ? before + 14 : before - 14;
    before = at;
    return `<rect x="${(sx(u) - wide / 2).toFixed(1)}" width="${wide.toFixed(1)}"
      y="${high.toFixed(1)}" height="${(place.bottom - high).toFixed(1)}"
      fill="${color(one.colors?.[i] ?? one.color)}" ${one.faint ? 'opacity=".4"' : ""}/>${text &&
      `<text x="${sx(u)}" y="${at}" text-anchor="middle" class="halo">${escaped(text)}</text>`}`;
  }).join("");
}

const wideOf = (one) => 34 + 6.6 * one.name.length;
const legendRows = (named, width) => placed(named, width).at(-1)[1] + 1;
function placed(named, width) {
  let [at, row] = [12, 0];
  return named.map((one) => {
    if (at > 12 && at + wideOf(one) > width) [at, row] = [12, row + 1];
    const here = [at, row];
    at += wideOf(one);
    return here;
  });
}
function legendOf(named, width) {
  return placed(named, width).map(([at, row], i) => {
    const one = named[i];
    const [name, y] = [color(one.color), 10 + 17 * row];
    const dash = one.style === "dash" ? 'stroke-dasharray="5 3"' : "";
    const key = one.style === "bars" ? mark("s", at + 8, y, `fill="${name}"`)
      : (["line", "dash"].includes(one.style) ? `<path d="M${at},${y}h16" stroke="${name}" stroke-width="2" ${dash}/>` : "") +
        (one.mark ? mark(one.mark, at + 8, y, one.hollow ? `fill="none" stroke="${name}" stroke-width="1.6"` : `fill="${name}"`) : "");
    return `${key}<text x="${at + 21}" y="${y + 4}">${escaped(one.name)}</text>`;
  }).join("");
}

/** The values nearest to a pixel, in words. */
function nearest(panel, sx, sy, px, py) {
  let best = null;
  for (const one of panel.series) {
    for (let i = 0; i < one.x.length; i++) {
      const v = one.y[i];
      const level = Number.isFinite(v) && !(panel.y.log && v <= 0) ? sy(v) : py;
      const far = Math.hypot(sx(one.x[i]) - px, one.style === "line" ? 0.2 * (level - py) : level - py);
      if (!best || far < best.far) best = { far, one, i };
    }
  }
  if (!best) return "";
  const { one, i } = best;
  const at = panel.x.names?.[panel.x.ticks?.indexOf(one.x[i])] ?? shown(one.x[i]);
  const x = `${panel.x.says ?? panel.x.label ?? ""} ${at}`.trim();
  return `${x}: ${one.name ?? panel.title} ${panel.y.names?.[panel.y.ticks.indexOf(one.y[i])] ?? shown(one.y[i])}`;
}
