// The state tape: what recurrent layers remember, time across and units downwards, batch after batch.

/** The numbers of one strip of one tape: for each row a plane of units x time. */
function planesOfTapes(model) {
  const values = floats(model.get("numbers"));
  const [rows, tapes] = [model.get("rows"), model.get("tapes")];
  let place = 0;
  return tapes.map((tape) => {
    const time = tape.lengths.reduce((sum, one) => sum + one, 0);
    const found = new Map();
    for (const { title, units } of tape.strips) {
      const planes = Array.from({ length: rows }, () => {
        const steps = values.subarray(place, place + time * units);
        place += time * units;
        return transposed(steps, time, units);
      });
      found.set(title, planes);
    }
    return found;
  });
}

/** Time downwards becomes time across. */
function transposed(steps, time, units) {
  const plane = new Float32Array(time * units);
  for (let t = 0; t < time; t += 1) for (let u = 0; u < units; u += 1) plane[u * time + t] = steps[t * units + u];
  return plane;
}

/** The first columns of a plane. */
function cutPlane(plane, height, width, until) {
  const part = new Float32Array(height * until);
  for (let row = 0; row < height; row += 1) part.set(plane.subarray(row * width, row * width + until), row * until);
  return part;
}

/** Where each batch begins, and where the last one ends. */
function bordersOf(lengths) {
  return lengths.reduce((all, one) => [...all, all.at(-1) + one], [0]);
}

class TapePage extends DrawnPage {
  constructor(model, root) {
    super(model, root);
    this.planes = planesOfTapes(model);
    this.borders = bordersOf(model.get("tapes")[0].lengths);
    this.time = this.borders.at(-1);
    this.#build();
    this.open();
  }

