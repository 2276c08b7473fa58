// Numbers as colours: two colour scales, and how a plane of numbers becomes pixels.

// Nine steps each of viridis (one sign) and of blue-white-red (both signs, white is zero).
const RISING = ["#440154", "#472d7b", "#3b528b", "#2c728e", "#21918c", "#28ae80", "#5ec962", "#addc30", "#fde725"];
const SIGNED = ["#053061", "#2166ac", "#4393c3", "#92c5de", "#f7f7f7", "#f4a582", "#d6604d", "#b2182b", "#67001f"];

/** 256 colours between the given ones. */
function colorTable(steps) {
  const rgb = steps.map((hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)));
  return Array.from({ length: 256 }, (_, i) => {
    const place = (i / 255) * (rgb.length - 1);
    const [from, share] = [Math.min(Math.floor(place), rgb.length - 2), place % 1 || (i === 255 ? 1 : 0)];
    return rgb[from].map((value, j) => Math.round(value + share * (rgb[from + 1][j] - value)));
  });
}

const TABLES = { rising: colorTable(RISING), signed: colorTable(SIGNED) };

/** The scale for values between two bounds: signed ones are centred on zero. */
function scaleOf(low, high) {
  if (low < 0) {
    const reach = Math.max(-low, high) || 1;
    return { low: -reach, high: reach, table: TABLES.signed };
  }
  return { low, high: high > low ? high : low + 1, table: TABLES.rising };
}

/** Lowest and highest finite value. */
function bounds(values) {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high && value !== Infinity) high = value;
  }
  return low > high ? [0, 0] : [low, high];
}

/** Paint a plane on a canvas, one pixel a value; CSS makes it large. Not finite: magenta. */
function paintPlane(canvas, plane, height, width, scale) {
  Object.assign(canvas, { width, height });
  const context = canvas.getContext("2d");
  const image = context.createImageData(width, height);
  const { low, high, table } = scale;
  for (let i = 0; i < plane.length; i += 1) {
    const share = (plane[i] - low) / (high - low);
    const color = Number.isFinite(plane[i])
      ? table[Math.round(255 * Math.min(1, Math.max(0, share)))]
      : [255, 0, 255];
    image.data.set([...color, 255], 4 * i);
  }
  context.putImageData(image, 0, 0);
}

/** Paint three planes as red, green and blue; their common range becomes dark to bright. */
function paintImage(canvas, planes, height, width, [low, high]) {
  Object.assign(canvas, { width, height });
  const context = canvas.getContext("2d");
  const image = context.createImageData(width, height);
  for (let i = 0; i < height * width; i += 1) {
    const color = planes.map((plane) => (255 * (plane[i] - low)) / (high - low || 1));
    image.data.set([...color, 255], 4 * i);
  }
  context.putImageData(image, 0, 0);
}

/** Paint the scale itself, from its lowest value at the left to its highest. */
function paintScale(canvas, scale) {
  const steps = Float32Array.from({ length: 256 }, (_, i) => scale.low + (i / 255) * (scale.high - scale.low));
  paintPlane(canvas, steps, 1, 256, scale);
}
