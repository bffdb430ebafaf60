// The engine of the page: ask("train", 10) is a promise of what the program answers.
const text = id => document.getElementById(id).textContent;
const $ = id => document.getElementById(id);

const engine = { worker: null, asked: new Map(), next: 0 };

function startEngine() {
  const url = URL.createObjectURL(new Blob([text("live-worker")], { type: "text/javascript" }));
  engine.worker = new Worker(url);
  const fail = why => {
    for (const { reject } of engine.asked.values()) reject(Error(why));
    engine.asked.clear();
  };
  engine.worker.onerror = e => fail("the engine did not start: " + e.message);
  engine.worker.onmessage = ({ data: { id, answer } }) => {
    const { resolve, reject } = engine.asked.get(id) ?? {};
    engine.asked.delete(id);
    if (!resolve) return;
    if (answer.startsWith("!")) reject(Error(answer.slice(1)));
    else resolve(JSON.parse(answer));
  };
  const pieces = [...document.getElementsByClassName("live-program")];
  engine.worker.postMessage({ program: pieces.map(p => p.textContent).join("") });
}

// ask puts a question to the program, which is started by the first one.
function ask(name, question) {
  if (!engine.worker) startEngine();
  const id = engine.next++;
  return new Promise((resolve, reject) => {
    engine.asked.set(id, { resolve, reject });
    engine.worker.postMessage({ id, name, question: JSON.stringify(question ?? null) });
  });
}

// whatIsMissing says why the program cannot run in this browser, or nothing.
function whatIsMissing() {
  for (const name of ["WebAssembly", "Worker", "DecompressionStream"]) {
    if (!(name in window)) return name;
  }
  return "";
}
