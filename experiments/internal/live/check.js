// Checking the gradient of what is shown, weight by weight, right or with a mistake planted in it.
const check = { epoch: -1, report: null, mistake: "", spoken: false, index: 0, curves: null };

function forgetCheck() {
  Object.assign(check, { epoch: -1, report: null, mistake: "", spoken: false, curves: null });
  drawNetwork();
  $("quiz").hidden = true;
  $("checker-says").textContent = "";
  $("element-says").replaceChildren();
}

// fresh asks the checker about the gradient at the epoch that is shown.
async function fresh() {
  if (check.report && check.epoch === live.frame.epoch) return;
  check.epoch = live.frame.epoch;
  check.report = await ask("check", { epoch: check.epoch, mistake: check.mistake });
  const names = check.report.elements.map((e, i) => new Option(e.name, i, false, i === check.index));
  $("element").replaceChildren(...names);
}

// examine shows what is known of one derivative.
async function examine(index) {
  if (!live.started) await reset();
  return inTurn(async () => {
    await fresh();
    check.index = Math.min(index, check.report.elements.length - 1);
    $("element").value = check.index;
    const e = check.report.elements[check.index], planted = check.mistake !== "" && !check.spoken;
    const sure = e.verdict === "pass" || e.verdict === "FAIL";
    const verdict = planted ? "not yet given" : `${e.verdict}: ${e.reason}`;
    const rows = [["parameter", e.name], [check.mistake ? "claimed" : "by hand", e.claimed],
      ["numerical", sure || e.bar ? `${e.numerical} ± ${short(e.bar)}` : "none"],
      ["difference", short(Math.abs(e.claimed - e.numerical))], ["verdict", verdict]];
    $("element-says").replaceChildren(...rows.flatMap(([name, value]) => {
      const dt = document.createElement("dt"), dd = document.createElement("dd");
      dt.textContent = name;
      dd.textContent = value;
      return [dt, dd];
    }));
    check.curves = await ask("steps", { epoch: check.epoch, index: check.index }).catch(() => null);
    drawNetwork();
    redrawCheck();
  });
}

function redrawCheck() {
  if (check.curves) drawSteps($("view-steps"), check.curves, check.report.elements[check.index].step);
}

// plant makes one of the mistakes that make a difference here, and offers four to choose from.
async function plant() {
  if (!live.started) await reset();
  await inTurn(async () => {
    const names = await ask("mistakes", live.frame.epoch);
    const draw = () => names.splice(Math.floor(Math.random() * names.length), 1)[0];
    const mistake = draw(), offered = [mistake, draw(), draw(), draw()].filter(Boolean);
    forgetCheck();
    check.mistake = mistake;
    offered.sort();
    $("guesses").replaceChildren(...offered.map(name => {
      const label = document.createElement("label"), input = document.createElement("input");
      Object.assign(input, { type: "radio", name: "guess", value: name });
      label.append(input, " " + name);
      return label;
    }));
    $("quiz").hidden = false;
    $("checker-says").textContent = "A mistake is in the gradient. Click on weights, guess, and ask the checker.";
  });
  return examine(check.index);
}

// speak lets the checker say what it has found.
async function speak() {
  if (!live.started) await reset();
  await inTurn(async () => {
    await fresh();
    check.spoken = true;
    const { verdict, error, passed, failed, elements } = check.report;
    const guess = document.querySelector("input[name=guess]:checked")?.value;
    let words = `${verdict}: ${passed} of ${elements.length} elements pass, ${failed} fail. ${error}`;
    if (check.mistake) {
      const judged = guess ? (guess === check.mistake ? " You guessed right." : ` You guessed: ${guess}.`) : "";
      words = `The mistake is: ${check.mistake}.${judged} The checker says ${words}`;
    }
    $("checker-says").textContent = words;
  });
  return examine(check.index);
}

function unplant() {
  forgetCheck();
  return examine(check.index);
}

// drawNetwork draws units, weights and biases, each of which can be clicked on.
function drawNetwork() {
  const svg = $("view-network"), layers = live.state.layers.split(",").map(Number);
  const width = 520, height = 300, ns = "http://www.w3.org/2000/svg";
  svg.replaceChildren();
  if (!live.started || !live.frame) return;
  const place = (l, i) => [40 + l * (width - 80) / (layers.length - 1), (i + 0.5) * height / layers[l]];
  const add = (name, attributes, words) => {
    const e = document.createElementNS(ns, name), title = document.createElementNS(ns, "title");
    for (const [k, v] of Object.entries(attributes)) e.setAttribute(k, v);
    title.textContent = words;
    e.append(title);
    svg.append(e);
    return e;
  };
  const shown = check.report && (!check.mistake || check.spoken) ? check.report.elements : null;
  const part = (name, attributes, index, words) => {
    const v = live.frame.theta[index], state = shown?.[index]?.verdict;
    const e = add(name, { ...attributes, class: `part ${state ?? ""} ${index === check.index && check.report ? "chosen" : ""}`,
      style: `--size:${Math.min(6, 1 + Math.abs(v)).toFixed(1)}px;--sign:var(--fig-${v < 0 ? "a" : "b"})` },
    `${words} = ${v.toPrecision(4)}`);
    e.onclick = () => examine(index);
  };
  for (const t of live.started.tensors) {
    if (t.Bias) {
      for (let j = 0; j < t.Cols; j++) {
        const [x, y] = place(t.Layer, j);
        part("circle", { cx: x, cy: y, r: 11 }, t.Offset + j, `${t.Name}[${t.Rows > 1 ? "0," : ""}${j}]`);
      }
    } else {
      for (let i = 0; i < t.Rows; i++) {
        for (let j = 0; j < t.Cols; j++) {
          const [x1, y1] = place(t.Layer - 1, i), [x2, y2] = place(t.Layer, j);
          part("line", { x1, y1, x2, y2 }, t.Offset + i * t.Cols + j, `${t.Name}[${i},${j}]`);
        }
      }
    }
  }
  for (let i = 0; i < layers[0]; i++) {
    const [x, y] = place(0, i);
    add("circle", { cx: x, cy: y, r: 8, class: "input" }, "input " + i);
  }
}

function wireCheck() {
  $("element").onchange = e => examine(+e.target.value);
  $("examine").onclick = () => examine(check.index);
  $("plant").onclick = plant;
  $("speak").onclick = speak;
  $("unplant").onclick = unplant;
}
