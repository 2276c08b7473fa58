// Curves on a canvas: ticks, axes, lines, bands and marks. Shared by the widgets; knows no run.

/** Round numbers between two values, about `count` of them, for a linear axis. */
function linearTicks(low, high, count) {
  const rough = (high - low) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].find((factor) => factor * power >= rough * 0.999) * power;
  const ticks = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i += 1) {
    ticks.push(i * step);
  }
  return ticks;
}

/** Powers of ten between two values, with 2 and 5 between them where the span is short. */
function logTicks(low, high) {
  const factors = Math.log10(high / low) < 2.5 ? [1, 2, 5] : [1];
  const ticks = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power += 1) {
    for (const factor of factors) {
      const tick = factor * 10 ** power;
      if (tick >= low * 0.999 && tick <= high * 1.001) ticks.push(tick);
    }
  }
  return ticks;
}

/** A number as short text: four significant digits, powers of ten where it is tiny or huge. */
function shortNumber(value) {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size < 1e-4 || size >= 1e6) return value.toExponential(1).replace("e+", "e");
  return String(Number(value.toPrecision(4)));
}

/** A plot's area on a canvas, and where a value lies on it. */
class Plot {
  /**
   * @param {HTMLCanvasElement} canvas it is sized to the pixels of the screen here
   * @param {{x: number[], y: number[], log: boolean}} range lowest and highest value of each axis
   * @param {{text: string, grid: string, font: string}} look colours and font
   */
  constructor(canvas, range, look) {
    const ratio = window.devicePixelRatio || 1;
    this.width = canvas.clientWidth;
    this.height = canvas.clientHeight;
    const [width, height] = [Math.round(this.width * ratio), Math.round(this.height * ratio)];
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
    }
    this.context = canvas.getContext("2d");
    this.context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.context.clearRect(0, 0, this.width, this.height);
    this.left = 46;
    this.right = this.width - 10;
    this.top = 18;
    this.bottom = this.height - 36;
    this.range = range;
    this.look = look;
  }

  x(value) {
    const [low, high] = this.range.x;
    return this.left + ((value - low) / (high - low || 1)) * (this.right - this.left);
  }

  y(value) {
    const [low, high] = this.range.y;
    const share = this.range.log
      ? Math.log(value / low) / (Math.log(high / low) || 1)
      : (value - low) / (high - low || 1);
    return this.bottom - share * (this.bottom - this.top);
  }

  /** Which value of the x axis lies under a pixel. */
  valueAt(pixel) {
    const [low, high] = this.range.x;
    return low + ((pixel - this.left) / (this.right - this.left)) * (high - low);
  }

  /** Draw the grid, the numbers of both axes, and the name of the x axis. */
  axes(name) {
    const { context: c, look } = this;
    c.font = look.font;
    c.lineWidth = 1;
    c.strokeStyle = look.grid;
    c.fillStyle = look.text;
    c.textAlign = "right";
    c.textBaseline = "middle";
    const [low, high] = this.range.y;
    for (const tick of this.range.log ? logTicks(low, high) : linearTicks(low, high, this.height / 40)) {
      this.#segment(this.left, this.y(tick), this.right, this.y(tick));
      c.fillText(shortNumber(tick), this.left - 6, this.y(tick));
    }
    c.textAlign = "center";
    c.textBaseline = "top";
    const whole = linearTicks(...this.range.x, Math.max(2, this.width / 60)).filter(Number.isInteger);
    for (const tick of whole) {
      this.#segment(this.x(tick), this.bottom, this.x(tick), this.bottom + 4);
      c.fillText(String(tick), this.x(tick), this.bottom + 6);
    }
    c.fillText(name, (this.left + this.right) / 2, this.bottom + 21);
  }

  /** A line through points; where a value isn't a number (or not above zero, on a log scale) it breaks. */
  line(xs, ys, { color, width = 1.5, dash = [], alpha = 1 }) {
    const c = this.context;
    c.save();
    c.globalAlpha = alpha;
    c.strokeStyle = color;
    c.lineWidth = width;
    c.lineJoin = "round";
    c.setLineDash(dash);
    c.beginPath();
    let drawing = false;
    for (let i = 0; i < ys.length; i += 1) {
      if (this.#drawable(ys[i])) {
        if (drawing) c.lineTo(this.x(xs[i]), this.y(ys[i]));
        else c.moveTo(this.x(xs[i]), this.y(ys[i]));
        drawing = true;
      } else drawing = false;
    }
    c.stroke();
    c.restore();
  }

  /** For each point an upright stroke from its lowest to its highest value. */
  strokes(xs, lows, highs, { color, alpha = 0.35 }) {
    const c = this.context;
    c.save();
    c.globalAlpha = alpha;
    c.strokeStyle = color;
    c.lineWidth = 1;
    c.beginPath();
    for (let i = 0; i < xs.length; i += 1) {
      if (this.#drawable(lows[i]) && this.#drawable(highs[i])) {
        c.moveTo(this.x(xs[i]), this.y(lows[i]));
        c.lineTo(this.x(xs[i]), this.y(highs[i]) - 0.5);
      }
    }
    c.stroke();
    c.restore();
  }

  /** A mark at each point: "circle", "diamond" or "star"; hollow ones show what lies behind. */
  marks(xs, ys, { color, shape, size = 3.2, hollow = false }) {
    const c = this.context;
    c.save();
    c.fillStyle = c.strokeStyle = color;
    c.lineWidth = 1.4;
    for (let i = 0; i < ys.length; i += 1) {
      if (!this.#drawable(ys[i])) continue;
      c.beginPath();
      outline(c, shape, this.x(xs[i]), this.y(ys[i]), size);
      if (hollow) c.stroke();
      else c.fill();
    }
    c.restore();
  }

  /** An upright line over the whole plot, with a word at its top where one is given. */
  upright(value, { color, dash = [], label = "" }) {
    const c = this.context;
    const x = this.x(value);
    c.save();
    c.strokeStyle = c.fillStyle = color;
    c.lineWidth = 1;
    c.setLineDash(dash);
    this.#segment(x, this.top, x, this.bottom);
    if (label) {
      const half = c.measureText(label).width / 2;
      c.textAlign = "center";
      c.textBaseline = "bottom";
      c.fillText(label, Math.min(Math.max(x, this.left + half), this.right - half), this.top - 3);
    }
    c.restore();
  }

  /** A bar from zero for each value, at x = 0, 1, 2, ... */
  bars(values, color) {
    const c = this.context;
    c.fillStyle = color;
    const width = Math.max(1, 0.8 * (this.x(1) - this.x(0)));
    const zero = this.y(Math.max(0, this.range.y[0]));
    for (let i = 0; i < values.length; i += 1) {
      if (!Number.isFinite(values[i])) continue;
      const top = this.y(values[i]);
      c.fillRect(this.x(i) - width / 2, Math.min(top, zero), width, Math.max(1, Math.abs(top - zero)));
    }
  }

  /** A word below each end of the x axis. */
  ends(low, high) {
    const c = this.context;
    c.font = this.look.font;
    c.fillStyle = this.look.text;
    c.textBaseline = "top";
    c.textAlign = "left";
    c.fillText(low, this.left, this.bottom + 4);
    c.textAlign = "right";
    c.fillText(high, this.right, this.bottom + 4);
  }

  #drawable(value) {
    return Number.isFinite(value) && (!this.range.log || value > 0);
  }

  #segment(x0, y0, x1, y1) {
    const c = this.context;
    c.beginPath();
    c.moveTo(x0, y0);
    c.lineTo(x1, y1);
    c.stroke();
  }
}

/** Trace the outline of a mark. */
function outline(c, shape, x, y, size) {
  if (shape === "circle") c.arc(x, y, size, 0, 2 * Math.PI);
  else if (shape === "diamond") {
    const reach = size * 1.35;
    c.moveTo(x, y - reach);
    c.lineTo(x + reach, y);
    c.lineTo(x, y + reach);
    c.lineTo(x - reach, y);
    c.closePath();
  } else {
    for (let i = 0; i < 10; i += 1) {
      const radius = i % 2 ? size : size * 2.3;
      const angle = (i * Math.PI) / 5 - Math.PI / 2;
      c.lineTo(x + radius * Math.cos(angle), y + radius * Math.sin(angle));
    }
    c.closePath();
  }
}
