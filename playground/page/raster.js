// Heat maps on a canvas, drawn in the pixels of the screen: a plane, many small maps, histograms.
import { shown } from "./base.js";

/** A canvas that fills `box`, and its context in CSS pixels. */
export function canvas(box, width, height) {
  let element = box.querySelector("canvas");
  if (!element) box.replaceChildren((element = document.createElement("canvas")));
  const ratio = window.devicePixelRatio || 1;
  const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (element.width !== w || element.height !== h) {
    [element.width, element.height] = [w, h];
    element.style.cssText = `width:${width}px;height:${height}px`;
  }
  const pen = element.getContext("2d");
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, width, height);
  pen.font = "12px system-ui, sans-serif";
  return pen;
}

const channels = (text) => {
  const hex = text.trim().replace("#", "");
  const full = hex.length === 3 ? [...hex].map((c) => c + c).join("") : hex;
  return [0, 2, 4].map((i) => parseInt(full.slice(i, i + 2), 16));
};

/** 256 colours over a row of them, as little-endian pixels. */
function gradient(colors) {
  const stops = colors.map(channels);
  return Uint32Array.from({ length: 256 }, (_, i) => {
    const at = (i / 255) * (stops.length - 1);
    const k = Math.min(stops.length - 2, Math.floor(at));
    const [r, g, b] = stops[k].map((c, j) => Math.round(c + (at - k) * (stops[k + 1][j] - c)));
    return (255 << 24) | (b << 16) | (g << 8) | r;
  });
}

const scratch = [];
/** Bytes (rows, columns), the first row lowest, as a small picture to be drawn larger. */
function bitmap(bytes, offset, rows, columns, colors, which = 0) {
  const small = (scratch[which] ??= document.createElement("canvas"));
  if (small.width !== columns || small.height !== rows) [small.width, small.height] = [columns, rows];
  const pixels = new Uint32Array(rows * columns);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      pixels[(rows - 1 - r) * columns + c] = colors[bytes[offset + r * columns + c]];
    }
  }
  const image = new ImageData(new Uint8ClampedArray(pixels.buffer), columns, rows);
  small.getContext("2d").putImageData(image, 0, 0);
  return small;
}

/** One plane: the answer everywhere, the line where it is one half, and the points. */
function onePlane(pen, one, points, { x, y, w, h }, look, size) {
  const [rows, columns] = one.p.shape;
  const small = bitmap(one.p, 0, rows, columns, look.sides);
  pen.save();
  pen.beginPath();
  pen.rect(x, y, w, h);
  pen.clip();
  // the outermost values are those of the edges, so half a cell is cut off on each side
  pen.drawImage(small, 0.5, 0.5, columns - 1, rows - 1, x, y, w, h);
  const limit = 1.5;
  const sx = (v) => x + ((v + limit) / (2 * limit)) * w;
  const sy = (v) => y + h - ((v + limit) / (2 * limit)) * h;
  pen.lineWidth = 0.6;
  pen.strokeStyle = look.edge;
  for (const label of [0, 1]) {
    pen.fillStyle = label ? look.orange : look.blue;
    pen.beginPath();
    for (let i = 0; i < points.Y.length; i++) {
      if (points.Y[i] !== label) continue;
      const [px, py] = [sx(points.X[i]), sy(points.X[points.Y.length + i])];
      if (label) {
        pen.moveTo(px, py - 1.2 * size);
        pen.lineTo(px + size, py + 0.8 * size);
        pen.lineTo(px - size, py + 0.8 * size);
        pen.closePath();
      } else {
        pen.moveTo(px + size, py);
        pen.arc(px, py, size, 0, 7);
      }
    }
    pen.fill();
    pen.stroke();
  }
  pen.lineWidth = 2;
  pen.strokeStyle = look.ink;
  pen.beginPath();
  let next = "moveTo";
  for (let i = 0; i < one.line.length; i += 2) {
    if (one.line[i] === -32768) next = "moveTo";
    else {
      pen[next](sx((one.line[i] / 32000) * limit), sy((one.line[i + 1] / 32000) * limit));
      next = "lineTo";
    }
  }
  pen.stroke();
  pen.restore();
  pen.lineWidth = 1;
  pen.strokeStyle = look.muted;
  pen.strokeRect(x + 0.5, y + 0.5, w - 1, h - 1);
}

