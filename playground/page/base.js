// What all panels share: elements, numbers in words, axes, and arrays out of bytes.

const TYPES = { float32: Float32Array, float64: Float64Array, uint8: Uint8Array, int16: Int16Array, int32: Int32Array };

/** A state as Python packed it, with typed arrays in place of their bytes. */
export function unpacked(value) {
  if (value === null || typeof value !== "object" || ArrayBuffer.isView(value)) return value;
  if (value.dtype) {
    const { buffer, byteOffset, byteLength } = value.data;
    const array = new TYPES[value.dtype](buffer.slice(byteOffset, byteOffset + byteLength));
    array.shape = value.shape;
    return array;
  }
  if (Array.isArray(value)) return value.map(unpacked);
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, unpacked(one)]));
}

/** An element with attributes and children. */
export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}

export const escaped = (text) =>
  String(text).replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

/** A number as an axis or a readout shows it. */
export function shown(value, digits = 3) {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "infinite" : "−infinite";
  const size = Math.abs(value);
  let text = String(+value.toPrecision(digits));
  if (size >= 1e6 || (size && size < 1e-3)) text = value.toExponential(digits - 1);
  else if (size >= 1000) text = Math.round(value).toLocaleString("en");
  return text.replace(/\.?0*e\+?/, "e").replaceAll("-", "−");
}

/** The function that brings a value of this axis to a pixel from `begin` to `end`. */
export function scaled(axis, begin, end) {
  const f = axis.log ? Math.log10 : (value) => value;
  const [low, high] = [f(axis.low), f(axis.high)];
  return (value) => begin + ((f(value) - low) / (high - low)) * (end - begin);
}

/** Where an axis has its labels: those it asks for, else at most `most` round numbers. */
export function ticks(axis, most) {
  if (axis.ticks) return axis.ticks;
  if (axis.log) {
    const [low, high] = [Math.log10(axis.low), Math.log10(axis.high)];
    const step = Math.max(1, Math.ceil((high - low) / most));
    const parts = high - low > 2 ? [1] : high - low > 0.9 ? [1, 2, 5] : [1, 1.5, 2, 3, 4, 5, 6, 7, 8];
    const found = [];
    for (let e = Math.ceil(Math.floor(low) / step) * step; e <= high; e += step) {
      found.push(...parts.map((part) => part * 10 ** e));
    }
    return found.filter((v) => v >= axis.low * 0.999 && v <= axis.high * 1.001);
  }
  const rough = (axis.high - axis.low) / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].find((part) => part * power >= rough) * power;
  const count = Math.floor((axis.high - axis.low) / step + 1e-9);
  const first = Math.ceil(axis.low / step - 1e-9) * step;
  return Array.from({ length: count + 1 }, (_, i) => +(first + i * step).toPrecision(12));
}
