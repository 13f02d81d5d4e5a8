import type { Theme } from "$lib/host";

const prefersDark = "(prefers-color-scheme: dark)";

/** Puts the chosen theme on the document; `system` follows the desktop for as long as it is chosen. */
export function dress(theme: Theme): () => void {
  const desktop = window.matchMedia?.(prefersDark);
  const put = () => {
    const dark = theme === "dark" || (theme === "system" && desktop?.matches);
    document.documentElement.dataset.theme = dark ? "dark" : "light";
  };
  put();
  desktop?.addEventListener("change", put);
  return () => desktop?.removeEventListener("change", put);
}
