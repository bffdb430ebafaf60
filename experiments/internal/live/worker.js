// The worker: first it gets the program, then questions, which it answers one by one.
let running;

async function start(base64) {
  const compressed = Uint8Array.from(atob(base64), c => c.charCodeAt(0));
  const stream = new Blob([compressed]).stream().pipeThrough(new DecompressionStream("gzip"));
  const go = new Go();
  const { instance } = await WebAssembly.instantiate(await new Response(stream).arrayBuffer(), go.importObject);
  go.run(instance); // sets ask, and goes on running
}

onmessage = async ({ data }) => {
  try {
    running ??= start(data.program);
    await running;
    if (data.id !== undefined) postMessage({ id: data.id, answer: ask(data.name, data.question) });
  } catch (e) {
    postMessage({ id: data.id, answer: "!" + e });
  }
};
