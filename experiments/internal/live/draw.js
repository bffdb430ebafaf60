// Drawing on canvases, in the colours of the page's stylesheet, which are read once: that takes milliseconds.
const colours = new Map();
function colour(name) {
  if (!colours.has(name)) {
    colours.set(name, getComputedStyle(document.documentElement).getPropertyValue("--fig-" + name).trim());
  }
  return colours.get(name);
}
const short = v => {
  if (v === 0 || Math.abs(v) >= 0.001 && Math.abs(v) < 1e5) return String(+v.toPrecision(3));
  const [digits, exponent] = v.toExponential(1).split("e");
  const raised = exponent.replace("+", "").replace(/./g, d => d === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[d]);
  return (digits === "1.0" ? "" : digits.replace(".0", "") + "·") + "10" + raised;
};

// sheet clears a canvas and returns its context, in CSS pixels, with its size.
function sheet(canvas) {
  const { clientWidth: width, clientHeight: height } = canvas, scale = devicePixelRatio || 1;
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const c = canvas.getContext("2d");
  c.scale(scale, scale);
  c.font = "13px " + (colour("font") || "sans-serif");
  return { c, width, height };
}

// axes draws a frame with labelled ticks, and returns the places of values on it. A range is
// [low, high, logarithmic].
function axes({ c, width, height }, [x0, x1, xLog], [y0, y1, yLog], xLabel, yLabel) {
  const box = { left: 52, right: width - 12, top: 24, bottom: height - 38 };
  const along = (low, high, log, from, to) => v => log ?
    from + (Math.log(v) - Math.log(low)) / (Math.log(high) - Math.log(low) || 1) * (to - from) :
    from + (v - low) / (high - low || 1) * (to - from);
  const x = along(x0, x1, xLog, box.left, box.right), y = along(y0, y1, yLog, box.bottom, box.top);
  c.strokeStyle = colour("grid");
  c.fillStyle = colour("muted");
  c.lineWidth = 1;
  const line = (a, b, d, e) => { c.beginPath(); c.moveTo(a, b); c.lineTo(d, e); c.stroke(); };
  c.textAlign = "center";
  for (const v of ticks(x0, x1, xLog, width / 75)) {
    line(x(v), box.top, x(v), box.bottom);
    c.fillText(short(v), x(v), box.bottom + 16);
  }
  c.fillText(xLabel, (box.left + box.right) / 2, height - 5);
  c.textAlign = "right";
  for (const v of ticks(y0, y1, yLog, height / 40)) {
    line(box.left, y(v), box.right, y(v));
    c.fillText(short(v), box.left - 6, y(v) + 4);
  }
  c.textAlign = "left";
  c.fillText(yLabel, 4, 14);
  return { x, y, box };
}

// ticks are about so many round numbers in a range.
function ticks(low, high, log, about) {
  const list = [];
  if (log) {
    const from = Math.ceil(Math.log10(low) - 1e-9), to = Math.floor(Math.log10(high) + 1e-9);
    const every = Math.max(1, Math.ceil((to - from + 1) / about));
    for (let k = from; k <= to; k += every) list.push(+("1e" + k));
    if (list.length > 1) return list;
    return [low, Math.sqrt(low * high), high].map(v => +v.toPrecision(2)).filter(v => v >= low && v <= high);
  }
  const rough = (high - low) / about, unit = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map(m => m * unit).find(s => s >= rough) || unit;
  for (let k = Math.ceil(low / step); k * step <= high + 1e-12; k++) list.push(+(k * step).toPrecision(12));
  return list;
}

// curve draws y over x as a line, without the points that an axis cannot hold.
function curve(c, at, xs, ys, paint, width = 2, dash = []) {
  c.strokeStyle = paint;
  c.lineWidth = width;
  c.setLineDash(dash);
  c.beginPath();
  ys.forEach((v, i) => c.lineTo(at.x(xs ? xs[i] : i), Math.min(at.y(v), at.box.bottom)));
  c.stroke();
  c.setLineDash([]);
}

// mark draws a point of a class: 0 a disc, 1 a triangle; a wrong one is ringed.
function mark(c, x, y, label, wrong) {
  c.fillStyle = colour("class" + label);
  c.strokeStyle = colour("paper");
  c.lineWidth = 1;
  c.beginPath();
  if (label) { c.moveTo(x, y - 7); c.lineTo(x + 6, y + 4); c.lineTo(x - 6, y + 4); c.closePath(); }
  else c.arc(x, y, 5, 0, 7);
  c.fill();
  c.stroke();
  if (!wrong) return;
  c.strokeStyle = colour("text");
  c.lineWidth = 1.6;
  c.beginPath();
  c.arc(x, y, 9, 0, 7);
  c.stroke();
}

// drawMap shows the probability over the square, and the points as they are predicted.
function drawMap(canvas, frame) {
  const on = sheet(canvas), at = axes(on, [0, 1], [0, 1], "x₀", "x₁"), { c } = on, n = frame.side;
  const cells = atob(frame.map), image = new ImageData(n, n);
  for (let k = 0; k < cells.length; k++) {
    const p = cells.charCodeAt(k) / 255, to = 4 * ((n - 1 - Math.floor(k / n)) * n + k % n);
    [image.data[to], image.data[to + 1], image.data[to + 2]] = classes[p > 0.5 ? 1 : 0];
    image.data[to + 3] = 255 * 0.62 * Math.abs(2 * p - 1);
  }
  const small = new OffscreenCanvas(n, n);
  small.getContext("2d").putImageData(image, 0, 0);
  c.imageSmoothingEnabled = false;
  c.drawImage(small, at.box.left, at.box.top, at.box.right - at.box.left, at.box.bottom - at.box.top);
  c.save();
  c.beginPath();
  c.rect(at.box.left - 10, at.box.top - 10, at.box.right - at.box.left + 20, at.box.bottom - at.box.top + 20);
  c.clip();
  frame.labels.forEach((label, i) => {
    const wrong = (frame.probabilities[i] > 0.5) !== (label === 1);
    mark(c, at.x(frame.x[2 * i]), at.y(frame.x[2 * i + 1]), label, wrong);
  });
  c.restore();
  canvas.at = at; // where a click is
}

