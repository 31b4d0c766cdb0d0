// The controls of an explorer: native elements, each with one name, one tab stop, and the number
// that is shown as the one that is spoken.
import { escaped, make, shown } from "./base.js";

/** A control for one setting; `set` is called with what the reader chose. */
export function control(dial, set) {
  const kinds = { slider, steps, choice, number, switch: box };
  const made = (kinds[dial.kind] ?? slider)(dial, set);
  made.element.dataset.dial = dial.name;
  return made;
}

const field = (dial, ...children) =>
  make("div", { class: `pg-dial pg-${dial.kind}` }, make("span", { "aria-hidden": "true" }, dial.label), ...children);

/** A slider over whole positions; `value` and `place` go between positions and settings. */
function ranged(dial, last, value, place, text, set) {
  const input = make("input", { type: "range", min: 0, max: last, step: 1, "aria-label": dial.label });
  const output = make("b", { "aria-hidden": "true" });
  let note = "";
  const say = (what) => {
    output.textContent = what;
    input.setAttribute("aria-valuetext", what);
  };
  input.addEventListener("input", () => {
    const now = value(+input.value);
    say(text(now));
    set(now);
  });
  return {
    element: field(dial, input, output),
    show: (now) => {
      if (document.activeElement !== input || Math.round(place(now)) !== +input.value) {
        input.value = Math.round(place(now));
      }
      if (!note) say(text(now));
    },
    off: (why, now) => {
      note = why ?? "";
      input.disabled = Boolean(why);
      say(why ?? text(now));
    },
  };
}

function slider(dial, set) {
  const { low, high, step, log } = dial;
  const f = log ? Math.log10 : (v) => v;
  const digits = dial.digits ?? 4;
  const value = (k) => {
    const v = f(low) + k * step;
    return +(log ? 10 ** v : v).toPrecision(digits);
  };
  const text = (v) => (dial.exponent ? v.toExponential(1).replace("-", "−") : shown(v));
  const last = Math.round((f(high) - f(low)) / step);
  return ranged(dial, last, value, (v) => (f(v) - f(low)) / step, text, set);
}

function steps(dial, set) {
  const values = dial.options.map(([v]) => v);
  const text = (v) => dial.options[Math.max(0, values.indexOf(v))][1];
  return ranged(dial, values.length - 1, (k) => values[k], (v) => values.indexOf(v), text, set);
}

function choice(dial, set) {
  const select = make("select", { "aria-label": dial.label });
  dial.options.forEach(([, title], i) => select.append(make("option", { value: i }, title)));
  select.addEventListener("change", () => set(dial.options[select.value][0]));
  return {
    element: field(dial, select),
    show: (now) => (select.value = dial.options.findIndex(([v]) => v === now)),
    off: (why) => off(select, why),
  };
}

function number(dial, set) {
  const input = make("input", {
    type: "number", min: dial.low, max: dial.high, step: dial.step, "aria-label": dial.label,
  });
  const next = make("button", { type: "button", "aria-label": `another ${dial.label}` }, "↻");
  const give = (v) => v >= dial.low && v <= dial.high && v % 1 === 0 && set(v);
  input.addEventListener("change", () => give(+input.value));
  next.addEventListener("click", () => {
    input.value = +input.value + 1;
    give(+input.value);
  });
  return {
    element: field(dial, input, next),
    show: (now) => (input.value = now),
    off: (why) => (off(input, why), off(next, why)),
  };
}

function box(dial, set) {
  const input = make("input", { type: "checkbox", "aria-label": dial.label });
  input.addEventListener("change", () => set(input.checked));
  return {
    element: field(dial, input),
    show: (now) => (input.checked = now),
    off: (why) => off(input, why),
  };
}

function off(input, why) {
  input.disabled = Boolean(why);
  input.title = why ?? "";
  if (why) input.setAttribute("aria-description", why);
  else input.removeAttribute("aria-description");
}

/** What stands in place of a control that this edition does not have. */
export function absent(dial, value, why) {
  const title = dial.options?.find(([v]) => v === value)?.[1] ?? shown(value);
  const words = make("em", {}, `${value === false ? "off" : title} (${why})`);
  return { element: field({ ...dial, kind: "absent" }, words), show: () => {}, off: () => {} };
}

/** The question that comes first; `done` gets the verdict once a prediction is made. */
export function ask(question, done) {
  const button = make("button", { class: "pg-show", disabled: true }, "Show what happens");
  const legend = make("legend");
  legend.innerHTML = question.html ?? escaped(question.text);
  const fieldset = make("fieldset", {}, legend);
  const name = `pg-${Math.random().toString(36).slice(2)}`;
  let chosen = null;
  const choose = (verdict) => {
    chosen = verdict;
    button.disabled = !verdict;
  };
  for (const [answer, verdict] of question.answers) {
    const input = make("input", { type: "radio", name });
    input.addEventListener("change", () => choose(verdict));
    fieldset.append(make("label", {}, input, ` ${answer}`));
  }
  if (!question.answers.length) {
    const input = make("input", { type: "text", size: 8 });
    const said = () => input.value.trim();
    input.addEventListener("input", () => choose(said() && `You predicted ${said()}. `));
    fieldset.append(make("label", {}, `your prediction, ${question.hint}: `, input));
  }
  const form = make("form", { class: "pg-question" }, fieldset, button);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    done(chosen);
  });
  return form;
}

/** A play button and a slider over the moments of a training; `why` an edition has none. */
export function playback(show, why) {
  if (why) {
    const element = field({ kind: "absent", label: "training" }, make("em", {}, `to be played ${why}`));
    return { element, stop: () => {}, reset: (iterations) => (element.hidden = !iterations) };
  }
  const button = make("button", { type: "button", "aria-label": "play the training" }, "▶");
  let moments = [], timer = null;
  const dial = { kind: "slider", label: "iteration" };
  const input = make("input", { type: "range", min: 0, step: 1, "aria-label": "iteration of the training" });
  const output = make("b", { "aria-hidden": "true" });
  const say = () => {
    output.textContent = Number(moments[+input.value] ?? 0).toLocaleString("en");
    input.setAttribute("aria-valuetext", output.textContent);
  };
  const stop = () => {
    clearInterval(timer);
    timer = null;
    button.textContent = "▶";
    button.setAttribute("aria-label", "play the training");
  };
  const go = (k) => {
    input.value = k;
    say();
    show(+input.value);
  };
  input.addEventListener("input", () => (stop(), go(+input.value)));
  button.addEventListener("click", () => {
    if (timer) return stop();
    button.textContent = "❚❚";
    button.setAttribute("aria-label", "pause");
    go(+input.value >= moments.length - 1 ? 0 : +input.value + 1);
    timer = setInterval(() => (+input.value >= moments.length - 1 ? stop() : go(+input.value + 1)), 150);
  });
  const element = field(dial, button, input, output);
  element.dataset.dial = "moment";
  return {
    element,
    stop,
    reset: (iterations, now) => {
      moments = iterations ?? [];
      element.hidden = !moments.length;
      input.max = Math.max(0, moments.length - 1);
      if (now < 0) stop();
      input.value = now < 0 ? moments.length - 1 : now;
      say();
    },
  };
}
