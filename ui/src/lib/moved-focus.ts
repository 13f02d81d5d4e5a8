/**
 * Gives the focus back to what is taken out of the page and put in again, as rows are whose order changes: a browser
 * drops it without an event. Returns the way to stop.
 */
export function keepMovedFocus(): () => void {
  let last: HTMLElement | null = null;
  const came = ({ target }: FocusEvent) => (last = target instanceof HTMLElement ? target : null);
  const left = ({ target }: FocusEvent) => {
    if (target instanceof HTMLElement && target.isConnected) last = null;
  };
  const observer = new MutationObserver(() => {
    if (last?.isConnected && document.activeElement === document.body) last.focus({ preventScroll: true });
  });
  document.addEventListener("focusin", came);
  document.addEventListener("focusout", left);
  observer.observe(document.body, { childList: true, subtree: true });
  return () => {
    document.removeEventListener("focusin", came);
    document.removeEventListener("focusout", left);
    observer.disconnect();
  };
}