  #step(by) {
    const most = this.borders.length - 1;
    this.set({ seen: Math.min(Math.max(1, this.model.get("seen") + by), most) });
  }

  #build() {
    const parts = (this.parts = {});
    const most = this.borders.length - 1;
    parts.strip = element("select");
    for (const title of this.model.get("strips")) parts.strip.append(element("option", "", title));
    parts.strip.addEventListener("change", () => this.set({ strip: parts.strip.value }));
    const rows = { min: 0, max: this.model.get("rows") - 1, step: 1 };
    parts.row = rangeInput(rows, (row) => this.set({ row }));
    parts.rowNumber = element("output");
    parts.seen = rangeInput({ min: 1, max: most, step: 1 }, (seen) => this.set({ seen }));
    parts.seenNumber = element("output");
    parts.back = this.#button("◀ back", () => this.#step(-1));
    parts.next = this.#button("next batch ▶", () => this.#step(1));
    parts.all = this.#button("all", () => this.#step(most));
    const controls = element("div", "faqlab-controls");
    controls.append(
      labelled("state ", parts.strip),
      labelled("row ", parts.row, parts.rowNumber),
      labelled("batches ", parts.seen, parts.seenNumber),
      parts.back,
      parts.next,
      parts.all,
    );
    parts.stage = element("div", "faqlab-stage");
    parts.stage.tabIndex = 0;
    parts.stage.setAttribute("role", "group");
    parts.stage.setAttribute("aria-label", "State tapes. Right and left arrow: one batch on, one back.");
    parts.stage.addEventListener("keydown", (event) => this.#walk(event));
    parts.scale = element("div", "faqlab-scale");
    parts.reading = element("div", "faqlab-reading");
    parts.reading.setAttribute("aria-live", "polite");
    this.shelves = this.model.get("tapes").map((tape, i) => this.#shelf(tape, i));
    parts.stage.append(...this.shelves.map((shelf) => shelf.box));
    this.root.append(controls, parts.stage, parts.scale, parts.reading);
  }

  #button(text, act) {
    const button = element("button", "", text);
    button.addEventListener("click", act);
    return button;
  }

  #shelf(tape, index) {
    const shelf = { tape, box: element("div", "faqlab-shelf"), words: element("div", "faqlab-words") };
    shelf.heat = element("div", "faqlab-heat");
    shelf.canvas = element("canvas");
    shelf.canvas.setAttribute("role", "img");
    shelf.marks = element("div");
    shelf.heat.append(shelf.canvas, shelf.marks);
    shelf.heat.addEventListener("pointermove", (event) => this.#read(event, shelf, index));
    shelf.heat.addEventListener("pointerleave", () => this.#rest());
    shelf.box.append(element("div", "faqlab-title", tape.name), shelf.heat, shelf.words);
    return shelf;
  }

  #walk(event) {
    const most = this.borders.length;
    const by = { ArrowRight: 1, ArrowLeft: -1, Home: -most, End: most }[event.key];
    if (by === undefined) return;
    // The notebook would move to another cell.
    event.preventDefault();
    event.stopPropagation();
    this.#step(by);
  }

  draw() {
    const { parts, model } = this;
    this.still.update({ picture: model.get("still"), words: "" });
    const [title, row, seen] = [model.get("strip"), model.get("row"), model.get("seen")];
    parts.strip.value = title;
    parts.row.value = row;
    parts.rowNumber.textContent = `${row + 1} of ${model.get("rows")}`;
    parts.seen.value = seen;
    parts.seenNumber.textContent = `${seen} of ${this.borders.length - 1}`;
    parts.back.disabled = seen <= 1;
    parts.next.disabled = parts.all.disabled = seen >= this.borders.length - 1;
    const shown = this.planes.map((one) => one.get(title)?.[row]).filter(Boolean);
    const limits = bounds(shown.flatMap((plane) => bounds(plane)));
    // The states lie on both sides of zero: white is nothing remembered.
    const scale = scaleOf(Math.min(limits[0], -1e-9), limits[1]);
    this.shelves.forEach((shelf, i) => this.#drawShelf(shelf, this.planes[i].get(title)?.[row], scale));
    const ramp = element("canvas", "faqlab-ramp");
    paintScale(ramp, scale);
    const ends = [scale.low, scale.high].map((end) => element("span", "", shortNumber(end)));
    parts.scale.replaceChildren(ends[0], ramp, ends[1], element("span", "faqlab-words", "units downwards, time across"));
    this.#rest();
    Object.assign(this.root.dataset, { strip: title, row, seen });
    this.root.dispatchEvent(new CustomEvent("faqlab:painted", { bubbles: true }));
  }

  #drawShelf(shelf, plane, scale) {
    const { tape } = shelf;
    const [title, row, seen] = ["strip", "row", "seen"].map((name) => this.model.get(name));
    const strip = tape.strips.find((one) => one.title === title);
    shelf.heat.hidden = !strip;
    if (!strip) {
      shelf.words.textContent = "This model has no such state.";
      return;
    }
    const until = this.borders[seen];
    const height = Math.min(150, Math.max(48, 9 * strip.units));
    shelf.heat.style.height = `${height}px`;
    shelf.canvas.style.width = `${(100 * until) / this.time}%`;
    paintPlane(shelf.canvas, cutPlane(plane, strip.units, this.time, until), strip.units, until, scale);
    const borders = bordersOf(tape.lengths);
    const batch = borders.findLastIndex((border, i) => border < until && i < tape.lengths.length);
    shelf.marks.replaceChildren(...this.#marks(tape, strip, borders, until, batch));
    const before = shortNumber(round(strip.before[row][batch]));
    const after = shortNumber(round(strip.after[row][batch]));
    const begins = strip.stateful ? tape.begins[batch] : "zeros, as every batch";
    shelf.words.textContent = `batch ${batch} begins with ${begins} (size ${before}), and leaves a state of size ${after}`;
    const label = `${tape.name}, ${title}: ${until} of ${this.time} time steps, ${strip.units} units`;
    shelf.canvas.setAttribute("aria-label", label);
  }

  /** A line where a batch begins, thick where its state is new, and a frame around the last one. */
  #marks(tape, strip, borders, until, batch) {
    const at = (border) => `${(100 * border) / this.time}%`;
    const every = Math.max(1, Math.ceil(tape.lengths.length / 12));
    const lines = tape.lengths.map((_, i) => {
      if (borders[i] >= until) return null;
      const fresh = !strip.stateful || tape.begins[i].startsWith("zeros");
      const line = element("div", fresh ? "faqlab-border faqlab-fresh" : "faqlab-border");
      line.style.left = at(borders[i]);
      if (i % every === 0) line.append(element("span", "", fresh ? `↺ ${i}` : String(i)));
      line.title = `batch ${i} begins with ${tape.begins[i]}`;
      return line;
    });
    const now = element("div", "faqlab-now");
    now.style.left = at(borders[batch]);
    now.style.width = at(Math.min(borders[batch + 1], until) - borders[batch]);
    return [...lines.filter(Boolean), now];
  }

  #rest() {
    this.parts.reading.textContent = "↺ a batch that begins with zeros. Point at a square to read it.";
  }

  #read(event, shelf, index) {
    const title = this.model.get("strip");
    const plane = this.planes[index].get(title)?.[this.model.get("row")];
    const box = shelf.heat.getBoundingClientRect();
    const units = plane.length / this.time;
    const step = Math.min(this.time - 1, Math.max(0, Math.floor(((event.clientX - box.left) / box.width) * this.time)));
    const unit = Math.min(units - 1, Math.max(0, Math.floor(((event.clientY - box.top) / box.height) * units)));
    if (step >= this.borders[this.model.get("seen")]) {
      this.#rest();
      return;
    }
    const value = shortNumber(plane[unit * this.time + step]);
    this.parts.reading.textContent = `${shelf.tape.name}: after time step ${step}, unit ${unit}: ${value}`;
  }
}

/** Two digits are enough to compare sizes. */
function round(value) {
  return Number(value.toPrecision(2));
}

export default {
  render({ model, el }) {
    const root = element("div", "faqlab faqlab-tape");
    el.append(root);
    try {
      const page = new TapePage(model, root);
      return () => page.close();
    } catch (error) {
      showError(root, error);
      return () => {};
    }
  },
};
