// Times the palette's index of 5 000 jobs, 100 000 runs and 10 000 files: `node --expose-gc bench/palette.js` prints
// one line of JSON, in time of the processor. A keystroke is each prefix of each text; the first open is the making of
// the index, of which the middle of nine is told.
import { join } from "node:path";
import { build } from "vite";

const WORDS = ["Regression", "Smoke", "Nightly", "Payments", "Checkout", "Ночной", "прогон", "Регресс", "Оплата"];
const TYPED = ["regression checkout", "rgchk", "ночной прогон", "yjxyjq", "куп", "smoke 777", "#4512", "нчпр", "qqq"];

let seed = 7;
const picked = () => WORDS[(seed = (seed * 1103515245 + 12345) & 0x7fffffff) % WORDS.length];
const lines = (count, kind) =>
  Array.from({ length: count }, (_, at) => `${picked()} ${picked()} ${kind} #${at} · ${picked()}`);

// As the page has it: bundled.
const outDir = "node_modules/.cache/bench";
const entry = "src/features/palette/names.ts";
await build({
  configFile: false,
  logLevel: "error",
  build: { outDir, emptyOutDir: true, minify: false, lib: { entry, formats: ["es"], fileName: "names" } },
});
const { Names } = await import(join(process.cwd(), outDir, "names.js"));

new Names(lines(115_000, "warm"));
const all = [...lines(5_000, "job"), ...lines(100_000, "run"), ...lines(10_000, "file.csv")];
new Names(all);
const before = await held();
const names = new Names(all);
const index = (await held()) - before;

const opened = [];
for (let round = 0; round < 9; round += 1) {
  const pressed = spent();
  new Names(all);
  opened.push(spent() - pressed);
}

const took = [];
for (let round = 0; round < 10; round += 1) {
  for (const text of TYPED) {
    for (let length = 1; length <= text.length; length += 1) {
      const pressed = spent();
      names.find(text.slice(0, length), 50);
      took.push(spent() - pressed);
    }
  }
}
const at = (times, share) => times.sort((a, b) => a - b)[Math.floor(times.length * share)];
const round = (value) => Math.round(value * 10) / 10;
process.stdout.write(
  `${JSON.stringify({
    names: names.size,
    keystroke_p50_ms: round(at(took, 0.5)),
    keystroke_p99_ms: round(at(took, 0.99)),
    first_open_ms: round(at(opened, 0.5)),
    index_mb: round(index / 1e6),
  })}\n`,
);

/** Milliseconds of the processor: other programs on the machine do not count. */
function spent() {
  return process.cpuUsage().user / 1000;
}

/** What is dropped while its memory is given back is gone with the second collection. */
async function held() {
  for (let times = 0; times < 2; times += 1) {
    globalThis.gc?.();
    await new Promise((soon) => setTimeout(soon, 50));
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
