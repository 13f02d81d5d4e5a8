import { href, parse, type Route } from "./index";

let current = $state<Route>(parse(window.location.hash));

/** Asked before the window goes elsewhere; `false` keeps it here. */
let mayLeave: (to: Route) => boolean = () => true;

window.addEventListener("hashchange", () => {
  const to = parse(window.location.hash);
  if (href(to) === href(current)) return;
  if (mayLeave(to)) current = to;
  else window.history.replaceState(null, "", href(current));
});

/** Where the window is. */
export const route = {
  get current(): Route {
    return current;
  },
};

export function go(to: Route): void {
  const address = href(to);
  if (window.location.hash === address || !mayLeave(to)) return;
  window.location.hash = address;
  // The event comes later; the screen should not wait for it.
  current = to;
}

/** Whether the window is still where it was when this was asked; for what takes a while and then goes elsewhere. */
export function stays(): () => boolean {
  const at = href(current);
  return () => href(current) === at;
}

/** Asks `ask` before each change of the place, until the returned function is called. */
export function guardLeaving(ask: (to: Route) => boolean): () => void {
  mayLeave = ask;
  return () => {
    if (mayLeave === ask) mayLeave = () => true;
  };
}

export function goBack(): void {
  window.history.back();
}
