/**
 * Quicker answers from jsdom, the same in content.
 *
 * Queries by role ask for the style of every element and of all that it stands in, and axe asks for a dozen properties
 * of each; jsdom matches its whole sheet and works out twelve colours every time. The page's own sheets are not read in
 * these tests, so what remains is the sheet of jsdom, which tells elements apart by little, and inline styles.
 */

/** What jsdom's sheet sets by the name and these attributes alone, or not at all, and what no child inherits. */
const OF_ITS_KIND = new Set([
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
]);
/** What is inherited, with what it is where nothing sets it: jsdom's sheet never does. */
const INHERITED = new Map([
  ["visibility", "visible"],
  ["pointer-events", "auto"],
]);

let whole: typeof getComputedStyle | undefined;

/** What jsdom itself says. */
export const styleOfJsdom: typeof getComputedStyle = (element, pseudo) => (whole ?? getComputedStyle)(element, pseudo);

export function hastenStyles(): void {
  // The files of one worker share the window.
  if (whole) return;
  const view = document.defaultView ?? window;
  whole = view.getComputedStyle.bind(view);
  view.getComputedStyle = window.getComputedStyle = quickStyle;
}

function quickStyle(element: Element, pseudo?: string | null): CSSStyleDeclaration {
  if (pseudo || !element.isConnected || element.ownerDocument.styleSheets.length > 0)
    return styleOfJsdom(element, pseudo);
  let known: CSSStyleDeclaration | undefined;
  const style = () => (known ??= styleOfJsdom(element));
  const value = (name: string): string => {
    const initial = INHERITED.get(name);
    if (initial !== undefined) return inherited(element, name) ?? initial;
    return OF_ITS_KIND.has(name) && !element.hasAttribute("style")
      ? ofKind(element, name)
      : style().getPropertyValue(name);
  };
  return new Proxy({} as CSSStyleDeclaration, {
    get(_, name) {
      if (name === "getPropertyValue") return value;
      const cased = typeof name === "string" ? CASED.get(name) : undefined;
      if (cased !== undefined) return value(cased);
      const given = Reflect.get(style(), name) as unknown;
      return typeof given === "function" ? (given.bind(style()) as unknown) : given;
    },
  });
}

const kinds = new Map<string, CSSStyleDeclaration>();

function ofKind(element: Element, name: string): string {
  const kind = kindOf(element);
  let style = kinds.get(kind);
  if (!style) kinds.set(kind, (style = styleOfJsdom(element)));
  return style.getPropertyValue(name);
}

/** The names as a script spells them. */
const CASED = new Map(
  [...OF_ITS_KIND, ...INHERITED.keys()].map((name) => [
    name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase()),
    name,
  ]),
);

function kindOf(element: Element): string {
  const of = (name: string) => (element.hasAttribute(name) ? name : "");
  return [
    element.localName,
    element.namespaceURI,
    element.getAttribute("type"),
    of("hidden"),
    of("open"),
    element.localName === "rt" || element.localName === "rp" ? element.parentElement?.localName : "",
  ].join(" ");
}

function inherited(element: Element, name: string): string | null {
  for (let at: Element | null = element; at; at = at.parentElement) {
    if (!at.hasAttribute("style")) continue;
    const given = (at as HTMLElement).style.getPropertyValue(name);
    if (given !== "") return given;
  }
  return null;
}
