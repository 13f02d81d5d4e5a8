/**
 * Spares jsdom the search for labels where there is none: it walks the whole page for each control whose label is asked.
 */
const hastened = new WeakSet();

export function hastenLabels(): void {
  const labelable = [
    HTMLButtonElement,
    HTMLInputElement,
    HTMLMeterElement,
    HTMLOutputElement,
    HTMLProgressElement,
    HTMLSelectElement,
    HTMLTextAreaElement,
  ];
  for (const { prototype } of labelable) {
    const told = Object.getOwnPropertyDescriptor(prototype, "labels")?.get;
    // The files of one worker share the page's prototypes.
    if (!told || hastened.has(prototype)) continue;
    hastened.add(prototype);
    Object.defineProperty(prototype, "labels", {
      configurable: true,
      enumerable: true,
      get(this: HTMLInputElement): NodeListOf<HTMLLabelElement> | null {
        // A hidden field cannot be labelled, and says so with null.
        if (this.type === "hidden" || mayBeLabelled(this)) return told.call(this) as NodeListOf<HTMLLabelElement>;
        return this.ownerDocument.createDocumentFragment().childNodes as NodeListOf<HTMLLabelElement>;
      },
    });
  }
}

function mayBeLabelled(control: HTMLElement): boolean {
  if (!control.isConnected || control.closest("label")) return true;
  const { id } = control;
  return id !== "" && [...control.ownerDocument.getElementsByTagName("label")].some(({ htmlFor }) => htmlFor === id);
}
