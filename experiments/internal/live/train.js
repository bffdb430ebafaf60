// Training in front of the reader. What is chosen are the flags of the command train.
const flags = ["task", "layers", "activations", "bias", "learning-rate", "batch", "seed", "epochs"];
const report = { task: "xor", layers: "2,4,4,1", activations: "identity,relu,sigmoid", bias: "row",
  "learning-rate": "0.001", batch: "0", seed: "1", epochs: "700" };
const variants = {
  "full-batch": {}, "per-sample": { batch: "1" }, "no-activation": { activations: "identity,identity,sigmoid" },
  "learning-rate-0.0001": { "learning-rate": "0.0001" }, "layout-2-1-1-1": { layers: "2,1,1,1" },
};

const live = { state: { ...report, ...variants["no-activation"], points: "" }, losses: [], ghost: [], frame: null, playing: false, data: {},
  started: null, busy: Promise.resolve(),
  within: 800 }; // milliseconds from the press of the button that a training is shown for, with the start of the engine

// inTurn does one thing after another: a reader may click faster than the engine answers.
function inTurn(work) {
  live.busy = live.busy.then(work).catch(e => {
    live.playing = false;
    say(e.message);
  }).then(buttons);
  return live.busy;
}

function say(words) { $("live-status").textContent = words; }

// fromAddress is the state that the address has, if it has one.
function fromAddress() {
  const words = new URLSearchParams(location.hash.slice(1));
  if (!words.has("task")) return false;
  for (const name of [...flags, "points"]) live.state[name] = words.get(name) ?? report[name] ?? "";
  return true;
}

function toAddress() {
  const words = new URLSearchParams();
  for (const name of flags) words.set(name, live.state[name]);
  if (live.state.task === "points") words.set("points", live.state.points);
  history.replaceState(null, "", "#" + words);
}

// command is what does the same in a terminal.
function command() {
  const words = flags.map(name => `--${name} ${name === "task" && live.state.task === "points" ?
    "points.csv" : live.state[name]}`);
  return "backprop train " + words.join(" ");
}

// runName is the report's run that the state is but for seed and bias, or "".
function runName() {
  const s = live.state, same = changes => flags.every(f => f === "task" || f === "seed" || f === "bias" ||
    s[f] === { ...report, ...changes }[f]);
  const found = Object.keys(variants).find(name => same(variants[name]));
  return found && s.task !== "points" ? `${s.task}/${found}` : "";
}

// show puts the state into the form.
function show() {
  const s = live.state;
  for (const name of ["task", "layers", "learning-rate", "batch", "seed", "epochs"]) $("set-" + name).value = s[name];
  for (const r of document.getElementsByName("bias")) r.checked = r.value === s.bias;
  $("set-points").value = s.points.replaceAll(";", "\n");
  $("own-points").hidden = s.task !== "points";
  $("preset").value = runName();
  const chosen = s.activations.split(","), box = $("set-activations");
  box.replaceChildren(...chosen.map((name, i) => {
    const select = document.createElement("select");
    select.setAttribute("aria-label", "activation of layer " + (i + 1));
    const words = i === chosen.length - 1 ? ["sigmoid"] : ["identity", "relu", "sigmoid", "tanh"];
    select.append(...words.map(w => new Option(w, w, false, w === name)));
    select.onchange = () => change({ activations: [...box.children].map(c => c.value).join(",") });
    return select;
  }));
  $("command").textContent = command();
  $("command-points").hidden = s.task !== "points";
  drawStrip();
}

// change sets some of the state and begins anew.
function change(some) {
  Object.assign(live.state, some);
  if (some.layers !== undefined) { // as many activations as there are layers: as the command has them by default
    const n = some.layers.split(",").length - 1, now = live.state.activations.split(",");
    if (n !== now.length && n > 0) {
      live.state.activations = Array.from({ length: n }, (_, i) =>
        i === n - 1 ? "sigmoid" : i === 0 ? "identity" : "relu").join(",");
    }
  }
  live.playing = false;
  toAddress();
  show();
  return reset();
}

function reset() {
  live.playing = false;
  return inTurn(async () => {
    const started = await ask("start", { ...live.state, points: live.state.points.replaceAll(";", "\n") });
    if (live.losses.length > 1) live.ghost = live.losses; // the training before
    live.started = started;
    live.losses = [];
    $("scrub").max = live.state.epochs;
    say(`${started.network.replace("row bias", "private biases").replace("shared bias", "shared biases")}, ${started.rows} rows.`);
    await look(0);
    forgetCheck();
  });
}

// look shows the network after an epoch.
async function look(epoch) {
  const frame = live.frame = await ask("look", epoch);
  $("scrub").value = epoch;
  redraw();
  const n = live.losses.length, loss = epoch > 0 && epoch <= n ? `, loss ${live.losses[epoch - 1]}` : "";
  $("at-epoch").textContent = `after epoch ${epoch} of ${live.state.epochs}${loss}`;
  const right = v => (+v.toFixed(2)) + " %";
  let words = `${right(frame.accuracy)} of the ${frame.labels.length} points are right`;
  if (live.started.network.includes("row bias")) {
    words += `, each with its own bias; with the mean bias, whose map this is, ${right(frame.mean_accuracy)}`;
  }
  $("accuracy").textContent = words + ".";
  $("view-map").setAttribute("aria-label", `Map of the probability over the square, after epoch ${epoch}. ${words}.`);
}

