// A network as its diagram: each edge is a weight, thicker the larger it is, in the colour of its sign.
import { shown } from "./base.js";
import { canvas } from "./raster.js";

export function network(box, panel, width, height, look) {
  const pen = canvas(box, width, height);
  const sizes = [panel.weights[0].shape[1], ...panel.weights.map((W) => W.shape[0])];
  const [left, right, top, bottom] = [26, width - 16, 10, height - 30];
  const nodes = sizes.map((n, l) => Array.from({ length: n }, (_, i) => ({
    x: left + (l / (sizes.length - 1)) * (right - left),
    y: (top + bottom) / 2 + (i - (n - 1) / 2) * Math.min(26, (bottom - top) / Math.max(...sizes)),
  })));
  let most = 0;
  for (const W of panel.weights) for (const w of W) if (Math.abs(w) > most) most = Math.abs(w);
  const edges = panel.weights.flatMap((W, l) => Array.from(W, (w, k) => {
    const [to, from] = [Math.floor(k / W.shape[1]), k % W.shape[1]];
    return { w, l, to, from, a: nodes[l][from], b: nodes[l + 1][to], size: most ? Math.abs(w) / most : 0 };
  }));
  edges.sort((one, other) => one.size - other.size); // the large ones above the others
  for (const { w, a, b, size } of edges) {
    if (Number.isNaN(w)) continue;
    pen.globalAlpha = 0.2 + 0.8 * size;
    pen.lineWidth = 0.4 + 4 * size;
    pen.strokeStyle = w > 0 ? look.orange : w < 0 ? look.blue : look.muted;
    pen.beginPath();
    pen.moveTo(a.x, a.y);
    pen.lineTo(b.x, b.y);
    pen.stroke();
  }
  pen.globalAlpha = 1;
  pen.lineWidth = 1;
  pen.fillStyle = look.muted;
  for (const { x, y } of nodes.flat()) {
    pen.beginPath();
    pen.arc(x, y, 4, 0, 7);
    pen.fill();
  }
  pen.fillStyle = look.ink;
  pen.textAlign = "center";
  sizes.forEach((_, l) => pen.fillText(l === 0 ? "x" : l === sizes.length - 1 ? "out" : l, nodes[l][0].x, height - 8));
  const name = (l) => (l === sizes.length - 2 ? "output" : `layer ${l + 1}`);
  return (px, py) => {
    const far = ({ a, b }) => {
      const t = (px - a.x) / (b.x - a.x);
      return t < 0 || t > 1 ? Infinity : Math.abs(a.y + t * (b.y - a.y) - py);
    };
    let best = { far: 8 };
    for (const edge of edges) if (far(edge) < best.far) best = { far: far(edge), edge };
    if (!best.edge) return "";
    const { l, from, to, w } = best.edge;
    return `${name(l)}, W[${to}, ${from}]: ${shown(w)}`;
  };
}
