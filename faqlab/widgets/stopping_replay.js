// Early stopping, slid through over a recorded run: where it ends, which weights are kept, why.

const RULE = ["monitor", "mode", "patience", "min_delta", "baseline", "start_from_epoch", "restore_best_weights"];

/** The recorded curves by name: their values, and where there is one. */
function recordedCurves(model) {
  const [numbers, there] = ["numbers", "there"].map((name) => {
    const { buffer, byteOffset, byteLength } = model.get(name);
    return buffer.slice(byteOffset, byteOffset + byteLength);
  });
  const [values, marks, epochs] = [new Float64Array(numbers), new Uint8Array(there), model.get("epochs")];
  return new Map(
    model.get("curves").map((one, i) => {
      const [from, to] = [i * epochs, (i + 1) * epochs];
      return [
        one.name,
        { ...one, first: model.get("first"), values: values.subarray(from, to), there: Array.from(marks.subarray(from, to)) },
      ];
    }),
  );
}

/** How many epochs share a place on the page: a power of two, so that a thousand places are enough. */
function epochsPerPlace(epochs) {
  let size = 1;
  while (epochs > 1000 * size) size *= 2;
  return size;
}

/**
 * A curve in few points, nothing lost: for each place its lowest and its highest value, one after the other. The
 * epochs of a run of thousands share their pixels anyway.
 */
function thinned(curve, xs, size) {
  const [places, values] = [[], []];
  for (let start = 0; start < xs.length; start += size) {
    let [low, high] = [Infinity, -Infinity];
    const end = Math.min(start + size, xs.length);
    for (let i = start; i < end; i += 1) {
      const value = curve.values[i];
      if (curve.there[i] && Number.isFinite(value)) [low, high] = [Math.min(low, value), Math.max(high, value)];
    }
    const x = (xs[start] + xs[end - 1]) / 2;
    if (size === 1) {
      places.push(x);
      values.push(low);
    } else {
      places.push(x, x);
      values.push(low, high);
    }
  }
  return { xs: places, ys: values };
}

/** A round step that parts a span into a few hundred. */
function roundStep(span) {
  return Number((10 ** (Math.floor(Math.log10(span || 1)) - 2)).toPrecision(1));
}

class ReplayPage extends DrawnPage {
  constructor(model, root) {
    super(model, root);
    Object.assign(this, { curves: recordedCurves(model), hovered: null, untold: {} });
    this.epochs = model.get("epochs");
    this.first = model.get("first");
    this.xs = Float64Array.from({ length: this.epochs }, (_, i) => this.first + i + 1);
    this.size = epochsPerPlace(this.epochs);
    this.#build();
    this.followSizeAndTheme();
    this.ends.push(() => this.#tellKernel());
    this.open();
  }

  #rule() {
    // The kernel's answer to an earlier change may come in between: what the reader set since then counts.
    return { ...Object.fromEntries(RULE.map((name) => [name, this.model.get(name)])), ...this.untold };
  }

  /** Change a setting: the page answers now, the kernel is told when the slider rests. */
  #set(name, value) {
    this.untold[name] = value;
    this.model.set(name, value);
    clearTimeout(this.telling);
    this.telling = setTimeout(() => this.#tellKernel(), 150);
    this.redraw();
  }

