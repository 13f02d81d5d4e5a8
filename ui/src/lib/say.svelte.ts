/** What the page says in passing: short notes in a corner, and words for screen readers alone. */
export type Toast = { id: number; text: string; tone: "plain" | "failed"; action?: { label: string; act: () => void } };

/** How long a note stays, in milliseconds; one with an action or a failure stays longer. */
const STAYS_MS = 4000;
const STAYS_LONG_MS = 9000;
const AT_MOST = 3;

/** How long words for screen readers stay to be read, in milliseconds: later they would be old news. */
const SPOKEN_MS = 10_000;

let toasts = $state<Toast[]>([]);
let spoken = $state("");
let nextId = 1;

export const said = {
  get toasts() {
    return toasts;
  },
  get spoken() {
    return spoken;
  },
};

/** Shows a note in the corner; it is read aloud too. */
export function toast(note: { text: string; tone?: Toast["tone"]; action?: Toast["action"] }): void {
  const made: Toast = { id: nextId++, tone: "plain", ...note };
  toasts = [...toasts, made].slice(-AT_MOST);
  const stays = made.action || made.tone === "failed" ? STAYS_LONG_MS : STAYS_MS;
  setTimeout(() => dismiss(made.id), stays);
}

export function dismiss(id: number): void {
  toasts = toasts.filter((note) => note.id !== id);
}

/** Says something to screen readers without showing it, such as the progress of a run. */
export function announce(text: string): void {
  // The same words twice in a row would not be read again without a change.
  const words = spoken === text ? `${text}\u00a0` : text;
  spoken = words;
  setTimeout(() => {
    if (spoken === words) spoken = "";
  }, SPOKEN_MS);
}
