/**
 * Answers `getComputedStyle` as jsdom does, in a fraction of the time.
 *
 * A query by role asks for the style of each element and of all its ancestors, and axe for a dozen properties of each.
 * jsdom matches its whole default sheet for every answer and works out twelve colours. No sheet of the page is loaded
 * in these tests, so what most ask for follows from the kind of the element and from inline styles; for the rest, and
 * wherever a sheet is on the page, jsdom itself is asked.
 */

/** Not inherited, and set by jsdom's sheet for the kind of an element or not at all. */
const OF_ITS_KIND = [
  "display",
  "position",
  "overflow",
  "overflow-x",
  "overflow-y",
  "opacity",
  "clip",
  "clip-path",
  "content-visibility",
  "transform",
];

/** Inherited and never set by jsdom's sheet, each with its initial value. */
const INHERITED = new Map([
  ["visibility", "visible"],
  ["pointer-events", "auto"],
]);

/** The same names as a property of a style: `pointerEvents`. */
const BY_PROPERTY = new Map(
  [...OF_ITS_KIND, ...INHERITED.keys()].map((name) => [
    name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase()),
    name,
  ]),
);

let jsdoms: typeof getComputedStyle | undefined;

/** What jsdom itself answers. */
export const styleOfJsdom: typeof getComputedStyle = (element, pseudo) => (jsdoms ?? getComputedStyle)(element, pseudo);

export function hastenStyles(): void {
  // The files of one worker share the window.
  if (jsdoms) return;
  const view = document.defaultView ?? window;
  jsdoms = view.getComputedStyle.bind(view);
  view.getComputedStyle = window.getComputedStyle = quickStyle;
}

function quickStyle(element: Element, pseudo?: string | null): CSSStyleDeclaration {
  const sheets = element.ownerDocument.styleSheets.length > 0;
  if (pseudo || sheets || !element.isConnected) return styleOfJsdom(element, pseudo);
  let asked: CSSStyleDeclaration | undefined;
  const whole = () => (asked ??= styleOfJsdom(element));
  const valueOf = (name: string): string => {
    const initial = INHERITED.get(name);
    if (initial !== undefined) return inherited(element, name) ?? initial;
    const plain = OF_ITS_KIND.includes(name) && !element.hasAttribute("style");
    return (plain ? styleOfKind(element) : whole()).getPropertyValue(name);
  };
  return new Proxy({} as CSSStyleDeclaration, {
    get(_, property) {
      if (property === "getPropertyValue") return valueOf;
      const name = BY_PROPERTY.get(String(property));
      if (name !== undefined) return valueOf(name);
      const given = Reflect.get(whole(), property) as unknown;
      return typeof given === "function" ? (given.bind(whole()) as unknown) : given;
    },
  });
}

function inherited(element: Element, name: string): string | null {
  for (let at: Element | null = element; at; at = at.parentElement) {
    const given = at.hasAttribute("style") ? (at as HTMLElement).style.getPropertyValue(name) : "";
    if (given !== "") return given;
  }
  return null;
}

const kinds = new Map<string, CSSStyleDeclaration>();

/** The style of the first such element; only properties of its kind may be read from it. */
function styleOfKind(element: Element): CSSStyleDeclaration {
  const kind = kindOf(element);
  const style = kinds.get(kind) ?? styleOfJsdom(element);
  kinds.set(kind, style);
  return style;
}

/** All that jsdom's sheet tells elements apart by in the properties above. */
function kindOf(element: Element): string {
  const { localName, namespaceURI, parentElement } = element;
  const flags = [element.hasAttribute("hidden"), element.hasAttribute("open"), parentElement?.localName === "ruby"];
  return [localName, namespaceURI, element.getAttribute("type"), ...flags].join(" ");
}
