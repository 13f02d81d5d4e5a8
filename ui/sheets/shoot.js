// Takes the contact sheets that src/sheets describes: `node sheets/shoot.js FOLDER [WORD …]`, on the display of the
// environment. Prints what each sheet has wrong as far as a machine can see it, and last how many sheets there are.
import { spawn } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { build, preview } from "vite";

/** WebDriver's name for an element. */
const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

/** The driver waits for ever for a window that is smaller than the browser allows. */
const SMALLEST = { width: 900, height: 600 };

const [folder, ...chosen] = process.argv.slice(2);
const outDir = join(folder, "page");
await mkdir(folder, { recursive: true });
await build({ mode: "sheets", logLevel: "error", build: { outDir, emptyOutDir: true } });
// The sheet is a page of its own around frames of the page.
const input = "sheets/sheet.html";
await build({
  configFile: false,
  logLevel: "error",
  build: { outDir, emptyOutDir: false, rolldownOptions: { input } },
});
const server = await preview({ build: { outDir }, preview: { port: await freePort(), host: "127.0.0.1" } });
// The engine waits for ever on a connection that was closed between two of its requests.
server.httpServer.keepAliveTimeout = 600_000;
const page = `${server.resolvedUrls.local[0]}${input}`;

const port = await freePort();
const driver = spawn("WebKitWebDriver", [`--port=${port}`], { stdio: "ignore" });
let session = "";
try {
  await answering();
  session = `/session/${(await ask("POST", "/session", { capabilities: {} })).sessionId}`;
  await ask("POST", `${session}/timeouts`, { script: 120_000 });
  await go(page);
  const wanted = await run("return window.sheets(arguments[0])", chosen);
  let faults = 0;
  for (const one of wanted) {
    const found = await take(one);
    faults += found.length;
    for (const fault of found) say(`${one.sheet}: ${fault}`);
  }
  say(`${wanted.length} sheets in ${folder}, ${faults} faults found by measuring`);
} finally {
  if (session) await ask("DELETE", session).catch(() => undefined);
  driver.kill();
  await server.close();
}

async function take({ sheet, query }) {
  await go(`${page}?${query}`);
  const answer = await settled();
  // The bars of the browser around the page count into its window.
  const [inside, outside] = [await run("return [innerWidth, innerHeight]"), await ask("GET", `${session}/window/rect`)];
  const width = Math.max(SMALLEST.width, answer.width) + outside.width - inside[0];
  const height = Math.max(SMALLEST.height, answer.height) + outside.height - inside[1];
  await ask("POST", `${session}/window/rect`, { x: 0, y: 0, width, height });
  await drawn();
  const main = (await ask("POST", `${session}/element`, { using: "css selector", value: "main" }))[ELEMENT];
  const picture = await ask("GET", `${session}/element/${main}/screenshot`);
  await writeFile(join(folder, `${sheet}.png`), Buffer.from(picture, "base64"));
  return answer.faults;
}

function settled() {
  return wait("const done = arguments[0]; window.sheet.then(done, (thrown) => done({ faults: [`${thrown}`] }))");
}

/** Two frames after what was asked before. */
function drawn() {
  return wait("const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done(true)))");
}

function wait(script) {
  return ask("POST", `${session}/execute/async`, { script, args: [] });
}

function run(script, ...args) {
  return ask("POST", `${session}/execute/sync`, { script, args });
}

function go(url) {
  return ask("POST", `${session}/url`, { url });
}

async function ask(method, path, body) {
  const sent = body === undefined ? undefined : JSON.stringify(body);
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method, body: sent });
  const { value } = await answer.json();
  if (!answer.ok) throw new Error(`WebDriver: ${value?.error}: ${value?.message}`);
  return value;
}

async function answering() {
  for (let tries = 0; tries < 200; tries += 1) {
    if (await fetch(`http://127.0.0.1:${port}/status`).catch(() => null)) return;
    await new Promise((go) => setTimeout(go, 100));
  }
  throw new Error("WebKitWebDriver does not answer");
}

function freePort() {
  return new Promise((found) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => found(port));
    });
  });
}

function say(line) {
  process.stdout.write(`${line}\n`);
}
