/** A HAR as rows; whatever is not as the format has it is left out. */
export type Header = { name: string; value: string };

export type Exchange = {
  method: string;
  url: string;
  status: number;
  type: string;
  bytes: number | null;
  ms: number | null;
  requestHeaders: Header[];
  responseHeaders: Header[];
  requestBody: string;
  responseBody: string;
};

/** `null` for what is no HAR. */
export function exchangesOf(text: string): Exchange[] | null {
  let told: unknown;
  try {
    told = JSON.parse(text);
  } catch {
    return null;
  }
  const entries = at(told, "log", "entries");
  if (!Array.isArray(entries)) return null;
  return entries.map((entry: unknown) => ({
    method: word(at(entry, "request", "method")),
    url: word(at(entry, "request", "url")),
    status: number(at(entry, "response", "status")) ?? 0,
    type: word(at(entry, "response", "content", "mimeType")).split(";")[0] ?? "",
    bytes: known(at(entry, "response", "content", "size")) ?? known(at(entry, "response", "bodySize")),
    ms: number(at(entry, "time")),
    requestHeaders: headers(at(entry, "request", "headers")),
    responseHeaders: headers(at(entry, "response", "headers")),
    requestBody: word(at(entry, "request", "postData", "text")),
    responseBody: word(at(entry, "response", "content", "text")),
  }));
}

/** Those whose method, address, status or type hold the text. */
export function foundIn(exchanges: readonly Exchange[], text: string): Exchange[] {
  const wanted = text.trim().toLowerCase();
  return exchanges.filter(({ method, url, status, type }) =>
    `${method} ${url} ${status} ${type}`.toLowerCase().includes(wanted),
  );
}

function at(value: unknown, ...path: string[]): unknown {
  return path.reduce<unknown>(
    (here, name) => (typeof here === "object" && here !== null ? (here as Record<string, unknown>)[name] : undefined),
    value,
  );
}

const word = (value: unknown) => (typeof value === "string" ? value : "");
const number = (value: unknown) => (typeof value === "number" && Number.isFinite(value) ? value : null);

function known(value: unknown): number | null {
  const told = number(value);
  return told !== null && told >= 0 ? told : null;
}

function headers(value: unknown): Header[] {
  if (!Array.isArray(value)) return [];
  return value.map((one: unknown) => ({ name: word(at(one, "name")), value: word(at(one, "value")) }));
}
