// An explorer in a page: controls, a sentence, panels. Its host is a notebook's kernel or, in the
// web edition, states that were computed beforehand: host = {spec, get, set, on}. In a lesson one
// prediction opens several explorers: host.waiting holds what opens each of them.
import { make, unpacked } from "./base.js";
import { cells } from "./cells.js";
import { chart } from "./chart.js";
import { accusation } from "./game.js";
import { network } from "./network.js";
import { columns, look, maps, plane, strip } from "./raster.js";
import { absent, ask, control, playback } from "./dials.js";

const KINDS = { cells, chart, columns, maps, network, plane, strip };

/** Build the explorer in `root` and keep it up to date; the answer takes it down again. */
export function mount(root, host) {
  const { dials, question } = host.spec;
  const says = make("p", { class: "pg-says", role: "status" });
  const grid = make("div", { class: "pg-panels" });
  const controls = {};
  for (const dial of dials) {
    const why = host.missing?.(dial.name);
    const set = (value) => host.set({ [dial.name]: value });
    controls[dial.name] = why ? absent(dial, host.get(dial.name), why) : control(dial, set);
  }
  const [first, ...others] = Object.values(controls).map((one) => one.element);
  const play = playback((k) => host.set({ moment: k }), host.missing?.("moment"));
  play.element.hidden = true;
  const code = make("input", { readonly: "", "aria-label": "this state as code", class: "pg-code" });
  const foot = make("div", { class: "pg-dials" }, play.element, make("div", { class: "pg-dial pg-text" }, make("span", { "aria-hidden": "true" }, "this state"), code));
  const body = make("div", {}, first, make("div", { class: "pg-dials" }, ...others), says, grid, foot);
  const accuse = accusation(host);
  grid.append(accuse.element);
  root.classList.add("pg");
  root.append(body);

  const panels = {};
  let colors = null, verdict = "", hidden = Boolean(question), answered = "";

  function drawPanel(name) {
    const { plot, panel } = panels[name];
    const width = plot.clientWidth;
    if (!width) return;
    panels[name].read = KINDS[panel.kind](plot, panel, width, plot.clientHeight, colors, host.get);
  }
  function update(panel, name) {
    panels[name] ??= framed(grid, name, panel, host.set);
    const { figure, plot, title } = panels[name];
    panels[name].panel = panel;
    figure.className = `pg-panel pg-${panel.shape ?? panel.kind}`;
    if (title.textContent !== panel.title) title.textContent = panel.title;
    plot.setAttribute("aria-label", panel.alt);
    if (!hidden) drawPanel(name);
  }
  function showState() {
    const state = host.get("state");
    if (!state?.panels) return;
    for (const [name, panel] of Object.entries(unpacked(state.panels))) update(panel, name);
    if (state.code !== answered) [verdict, answered] = [answered ? "" : verdict, state.code];
    says.textContent = verdict + state.says;
    if (says.scrollHeight > says.clientHeight + 1) says.tabIndex = 0;
    else says.removeAttribute("tabindex");
    code.value = state.code;
    accuse.show(state.game);
    for (const [name, one] of Object.entries(controls)) one.off(state.notes?.[name], host.get(name));
    play.reset(unpacked(state.moments), host.get("moment"));
    for (const [name, one] of Object.entries(panels)) if (one.read?.pick && !hidden) drawPanel(name);
    root.dataset.state = (+(root.dataset.state ?? 0) + 1).toString();
  }
  function showAside() {
    for (const [name, panel] of Object.entries(unpacked(host.get("aside")?.panels ?? {}))) update(panel, name);
  }
  function redraw() {
    const paper = getComputedStyle(root).getPropertyValue("--pg-paper");
    root.dataset.theme = isDark(paper) ? "dark" : "light";
    colors = look(root);
    if (!hidden) Object.keys(panels).forEach(drawPanel);
  }
  const stops = [
    ...dials.map(({ name }) => host.on(name, () => controls[name].show(host.get(name)))),
    host.on("state", showState),
    host.on("aside", showAside),
    watch(root, redraw),
    keepKeys(root),
    play.stop,
  ];
  for (const { name } of dials) controls[name].show(host.get(name));
  if (hidden) {
    body.hidden = true;
    const open = (said) => {
      asked.remove();
      [verdict, hidden, body.hidden] = [said, false, false];
      redraw();
      showState();
    };
    const waiting = host.waiting ?? [];
    waiting.push(open);
    const asked = ask(question, (said) => {
      for (const one of waiting) one(said);
      first.querySelector("input").focus();
    });
    root.prepend(asked);
  }
  redraw();
  showState();
  showAside();
  return () => stops.forEach((stop) => stop());
}

