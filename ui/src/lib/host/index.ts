/**
 * The page's only door to the outside. In the program's window it is the shell; without one (tests, screenshots,
 * `npm run dev`) it is a twin that lives in memory. Nothing else of the page imports the shell's packages.
 */
import type { Commands } from "./bindings";
import type { Host } from "./contract";
import { tauriHost } from "./tauri";

export type * from "./bindings";
export { asFailure, type Drag, type Host } from "./contract";

let host: Host | undefined;

/** Chooses the host; call once before the first command. */
export async function openHost(): Promise<Host> {
  if ("__TAURI_INTERNALS__" in window) return useHost(tauriHost());
  if (__WITH_TWIN__) {
    const { twinHost, scenarioOf } = await import("./twin");
    return useHost(twinHost(scenarioOf(window.location.search)));
  }
  throw new Error("This page works inside the TestOps Companion window only.");
}

export function useHost(chosen: Host): Host {
  host = chosen;
  return chosen;
}

export function currentHost(): Host {
  if (!host) throw new Error("The host was not opened.");
  return host;
}

/** The shell's commands; each throws a `Failure` when it fails. */
export const commands = new Proxy({} as Commands, {
  get: (_, name) => currentHost().commands[name as keyof Commands],
});
