// What a page knows of a run: rows as they come from Python, and where they lie on the epochs' axis.

/** What one page knows of the runs of one widget; all its views read from here. */
class RunStore {
  constructor(model) {
    this.model = model;
    this.runs = new Map();
    this.views = new Set();
    this.stopping = null;
    this.asked = 0;
    this.hear = (message, buffers) => {
      if (message.kind !== "rows") return;
      if (this.take(message, buffers)) for (const view of this.views) view.changed(message.sent);
      else this.hello();
    };
    model.on("msg:custom", this.hear);
    this.hello();
  }

  /** Ask Python for everything; at most once a second, for it may be busy. */
  hello() {
    if (performance.now() - this.asked < 1000 && this.asked) return;
    this.asked = performance.now();
    this.model.send({ kind: "hello" });
  }

  /** Keep the news; false if some that came before are missing. */
  take(message, buffers) {
    const known = this.runs.get(message.key) ?? { batches: null, epochs: null };
    const run = { ...message };
    for (const [i, name] of ["batches", "epochs"].entries()) {
      const table = joined(known[name], message[name], floats(buffers[i]));
      if (table === null) return false;
      run[name] = table;
    }
    this.runs.set(message.key, run);
    if (run.role === "run" && (run.state !== "training" || run.fit !== this.stopping?.fit)) {
      this.stopping = null;
    }
    return true;
  }

  stop() {
    const run = this.runs.get("run");
    this.stopping = { fit: run.fit, since: performance.now(), rows: run.batches.rows };
    this.model.send({ kind: "stop", fit: run.fit });
    for (const view of this.views) view.changed();
  }
}

/**
 * A table with its news: `{rows, size, columns: {name: {low, high, mean}}}`, each a Float32Array with
 * one number a bucket. Null if what comes before the news isn't there.
 */
function joined(table, news, data) {
  const planes = news.size === 1 ? 1 : 3;
  const count = news.columns.length ? data.length / (planes * news.columns.length) : 0;
  const columns = {};
  for (const [i, name] of news.columns.entries()) {
    const fresh = [0, 1, 2].map((plane) => {
      const from = (i * planes + Math.min(plane, planes - 1)) * count;
      return data.subarray(from, from + count);
    });
    if (news.start === 0) {
      columns[name] = { low: fresh[0], high: fresh[1], mean: fresh[2] };
      continue;
    }
    const old = table?.size === news.size && table.columns[name];
    if (!old || old.mean.length < news.start) return null;
    columns[name] = {};
    for (const [plane, part] of ["low", "high", "mean"].entries()) {
      const whole = new Float32Array(news.start + count);
      whole.set(old[part].subarray(0, news.start));
      whole.set(fresh[plane], news.start);
      columns[name][part] = whole;
    }
  }
  return { rows: news.rows, size: news.size, columns };
}

/** At which epoch, as a reader counts, each bucket of epochs and of batches ends. */
function places(run) {
  const { batches, epochs } = run;
  const ends = epochs.columns.batches?.high ?? [];
  const count = ends.length;
  const epochAt = Array.from({ length: count }, (_, i) =>
    run.first + Math.min((i + 1) * epochs.size, epochs.rows));
  const last = count ? ends[count - 1] : 0;
  const lastLength = count > 1 && epochs.size === 1 ? last - ends[count - 2] : last;
  // The epoch that isn't over yet is as long as Keras says, or as the one before, or as it is now.
  const length = Math.max(run.steps || lastLength || 0, batches.rows - last, 1);
  const buckets = Object.values(batches.columns)[0]?.mean.length ?? 0;
  const batchAt = new Float64Array(buckets);
  let i = 0;
  for (let bucket = 0; bucket < buckets; bucket += 1) {
    const row = Math.min((bucket + 1) * batches.size, batches.rows);
    while (i < count && ends[i] < row) i += 1;
    const start = i ? ends[i - 1] : 0;
    const from = i ? epochAt[i - 1] : run.first;
    const to = i < count ? epochAt[i] : (i ? epochAt[i - 1] : run.first) + 1;
    batchAt[bucket] = from + ((row - start) / (i < count ? ends[i] - start : length)) * (to - from);
  }
  return { epochAt, batchAt };
}

/** An exponential moving average; the weight of the missing past is divided out (as Adam does). */
function smoothed(values, weight) {
  const out = new Float32Array(values.length);
  let [sum, mass] = [0, 0];
  for (let i = 0; i < values.length; i += 1) {
    if (Number.isFinite(values[i])) {
      sum = weight * sum + (1 - weight) * values[i];
      mass = weight * mass + (1 - weight);
    }
    out[i] = Number.isFinite(values[i]) ? sum / mass : NaN;
  }
  return out;
}

/** Index of the value nearest to another in a rising list; -1 in an empty one. */
function nearestIndex(values, wanted) {
  let [low, high] = [0, values.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle] < wanted) low = middle + 1;
    else high = middle;
  }
  return low > 0 && wanted - values[low - 1] < values[low] - wanted ? low - 1 : low < values.length ? low : -1;
}

/** The values that the y axis must hold, with a little air. */
function heights(series, log) {
  let [low, high] = [Infinity, -Infinity];
  for (const { low: lows, high: highs } of series) {
    for (let i = 0; i < lows.length; i += 1) {
      if (lows[i] < low && (!log || lows[i] > 0)) low = lows[i];
      if (highs[i] > high && Number.isFinite(highs[i])) high = highs[i];
    }
  }
  if (low > high) return { y: log ? [0.1, 1] : [0, 1], log };
  if (log) return { y: [low / 1.15, high * 1.15], log };
  const air = (high - low || Math.abs(high) || 1) * 0.05;
  return { y: [low >= 0 && low < 0.3 * high ? 0 : low - air, high + air], log };
}