function answer(one, u, v) {
  const [rows, columns] = one.p.shape;
  const value = one.p[Math.round(v * (rows - 1)) * columns + Math.round(u * (columns - 1))];
  const [x, y] = [3 * u - 1.5, 3 * v - 1.5].map((n) => n.toFixed(2).replace("-", "−"));
  return `x1 ${x}, x2 ${y}: class 1 with ${((100 * value) / 254).toFixed(0)} %`;
}

export function plane(box, panel, width, height, look) {
  const side = Math.min(width, height);
  const place = { x: (width - side) / 2, y: 0, w: side, h: side };
  onePlane(canvas(box, width, height), panel, panel, place, look, 3);
  return (px, py) => {
    const [u, v] = [(px - place.x) / side, 1 - py / side];
    return u < 0 || u > 1 || v < 0 || v > 1 ? "" : answer(panel, u, v);
  };
}

/** Several planes side by side, in as many rows as they need, with a title and a caption each. */
export function strip(box, panel, width, _, look) {
  const columns = width > 620 ? panel.planes.length : width > 400 ? 3 : 2;
  const w = (width - 8 * (columns - 1)) / columns;
  const h = Math.min(150, w); // a square, in the middle of its column
  const rows = Math.ceil(panel.planes.length / columns);
  const pen = canvas(box, width, rows * (h + 60) - 8);
  pen.textAlign = "center";
  pen.fillStyle = look.ink;
  const places = panel.planes.map((one, i) => {
    const [x, y] = [(i % columns) * (w + 8) + (w - h) / 2, Math.floor(i / columns) * (h + 60) + 18];
    const place = { x, y, w: h, h };
    const middle = x + h / 2;
    pen.fillStyle = look.ink;
    pen.fillText(one.title, middle, place.y - 6);
    one.caption.forEach((text, k) => pen.fillText(text, middle, place.y + h + 15 + 15 * k));
    if (one.p) onePlane(pen, one, panel, place, look, 1.6);
    return place;
  });
  return (px, py) => {
    const i = places.findIndex((p) => px >= p.x && px <= p.x + h && py >= p.y && py <= p.y + h);
    if (i < 0 || !panel.planes[i].p) return "";
    const { x, y } = places[i];
    return `${panel.planes[i].title}: ${answer(panel.planes[i], (px - x) / h, 1 - (py - y) / h)}`;
  };
}

/** A small map of the plane for each hidden unit, layer by layer. */
export function maps(box, panel, width, height, look) {
  const [, rows, columns] = panel.maps.shape;
  const left = 50;
  let best = { side: 0 };
  for (let c = 1; c <= 16; c++) {
    const r = panel.layers.reduce((sum, n) => sum + Math.ceil(n / c), 0);
    const side = Math.min((width - left) / c, (height - 6 * panel.layers.length) / r) - 3;
    if (side > best.side) best = { side, c };
  }
  const { side, c } = best;
  const pen = canvas(box, width, height);
  const places = [];
  let [top, unit] = [0, 0];
  panel.layers.forEach((n, l) => {
    pen.fillStyle = look.ink;
    pen.textAlign = "right";
    pen.fillText(`layer ${l + 1}`, left - 6, top + side / 2 + 4);
    for (let u = 0; u < n; u++, unit++) {
      const [x, y] = [left + (u % c) * (side + 3), top + Math.floor(u / c) * (side + 3)];
      const small = bitmap(panel.maps, unit * rows * columns, rows, columns, look.sides, 1);
      pen.drawImage(small, x, y, side, side);
      pen.strokeStyle = look.muted;
      pen.lineWidth = 1;
      pen.strokeRect(x + 0.5, y + 0.5, side - 1, side - 1);
      places.push([x, y, l + 1, u + 1, unit]);
    }
    top += Math.ceil(n / c) * (side + 3) + 6;
  });
  return (px, py) => {
    const hit = places.find(([x, y]) => px >= x && px < x + side && py >= y && py < y + side);
    if (!hit) return "";
    const [x, y, layer, number, at] = hit;
    const [u, v] = [(px - x) / side, 1 - (py - y) / side];
    const cell = Math.floor(v * rows) * columns + Math.floor(u * columns);
    const share = (panel.maps[at * rows * columns + cell] - 127) / 127;
    return `layer ${layer}, unit ${number}: ${shown(100 * share, 2)} % of the layer's largest`;
  };
}

