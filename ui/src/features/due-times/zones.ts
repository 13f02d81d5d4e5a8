/** The IANA time zones that this machine knows, with UTC and the local one first. */
export function zones(): string[] {
  const local = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const known = typeof Intl.supportedValuesOf === "function" ? Intl.supportedValuesOf("timeZone") : [];
  return [...new Set(["UTC", ...(local ? [local] : []), ...known])];
}
