/** Which commands were chosen lately, so that they come first; kept by the page only. */
const KEY = "palette.recent";
const AT_MOST = 12;

export function recent(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter((id): id is string => typeof id === "string") : [];
  } catch {
    return [];
  }
}

export function remember(id: string): void {
  try {
    const kept = [id, ...recent().filter((known) => known !== id)].slice(0, AT_MOST);
    localStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    // Without a store the order is as it was.
  }
}
