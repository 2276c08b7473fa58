// The sample ribbon: a strip for each epoch; which sample is in which batch, in the order seen.

const MOST_CHIPS = 64;
const MOST_BORDERS = 120;

/** The sample numbers of all epochs, one row after another. */
function ordersOf(view) {
  return new Int32Array(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
}

function rgbOf(hex) {
  return [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
}

class RibbonPage extends DrawnPage {
  constructor(model, root) {
    super(model, root);
    this.shelves = [];
    this.#build();
    this.listen("change:answered", () => (this.waiting = false));
    this.open();
  }

  #build() {
    const parts = (this.parts = {});
    parts.back = this.#button("◀ back", () => this.#step(-1));
    parts.next = this.#button("next batch ▶", () => this.#step(1));
    parts.epoch = this.#button("to the end of the epoch ▶▶", () => this.#toEnd());
    parts.place = element("output");
    parts.color = element("select");
    for (const [value, text] of [["label", "label"], ["number", "sample number"]]) {
      const option = element("option", "", text);
      option.value = value;
      parts.color.append(option);
    }
    parts.color.addEventListener("change", () => this.set({ color: parts.color.value }));
    parts.choice = element("label", "", "coloured by ");
    parts.choice.append(parts.color);
    const controls = element("div", "faqlab-controls");
    controls.append(parts.back, parts.next, parts.epoch, parts.place, parts.choice);
    parts.stage = element("div", "faqlab-stage");
    parts.stage.tabIndex = 0;
    parts.stage.setAttribute("role", "group");
    parts.stage.setAttribute("aria-label", "Sample ribbon. Right and left arrow: one batch on, one back.");
    parts.stage.addEventListener("keydown", (event) => this.#walk(event));
    parts.legend = element("div", "faqlab-legend");
    parts.reading = element("div", "faqlab-reading");
    parts.batch = element("div", "faqlab-batch");
    parts.title = element("div", "faqlab-batch-title");
    parts.title.setAttribute("aria-live", "polite");
    parts.lines = element("ul");
    parts.samples = element("div", "faqlab-samples");
    parts.batch.append(parts.title, parts.lines, parts.samples);
    this.root.append(controls, parts.stage, parts.legend, parts.reading, parts.batch);
  }

  #button(text, act) {
    const button = element("button", "", text);
    button.addEventListener("click", act);
    return button;
  }

  #walk(event) {
    const { per, seen } = this;
    const act = {
      ArrowRight: () => this.#step(1),
      ArrowLeft: () => this.#step(-1),
      Home: () => this.#step(-seen),
      End: () => this.#toEnd(),
      PageUp: () => this.#step(-per),
    }[event.key];
    if (!act) return;
    // The notebook would move to another cell.
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  /** Go on or back; what isn't made yet is asked for, where somebody can make it. */
  #step(by) {
    const [seen, made] = [this.model.get("seen"), this.model.get("made")];
    if (seen + by <= made) this.set({ seen: Math.max(0, seen + by) });
    else if (this.model.get("live") && !this.waiting) {
      this.waiting = true;
      this.model.send({ kind: "step", count: seen + by - made });
      this.redraw();
    } else if (!this.model.get("live")) this.set({ seen: made });
  }

  #toEnd() {
    const left = this.per - (this.seen % this.per);
    const most = this.model.get("made") - this.seen;
    this.#step(this.model.get("live") || most >= left ? left : most);
  }

  get seen() {
    return this.model.get("seen");
  }

  draw() {
    const { parts, model } = this;
    this.still.update({ picture: model.get("still"), words: "" });
    this.size = model.get("batch_size");
    this.length = model.get("positions");
    this.per = Math.ceil(this.length / this.size);
    this.orders = ordersOf(model.get("orders"));
    this.most = Math.max(1, this.orders.reduce((one, other) => Math.max(one, other), 0));
    const [names, notes, { seen }] = [model.get("names"), model.get("notes"), this];
    this.byLabel = model.get("color") === "label" && model.get("classes").length > 0;
    parts.choice.hidden = model.get("classes").length === 0;
    parts.color.value = model.get("color");
    this.#shelve(names);
    const largest = notes.reduce((most, note) => Math.max(most, note.change ?? 0), 0);
    const withBars = notes.some((note) => note.change !== null);
    this.shelves.forEach((shelf, epoch) => {
      this.#drawStrip(shelf, epoch);
      shelf.bars.hidden = shelf.barsName.hidden = !withBars;
      if (withBars) this.#drawBars(shelf.barsCanvas, epoch, notes, largest || 1);
    });
    this.#drawLegend();
    this.#drawBatch(notes);
    const live = model.get("live");
    parts.back.disabled = seen <= 0;
    const ended = seen >= model.get("made") && (!live || this.waiting);
    parts.next.disabled = parts.epoch.disabled = ended;
    const epoch = Math.floor(seen / this.per);
    const counted = `${seen} batch${seen === 1 ? "" : "es"}, ${epoch} whole epoch${epoch === 1 ? "" : "s"}`;
    parts.place.textContent = this.waiting ? `${counted} …` : counted;
    this.#rest();
    Object.assign(this.root.dataset, { seen, made: model.get("made"), color: this.byLabel ? "label" : "number" });
    this.root.dispatchEvent(new CustomEvent("faqlab:painted", { bubbles: true }));
  }

  /** As many strips as there are epochs. */
  #shelve(names) {
    while (this.shelves.length > names.length) this.shelves.pop().box.remove();
    while (this.shelves.length < names.length) {
      const shelf = { box: element("div", "faqlab-epoch"), name: element("div", "faqlab-name") };
      shelf.strip = element("div", "faqlab-strip");
      shelf.canvas = element("canvas");
      shelf.canvas.setAttribute("role", "img");
      shelf.marks = element("div");
      shelf.strip.append(shelf.canvas, shelf.marks);
      shelf.barsName = element("div", "faqlab-bars-name", "moved");
      shelf.bars = element("div", "faqlab-bars");
      shelf.barsCanvas = element("canvas");
      shelf.bars.append(shelf.barsCanvas);
      const epoch = this.shelves.length;
      shelf.strip.addEventListener("pointermove", (event) => this.#read(event, shelf, epoch));
      shelf.strip.addEventListener("pointerleave", () => this.#rest());
      shelf.box.append(shelf.name, shelf.strip, shelf.barsName, shelf.bars);
      this.shelves.push(shelf);
      this.parts.stage.append(shelf.box);
    }
    names.forEach((name, i) => (this.shelves[i].name.textContent = name));
  }

  #colorOf(sample) {
    if (this.byLabel) return rgbOf(this.model.get("palette")[this.model.get("labels")[sample]]);
    return TABLES.rising[Math.round((255 * sample) / this.most)];
  }

  #sample(epoch, place) {
    return this.orders[epoch * this.length + place];
  }

  /** How many samples of an epoch are shown. */
  #until(epoch) {
    return Math.min(this.length, Math.max(0, (this.seen - epoch * this.per) * this.size));
  }

  #drawStrip(shelf, epoch) {
    const { canvas, marks } = shelf;
    const until = this.#until(epoch);
    Object.assign(canvas, { width: this.length, height: 1 });
    const context = canvas.getContext("2d");
    const image = context.createImageData(this.length, 1);
    for (let place = 0; place < until; place += 1) {
      const sample = this.#sample(epoch, place);
      if (sample >= 0) image.data.set([...this.#colorOf(sample), 255], 4 * place);
    }
    context.putImageData(image, 0, 0);
    const name = shelf.name.textContent;
    canvas.setAttribute("aria-label", `${name}: ${until} of ${this.length} samples seen, in ${this.per} batches`);
    const lines = [];
    for (let batch = 1; batch < this.per && this.per <= MOST_BORDERS; batch += 1) {
      const line = element("div", "faqlab-border");
      line.style.left = `${(100 * batch * this.size) / this.length}%`;
      lines.push(line);
    }
    const last = this.seen - 1;
    if (last >= 0 && Math.floor(last / this.per) === epoch) lines.push(this.#frame(last % this.per));
    marks.replaceChildren(...lines);
  }

  #frame(batch) {
    const now = element("div", "faqlab-now");
    const start = batch * this.size;
    now.style.left = `${(100 * start) / this.length}%`;
    now.style.width = `${(100 * (Math.min(start + this.size, this.length) - start)) / this.length}%`;
    return now;
  }

  /** A bar for each batch: by how much the weights moved. */
  #drawBars(canvas, epoch, notes, largest) {
    const box = canvas.getBoundingClientRect();
    const scale = window.devicePixelRatio || 1;
    const [width, height] = [box.width || 600, box.height || 22].map((one) => Math.round(one * scale));
    Object.assign(canvas, { width, height });
    const context = canvas.getContext("2d");
    context.fillStyle = getComputedStyle(this.root).getPropertyValue("--faqlab-train");
    for (let batch = 0; batch < this.per; batch += 1) {
      const index = epoch * this.per + batch;
      const change = index < this.seen ? notes[index]?.change : 0;
      if (!change) continue;
      const start = (width * batch * this.size) / this.length;
      const end = (width * Math.min((batch + 1) * this.size, this.length)) / this.length;
      const tall = Math.max(1, (height * change) / largest);
      context.fillRect(start + 1, height - tall, Math.max(1, end - start - 2), tall);
    }
  }

  #drawLegend() {
    const { legend } = this.parts;
    if (this.byLabel) {
      const chips = this.model.get("classes").map((name, i) => {
        const entry = element("span");
        const chip = element("i", "faqlab-chip");
        chip.style.background = this.model.get("palette")[i];
        entry.append(chip, element("span", "", name));
        return entry;
      });
      legend.replaceChildren(element("span", "faqlab-words", "label"), ...chips);
      return;
    }
    const ramp = element("canvas", "faqlab-ramp");
    paintScale(ramp, scaleOf(0, this.most));
    const ends = ["sample 0", String(this.most)].map((end) => element("span", "", end));
    legend.replaceChildren(ends[0], ramp, ends[1]);
  }

  #drawBatch(notes) {
    const { title, lines, samples } = this.parts;
    const trouble = this.model.get("trouble");
    lines.replaceChildren(...(trouble ? [element("li", "faqlab-error", trouble)] : []));
    samples.replaceChildren();
    if (!this.seen) {
      title.textContent = "No batch yet.";
      return;
    }
    const index = this.seen - 1;
    const [epoch, batch] = [Math.floor(index / this.per), index % this.per];
    const start = batch * this.size;
    const found = [];
    for (let place = start; place < Math.min(start + this.size, this.length); place += 1) {
      const sample = this.#sample(epoch, place);
      if (sample >= 0) found.push(sample);
    }
    const name = this.model.get("names")[epoch];
    const count = `${found.length} sample${found.length === 1 ? "" : "s"}`;
    title.textContent = `${name}, batch ${batch + 1} of ${this.per}: ${count}`;
    lines.append(...(notes[index]?.lines ?? []).map((line) => element("li", "", line)));
    const chips = found.slice(0, MOST_CHIPS).map((sample) => {
      const chip = element("span", "", String(sample));
      chip.style.borderBottomColor = `rgb(${this.#colorOf(sample).join()})`;
      return chip;
    });
    if (found.length > MOST_CHIPS) chips.push(element("span", "", `and ${found.length - MOST_CHIPS} more`));
    samples.replaceChildren(...chips);
  }

  #rest() {
    this.parts.reading.textContent = "Each colour is a sample. Point at one to read it.";
  }

  #read(event, shelf, epoch) {
    const box = shelf.strip.getBoundingClientRect();
    const share = (event.clientX - box.left) / box.width;
    const place = Math.min(this.length - 1, Math.max(0, Math.floor(share * this.length)));
    const sample = this.#sample(epoch, place);
    if (place >= this.#until(epoch) || sample < 0) {
      this.#rest();
      return;
    }
    const classes = this.model.get("classes");
    const label = classes.length ? `, label ${classes[this.model.get("labels")[sample]]}` : "";
    const where = `${shelf.name.textContent}, batch ${Math.floor(place / this.size) + 1}, place ${place}`;
    this.parts.reading.textContent = `${where}: sample ${sample}${label}`;
  }
}

export default {
  render({ model, el }) {
    const root = element("div", "faqlab faqlab-ribbon");
    el.append(root);
    try {
      const page = new RibbonPage(model, root);
      return () => page.close();
    } catch (error) {
      showError(root, error);
      return () => {};
    }
  },
};
