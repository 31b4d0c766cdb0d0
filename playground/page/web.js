// The host of an explorer in the web edition: its states were computed beforehand.
import { mount } from "./explorer.js";

/** The states of a file: a length, JSON whose arrays are [begin, size], and their bytes. */
async function read(compressed) {
  const stream = new Blob([compressed]).stream().pipeThrough(new DecompressionStream("gzip"));
  const whole = await new Response(stream).arrayBuffer();
  const length = new DataView(whole).getUint32(0, true);
  const bytes = 4 + length;
  const restored = (value) => {
    if (value === null || typeof value !== "object") return value;
    if (Array.isArray(value)) return value.map(restored);
    if (value.dtype) {
      const [begin, size] = value.data;
      return { ...value, data: new DataView(whole, bytes + begin, size) };
    }
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, restored(one)]));
  };
  return restored(JSON.parse(new TextDecoder().decode(new Uint8Array(whole, 4, length))));
}

const embedded = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));

const waiting = {}; // a lesson's guess -> the explorers that wait for it

/** Show an explorer in `root`; chunks that are not in the page are fetched beside it, in time. */
export function start(root, spec, inside = {}) {
  const settings = { ...spec.settings };
  const chunks = {}, listeners = {};
  const shown = { state: {}, aside: {}, moment: -1 };
  const fileOf = () => {
    const places = Object.entries(spec.others).map(([name, all]) => all.indexOf(settings[name]));
    return `${spec.name}.${places.join(".")}.bin`;
  };
  const load = (file) =>
    (chunks[file] ??= inside[file]
      ? read(embedded(inside[file]))
      : fetch(`states/${file}`).then(async (answer) => {
          if (!answer.ok) throw new Error(`${file}: ${answer.status}`);
          return read(await answer.arrayBuffer());
        }));
  const tell = (name) => (listeners[name] ?? []).forEach((call) => call());
  let ready = null, last = "";
  function use(chunk, file) {
    const at = Object.entries(spec.main).reduce((k, [name, all]) => k * all.length + all.indexOf(settings[name]), 0);
    shown.state = chunk.states[Math.min(at, chunk.states.length - 1)];
    tell("state");
    if (last === file) return;
    last = file;
    shown.aside = chunk.aside;
    tell("aside");
  }
  async function update() {
    const file = fileOf();
    if (ready?.file === file) return use(ready.chunk, file); // at once, while a slider is dragged
    root.setAttribute("aria-busy", "true");
    try {
      const chunk = await load(file);
      if (fileOf() !== file) return; // the reader has gone on
      ready = { chunk, file };
      use(chunk, file);
    } catch (error) {
      delete chunks[file];
      shown.state = { ...shown.state, says: `These states could not be loaded (${error.message}). Choose again to retry.` };
      tell("state");
    }
    root.removeAttribute("aria-busy");
  }
  const host = {
    spec,
    waiting: spec.question?.guess && (waiting[spec.question.guess] ??= []),
    get: (name) => (name in shown ? shown[name] : settings[name]),
    set: (values) => {
      Object.assign(settings, values);
      Object.keys(values).forEach(tell);
      update();
    },
    on: (name, call) => {
      (listeners[name] ??= []).push(call);
      return () => (listeners[name] = listeners[name].filter((one) => one !== call));
    },
    missing: (name) =>
      !(name in spec.main) && (spec.others[name]?.length ?? 0) < 2 ? "in the notebook" : undefined,
  };
  mount(root, host);
  const near = (seen, observer) => {
    if (!seen.some((one) => one.isIntersecting)) return;
    observer.disconnect();
    update();
  };
  new IntersectionObserver(near, { rootMargin: "600px" }).observe(root);
}
