// Drives every control of the page, and reports what came of it.
addEventListener("securitypolicyviolation", v => drive.blocked.push(v.blockedURI));
const drive = { blocked: [], runs: {}, faults: [] };
addEventListener("load", () => requestAnimationFrame(() => setTimeout(async () => { // the page is wired
  const until = async (what, done) => {
    for (let i = 0; !done(); i++) {
      if (i > 3000) throw Error("never: " + what);
      await new Promise(r => setTimeout(r, 10));
    }
  };
  const settled = async () => { let b; do { b = live.busy; await b; } while (b !== live.busy || live.playing); };
  const click = async id => { $(id).click(); await settled(); };
  const set = async (id, value, kind = "change") => {
    $(id).value = value;
    $(id).dispatchEvent(new Event(kind));
    await settled();
  };
  const choose = async (name, value) => {
    const input = document.querySelector(`input[name=${name}][value="${value}"]`);
    input.click();
    await settled();
  };
  const words = id => $(id).textContent;
  try {
    live.within = 0;
    const begun = performance.now();
    await click("go");
    drive.firstRun = performance.now() - begun;
    drive.first = { losses: live.losses, words: words("at-epoch"), accuracy: words("accuracy"), command: words("command") };

    await choose("bias", "shared"); // trains by itself
    drive.shared = { losses: live.losses, accuracy: words("accuracy"), ghost: live.ghost.length };
    await choose("bias", "row");
    for (const { run } of live.data.runs) {
      await set("preset", run);
      await click("go");
      drive.runs[run] = live.losses;
    }
    await click("count");
    drive.counted = words("counted");

    await set("preset", "xor/full-batch");
    await click("step");
    await click("step");
    drive.steps = { epoch: live.frame.epoch, losses: live.losses.length, button: words("go") };
    await click("go");
    await set("scrub", 300, "input");
    drive.scrubbed = { epoch: live.frame.epoch, words: words("at-epoch") };
    await click("reset");
    drive.reset = { epoch: live.frame.epoch, losses: live.losses.length, ghost: live.ghost.length };

    live.within = 1e6; // a frame after every few epochs
    $("go").click();
    await until("some epochs", () => live.losses.length > 0);
    $("go").click();
    await settled();
    drive.paused = { epoch: live.losses.length, button: words("go") };
    live.within = 0;

    await set("set-seed", "7");
    await set("set-learning-rate", "0.002");
    await set("set-layers", "2,3,1");
    await set("set-epochs", "50");
    const select = $("set-activations").children[0];
    select.value = "tanh";
    select.dispatchEvent(new Event("change"));
    await settled();
    await choose("bias", "shared");
    await set("set-batch", "7");
    await click("go");
    drive.own = { losses: live.losses, command: words("command"), address: location.hash };
    await set("set-layers", "2,x,1");
    drive.wrong = words("live-status");
    await set("set-layers", "2,4,1");

    await set("set-task", "points");
    await set("set-points", "0,0,0\n1,1,0\n0,1,1\n1,0,1");
    await choose("click", "1");
    const map = $("view-map"), box = map.getBoundingClientRect();
    map.dispatchEvent(new MouseEvent("click", { clientX: box.left + box.width / 2, clientY: box.top + box.height / 2 }));
    await settled();
    drive.points = { rows: live.frame.labels.length, state: live.state.points, command: words("command") };

    await set("preset", "xor/full-batch");
    await set("set-seed", "1");
    const seeds = $("view-seeds"), at = seeds.getBoundingClientRect();
    seeds.dispatchEvent(new MouseEvent("click", { clientX: at.left + 54, clientY: at.top + 50 }));
    await until("the seed's training", () => live.losses.length === +live.state.epochs);
    await settled();
    drive.seed = { seed: live.state.seed, losses: live.losses, command: words("command") };

    location.hash = "task=linear&layers=2,1&activations=sigmoid&bias=shared&learning-rate=0.01&batch=0&seed=3&epochs=20";
    await until("the address", () => live.state.task === "linear" && live.started.rows === 100);
    await settled();
    await click("go");
    drive.address = { losses: live.losses, hidden: live.frame.hidden };

    await set("preset", "xor/full-batch");
    await choose("bias", "row");
    document.querySelector("#view-network line.part").dispatchEvent(new MouseEvent("click"));
    await settled();
    drive.weight = words("element-says");
    await set("element", 5);
    drive.other = words("element-says");
    await click("speak");
    drive.right = words("checker-says");
    await click("plant");
    drive.planted = words("element-says");
    document.querySelector("input[name=guess]").click();
    await click("speak");
    drive.mistake = check.mistake;
    drive.said = words("checker-says");
    await click("unplant");
    drive.unplanted = words("element-says");
    await click("examine");
    await click("copy");
  } catch (e) {
    drive.faults.push(String(e.stack));
  }
  parent.postMessage(JSON.stringify({ drive }), "*");
})));