// drawHidden shows the points as the last hidden layer sees them.
function drawHidden(canvas, frame) {
  const on = sheet(canvas), { c } = on, seen = frame.hidden;
  if (!seen) {
    c.fillStyle = colour("muted");
    c.fillText("This network has no hidden layer.", 12, 40);
    return;
  }
  const all = seen.points.concat(seen.grid ?? []);
  const range = k => {
    const values = all.map(p => p[k]), low = Math.min(...values), high = Math.max(...values);
    const room = 0.06 * (high - low) || 1;
    return [low - room, high + room];
  };
  const percent = k => Math.round(100 * seen.share[k]) + " %";
  const at = axes(on, range(0), range(1), `component 1 (${percent(0)})`, `component 2 (${percent(1)})`);
  const n = frame.grid, paint = colour("muted");
  c.globalAlpha = 0.6;
  for (let i = 0; i < n; i++) {
    const row = seen.grid.slice(i * n, i * n + n), column = row.map((_, j) => seen.grid[j * n + i]);
    for (const l of [row, column]) curve(c, at, l.map(p => p[0]), l.map(p => p[1]), paint, 0.7);
  }
  c.globalAlpha = 1;
  seen.points.forEach((p, i) => mark(c, at.x(p[0]), at.y(p[1]), frame.labels[i],
    (frame.probabilities[i] > 0.5) !== (frame.labels[i] === 1)));
}

// drawLoss shows the losses so far, those of the training before as a ghost, and where one is.
function drawLoss(canvas, losses, ghost, epochs, epoch) {
  const on = sheet(canvas), { c } = on, all = losses.concat(ghost).filter(v => v > 0);
  const high = all.reduce((a, b) => Math.max(a, b), 1), low = all.reduce((a, b) => Math.min(a, b), 1);
  const at = axes(on, [0, epochs], [Math.max(low / 1.2, high * 1e-4), high * 1.1, true], "epoch", "mean loss");
  if (ghost.length > 1) curve(c, at, null, ghost.slice(0, epochs), colour("muted"), 1.5, [5, 4]);
  if (losses.length > 1) curve(c, at, null, losses, colour("a"));
  c.strokeStyle = colour("text");
  c.lineWidth = 1;
  c.beginPath();
  c.moveTo(at.x(epoch), at.box.top);
  c.lineTo(at.x(epoch), at.box.bottom);
  c.stroke();
}

// drawSeeds shows the final losses of all seeds as a histogram, and where one of them is.
function drawSeeds(canvas, values, seed) {
  const on = sheet(canvas), { c } = on, bins = 60;
  const finite = values.filter(v => v > 0);
  const low = Math.max(Math.min(...finite), 1e-9), high = Math.max(...finite);
  const count = Array(bins).fill(0), bin = v => Math.min(bins - 1,
    Math.max(0, Math.floor(Math.log(v / low) / Math.log(high / low) * bins)));
  finite.forEach(v => count[bin(v)]++);
  const at = axes(on, [low, high, true], [0, Math.max(...count)], "loss of the last epoch", "seeds");
  count.forEach((n, i) => {
    const left = at.x(low * (high / low) ** (i / bins)), right = at.x(low * (high / low) ** ((i + 1) / bins));
    c.fillStyle = colour("a");
    c.fillRect(left, at.y(n), right - left - 1, at.box.bottom - at.y(n));
  });
  const own = values[seed - 1];
  if (own > 0) {
    c.fillStyle = colour("b");
    c.fillRect(at.x(own) - 1.5, at.box.top, 3, at.box.bottom - at.box.top);
  }
  canvas.value = x => low * (high / low) ** ((x - at.box.left) / (at.box.right - at.box.left));
}

// drawSteps shows the error of difference quotients against their step.
function drawSteps(canvas, curves, step) {
  const on = sheet(canvas), { c } = on, errors = curves.forward.concat(curves.central).filter(v => v > 0);
  const at = axes(on, [curves.steps.at(-1), curves.steps[0], true],
    [errors.reduce((a, b) => Math.min(a, b)) / 2, errors.reduce((a, b) => Math.max(a, b)) * 2, true],
    "step h", "relative error: one-sided (dashed), central (line)");
  const positive = ys => ys.map(v => v > 0 ? v : 1e-300);
  curve(c, at, curves.steps, positive(curves.forward), colour("b"), 2, [6, 4]);
  curve(c, at, curves.steps, positive(curves.central), colour("a"));
  if (!step) return;
  c.strokeStyle = colour("text");
  c.setLineDash([2, 3]);
  c.beginPath();
  c.moveTo(at.x(step), at.box.top);
  c.lineTo(at.x(step), at.box.bottom);
  c.stroke();
  c.setLineDash([]);
}

// classes are their colours in the map, which lies on light and dark alike.
const classes = [[0, 0x72, 0xb2], [0xe0, 0x6c, 0x10]];
