// What is in a file: its parts in one bar, and a tree to open and close. Text is set as text alone.

class FilePage {
  constructor(model, root) {
    this.model = model;
    this.root = root;
    this.still = new StillHider(root);
    this.onChange = () => this.#guarded(() => this.#build());
    model.on("change", this.onChange);
    this.onChange();
    // It tells too when the page is put into the notebook, next to the still table.
    this.resized = new ResizeObserver(() =>
      this.still.update({ picture: "", words: "", mark: model.get("still") }),
    );
    this.resized.observe(root);
  }

  close() {
    this.model.off("change", this.onChange);
    this.resized.disconnect();
    this.still.close();
  }

  #guarded(action) {
    try {
      action();
    } catch (error) {
      showError(this.root, error);
    }
  }

  #build() {
    const rows = this.model.get("rows");
    this.rows = rows;
    this.open = new Set(rows.flatMap((row, i) => (row.open && row.children ? [i] : [])));
    this.current = 0;
    this.tree = element("div", "faqlab-file-tree-rows");
    this.tree.setAttribute("role", "tree");
    this.tree.setAttribute("aria-label", `What is in ${rows[0].name}`);
    this.lines = rows.map((row, i) => this.#line(row, i));
    this.tree.append(...this.lines);
    this.tree.addEventListener("keydown", (event) => this.#guarded(() => this.#walk(event)));
    this.root.replaceChildren(this.#about(), this.#parts(), this.tree, this.#key());
    this.#draw();
  }

  #about() {
    const about = element("div", "faqlab-file-about");
    const lines = this.model.get("about").split("\n").filter(Boolean);
    about.append(...lines.map((line) => element("div", "", line)));
    return about;
  }

  /** The parts side by side, by their sizes, and below what they are: told by numbers and patterns too. */
  #parts() {
    const bar = element("div", "faqlab-parts");
    const list = element("ol", "faqlab-parts-list");
    const parts = this.rows.filter((row) => row.level === 2);
    parts.forEach((part, i) => {
      // A number that is cut in two misleads; the order tells which part a sliver is.
      const number = part.of_whole < 0.04 ? "" : String(i + 1);
      const piece = element("div", `faqlab-part faqlab-part-${i % 6}`, number);
      piece.style.flexGrow = part.of_whole;
      piece.title = `${part.name}: ${part.size}, ${part.words}`;
      const item = element("li");
      const swatch = element("span", `faqlab-swatch faqlab-part-${i % 6}`, String(i + 1));
      item.append(swatch, element("b", "", part.name), element("span", "", `${part.size}, ${part.share}`));
      bar.append(piece);
      list.append(item);
    });
    bar.setAttribute("role", "img");
    bar.setAttribute("aria-label", parts.map((part) => `${part.name} ${part.size}, ${part.share}`).join("; "));
    const box = element("div", "faqlab-file-parts");
    box.append(bar, list);
    return box;
  }

  #key() {
    const key = element("div", "faqlab-file-key");
    const whole = element("span", "faqlab-key-whole");
    const around = element("span", "faqlab-key-around");
    key.append(whole, "share of the file", around, "share of the branch that it is in");
    return key;
  }

  #line(row, i) {
    const line = element("div", "faqlab-row");
    line.setAttribute("role", "treeitem");
    line.setAttribute("aria-level", row.level);
    line.setAttribute("aria-posinset", row.place);
    line.setAttribute("aria-setsize", row.of);
    line.dataset.row = i;
    line.style.setProperty("--faqlab-level", row.level - 1);
    const name = element("span", "faqlab-name");
    name.append(element("span", "faqlab-twist"), element("bdi", "", row.name));
    name.lastChild.title = row.name;
    const kind = row.kind === "file" || row.kind === "part" || row.kind === "more" ? "" : row.kind;
    const detail = element("span", "faqlab-detail");
    detail.append(element("bdi", "", [kind, row.detail].filter(Boolean).join(" · ")));
    const bar = element("span", "faqlab-share");
    if (row.level > 1 && row.size) {
      const around = element("i", "faqlab-around");
      const whole = element("i", "faqlab-whole");
      around.style.width = `${100 * row.of_around}%`;
      whole.style.width = `${100 * row.of_whole}%`;
      bar.append(around, whole);
      bar.title = row.words;
    } else {
      bar.classList.add("faqlab-no-share");
    }
    const size = element("span", "faqlab-size", row.size);
    const share = element("span", "faqlab-percent", row.level > 1 ? row.share : "");
    line.append(name, detail, bar, size, share);
    line.setAttribute("aria-label", [row.name, kind, row.detail, row.size, row.words].filter(Boolean).join(", "));
    line.addEventListener("click", () => this.#guarded(() => {
      if (row.children) this.#toggle(i, !this.open.has(i));
      this.#go(i);
    }));
    return line;
  }

  #toggle(i, open) {
    if (open) this.open.add(i);
    else this.open.delete(i);
    this.#draw();
  }

  /** Which rows can be seen: those with all branches above them open. */
  #seen() {
    const seen = [];
    this.rows.forEach((row, i) => (seen[i] = row.above < 0 || (seen[row.above] && this.open.has(row.above))));
    return seen;
  }

  #draw() {
    const seen = this.#seen();
    while (!seen[this.current]) this.current = this.rows[this.current].above;
    this.lines.forEach((line, i) => {
      line.hidden = !seen[i];
      line.tabIndex = i === this.current ? 0 : -1;
      if (this.rows[i].children) line.setAttribute("aria-expanded", String(this.open.has(i)));
    });
  }

  #go(i) {
    this.current = i;
    this.#draw();
    this.lines[i].focus();
  }

  #walk(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const seen = this.#seen();
    const shown = this.rows.map((_, i) => i).filter((i) => seen[i]);
    const at = shown.indexOf(this.current);
    const row = this.rows[this.current];
    const isOpen = this.open.has(this.current);
    if (event.key === "ArrowDown") this.#go(shown[Math.min(at + 1, shown.length - 1)]);
    else if (event.key === "ArrowUp") this.#go(shown[Math.max(at - 1, 0)]);
    else if (event.key === "Home") this.#go(0);
    else if (event.key === "End") this.#go(shown.at(-1));
    else if (event.key === "ArrowRight" && row.children) {
      if (isOpen) this.#go(this.current + 1);
      else this.#toggle(this.current, true);
    } else if (event.key === "ArrowLeft" && isOpen) this.#toggle(this.current, false);
    else if (event.key === "ArrowLeft" && row.above >= 0) this.#go(row.above);
    else if ((event.key === "Enter" && !event.shiftKey) || event.key === " ") {
      if (row.children) this.#toggle(this.current, !isOpen);
    } else if (event.key === "*") {
      this.rows.forEach((one, i) => one.above === row.above && one.children && this.open.add(i));
      this.#draw();
    } else if (!event.key.startsWith("Arrow")) return;
    // The notebook would move to another cell.
    event.preventDefault();
    event.stopPropagation();
  }
}

export default {
  render({ model, el }) {
    const root = element("div", "faqlab faqlab-file-tree");
    el.append(root);
    try {
      const page = new FilePage(model, root);
      return () => page.close();
    } catch (error) {
      showError(root, error);
      return () => {};
    }
  },
};