/** A figure with its title, its plot and the line that reads values out; in some a place is picked. */
function framed(grid, name, panel, set) {
  const title = make("figcaption");
  const role = panel.kind === "cells" ? "application" : "img"; // the arrow keys are ours
  const plot = make("div", { class: "pg-plot", role, tabindex: 0 });
  const readout = make("div", { class: "pg-readout", "aria-live": "polite" });
  const here = make("i", { class: "pg-here", hidden: "" });
  const figure = make("figure", { "data-panel": name }, title, plot, here, readout);
  grid.append(figure);
  const frame = { figure, plot, title, panel, read: null };
  let at = null;
  const read = (x, y) => (readout.textContent = frame.read?.(x, y) ?? "");
  const readHere = () => {
    read(...at);
    here.hidden = false;
    here.style.cssText = `left:${plot.offsetLeft + at[0]}px;top:${plot.offsetTop + at[1]}px`;
  };
  const pick = (x, y) => {
    const chosen = frame.read?.pick?.(x, y);
    if (chosen) set(chosen);
  };
  const within = (event) => {
    const box = plot.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  plot.addEventListener("pointermove", (event) => read(...within(event)));
  plot.addEventListener("click", (event) => pick(...(at = within(event))));
  plot.addEventListener("pointerleave", () => (readout.textContent = ""));
  plot.addEventListener("blur", () => {
    readout.textContent = "";
    here.hidden = true;
  });
  plot.addEventListener("focus", () => {
    at = frame.read?.at ?? [plot.clientWidth / 2, plot.clientHeight / 2];
    if (plot.matches(":focus-visible")) readHere();
  });
  plot.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") pick(...at);
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (way) {
      const size = [plot.clientWidth, plot.clientHeight];
      const by = (v, i) => Math.min(size[i] - 1, Math.max(0, v + (way[i] * size[i]) / 40));
      at = frame.read?.move?.(at, way) ?? at.map(by);
      readHere();
    } else if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    event.stopPropagation(); // Enter would go to the notebook's cell
  });
  return frame;
}

function isDark(color) {
  const pen = document.createElement("canvas").getContext("2d");
  pen.fillStyle = color.trim() || "#fff";
  pen.fillRect(0, 0, 1, 1);
  const [r, g, b] = pen.getImageData(0, 0, 1, 1).data;
  return 0.3 * r + 0.6 * g + 0.1 * b < 128;
}

/** Call `redraw` when the width, the theme or the screen's pixel ratio changes. */
function watch(root, redraw) {
  let asked = 0;
  const soon = () => {
    cancelAnimationFrame(asked);
    asked = requestAnimationFrame(redraw);
  };
  const size = new ResizeObserver(soon);
  size.observe(root);
  const theme = new MutationObserver(soon);
  theme.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light", "data-jp-theme-name"] });
  const queries = ["(prefers-color-scheme: dark)", `(resolution: ${devicePixelRatio}dppx)`].map((q) => matchMedia(q));
  for (const query of queries) query.addEventListener("change", soon);
  return () => {
    size.disconnect();
    theme.disconnect();
    for (const query of queries) query.removeEventListener("change", soon);
  };
}

/** These keys belong to the controls; a notebook would go to another cell with them. */
function keepKeys(root) {
  const keep = (event) => {
    if (!root.contains(event.target)) return;
    const ours = event.key.startsWith("Arrow") || ["Home", "End", " ", "Enter", "PageUp", "PageDown"].includes(event.key);
    event.target.toggleAttribute("data-lm-suppress-shortcuts", ours); // as the notebook looks for
  };
  window.addEventListener("keydown", keep, true);
  return () => window.removeEventListener("keydown", keep, true);
}

/** The face in a notebook: the kernel is the host. */
function render({ model, el }) {
  const host = {
    spec: model.get("spec"),
    get: (name) => model.get(name),
    set: (values) => {
      model.set(values);
      model.save_changes();
    },
    on: (name, call) => {
      model.on(`change:${name}`, call);
      return () => model.off(`change:${name}`, call);
    },
  };
  return mount(el, host);
}
export default { render };
