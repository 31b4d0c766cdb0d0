// A line is accused: the verdict, and a score of the first accusations, which the host keeps.
import { make } from "./base.js";

export function accusation(host) {
  const element = make("form", { class: "pg-game", hidden: "" });
  let shown = null;

  function score() {
    const first = Object.values(host.get("score") ?? {});
    if (!first.length) return "";
    const cases = first.length === 1 ? "1 case" : `${first.length} cases`;
    return ` Score: ${first.filter(Boolean).length} of ${cases} at the first accusation.`;
  }

  function build(game) {
    const says = make("p", { role: "status" }, score());
    const button = make("button", { type: "submit", disabled: true }, "Accuse this line");
    const next = make("button", { type: "button", hidden: "" }, "Next case");
    const fieldset = make("fieldset", {}, make("legend", {}, game.prompt));
    game.lines.forEach((line, i) => {
      const input = make("input", { type: "radio", name: "line", value: i });
      input.addEventListener("change", () => (button.disabled = false));
      fieldset.append(make("label", {}, input, ` ${line}`));
    });
    element.onsubmit = (event) => {
      event.preventDefault();
      const chosen = +new FormData(element).get("line");
      const right = chosen === game.guilty;
      const before = host.get("score") ?? {};
      if (!(game.case in before)) host.set({ score: { ...before, [game.case]: right } });
      says.textContent = game.verdicts[chosen] + score();
      next.hidden = !right;
    };
    next.addEventListener("click", () => host.set({ [game.dial]: game.next }));
    element.replaceChildren(fieldset, button, " ", next, says);
  }

  return {
    element,
    show: (game) => {
      element.hidden = !game;
      if (game && game.case !== shown) build(game);
      shown = game?.case;
    },
  };
}
