// The layer view: a tree of layers to choose from, and what the chosen one made of a sample.

/** What this page has received; all views of a widget read from here. */
class LayerStore {
  constructor(model) {
    this.model = model;
    this.kept = new Map();
    this.asked = new Map();
    this.views = new Set();
    this.next = [];
    this.hear = (message, buffers) => {
      if (message.kind !== "layer") return;
      const key = keyOf(message);
      this.asked.delete(key);
      this.kept.delete(key);
      this.kept.set(key, { ...message, planes: planesOf(message.shape, floats(buffers[0])) });
      // A page that looks at everything must not keep everything.
      if (this.kept.size > 200) this.kept.delete(this.kept.keys().next().value);
      // What the reader may want next is asked for one by one, unless it is heavy.
      this.light = buffers[0].byteLength < 1e6;
      for (const view of this.views) view.redraw();
      this.lookAhead();
    };
    model.on("msg:custom", this.hear);
  }

  /** Ask for what may be looked at next, so that it is here when it is clicked. */
  lookAhead(places = this.next) {
    this.next = places;
    if (this.asked.size || this.light === false) return;
    const missing = places.find((place) => !this.kept.has(keyOf(place)));
    if (missing) this.find(missing);
  }

  /** What is there of a layer, or null while Python is asked for it. */
  find(place) {
    const key = keyOf(place);
    if (!this.kept.has(key) && !this.asked.has(key)) {
      this.asked.set(key, performance.now());
      this.model.send({ kind: "show", ...place });
    }
    return this.kept.get(key) ?? null;
  }

  /** For how long the oldest question has had no answer, in milliseconds. */
  get waiting() {
    return this.asked.size ? performance.now() - Math.min(...this.asked.values()) : 0;
  }
}

function keyOf({ layer, sample, mode }) {
  return JSON.stringify([layer, sample, mode]);
}

function planesOf([count, height, width], values) {
  return Array.from({ length: count }, (_, i) => values.subarray(i * height * width, (i + 1) * height * width));
}

const MODES = {
  inference: "as in predict: Dropout off, BatchNormalization with its moving statistics",
  training: "as in fit: Dropout on, BatchNormalization with this batch's statistics",
  difference: "training minus inference",
};

class LayerPage extends DrawnPage {
  constructor(store, root) {
    super(store.model, root);
    this.store = store;
    this.common = true;
    this.enlarged = null;
    this.#build();
    this.followSizeAndTheme();
    this.every(500, () => this.#patience());
    store.views.add(this);
    this.ends.push(() => store.views.delete(this));
    this.open();
  }

  #build() {
    const parts = (this.parts = {});
    parts.tree = element("div", "faqlab-tree");
    parts.tree.setAttribute("role", "listbox");
    parts.tree.setAttribute("aria-label", "Layers");
    parts.tree.tabIndex = 0;
    parts.tree.addEventListener("keydown", (event) => this.#walk(event));
    for (const node of this.model.get("nodes")) parts.tree.append(this.#leaf(node));
    parts.title = element("div", "faqlab-title");
    parts.controls = element("div", "faqlab-controls");
    const samples = { min: 0, max: this.model.get("samples") - 1, step: 1 };
    parts.sample = rangeInput(samples, (sample) => this.set({ sample }));
    parts.number = element("output");
    const sample = element("label", "", "sample ");
    sample.append(parts.sample, parts.number);
    parts.modes = element("span", "faqlab-switch");
    parts.modes.setAttribute("role", "group");
    parts.modes.setAttribute("aria-label", "Mode");
    for (const [mode, title] of Object.entries(MODES)) {
      const button = this.#choice(mode, () => this.set({ mode }));
      button.title = title;
      parts.modes.append(button);
    }
    parts.scale = this.#choice("one scale for all maps", () => {
      this.common = !this.common;
      this.redraw();
    });
    parts.thumb = element("canvas", "faqlab-thumb");
    parts.thumb.setAttribute("role", "img");
    parts.thumb.setAttribute("aria-label", "the sample itself");
    parts.controls.append(parts.thumb, sample, parts.modes, parts.scale);
    parts.picture = element("div", "faqlab-picture");
    parts.scaleBar = element("div", "faqlab-scale");
    parts.reading = element("div", "faqlab-reading");
    parts.reading.setAttribute("aria-live", "polite");
    parts.histogram = element("canvas", "faqlab-histogram");
    parts.words = element("div", "faqlab-words");
    const right = element("div", "faqlab-right");
    right.append(parts.title, parts.controls, parts.picture, parts.scaleBar, parts.reading, parts.words, parts.histogram);
    this.root.append(parts.tree, right);
  }

