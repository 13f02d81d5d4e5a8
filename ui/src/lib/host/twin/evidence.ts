/** What a test did and left behind, answered from the twin's memory. */
import type { Event, EvidenceFile, EvidenceState, EvidenceStep, PastView, ResultEvidence } from "../bindings";
import { serverDown } from "./connection";
import type { Answers } from "./host";
import type { Scenario } from "./scenario";

type Names =
  | "result_evidence"
  | "result_past"
  | "evidence_state"
  | "evidence_text"
  | "open_evidence"
  | "save_evidence"
  | "cancel_evidence";

const MESSAGE = "Expected the amount to be 150.00, but it was 105.00";
const TRACE = `AssertionError: ${MESSAGE}
	at com.example.checkout.PaymentPage.pay(PaymentPage.java:41)
	at com.example.checkout.PaymentTest.paysWithSavedCard(PaymentTest.java:88)`;

type Kept = { file: EvidenceFile; state: EvidenceState; text: string };

const FILES: Kept[] = [
  ready("screenshot.png", "image/png", "picture", ""),
  ready("page-expected.png", "image/png", "picture", ""),
  ready("page-actual.png", "image/png", "picture", ""),
  ready("page-diff.png", "image/png", "picture", ""),
  ready("console.log", "text/plain", "text", logOf(400)),
  ready("response.json", "application/json", "json", `{"status":500,"error":{"code":"E-4127"},"items":[1,2,3]}`),
  ready("network.har", "application/json", "traffic", harOf()),
  ready("report.html", "text/html", "source", "<!doctype html>\n<script>window.parent.ran = true</script>\n"),
  { ...ready("photo.png", "image/png", "source", "<script>window.parent.ran = true</script>"), ...lying("image/png") },
  { file: fileOf("video.webm", "video/webm", null), state: { state: "missing" }, text: "" },
  { file: fileOf("stderr.txt", "text/plain", 0), state: { state: "empty" }, text: "" },
  {
    file: fileOf("heap.hprof", "application/octet-stream", 2 ** 31),
    state: { state: "large", bytes: 2 ** 31 },
    text: "",
  },
  ready("trace.zip", "application/zip", "archive", ""),
  ready("setup.log", "text/plain", "text", logOf(3)),
];

export function evidenceAnswers(scenario: Scenario, tell: (event: Event) => void): Pick<Answers, Names> {
  const ago = (minutes: number) => new Date(scenario.now() - minutes * 60_000).toISOString();
  const kept = (key: string) => FILES.find(({ file }) => file.key === key) ?? FILES[0]!;
  const files = (...names: string[]) => FILES.flatMap(({ file }) => (names.includes(file.name) ? [file] : []));
  const away = () => {
    if (scenario.kind === "offline") throw serverDown(scenario);
  };

  return {
    result_evidence: (_, id, source) => {
      if (source === "server") away();
      return evidenceOf(id, files, ago(scenario.kind === "offline" ? 90 : 0));
    },
    result_past: (_, id, __, source) => {
      if (source === "server") away();
      const strip = (letters: string, newest: number) =>
        [...letters].map((letter, at) => pastOf(letter, newest - (letters.length - 1 - at), ago));
      const own = strip("pppppfpppsppppppffff", id);
      return {
        attempts: [{ ...pastOf("b", id - 1000, ago), message: "The browser did not start in 30 s", trace: null }],
        variants: [
          { parameters: [{ name: "card", value: "saved" }], environment: ["chrome", "staging-2"], results: own },
          {
            parameters: [{ name: "card", value: "new" }],
            environment: ["chrome", "staging-2"],
            results: strip("ppppppppp", id + 500),
          },
          { parameters: [], environment: ["firefox"], results: strip("pfpfppb", id + 600) },
        ],
        failing_since: { first: own[16]!, results: 4, may_be_older: false },
        flaky: { flaky: false, changes: 1, results: 10 },
        as_of: ago(0),
      };
    },
    evidence_state: (_, key) => {
      if (key === "result-setup.log") away();
      return kept(key).state;
    },
    evidence_text: (_, key) => {
      const { text } = kept(key);
      return { text, shown_bytes: text.length, bytes: key === "result-console.log" ? 9_000_000 : text.length };
    },
    open_evidence: () => null,
    save_evidence: (result_id, key, path) => {
      const bytes = kept(key).file.bytes ?? 0;
      tell({ event: "evidence_saving", result_id, key, done: bytes / 2, total: bytes });
      return { answer: "saved", path, bytes };
    },
    cancel_evidence: () => null,
  };
}

/** A picture that tells which file it stands for; the twin has no shell to give the file. */
export function pictureOf(_: number, key: string): string {
  const colour = key.includes("diff") ? "%23d8423c" : key.includes("expected") ? "%232f9e55" : "%234f5ad0";
  const drawing = `<svg xmlns='http://www.w3.org/2000/svg' width='640' height='400'><rect width='640' height='400' fill='%23f5f5f7'/><rect y='40' x='40' width='400' height='24' fill='${colour}'/><rect y='96' x='40' width='560' height='200' fill='%23d2d3d9'/><rect y='330' x='40' width='140' height='36' rx='6' fill='${colour}'/></svg>`;
  return `data:image/svg+xml,${drawing.replaceAll("<", "%3C").replaceAll(">", "%3E")}`;
}

