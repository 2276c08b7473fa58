// Small helpers for a widget's page.

/** An element of the page; text is set as text, never as HTML. */
function element(tag, className = "", text = "") {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text) node.textContent = text;
  return node;
}

/** A label with what it is for: its inputs, and maybe their number. */
function labelled(text, ...inputs) {
  const label = element("label", "", text);
  label.append(...inputs);
  return label;
}

/** A slider. Its arrow keys are its own: the notebook would move to another cell. */
function rangeInput(range, moved) {
  const node = element("input");
  Object.assign(node, { type: "range", ...range });
  node.addEventListener("input", () => moved(Number(node.value)));
  node.addEventListener("keydown", (event) => event.stopPropagation());
  return node;
}

/** The numbers of a message's buffer. */
function floats(view) {
  return new Float32Array(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
}

/** Say in the cell, with our name, that the page failed; the kernel and its numbers are whole. */
function showError(root, error) {
  const message = `faqlab could not draw this: ${error.message}. What the kernel holds is not affected.`;
  root.replaceChildren(element("div", "faqlab-error", message));
  console.error("faqlab:", error);
}
