const hastened = new WeakSet();

/** Spares jsdom a walk through the whole page for the labels of each control that has none. */
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
    // The files of one worker share the window.
    if (!told || hastened.has(prototype)) continue;
    hastened.add(prototype);
    Object.defineProperty(prototype, "labels", {
      configurable: true,
      enumerable: true,
      get(this: HTMLInputElement): NodeListOf<HTMLLabelElement> | null {
        // Answers null for a hidden field, which cannot be labelled.
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