  #tellKernel() {
    if (this.telling === undefined) return;
    clearTimeout(this.telling);
    this.telling = undefined;
    for (const [name, value] of Object.entries(this.untold)) this.model.set(name, value);
    this.untold = {};
    this.model.save_changes();
  }

  #build() {
    const parts = (this.parts = {});
    parts.monitor = this.#choice("monitor", [...this.curves.keys()]);
    parts.mode = this.#choice("mode", ["auto", "min", "max"]);
    parts.restore = this.#box(() => this.#set("restore_best_weights", parts.restore.checked));
    parts.patience = this.#slider("patience", { min: 0, max: this.epochs, step: 1 });
    parts.start = this.#slider("start_from_epoch", { min: 0, max: this.first + this.epochs, step: 1 });
    parts.delta = this.#slider("min_delta", { min: 0 });
    parts.baseline = this.#slider("baseline", {});
    parts.hasBaseline = this.#box(() => {
      const { low, high } = this.#curve();
      const middle = Number(((low + high) / 2).toPrecision(2));
      this.#set("baseline", parts.hasBaseline.checked ? middle : null);
    });
    parts.hasBaseline.setAttribute("aria-label", "use a baseline");
    const choices = element("div", "faqlab-controls");
    choices.append(
      labelled("monitor", parts.monitor),
      labelled("mode", parts.mode),
      labelled("", parts.restore, document.createTextNode("restore_best_weights")),
    );
    const sliders = element("div", "faqlab-sliders");
    for (const [name, slider, before] of [
      ["patience", parts.patience],
      ["min_delta", parts.delta],
      ["baseline", parts.baseline, parts.hasBaseline],
      ["start_from_epoch", parts.start],
    ]) {
      const title = element("span", "faqlab-name");
      if (before) title.append(before);
      title.append(document.createTextNode(name));
      slider.number = element("output");
      slider.setAttribute("aria-label", name);
      sliders.append(title, slider, slider.number);
    }
    parts.curve = element("canvas", "faqlab-curve");
    parts.curve.tabIndex = 0;
    parts.curve.setAttribute("role", "slider");
    this.#point(parts.curve);
    parts.waits = element("canvas", "faqlab-waits");
    parts.waits.setAttribute("role", "img");
    parts.reading = element("div", "faqlab-reading");
    parts.story = element("div", "faqlab-story");
    parts.story.setAttribute("aria-live", "polite");
    parts.call = element("code", "faqlab-call");
    // The notebook would take the arrow keys of a list for its own.
    choices.addEventListener("keydown", (event) => event.stopPropagation());
    this.root.append(choices, sliders, parts.story, parts.curve, parts.waits, parts.reading, parts.call);
  }

  #choice(name, values) {
    const select = element("select");
    for (const value of values) select.append(element("option", "", value));
    select.addEventListener("change", () => this.#set(name, select.value));
    return select;
  }

  #box(act) {
    const box = element("input");
    box.type = "checkbox";
    box.addEventListener("change", act);
    return box;
  }

  #slider(name, range) {
    return rangeInput(range, (value) => this.#set(name, value));
  }

  /** Read values with the mouse, a finger or the arrow keys. */
  #point(canvas) {
    const hover = (epoch) => {
      const [low, high] = [this.first + 1, this.first + this.epochs];
      this.hovered = epoch === null ? null : Math.min(Math.max(Math.round(epoch), low), high);
      this.redraw();
    };
    canvas.addEventListener("pointermove", (event) => {
      if (this.plot) hover(this.plot.valueAt(event.offsetX));
    });
    canvas.addEventListener("pointerleave", () => hover(null));
    canvas.addEventListener("blur", () => hover(null));
    canvas.addEventListener("keydown", (event) => {
      const now = this.hovered ?? this.replay?.last ?? this.first + this.epochs;
      const ends = { Home: -Infinity, End: Infinity };
      const next = { ArrowLeft: now - 1, ArrowRight: now + 1, ...ends }[event.key];
      if (event.key === "Escape") hover(null);
      if (next === undefined) return;
      // The notebook would move to another cell.
      event.preventDefault();
      event.stopPropagation();
      hover(next);
    });
  }

  #curve() {
    return this.curves.get(this.#rule().monitor);
  }

  draw() {
    const [rule, curve] = [this.#rule(), this.#curve()];
    this.replay = replayRule(curve, rule);
    this.#controls(rule, curve);
    this.still.update({ picture: this.model.get("still"), words: "" });
    const look = this.#look();
    this.#drawCurve(curve, rule, look);
    this.#drawWaits(rule, look);
    this.#tell(curve, rule);
    const { replay } = this;
    Object.assign(this.root.dataset, {
      monitor: rule.monitor,
      patience: rule.patience,
      stops: replay?.stops_after ?? "never",
      kept: replay?.kept_epoch ?? "",
      epochs: this.epochs,
    });
    this.root.dispatchEvent(new CustomEvent("faqlab:painted", { bubbles: true }));
  }

  #controls(rule, curve) {
    const { parts } = this;
    parts.monitor.value = rule.monitor;
    parts.mode.value = rule.mode;
    parts.restore.checked = rule.restore_best_weights;
    const span = curve.high - curve.low;
    const step = roundStep(span);
    // Room for a baseline that is never reached.
    const low = Math.floor((curve.low - span / 10) / step) * step;
    const high = Math.ceil((curve.high + span / 10) / step) * step;
    Object.assign(parts.delta, { step, max: Math.max(step, Math.ceil(span / step) * step) });
    // A slider counts its steps from its lower end.
    Object.assign(parts.baseline, { step, min: Number(low.toPrecision(6)), max: Number(high.toPrecision(6)) });
    parts.hasBaseline.checked = rule.baseline !== null;
    parts.baseline.disabled = rule.baseline === null;
    for (const [slider, value] of [
      [parts.patience, rule.patience],
      [parts.start, rule.start_from_epoch],
      [parts.delta, rule.min_delta],
      [parts.baseline, rule.baseline],
    ]) {
      // Writing a slider's own value back would spoil a drag between two steps.
      if (value !== null && Number(slider.value) !== value) slider.value = value;
      slider.number.textContent = value === null ? "none" : String(value);
    }
  }

  #look() {
    const style = getComputedStyle(this.root);
    const read = (name) => style.getPropertyValue(name).trim();
    const colors = Object.fromEntries(["text", "grid", "val", "best", "kept"].map((name) => [name, read(`--faqlab-${name}`)]));
    return { ...colors, font: `11px ${style.fontFamily}` };
  }

  #plot(canvas, y, look) {
    const plot = new Plot(canvas, { x: this.#span(), y, log: false }, look);
    // Room for half of the last epoch's number, which may have five digits.
    plot.right -= 12;
    return plot;
  }

  #drawCurve(curve, rule, look) {
    const { replay, parts } = this;
    const plot = (this.plot = this.#plot(parts.curve, this.#heights(curve, rule), look));
    this.#shade(plot, rule, look);
    plot.axes("epoch");
    curve.thinned ??= thinned(curve, this.xs, this.size);
    const { xs, ys } = curve.thinned;
    const ran = Math.ceil((replay?.ran ?? this.epochs) / this.size) * (this.size > 1 ? 2 : 1);
    // The pale part begins where the other ends, so that the line is whole.
    plot.line(xs.slice(ran - 1), ys.slice(ran - 1), { color: look.val, alpha: 0.35 });
    plot.line(xs.slice(0, ran), ys.slice(0, ran), { color: look.val, width: this.size > 1 ? 1.2 : 2 });
    if (this.epochs * 9 < plot.right - plot.left) {
      plot.marks(xs.slice(0, ran), ys.slice(0, ran), { color: look.val, shape: "circle" });
      plot.marks(xs.slice(ran), ys.slice(ran), { color: look.val, shape: "circle", hollow: true, size: 2.4 });
    }
    if (rule.baseline !== null) {
      plot.line(this.#span(), [rule.baseline, rule.baseline], { color: look.best, dash: [6, 4] });
    }
    if (replay) {
      if (replay.stopped) plot.upright(replay.last, { color: look.val, label: `stops after ${replay.last}` });
      const kept = replay.kept_epoch;
      plot.marks([kept], [valueOf(curve, kept)], { color: look.kept, shape: "star", size: 5 });
    }
    if (this.hovered !== null) plot.upright(this.hovered, { color: look.text });
  }

  /** How much of the patience is used up, epoch by epoch, and how much there is. */
  #drawWaits(rule, look) {
    const { replay, parts } = this;
    const waited = replay?.waited ?? [];
    const most = waited.reduce((high, one) => Math.max(high, one), 1);
    const limit = Math.max(1, rule.patience);
    // A patience that is hardly used must not press the bars flat.
    const near = limit <= 4 * most;
    const plot = this.#plot(parts.waits, [0, near ? Math.max(most, limit) : most], look);
    const c = plot.context;
    c.fillStyle = look.val;
    c.globalAlpha = 0.6;
    const width = Math.max(1, 0.8 * this.size * (plot.x(1) - plot.x(0)));
    for (let start = 0; start < waited.length; start += this.size) {
      const high = waited.slice(start, start + this.size).reduce((most, one) => Math.max(most, one));
      const middle = this.xs[start] + (this.size - 1) / 2;
      const top = plot.y(high);
      c.fillRect(plot.x(middle) - width / 2, top, width, plot.bottom - top);
    }
    c.globalAlpha = 1;
    if (near) plot.line(this.#span(), [limit, limit], { color: look.best, dash: [6, 4] });
    c.font = look.font;
    c.fillStyle = look.text;
    c.textAlign = "left";
    c.textBaseline = "bottom";
    c.fillText(`patience used up, of ${countEpochs(limit)}`, plot.left, plot.top - 3);
    c.textAlign = "right";
    c.textBaseline = "middle";
    c.fillText(String(near ? Math.max(most, limit) : most), plot.left - 6, plot.top);
    c.fillText("0", plot.left - 6, plot.bottom);
    parts.waits.setAttribute("aria-label", `patience used up after the last epoch: ${waited.at(-1) ?? 0} of ${limit}`);
  }

  /** The epochs at the beginning that aren't looked at. */
  #shade(plot, rule, look) {
    const end = Math.min(rule.start_from_epoch, this.first + this.epochs) + 0.5;
    if (end <= this.first + 0.5) return;
    plot.context.fillStyle = look.grid;
    plot.context.fillRect(plot.left, plot.top, plot.x(end) - plot.left, plot.bottom - plot.top);
  }

  #span() {
    return [this.first + 0.5, this.first + this.epochs + 0.5];
  }

  #heights(curve, rule) {
    const shown = [curve.low, curve.high, ...(rule.baseline === null ? [] : [rule.baseline])];
    const [low, high] = [Math.min(...shown), Math.max(...shown)];
    const air = (high - low || Math.abs(high) || 1) * 0.06;
    return [low - air, high + air];
  }

  #tell(curve, rule) {
    const { parts, replay } = this;
    const sentences = replay
      ? storyOf(replay)
      : [`The name ${rule.monitor} doesn't say whether lower or higher is better: choose the mode min or max.`];
    const story = sentences.join("\n");
    // A screen reader reads what changes, and only that.
    if (parts.story.textContent !== story) parts.story.textContent = story;
    const call = callOf(rule);
    if (parts.call.textContent !== call) parts.call.textContent = call;
    const epoch = this.hovered ?? replay?.kept_epoch ?? this.first + 1;
    const row = epoch - this.first - 1;
    const value = curve.there[row] ? numberOf(curve.values[row]) : "not reported";
    const text = `epoch ${epoch}: ${rule.monitor} ${value}${this.#place(epoch)}`;
    parts.reading.textContent = text;
    const range = { "aria-valuemin": this.first + 1, "aria-valuemax": this.first + this.epochs, "aria-valuenow": epoch };
    for (const [name, one] of Object.entries(range)) parts.curve.setAttribute(name, one);
    parts.curve.setAttribute("aria-valuetext", text);
    parts.curve.setAttribute("aria-label", `${rule.monitor} by epoch; the arrow keys read its values`);
  }

  /** What an epoch is to the rule. */
  #place(epoch) {
    const { replay, first } = this;
    if (!replay) return "";
    const words = [];
    if (epoch > replay.last) words.push("not trained");
    else if (epoch - 1 < replay.rule.start_from_epoch) words.push("not looked at");
    else if (replay.better.includes(epoch)) words.push("the best so far");
    else words.push(`patience used up: ${replay.waited[epoch - first - 1]}`);
    if (epoch === replay.kept_epoch) words.push("★ its weights are kept");
    return `, ${words.join(", ")}`;
  }
}

/** NaN and infinite values are values too: they are what a reader has to see. */
function numberOf(value) {
  return Number.isFinite(value) ? shortNumber(value) : String(value);
}

export default {
  render({ model, el }) {
    const root = element("div", "faqlab faqlab-stopping");
    el.append(root);
    try {
      const page = new ReplayPage(model, root);
      return () => page.close();
    } catch (error) {
      showError(root, error);
      return () => {};
    }
  },
};
