/**
 * One contact sheet: a screen at its true width in every world, side by side, each in a frame with a twin of its own.
 * `sheet.html?screen=runs&width=380&lang=ru&theme=dark`; without a screen it only says which sheets there are.
 */
import { perform } from "./acts";
import { faultsOf } from "./faults";
import { chosenSheets } from "./chosen";
import { SCREENS, WORLDS, type Screen, type World } from "./screens";

/** The display that the pictures are taken on has room for it. */
const MOST_WIDE = 2960;

/** What turns and slides stands where it ends, so that two pictures of a screen are the same. */
const STILL = "*, ::before, ::after { animation: none !important; transition: none !important }";

export type SheetAnswer = { faults: string[]; width: number; height: number };

const asked = new URLSearchParams(window.location.search);
const screen = SCREENS.find(({ name }) => name === asked.get("screen"));

// For the script that takes the pictures.
Object.assign(window, {
  sheets: chosenSheets,
  sheet: screen ? draw(screen) : null,
});

async function draw(screen: Screen): Promise<SheetAnswer> {
  const width = Number(asked.get("width") ?? 1440);
  const worlds = (screen.worlds ?? WORLDS).filter((world) => !asked.has("world") || asked.has("world", world));
  const sheet = document.querySelector<HTMLElement>("main")!;
  sheet.style.gridTemplateColumns = `repeat(${Math.min(worlds.length, Math.floor(MOST_WIDE / width) || 1)}, ${width}px)`;
  const height = Math.max(width < 1000 ? 760 : 900, screen.height ?? 0);
  const faults: string[] = [];
  // One after the other: the engine lets frames that begin at once wait for each other's scripts.
  for (const world of worlds) faults.push(...(await inWorld(sheet, screen, world, width, height)));
  const box = sheet.getBoundingClientRect();
  return { faults, width: Math.ceil(box.width), height: Math.ceil(box.height) };
}

async function inWorld(
  sheet: HTMLElement,
  screen: Screen,
  world: World,
  width: number,
  height: number,
): Promise<string[]> {
  const [language, theme] = [asked.get("lang") ?? "en", asked.get("theme") ?? "light"];
  const figure = sheet.appendChild(document.createElement("figure"));
  const caption = figure.appendChild(document.createElement("figcaption"));
  caption.textContent = [screen.name, world, width, language, theme].join(" · ");
  const frame = figure.appendChild(document.createElement("iframe"));
  frame.width = String(width);
  frame.height = String(height);
  const twin = `still&latency=0&twin=${world}&lang=${language}&theme=${theme}&${screen.twin ?? ""}`;
  frame.src = `/index.html?${twin}${screen.at}`;
  await new Promise((loaded) => frame.addEventListener("load", loaded, { once: true }));
  const page = frame.contentWindow!;
  page.document.head.appendChild(page.document.createElement("style")).textContent = STILL;
  const failed = await perform(page, screen.acts ?? []).then(
    (restless) => (restless === null ? [] : [`never comes to rest: ${restless}`]),
    (thrown: unknown) => [String(thrown)],
  );
  return [...failed, ...faultsOf(page)].map((fault) => `${world}: ${fault}`);
}
