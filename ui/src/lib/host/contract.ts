import type { Commands, Event, Failure } from "./bindings";

/** What is dragged: over the window, dropped on it with its paths, or away again. */
export type Drag = { drag: "over" } | { drag: "away" } | { drag: "dropped"; paths: string[] };

/**
 * All that the page knows of the outside: the commands of the shell and its one stream of events.
 * A command that fails throws a `Failure`.
 */
export interface Host {
  commands: Commands;
  /** Calls `hear` for files and folders that are dragged over the window, until the returned function is called. */
  onDrag(hear: (drag: Drag) => void): () => void;
  /**
   * Calls `hear` for every event until the returned function is called. `late` is called once nothing is missed any more,
   * where that comes after the call.
   */
  listen(hear: (event: Event) => void, late?: () => void): () => void;
  setTitle(title: string): void;
  /** Where the window finds a file of a result; only pictures and what is played are such by their type. */
  evidenceUrl(resultId: number, key: string): string;
  /**
   * Call it while the press is answered: a webview forgets the press meanwhile, so what has still to be read is given as
   * a promise. Fails where nothing was copied.
   */
  copy(text: string | Promise<string>): Promise<void>;
}

/** Whatever was thrown, as a `Failure` that a screen can show. */
export function asFailure(thrown: unknown): Failure {
  if (isFailure(thrown)) return thrown;
  const details = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  return { code: "internal", message: "", advice: "", details };
}

function isFailure(thrown: unknown): thrown is Failure {
  return typeof thrown === "object" && thrown !== null && "code" in thrown && "message" in thrown && "advice" in thrown;
}
