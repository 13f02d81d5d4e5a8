// Times the palette's index of 5 000 jobs, 100 000 runs and 10 000 files: `node --expose-gc bench/palette.js` prints
// one line of JSON, in time of the processor. A keystroke is each prefix of each text; the first open is the making of
// the index.
import { createServer } from "vite";

const WORDS = ["Regression", "Smoke", "Nightly", "Payments", "Checkout", "Ночной", "прогон", "Регресс", "Оплата"];
const TYPED = ["regression checkout", "rgchk", "ночной прогон", "yjxyjq", "куп", "smoke 777", "#4512", "нчпр", "qqq"];

let seed = 7;
const picked = () => WORDS[(seed = (seed * 1103515245 + 12345) & 0x7fffffff) % WORDS.length];
const lines = (count, kind) =>
  Array.from({ length: count }, (_, at) => `${picked()} ${picked()} ${kind} #${at} · ${picked()}`);

const server = await createServer({ server: { middlewareMode: true }, logLevel: "error", appType: "custom" });
const { Names } = await server.ssrLoadModule("/src/features/palette/names.ts");

new Names(lines(115_000, "warm"));
const all = [...lines(5_000, "job"), ...lines(100_000, "run"), ...lines(10_000, "file.csv")];
new Names(all);
globalThis.gc?.();
const before = held();
const opened = spent();
const names = new Names(all);
const firstOpen = spent() - opened;
globalThis.gc?.();
const index = held() - before;

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
took.sort((a, b) => a - b);
const round = (value) => Math.round(value * 10) / 10;
process.stdout.write(
  `${JSON.stringify({
    names: names.size,
    keystroke_p50_ms: round(took[Math.floor(took.length / 2)]),
    keystroke_p99_ms: round(took[Math.floor(took.length * 0.99)]),
    first_open_ms: round(firstOpen),
    index_mb: round(index / 1e6),
  })}\n`,
);
await server.close();

/** Milliseconds of the processor: other programs on the machine do not count. */
function spent() {
  return process.cpuUsage().user / 1000;
}

function held() {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
