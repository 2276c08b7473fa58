// Text from Python in the page: always text, never HTML. What stands in backticks is shown as code, what stands between
// two stars on each side in bold.

function element(tag, className = "", text = "") {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text) node.textContent = text;
  return node;
}

/** One paragraph: words, code between single backticks, and words that matter between double stars. */
function inline(text) {
  return text
    .split(/(`[^`]+`|\*\*[^*`]+\*\*)/)
    .map((part, i) => {
      if (i % 2 === 0) return document.createTextNode(part);
      return part[0] === "`" ? element("code", "", part.slice(1, -1)) : element("strong", "", part.slice(2, -2));
    });
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
