// Where everything is wired, after the first picture, which need not wait for it.
requestAnimationFrame(() => setTimeout(() => {
  const missing = whatIsMissing();
  if (missing) {
    $("live-missing").textContent = `This browser has no ${missing}, which this part needs. The rest of the page does not.`;
    $("live-missing").hidden = false;
    return;
  }
  live.data = JSON.parse(text("live-data"));
  for (const box of document.querySelectorAll("[data-live]")) box.hidden = false;
  $("preset").append(...live.data.runs.map(r => new Option(r.title, r.run)));
  const named = fromAddress();
  show();
  if (named) $("train").scrollIntoView();

  for (const name of ["task", "layers", "learning-rate", "batch", "seed", "epochs"]) {
    $("set-" + name).onchange = e => {
      const first = name === "task" && e.target.value === "points" && !live.state.points;
      change({ [name]: e.target.value.trim(), ...(first ? { points: "0,0,0;1,1,0;0,1,1;1,0,1" } : {}) });
    };
  }
  for (const r of document.getElementsByName("bias")) r.onchange = () => change({ bias: r.value }).then(play);
  $("preset").onchange = e => {
    const [task, variant] = e.target.value.split("/");
    if (variant) change({ ...report, ...variants[variant], task, seed: live.state.seed, bias: live.state.bias });
  };
  $("set-points").onchange = e => change({ points: e.target.value.trim().replace(/\s*\n\s*/g, ";") });
  $("settings").onsubmit = e => { e.preventDefault(); play(); };
  $("go").onclick = play;
  $("step").onclick = async () => {
    if (!live.started) await reset();
    inTurn(() => advance(1));
  };
  $("reset").onclick = reset;
  $("scrub").oninput = e => { live.playing = false; scrubTo(+e.target.value); };
  $("view-map").onclick = e => addPoint(e.currentTarget, e);
  $("view-seeds").onclick = clickSeed;
  $("count").onclick = countAll;
  $("copy").onclick = async () => {
    const select = () => getSelection().selectAllChildren($("command")); // for the reader to copy
    await (navigator.clipboard?.writeText($("command").textContent) ?? Promise.reject()).catch(select);
  };
  addEventListener("hashchange", () => { if (fromAddress()) { show(); reset(); } else unfold(); });
  unfold();
  const again = () => { redraw(); drawStrip(); redrawCheck(); };
  const sizes = new ResizeObserver(again);
  for (const canvas of document.querySelectorAll("canvas")) sizes.observe(canvas);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { colours.clear(); again(); });
  wireCheck();
}));

// unfold opens what the address names, if it is folded.
function unfold() {
  const named = location.hash.includes("=") ? null : document.getElementById(location.hash.slice(1));
  for (let e = named; e; e = e.parentElement) if (e.tagName === "DETAILS") e.open = true;
  named?.scrollIntoView();
}

// scrubTo goes to the epoch that was asked for last.
let wanted = null;
function scrubTo(epoch) {
  const idle = wanted === null;
  wanted = Math.min(epoch, live.losses.length);
  if (idle) inTurn(async () => {
    for (let at = null; wanted !== at;) await look(at = wanted);
    wanted = null;
  });
}
