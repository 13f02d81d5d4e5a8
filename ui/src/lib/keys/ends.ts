/** Home and End in a list that draws only the rows in sight: its ends are drawn a frame later. */
export function endKeys(list: HTMLElement): () => void {
  const press = (event: KeyboardEvent) => {
    if (event.key !== "Home" && event.key !== "End") return;
    event.preventDefault();
    const last = event.key === "End";
    list.scrollTop = last ? list.scrollHeight : 0;
    requestAnimationFrame(() => {
      const rows = list.querySelectorAll<HTMLElement>("[data-row]");
      rows[last ? rows.length - 1 : 0]?.focus();
    });
  };
  list.addEventListener("keydown", press);
  return () => list.removeEventListener("keydown", press);
}
