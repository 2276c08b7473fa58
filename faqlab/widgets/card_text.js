// Text from Python in the page: always text, never HTML. What stands in backticks is shown as code.

function element(tag, className = "", text = "") {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text) node.textContent = text;
  return node;
}

/** One paragraph: words, and code between single backticks. */
function inline(text) {
  return text
    .split(/(`[^`]+`)/)
    .filter(Boolean)
    .map((part) => (/^`[^`]+`$/.test(part) ? element("code", "", part.slice(1, -1)) : document.createTextNode(part)));
}

/** Whole text: paragraphs apart by an empty line, blocks of code between lines of three backticks. */
function written(text) {
  const nodes = [];
  for (const [i, part] of text.split(/^```.*$\n?/m).entries()) {
    if (i % 2) {
      const block = element("pre");
      // A line can be long; it is scrolled by the keyboard too.
      block.tabIndex = 0;
      block.append(element("code", "", part.replace(/\n$/, "")));
      nodes.push(block);
      continue;
    }
    for (const paragraph of part.split(/\n\s*\n/)) {
      if (!paragraph.trim()) continue;
      const node = element("p");
      node.append(...inline(paragraph.replace(/\s*\n\s*/g, " ").trim()));
      nodes.push(node);
    }
  }
  return nodes;
}
