import { href, parse, type Route } from "./index";

let current = $state<Route>(parse(window.location.hash));

window.addEventListener("hashchange", () => {
  current = parse(window.location.hash);
});

/** Where the window is. */
export const route = {
  get current(): Route {
    return current;
  },
};

export function go(to: Route): void {
  const address = href(to);
  if (window.location.hash === address) return;
  window.location.hash = address;
  // The event comes later; the screen should not wait for it.
  current = to;
}

export function goBack(): void {
  window.history.back();
}