function redraw() {
  if (!live.frame) return;
  drawMap($("view-map"), live.frame);
  drawHidden($("view-hidden"), live.frame);
  drawLoss($("view-loss"), live.losses, live.ghost, +live.state.epochs, live.frame.epoch);
}

// advance trains some epochs more.
async function advance(epochs) {
  const { epoch, losses, done } = await ask("train", epochs);
  live.losses.push(...losses);
  await look(epoch);
  if (done) live.playing = false;
  return done;
}

const nextFrame = () => new Promise(done => document.hidden ? setTimeout(done, 16) : requestAnimationFrame(done));

async function play() {
  if (live.playing) { live.playing = false; return; }
  const pressed = performance.now();
  if (!live.started) await reset();
  if (live.losses.length >= +live.state.epochs) await reset();
  live.playing = true;
  buttons();
  await inTurn(async () => {
    // Some frames, but all of it within a second, however slow this machine is.
    const begun = performance.now();
    const least = Math.ceil(+live.state.epochs / 40);
    let each = least;
    for (let frames = 1; live.playing; frames++) {
      await advance(each);
      await nextFrame();
      const now = performance.now(), left = +live.state.epochs - live.losses.length;
      each = Math.max(least, Math.ceil(left / Math.max(1, (pressed + live.within - now) * frames / (now - begun))));
    }
  });
}

function buttons() {
  $("go").textContent = live.playing ? "Pause" : live.losses.length && live.losses.length < +live.state.epochs ?
    "Go on" : "Train";
  $("step").disabled = live.playing || live.losses.length >= +live.state.epochs;
}

// addPoint makes own points of those shown, and adds one.
function addPoint(canvas, event) {
  const label = document.querySelector("input[name=click]:checked").value, at = canvas.at;
  if (label === "" || !at || !live.frame) return;
  const box = canvas.getBoundingClientRect(), { left, right, top, bottom } = at.box;
  const round = v => Math.min(1, Math.max(0, v)).toFixed(3);
  const x = round((event.clientX - box.left - left) / (right - left));
  const y = round((bottom - (event.clientY - box.top)) / (bottom - top));
  const f = live.frame, known = live.state.task === "points" ? live.state.points :
    f.labels.map((l, i) => `${f.x[2 * i]},${f.x[2 * i + 1]},${l}`).join(";");
  change({ task: "points", batch: "0", points: (known ? known + ";" : "") + `${x},${y},${label}` });
}

// seedsOf are the final losses of all seeds with the run and bias chosen, if the page has them.
function seedsOf() {
  const text = live.data.seeds?.[`${runName()}/${live.state.bias}`];
  if (!text) return null;
  return [...new Float32Array(Uint8Array.from(atob(text), c => c.charCodeAt(0)).buffer)];
}

function drawStrip() {
  const values = seedsOf();
  $("seeds").hidden = !values;
  if (!values) return;
  drawSeeds($("view-seeds"), values, +live.state.seed);
  const own = values[live.state.seed - 1];
  const lower = values.filter(v => v < own).length;
  $("seed-place").textContent = own === undefined ? `Seed ${live.state.seed} is none of the ${values.length}.` :
    `Seed ${live.state.seed}: ${short(own)}, lower than with ${values.length - lower - 1} of the ${values.length} seeds.`;
}

function clickSeed(event) {
  const values = seedsOf(), canvas = $("view-seeds");
  const at = canvas.value(event.clientX - canvas.getBoundingClientRect().left);
  const far = v => v > 0 ? Math.abs(Math.log(v / at)) : Infinity;
  const seed = values.reduce((best, v, i) => far(v) < far(values[best]) ? i : best, 0) + 1;
  change({ seed: String(seed) }).then(play);
}

// countAll makes the report's ten runs again and counts its losses, one by one.
function countAll() {
  return inTurn(async () => {
    let all = 0, printed = 0, same = 0, epochs = 0, worst = 0;
    for (let i = 0; i < live.data.runs.length; i++) {
      const { run, figures, losses } = await ask("reproduce", i), native = live.data.runs[i].losses;
      epochs += losses.length;
      for (const f of figures.filter(f => f.kind === "loss")) {
        all++;
        if (f.reproduced) printed++;
        if (f.value === native[f.place + f.at]) same++;
        worst = Math.max(worst, f.deviation);
      }
      $("counted").textContent = `${same} of ${all} losses identical on this machine` +
        (i + 1 < live.data.runs.length ? ` … ${run}` : ` to those of this page, bit for bit; ${printed} of ${all} ` +
          `are the report's, to ${short(worst)} of a loss. ${epochs} epochs were trained.`);
      $("counted").dataset.done = i + 1;
      await nextFrame();
    }
  });
}
