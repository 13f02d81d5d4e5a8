// What jsdom lacks and the page's parts expect of a browser.
import { configure, screen } from "@testing-library/svelte";
import { afterEach } from "vitest";
import { speak } from "$lib/i18n";
import { dismiss, said } from "$lib/say.svelte";
import { hastenLabels } from "$lib/testing/jsdom-labels";
import { hastenStyles } from "$lib/testing/jsdom-style";

// A machine that builds at the same time is slow; a test that waits for something waits long enough.
configure({
  asyncUtilTimeout: 60_000,
  // A query that is repeated until it finds its element would print the whole page each time it does not.
  getElementError: (message) => Object.assign(new Error(message ?? ""), { name: "TestingLibraryElementError" }),
});

window.matchMedia ??= (query: string) =>
  ({ matches: false, media: query, addEventListener: () => undefined, removeEventListener: () => undefined }) as never;
globalThis.ResizeObserver ??= class {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
};
Element.prototype.scrollIntoView ??= () => undefined;
Element.prototype.animate ??= () => ({ cancel: () => undefined, finished: Promise.resolve() }) as never;

hastenLabels();
hastenStyles();

// axe measures icon fonts on a canvas.
HTMLCanvasElement.prototype.getContext = () => null;

afterEach(({ task }) => {
  if (task.result?.state === "fail") screen.debug();
  for (const { id } of said.toasts) dismiss(id);
  window.location.hash = "";
  speak("en");
});