  #leaf(node) {
    const leaf = element("div", "faqlab-leaf");
    leaf.setAttribute("role", "option");
    leaf.dataset.address = node.address;
    leaf.style.paddingLeft = `${8 + 14 * node.depth}px`;
    const parameters = node.parameters ? `${node.parameters.toLocaleString("en")} parameters` : "";
    leaf.append(
      element("span", "faqlab-name", node.name),
      element("span", "faqlab-kind", node.kind),
      element("span", "faqlab-shape", [node.shape, parameters].filter(Boolean).join(", ")),
    );
    if (node.shown) leaf.addEventListener("click", () => this.set({ layer: node.address }));
    else leaf.setAttribute("aria-disabled", "true");
    return leaf;
  }

  #choice(text, change) {
    const button = element("button", "faqlab-choice", text);
    button.addEventListener("click", change);
    return button;
  }

  #walk(event) {
    const shown = this.model.get("nodes").filter((node) => node.shown).map((node) => node.address);
    const now = shown.indexOf(this.model.get("layer"));
    const next = { ArrowUp: now - 1, ArrowDown: now + 1, Home: 0, End: shown.length - 1 }[event.key];
    if (next === undefined) return;
    // The notebook would move to another cell.
    event.preventDefault();
    event.stopPropagation();
    this.set({ layer: shown[Math.min(Math.max(next, 0), shown.length - 1)] });
  }

  draw() {
    const { parts, model } = this;
    this.still.update({ picture: model.get("still"), words: "" });
    const place = { layer: model.get("layer"), sample: model.get("sample"), mode: model.get("mode") };
    const node = model.get("nodes").find((one) => one.address === place.layer);
    for (const leaf of parts.tree.children) {
      const chosen = leaf.dataset.address === place.layer;
      leaf.setAttribute("aria-selected", String(chosen));
      leaf.id ||= `faqlab-${Math.random().toString(36).slice(2)}`;
      if (chosen) {
        parts.tree.setAttribute("aria-activedescendant", leaf.id);
        if (this.scrolled !== place.layer) {
          this.scrolled = place.layer;
          parts.tree.scrollTop = leaf.offsetTop - parts.tree.offsetTop - parts.tree.clientHeight / 2;
        }
      }
    }
    for (const button of parts.modes.children) {
      button.setAttribute("aria-pressed", String(button.textContent === place.mode));
      button.disabled = place.layer === "input";
    }
    parts.scale.setAttribute("aria-pressed", String(this.common));
    parts.sample.value = place.sample;
    parts.number.textContent = `${place.sample + 1} of ${model.get("samples")}`;
    this.#thumb(this.store.find({ ...place, layer: "input", mode: "inference" }));
    const seen = this.store.find(place);
    if (!seen) return;
    if (this.seen !== seen && this.enlarged !== null && this.enlarged >= seen.planes.length) this.enlarged = null;
    this.seen = seen;
    parts.title.textContent = `${node.address} · ${node.kind} · ${node.shape}`;
    parts.words.textContent = `Over all ${model.get("samples")} samples: ${seen.words}.`;
    parts.scale.hidden = seen.look !== "maps" || seen.planes.length < 2;
    this.#picture(seen);
    this.#histogram(seen.numbers);
    this.store.lookAhead(this.#nearby(place));
    Object.assign(this.root.dataset, { ...place, look: seen.look, planes: seen.planes.length });
    this.root.dispatchEvent(new CustomEvent("faqlab:painted", { bubbles: true, detail: place }));
  }

  /** The layers around the chosen one, nearest first, for the same sample and mode. */
  #nearby(place) {
    const shown = this.model.get("nodes").filter((node) => node.shown).map((node) => node.address);
    const here = shown.indexOf(place.layer);
    const away = (layer) => Math.abs(shown.indexOf(layer) - here);
    const nearest = [...shown].sort((one, two) => away(one) - away(two)).slice(1, 25);
    return nearest.map((layer) => ({ ...place, layer }));
  }

  /** The sample, small, beside what a layer makes of it. */
  #thumb(seen) {
    const { thumb } = this.parts;
    thumb.hidden = !seen || !["image", "maps", "heat"].includes(seen.look);
    if (thumb.hidden) return;
    const [, height, width] = seen.shape;
    const all = bounds(seen.planes.flatMap((plane) => bounds(plane)));
    if (seen.look === "image") paintImage(thumb, seen.planes, height, width, all);
    else paintPlane(thumb, seen.planes[0], height, width, scaleOf(...all));
  }

  #picture(seen) {
    const { parts } = this;
    const [, height, width] = seen.shape;
    parts.reading.textContent = seen.stride > 1 ? `Every ${seen.stride}th pixel is shown.` : "";
    if (seen.look === "number") {
      parts.picture.replaceChildren(element("div", "faqlab-number", shortNumber(seen.planes[0][0])));
      parts.scaleBar.replaceChildren();
    } else if (seen.look === "bars") this.#bars(seen);
    else if (seen.look === "image") {
      const canvas = this.#large("the sample as a picture", width, height);
      paintImage(canvas, seen.planes, height, width, bounds(seen.planes.flatMap((plane) => bounds(plane))));
      parts.scaleBar.replaceChildren();
    } else if (seen.look === "heat" || seen.planes.length === 1 || this.enlarged !== null) this.#one(seen);
    else this.#grid(seen);
  }

  /** One plane, large, with its scale and a reading under the pointer. */
  #one(seen) {
    const [, height, width] = seen.shape;
    const index = this.enlarged ?? 0;
    const plane = seen.planes[index];
    const scale = scaleOf(...(this.common ? bounds(seen.planes.flatMap((one) => bounds(one))) : bounds(plane)));
    const what = seen.look === "heat" ? "time downwards, units across" : `map ${index + 1} of ${seen.total}`;
    const canvas = this.#large(`${what}: ${range(bounds(plane))}`, width, height);
    paintPlane(canvas, plane, height, width, scale);
    this.#scaleBar(scale);
    this.parts.reading.textContent = `${what}: ${range(bounds(plane))}`;
    const words = seen.look === "heat" ? ["step", "unit"] : ["row", "column"];
    canvas.addEventListener("pointermove", (event) => {
      const column = Math.min(width - 1, Math.floor((event.offsetX / canvas.clientWidth) * width));
      const row = Math.min(height - 1, Math.floor((event.offsetY / canvas.clientHeight) * height));
      const value = shortNumber(plane[row * width + column]);
      this.parts.reading.textContent = `${words[0]} ${row * seen.stride}, ${words[1]} ${column * seen.stride}: ${value}`;
    });
    if (this.enlarged === null) return;
    const back = this.#choice("← all maps", () => {
      this.enlarged = null;
      this.redraw();
    });
    back.addEventListener("keydown", (event) => {
      if (event.key === "Escape") back.click();
    });
    this.parts.picture.prepend(back);
    if (this.focusBack) back.focus();
    this.focusBack = false;
  }

  #large(label, width, height) {
    const canvas = element("canvas", "faqlab-large");
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", label);
    canvas.style.aspectRatio = `${width} / ${height}`;
    // A long thin output may be squeezed: it is a table of numbers, not a photograph.
    if (width > 3 * height || height > 3 * width) canvas.style.aspectRatio = width > height ? "3 / 1" : "1 / 2";
    this.parts.picture.replaceChildren(canvas);
    return canvas;
  }

  /** All maps small; each is a button that makes it large. */
  #grid(seen) {
    const [, height, width] = seen.shape;
    const all = bounds(seen.planes.flatMap((plane) => bounds(plane)));
    const dead = new Set(seen.numbers.dead);
    const buttons = seen.planes.map((plane, i) => {
      const own = bounds(plane);
      const button = element("button", "faqlab-map");
      const canvas = element("canvas");
      paintPlane(canvas, plane, height, width, scaleOf(...(this.common ? all : own)));
      const note = dead.has(i) ? ", zero in every sample" : "";
      button.setAttribute("aria-label", `map ${i + 1} of ${seen.total}: ${range(own)}${note}`);
      button.title = button.getAttribute("aria-label");
      button.append(canvas, element("span", "", dead.has(i) ? `${i + 1} dead` : String(i + 1)));
      button.addEventListener("click", () => {
        [this.enlarged, this.focusBack] = [i, true];
        this.redraw();
      });
      return button;
    });
    const grid = element("div", "faqlab-grid");
    grid.append(...buttons);
    this.parts.picture.replaceChildren(grid);
    if (this.common) this.#scaleBar(scaleOf(...all));
    else this.parts.scaleBar.replaceChildren(element("span", "", "each map has its own scale"));
    if (seen.total > buttons.length) {
      this.parts.reading.textContent += ` The first ${buttons.length} of ${seen.total} maps.`;
    }
  }

  #bars(seen) {
    const values = seen.planes[0];
    const canvas = element("canvas", "faqlab-bars");
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", `${values.length} units: ${range(bounds(values))}`);
    this.parts.picture.replaceChildren(canvas);
    this.parts.scaleBar.replaceChildren();
    const [low, high] = bounds(values);
    const look = this.#look();
    const plot = new Plot(canvas, { x: [-0.5, values.length - 0.5], y: [Math.min(0, low), Math.max(high, low < 0 ? 0 : low || 1)], log: false }, look);
    plot.axes("unit");
    plot.bars(values, look.train);
    const highest = values.indexOf(Math.max(...values));
    this.parts.reading.textContent = `Highest: unit ${highest}, ${shortNumber(values[highest])}`;
    canvas.addEventListener("pointermove", (event) => {
      const unit = Math.min(values.length - 1, Math.max(0, Math.round(plot.valueAt(event.offsetX))));
      this.parts.reading.textContent = `unit ${unit}: ${shortNumber(values[unit])}`;
    });
  }

  #scaleBar(scale) {
    const canvas = element("canvas", "faqlab-ramp");
    paintScale(canvas, scale);
    this.parts.scaleBar.replaceChildren(element("span", "", shortNumber(scale.low)), canvas, element("span", "", shortNumber(scale.high)));
  }

  #histogram(numbers) {
    const { counts, low, high } = numbers;
    const canvas = this.parts.histogram;
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", `Histogram from ${shortNumber(low)} to ${shortNumber(high)}`);
    const look = this.#look();
    const most = Math.max(...counts, 1);
    const plot = new Plot(canvas, { x: [-0.5, counts.length - 0.5], y: [0, most], log: false }, look);
    Object.assign(plot, { top: 6, bottom: plot.height - 18 });
    plot.bars(counts, look.val);
    plot.ends(shortNumber(low), shortNumber(high));
  }

  #look() {
    const style = getComputedStyle(this.root);
    const read = (name) => style.getPropertyValue(name).trim();
    return {
      text: read("--faqlab-text"),
      grid: read("--faqlab-grid"),
      train: read("--faqlab-train"),
      val: read("--faqlab-soft"),
      font: `11px ${style.fontFamily}`,
    };
  }

  #patience() {
    if (this.store.waiting < 1500) return;
    this.parts.reading.textContent = "Waiting for the kernel: it is busy, or it has gone. If it has gone, run the cell again.";
  }
}

function range([low, high]) {
  return `from ${shortNumber(low)} to ${shortNumber(high)}`;
}

// Called once for each widget; its views share the store.
export default () => {
  let store;
  return {
    initialize({ model }) {
      store = new LayerStore(model);
      return () => model.off("msg:custom", store.hear);
    },
    render({ el }) {
      const root = element("div", "faqlab faqlab-layer-view");
      el.append(root);
      try {
        const page = new LayerPage(store, root);
        return () => page.close();
      } catch (error) {
        showError(root, error);
        return () => {};
      }
    },
  };
};