function evidenceOf(id: number, files: (...names: string[]) => EvidenceFile[], as_of: string): ResultEvidence {
  return {
    id,
    name: "Pays with a saved card",
    full_name: "com.example.checkout.PaymentTest.paysWithSavedCard",
    status: "failed",
    message: MESSAGE,
    trace: TRACE,
    started_at: as_of,
    duration_ms: 12_400,
    launch_id: 40_001,
    case_id: 77,
    parameters: [
      { name: "card", value: "saved" },
      { name: "Стенд", value: "staging-2" },
    ],
    category: "Product defect",
    flaky: true,
    muted: false,
    before: [stepOf("fixture", "Prepare the data", -900, 600, { files: files("setup.log") })],
    steps: [
      stepOf("step", "Open the shop", 0, 2100, { parameters: [{ name: "url", value: "https://stage.example.test/" }] }),
      stepOf("step", "Put two books into the cart", 2100, 3200, {
        files: files("response.json", "network.har"),
        steps: [stepOf("step", "Search", 2100, 1400), stepOf("step", "Add", 3500, 1800)],
      }),
      stepOf("step", "Оплатить сохранённой картой", 5300, 7100, {
        status: "failed",
        steps: [
          stepOf("step", "Choose the card", 5300, 900),
          stepOf("step", "Confirm the amount", 6200, 6200, {
            status: "failed",
            message: MESSAGE,
            trace: TRACE,
            parameters: [{ name: "amount", value: "150.00" }],
            files: files(
              "screenshot.png",
              "page-expected.png",
              "page-actual.png",
              "page-diff.png",
              "console.log",
              "trace.zip",
            ),
            steps: [
              { ...stepOf("expected", "The amount is 150.00", 0, 0), status: null, start_ms: null, duration_ms: null },
            ],
          }),
        ],
      }),
    ],
    after: [stepOf("fixture", "Close the browser", 12_400, 250)],
    files: files("report.html", "photo.png", "video.webm", "stderr.txt", "heap.hprof"),
    as_of,
  };
}

function stepOf(
  kind: EvidenceStep["kind"],
  text: string,
  start_ms: number,
  duration_ms: number,
  more: Partial<EvidenceStep> = {},
): EvidenceStep {
  return {
    kind,
    text,
    status: "passed",
    start_ms,
    duration_ms,
    parameters: [],
    message: null,
    trace: null,
    files: [],
    steps: [],
    ...more,
  };
}

function pastOf(letter: string, id: number, ago: (minutes: number) => string): PastView {
  const statuses = { p: "passed", f: "failed", b: "broken", s: "skipped" } as const;
  return {
    id,
    status: statuses[letter as keyof typeof statuses],
    at: ago(1440),
    duration_ms: 12_000,
    message: letter === "f" ? MESSAGE : null,
    trace: null,
    launch_id: 40_000 + (id % 1000),
    launch_name: `Nightly 2.${id % 100}`,
    tested_by: null,
  };
}

function fileOf(name: string, content_type: string, bytes: number | null): EvidenceFile {
  return { key: `result-${name}`, name, content_type, bytes, missing: bytes === null };
}

function ready(
  name: string,
  type: string,
  kind: "picture" | "text" | "json" | "traffic" | "source" | "archive",
  text: string,
): Kept {
  const bytes = text.length || 48_200;
  return {
    file: fileOf(name, type, bytes),
    state: { state: "ready", kind, bytes, says: null, opens: kind !== "source" },
    text,
  };
}

function lying(says: string): { state: EvidenceState } {
  return { state: { state: "ready", kind: "source", bytes: 400, says, opens: false } };
}

function logOf(lines: number): string {
  const words = [
    "INFO  GET /api/session 200",
    "DEBUG cache miss",
    "INFO  click [data-test-id=submit]",
    "WARN  slow answer",
  ];
  return Array.from({ length: lines }, (_, at) => `12:00:${at % 60} ${words[at % 4]} #${at}`).join("\n");
}

function harOf(): string {
  const entry = (method: string, url: string, status: number, time: number) => ({
    time,
    request: { method, url: `https://stage.example.test${url}`, headers: [{ name: "accept", value: "*/*" }] },
    response: {
      status,
      headers: [{ name: "content-type", value: "application/json" }],
      content: { size: 210, mimeType: "application/json; charset=utf-8", text: `{"result":"simulated"}` },
    },
  });
  const entries = [
    entry("GET", "/", 200, 52),
    entry("POST", "/api/operations", 500, 180),
    entry("GET", "/favicon.ico", 404, 12),
  ];
  return JSON.stringify({ log: { version: "1.2", entries } });
}
