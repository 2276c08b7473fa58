// The chart of a training run: what is shown of it, and what the reader can change.

function clock(seconds) {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  return minutes < 60 ? `${minutes} min ${whole % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

const DASHES = [[2, 2], [8, 3, 2, 3], [1, 3], [10, 4]];

class RunView extends DrawnPage {
  constructor(store, root) {
    super(store.model, root);
    this.store = store;
    this.options = { metric: "", log: false, smooth: 0.8, hidden: new Set() };
    this.hovered = null;
    this.panels = new Map();
    this.#build();
    this.followSizeAndTheme(this.parts.panels);
    this.every(500, () => this.#status());
    store.views.add(this);
    this.ends.push(() => store.views.delete(this));
    this.changed();
  }

  get run() {
    return this.store.runs.get("run");
  }

  /** New rows have come. */
  changed(sent) {
    this.came = performance.now();
    this.sent = sent;
    this.redraw();
  }

  #build() {
    const parts = (this.parts = {});
    const head = element("div", "faqlab-head");
    parts.status = element("span", "faqlab-status", "Waiting for the first batch");
    parts.time = element("span", "faqlab-time");
    parts.stop = element("button", "faqlab-stop", "■ Stop");
    parts.stop.title = "End training after the current batch; what was learned so far is kept";
    parts.stop.hidden = true;
    parts.stop.addEventListener("click", () => this.store.stop());
    head.append(parts.status, parts.time, parts.stop);
    parts.bar = element("div", "faqlab-bar");
    parts.done = element("div", "faqlab-done");
    parts.bar.append(parts.done);
    parts.controls = element("div", "faqlab-controls");
    parts.metrics = element("span", "faqlab-switch");
    parts.metrics.setAttribute("role", "group");
    parts.metrics.setAttribute("aria-label", "Which metric to draw");
    parts.log = this.#button("log scale", () => {
      this.options.log = !this.options.log;
    });
    parts.smooth = rangeInput({ min: 0, max: 0.98, step: 0.02 }, (smooth) => {
      this.options.smooth = smooth;
      parts.smoothed.textContent = shortNumber(smooth);
      this.redraw();
    });
    parts.smooth.value = this.options.smooth;
    parts.smoothed = element("output", "", shortNumber(this.options.smooth));
    const label = element("label", "faqlab-smooth", "smooth the batches ");
    label.append(parts.smooth, parts.smoothed);
    parts.controls.append(parts.metrics, parts.log, label);
    parts.panels = element("div", "faqlab-panels");
    parts.legend = element("div", "faqlab-legend");
    parts.legend.setAttribute("role", "group");
    parts.legend.setAttribute("aria-label", "Curves to show");
    parts.summary = element("div", "faqlab-summary");
    parts.summary.setAttribute("aria-live", "polite");
    this.root.append(head, parts.bar, parts.controls, parts.panels, parts.legend, parts.summary);
  }

  #button(text, change) {
    const button = element("button", "faqlab-choice", text);
    button.setAttribute("aria-pressed", "false");
    button.addEventListener("click", () => {
      change();
      this.redraw();
    });
    return button;
  }

  draw() {
    const { run, root, options } = this;
    if (!run) return;
    const metrics = (run.shown ?? run.metrics).filter((name) => run.metrics.includes(name));
    if (!run.shown && changes(run.epochs.columns.learning_rate)) metrics.push("learning_rate");
    this.#controls(metrics);
    const shown = options.metric ? [options.metric] : metrics.filter((name) => name !== "learning_rate");
    this.#arrange(shown);
    const curves = [...this.store.runs.values()].map((one) => ({ run: one, ...places(one) }));
    for (const name of shown) this.#panel(name, curves);
    this.#legend();
    this.#status();
    this.#read(curves);
    const words = run.state === "training" || run.state === "new" ? "" : run.summary;
    this.parts.summary.textContent = words;
    this.still.update({ picture: run.still, words });
    Object.assign(root.dataset, {
      state: run.state,
      epochs: run.epochs.rows,
      batches: run.batches.rows,
      points: curves[0].batchAt.length,
    });
    root.dispatchEvent(new CustomEvent("faqlab:painted", { bubbles: true, detail: { sent: this.sent } }));
  }

  #controls(metrics) {
    const names = metrics.length > 1 ? ["", ...metrics] : metrics;
    if (this.named !== names.join()) {
      this.named = names.join();
      this.parts.metrics.replaceChildren(
        ...names.map((name) => {
          const button = this.#button(name || "all", () => {
            this.options.metric = name;
          });
          button.dataset.metric = name;
          return button;
        }),
      );
      if (!names.includes(this.options.metric)) this.options.metric = "";
    }
    for (const button of this.parts.metrics.children) {
      button.setAttribute("aria-pressed", String(button.dataset.metric === this.options.metric));
    }
    this.parts.log.setAttribute("aria-pressed", String(this.options.log));
  }

  /** One panel for each metric that is shown. */
  #arrange(shown) {
    for (const [name, panel] of this.panels) {
      if (!shown.includes(name)) {
        panel.figure.remove();
        this.panels.delete(name);
      }
    }
    for (const name of shown) {
      if (this.panels.has(name)) continue;
      const figure = element("figure", "faqlab-panel");
      const canvas = element("canvas");
      canvas.tabIndex = 0;
      canvas.setAttribute("role", "slider");
      canvas.setAttribute("aria-label", `${name} by epoch; the arrow keys read its values`);
      const reading = element("div", "faqlab-reading");
      figure.append(element("figcaption", "", name), canvas, reading);
      this.parts.panels.append(figure);
      const panel = { figure, canvas, reading, plot: null };
      this.panels.set(name, panel);
      this.#point(panel);
    }
  }

  /** Read values with the mouse, a finger or the arrow keys. */
  #point(panel) {
    const hover = (value) => {
      this.hovered = value;
      this.redraw();
    };
    panel.canvas.addEventListener("pointermove", (event) => {
      if (panel.plot) hover(panel.plot.valueAt(event.offsetX));
    });
    panel.canvas.addEventListener("pointerleave", () => hover(null));
    panel.canvas.addEventListener("blur", () => hover(null));
    panel.canvas.addEventListener("keydown", (event) => {
      const { first, epochs } = this.run;
      const [low, high] = [first + 1, first + Math.max(1, epochs.rows)];
      const now = this.hovered === null ? high : Math.round(this.hovered);
      const next = { ArrowLeft: now - 1, ArrowRight: now + 1, Home: low, End: high }[event.key];
      if (event.key === "Escape") hover(null);
      if (next === undefined) return;
      // The notebook would move to another cell.
      event.preventDefault();
      event.stopPropagation();
      hover(Math.min(Math.max(next, low), high));
    });
  }

  #look() {
    const style = getComputedStyle(this.root);
    const read = (name) => style.getPropertyValue(name).trim();
    return {
      text: read("--faqlab-text"),
      grid: read("--faqlab-grid"),
      font: `11px ${style.fontFamily}`,
      train: read("--faqlab-train"),
      val: read("--faqlab-val"),
      best: read("--faqlab-best"),
      compare: [0, 1, 2, 3].map((i) => read(`--faqlab-compare-${i}`)),
    };
  }

  /** What is drawn of one metric: a list of curves, each with its points and its look. */
  #series(name, curves, look) {
    const series = [];
    for (const [i, { run, epochAt, batchAt }] of curves.entries()) {
      const own = run.role === "run";
      const place = (i + look.compare.length - 1) % look.compare.length;
      const [train, val] = own ? [look.train, look.val] : [look.compare[place], look.compare[place]];
      const batches = run.batches.columns[name];
      const [mean, after] = [run.epochs.columns[name], run.epochs.columns[`val_${name}`]];
      if (own && batches && !this.options.hidden.has("batches")) {
        series.push({ kind: "batches", xs: batchAt, ...batches, color: train });
      }
      if (mean && !this.options.hidden.has(own ? "train" : run.key)) {
        series.push({ xs: epochAt, ...mean, color: train, shape: "circle", hollow: !own, dash: own ? [] : DASHES[place] });
      }
      if (after && !this.options.hidden.has(own ? "val" : run.key)) {
        series.push({ xs: epochAt, ...after, color: val, shape: "diamond", hollow: !own, dash: own ? [6, 4] : DASHES[place] });
      }
    }
    return series;
  }

  #panel(name, curves) {
    const panel = this.panels.get(name);
    const look = this.#look();
    const series = this.#series(name, curves, look);
    const range = { x: this.#span(curves), ...heights(series, this.options.log) };
    const plot = (panel.plot = new Plot(panel.canvas, range, look));
    plot.axes("epoch");
    const { run } = this;
    if (run.best !== null && run.epochs.rows > 1) {
      plot.upright(run.best, { color: look.best, dash: [2, 3], label: `best: ${run.best}` });
    }
    for (const one of series) {
      if (one.kind === "batches") {
        const faint = { color: one.color, alpha: this.options.smooth ? 0.25 : 0.55 };
        if (run.batches.size > 1) plot.strokes(one.xs, one.low, one.high, faint);
        else plot.line(one.xs, one.mean, { ...faint, width: 1 });
        if (this.options.smooth) {
          plot.line(one.xs, smoothed(one.mean, this.options.smooth), { color: one.color, width: 1.2, alpha: 0.8 });
        }
      } else {
        plot.line(one.xs, one.mean, { color: one.color, width: 2, dash: one.dash });
        // Many marks would be a smear.
        if (one.xs.length * 9 < plot.right - plot.left) plot.marks(one.xs, one.mean, one);
      }
    }
    if (this.hovered !== null) plot.upright(this.hovered, { color: look.text });
  }

  /** The epochs that the x axis shows: room to grow while training, just the data afterwards. */
  #span(curves) {
    const ends = curves.flatMap(({ epochAt, batchAt }) => [epochAt.at(-1) ?? 0, batchAt.at(-1) ?? 0]);
    const { run } = this;
    const now = Math.max(...ends, run.first);
    const starts = curves.map((one) => one.run.first);
    if (run.state !== "training") return [Math.min(...starts), Math.max(now, run.first + 1)];
    const room = run.first + 3 * (now - run.first) + 2;
    return [Math.min(...starts), Math.max(now, Math.min(run.planned ?? room, room), run.first + 1)];
  }

  #legend() {
    const { run } = this;
    const items = [];
    if (run.batches.rows) items.push(["batches", "training, each batch"]);
    if (run.epochs.rows) items.push(["train", "training, mean of the epoch"]);
    if (Object.keys(run.epochs.columns).some((name) => name.startsWith("val_"))) {
      items.push(["val", "validation, after the epoch"]);
    }
    for (const one of this.store.runs.values()) if (one.role === "compare") items.push([one.key, `${one.name} (○ training, ◇ validation)`]);
    const signature = JSON.stringify(items);
    if (this.legended !== signature) {
      this.legended = signature;
      this.parts.legend.replaceChildren(
        ...items.map(([key, text]) => {
          const button = this.#button("", () => {
            const { hidden } = this.options;
            if (!hidden.delete(key)) hidden.add(key);
          });
          button.dataset.curve = key;
          const sample = element("canvas", "faqlab-sample");
          button.append(sample, document.createTextNode(text));
          return button;
        }),
      );
    }
    const look = this.#look();
    for (const button of this.parts.legend.children) {
      const { curve } = button.dataset;
      button.setAttribute("aria-pressed", String(!this.options.hidden.has(curve)));
      drawSample(button.firstChild, curve, look);
    }
  }

  #status() {
    const { run, parts, store } = this;
    if (!run) return;
    const training = run.state === "training";
    const since = training ? (performance.now() - this.came) / 1000 : 0;
    parts.stop.hidden = !(training && run.stoppable);
    parts.stop.disabled = Boolean(store.stopping);
    let text = { new: "Waiting for the first batch", completed: "Completed" }[run.state] ?? `${run.state[0].toUpperCase()}${run.state.slice(1)}`;
    if (training) {
      const epoch = run.first + run.epochs.rows + 1;
      text = `Training: epoch ${Math.min(epoch, run.planned ?? epoch)}${run.planned ? ` of ${run.planned}` : ""}`;
    } else if (run.why) text += `. ${run.why}`;
    if (store.stopping) {
      text = "Stopping after this batch";
      // Batches go on coming, so the kernel didn't hear the click.
      if (performance.now() - store.stopping.since > 3000 && run.batches.rows > store.stopping.rows + 2) {
        text = "This kernel hears no button while it trains: use the notebook's own stop button (■), it ends training after the batch too";
      }
    }
    parts.status.textContent = text;
    const left = run.remaining === null ? null : Math.max(0, run.remaining - since);
    parts.time.textContent = clock(run.seconds + since) + (training && left !== null ? `, about ${clock(left)} left` : "");
    const share = left === null ? (run.state === "completed" ? 1 : 0) : run.seconds / (run.seconds + run.remaining || 1);
    parts.bar.style.visibility = training ? "visible" : "hidden";
    parts.done.style.width = `${100 * Math.min(1, share)}%`;
  }

  /** Below each panel the values under the cursor, or those of the last epoch, as text. */
  #read(curves) {
    const { run, epochAt, batchAt } = curves[0];
    const at = this.hovered ?? epochAt.at(-1) ?? batchAt.at(-1);
    if (at === undefined) return;
    const nearest = nearestIndex(epochAt, at);
    const epoch = nearest < 0 ? run.first + 1 : epochAt[nearest];
    for (const [name, { canvas, reading }] of this.panels) {
      const lines = curves.map((one) => readValues(one, name, at));
      const batch = nearestIndex(batchAt, at);
      const own = run.batches.columns[name];
      if (own && batch >= 0 && (this.hovered !== null || nearest < 0)) {
        const row = Math.min((batch + 1) * run.batches.size, run.batches.rows);
        lines[0] += `${lines[0] ? ", " : ""}batch ${row}: ${shortNumber(own.mean[batch])}`;
      }
      lines[0] = `epoch ${epoch}: ${lines[0]}`;
      reading.textContent = lines.join("\n");
      canvas.setAttribute("aria-valuenow", epoch);
      canvas.setAttribute("aria-valuemin", run.first + 1);
      canvas.setAttribute("aria-valuemax", run.first + Math.max(1, run.epochs.rows));
      canvas.setAttribute("aria-valuetext", reading.textContent);
    }
  }
}

/** What the curves of a run and a metric say at an epoch. */
function readValues({ run, epochAt }, name, at) {
  const i = nearestIndex(epochAt, at);
  const said = [];
  for (const [who, key] of [["training", name], ["validation", `val_${name}`]]) {
    const column = run.epochs.columns[key];
    if (column && i >= 0) said.push(`${who} ${shortNumber(column.mean[i])}`);
  }
  return `${run.role === "run" ? "" : `${run.name}: `}${said.join(", ")}`;
}

/** Whether a column holds more than one number. */
function changes(column) {
  return Boolean(column) && Math.min(...column.low) < Math.max(...column.high);
}

/** The sample of a curve in the legend: its line, its dashes, its mark. */
function drawSample(canvas, curve, look) {
  const plot = new Plot(canvas, { x: [0, 1], y: [0, 1], log: false }, look);
  Object.assign(plot, { left: 1, right: plot.width - 1, top: 0, bottom: plot.height });
  const place = Number(curve.replace("compare", ""));
  const color = { batches: look.train, train: look.train, val: look.val }[curve] ?? look.compare[place % look.compare.length];
  if (curve === "batches") {
    plot.line([0, 0.2, 0.4, 0.6, 0.8, 1], [0.3, 0.8, 0.2, 0.7, 0.3, 0.6], { color, width: 1, alpha: 0.6 });
    return;
  }
  const dash = { train: [], val: [6, 4] }[curve] ?? DASHES[place % DASHES.length];
  plot.line([0, 1], [0.5, 0.5], { color, width: 2, dash });
  plot.marks([0.5], [0.5], { color, shape: curve === "val" ? "diamond" : "circle", hollow: curve.startsWith("compare") });
}

// Called once for each widget; its views share the store.
export default () => {
  let store;
  return {
    initialize({ model }) {
      store = new RunStore(model);
      return () => model.off("msg:custom", store.hear);
    },
    render({ el }) {
      const root = element("div", "faqlab faqlab-run-chart");
      el.append(root);
      try {
        const view = new RunView(store, root);
        return () => view.close();
      } catch (error) {
        showError(root, error);
        return () => {};
      }
    },
  };
};