/** Histograms side by side: one column for each layer, darker where more of its values lie. */
export function columns(box, panel, width, height, look) {
  const [layers, bins] = panel.shares.shape;
  const place = { x: 34, y: 6, w: width - 40, h: height - 44 };
  const pen = canvas(box, width, height);
  const turned = new Uint8Array(layers * bins);
  for (let l = 0; l < layers; l++) {
    for (let b = 0; b < bins; b++) turned[b * layers + l] = panel.shares[l * bins + b];
  }
  const small = bitmap(turned, 0, bins, layers, look[panel.color === "red" ? "reds" : "blues"], 2);
  pen.imageSmoothingEnabled = false;
  pen.drawImage(small, place.x, place.y, place.w, place.h);
  pen.imageSmoothingEnabled = true;
  pen.strokeStyle = look.muted;
  pen.strokeRect(place.x, place.y, place.w, place.h);
  pen.fillStyle = look.ink;
  const level = (v) => place.y + place.h * (1 - (v + panel.end) / (2 * panel.end));
  pen.textAlign = "right";
  for (const v of [-2, -1, 0, 1, 2]) pen.fillText(shown(v), place.x - 5, level(v) + 4);
  pen.fillText("> 3", place.x - 5, place.y + 9);
  pen.fillText("< −3", place.x - 5, place.y + place.h + 2);
  pen.textAlign = "center";
  for (const l of [1, 10, 20, 30, 40, 50]) {
    if (l <= layers) pen.fillText(l, place.x + ((l - 0.5) / layers) * place.w, height - 22);
  }
  pen.fillText("layer", place.x + place.w / 2, height - 6);
  return (px, py) => {
    const [l, b] = [((px - place.x) / place.w) * layers, (1 - (py - place.y) / place.h) * bins];
    if (l < 0 || b < 0 || l >= layers || b >= bins) return "";
    const root = panel.shares[Math.floor(l) * bins + Math.floor(b)] / 254;
    const value = panel.end * ((2 * (Math.floor(b) + 0.5)) / bins - 1);
    if (root > 1) return `layer ${Math.floor(l) + 1}: infinite or NaN`;
    return `layer ${Math.floor(l) + 1}: ${shown(100 * root * root, 2)} % lie near ${shown(value, 2)}`;
  };
}

/** The colours of the theme that `root` has now. */
export function look(root) {
  const style = getComputedStyle(root);
  const of = (name) => style.getPropertyValue(`--pg-${name}`).trim();
  const gray = gradient([of("muted"), of("muted")])[0];
  const scale = (...names) => {
    const colors = gradient(names.map(of));
    colors[255] = gray; // infinite or NaN
    return colors;
  };
  return {
    ink: of("ink"), muted: of("muted"), blue: of("blue"), orange: of("orange"), edge: of("edge"),
    sides: gradient(["low", "middle", "high"].map(of)),
    blues: scale("middle", "blue", "ink"), reds: scale("middle", "red", "ink"),
  };
}
