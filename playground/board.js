// Shows a Board (board.py): one element for each picture and one for the sentence, kept for ever.
function render({ model, el }) {
  const says = document.createElement("p");
  says.setAttribute("role", "status"); // a live region: screen readers read what changes
  const pictures = document.createElement("div");
  el.classList.add("playground-board");
  el.append(says, pictures);
  const images = {};
  for (const [name, width] of model.get("panels")) {
    const image = document.createElement("img");
    image.dataset.panel = name;
    image.style.width = `${width}px`;
    image.hidden = true;
    images[name] = image;
    pictures.append(image);
  }
  const show = () => {
    const frame = model.get("frame");
    says.textContent = frame.says ?? "";
    for (const [name, [url, alt]] of Object.entries(frame.pictures ?? {})) {
      if (images[name].src !== url) images[name].src = url;
      images[name].alt = alt;
      images[name].hidden = false;
    }
  };
  // These keys belong to the explorer's controls; a notebook would go to another cell with them.
  const keep = (event) => {
    const area = el.closest(".jp-OutputArea-output");
    const ours = event.key.startsWith("Arrow") || ["Home", "End", " "].includes(event.key);
    if (!area?.contains(event.target)) return;
    event.target.toggleAttribute("data-lm-suppress-shortcuts", ours); // as the notebook looks for
  };
  window.addEventListener("keydown", keep, true);
  model.on("change:frame", show);
  show();
  return () => {
    window.removeEventListener("keydown", keep, true);
    model.off("change:frame", show);
  };
}
export default { render };
