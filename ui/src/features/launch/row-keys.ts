// Keys of the Launch screen's lists beside those that every list has.

/** Arrow down leads from the search field above a list into its first row. */
export function intoRows(event: KeyboardEvent): void {
  if (event.key !== "ArrowDown" || !(event.currentTarget instanceof HTMLElement)) return;
  const first = event.currentTarget.querySelector<HTMLElement>("[data-row]");
  if (!(event.target instanceof HTMLInputElement) || !first) return;
  event.preventDefault();
  first.focus();
}
