// What a person finds on the page: elements by role and by the name that is read out or seen.
// Runs in the page for every question; `question` is {role, name, nth} and the answer an element or null.
const ROLES = {
  button: "button, [role=button], summary, input[type=submit]",
  link: "a[href], [role=link]",
  textbox: "input:not([type]), input[type=text], input[type=url], input[type=password], input[type=search], input[type=number], input[type=time], textarea, [role=textbox], [role=searchbox], [role=spinbutton]",
  checkbox: "input[type=checkbox], [role=checkbox], [role=switch]",
  combobox: "select, [role=combobox], [aria-haspopup=listbox]",
  option: "option, [role=option]",
  radio: "input[type=radio], [role=radio]",
  heading: "h1, h2, h3, h4, [role=heading]",
  menuitem: "[role=menuitem]",
  tab: "[role=tab]",
  row: "tr, [role=row], li, [role=listitem]",
  dialog: "dialog[open], [role=dialog], [role=alertdialog]",
};
const plain = (text) => (text ?? "").replace(/\s+/g, " ").trim();
const shown = (element) => {
  if (element.closest("[inert], [hidden]")) return false;
  const style = getComputedStyle(element);
  const hasBox = element.getClientRects().length > 0 || element.tagName === "OPTION";
  return hasBox && style.visibility !== "hidden";
};
const nameOf = (element) => {
  const by = element.getAttribute("aria-labelledby");
  if (by) return plain(by.split(/\s+/).map((id) => document.getElementById(id)?.textContent).join(" "));
  const label = element.getAttribute("aria-label");
  if (label) return plain(label);
  if (element.labels?.length) return plain([...element.labels].map((one) => one.textContent).join(" "));
  const text = plain(element.innerText ?? element.textContent);
  if (text && !["INPUT", "TEXTAREA", "SELECT"].includes(element.tagName)) return text;
  return plain(element.getAttribute("title") ?? element.getAttribute("placeholder") ?? element.value);
};
const everything = Object.values(ROLES).join(", ");
const candidates = (role) => [...document.querySelectorAll(role === "any" ? everything : ROLES[role])];
const all = (role) => candidates(role).filter(shown);
const closeness = (name, wanted) => {
  if (name === wanted) return 0;
  if (name.startsWith(wanted)) return 1;
  return name.includes(wanted) ? 2 : 3;
};
// What an element might be called, without the layout that its name and its place need; most are sorted out by this.
const squeezed = (text) => (text ?? "").replace(/\s+/g, "").toLowerCase();
const mayBeCalled = (element, wanted) =>
  ["INPUT", "TEXTAREA", "SELECT"].includes(element.tagName)
  || element.hasAttribute("aria-labelledby")
  || [element.textContent, element.ariaLabel, element.title].some((text) => squeezed(text).includes(wanted));
const find = ({ role, name, nth }) => {
  const wanted = squeezed(name);
  const ranked = candidates(role)
    .filter((element) => mayBeCalled(element, wanted))
    .filter(shown)
    .map((element) => ({ element, rank: closeness(nameOf(element), plain(name)) }));
  const best = Math.min(3, ...ranked.map((one) => one.rank));
  return best === 3 ? null : (ranked.filter((one) => one.rank === best)[nth ?? 0]?.element ?? null);
};
const everythingSaid = () => {
  const labels = [...document.querySelectorAll("[aria-label], svg title")].filter((one) => shown(one.closest("svg") ?? one));
  const words = labels.map((one) => one.getAttribute("aria-label") ?? one.textContent);
  return plain([document.body?.innerText, ...words].join(" "));
};
