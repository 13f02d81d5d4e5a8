/** What the server knows of a test case besides its texts, as the twin tells it. */
import type { CaseMoment, CaseOnServer, PastVariant, PastView } from "../bindings";
import { failure, serverDown } from "./connection";
import type { Answers } from "./host";
import type { Scenario } from "./scenario";

type Names = "case_on_server" | "open_case_link";

/** The test case of which the twin knows everything. */
const LOGIN = 311;
const STATUSES = { p: "passed", f: "failed", b: "broken", s: "skipped" } as const;
const LONG =
  "Returning customers who paid by instalments see their remaining balance, the dates of the payments to come and the address of the shop where the order waits for them, even when the session was begun on another device, the language was changed on the way and the connection was lost twice before the page was there";
const TRACKER = "https://tracker.example.com/browse";

export function caseOnServerAnswers(scenario: Scenario, nameOf: (id: number) => string): Pick<Answers, Names> {
  const begun = scenario.now();
  const day = (ago: number) => new Date(begun - ago * 86_400_000).toISOString();
  const isMany = scenario.kind === "many";
  const before: CaseOnServer = { ...login(day), status: "Draft", as_of: day(0.0625) };
  const known = (id: number): CaseOnServer => {
    if (nameOf(id) === `#${id}` && id < 5000)
      throw failure("not_found", "This test case is gone", "Choose another one.");
    if (id !== LOGIN) return plain(id, nameOf(id), day);
    return isMany ? crowded(day) : login(day);
  };
  const urls = new Set<string>();
  const told = (one: CaseOnServer): CaseOnServer => {
    const issues = [...one.issues, ...one.defects.flatMap(({ issue }) => issue ?? [])];
    for (const { url } of [...issues, ...one.links]) if (url !== null) urls.add(url);
    return one;
  };
  return {
    case_on_server: (_, id, source) => {
      const kept = id === LOGIN ? before : null;
      if (source === "kept") return kept && told(kept);
      if (scenario.kind !== "offline") return told({ ...known(id), as_of: new Date(scenario.now()).toISOString() });
      if (kept === null) throw serverDown(scenario);
      return told(kept);
    },
    open_case_link: (_, url) => {
      if (!urls.has(url)) throw failure("not_found", "The server told no such address", "Read the test case again.");
      return null;
    },
  };
}

function plain(id: number, name: string, day: (ago: number) => string): CaseOnServer {
  const made: CaseMoment = { by: "anna", at: day(90), what: [] };
  return {
    id,
    name,
    full_name: null,
    automated: false,
    deleted: false,
    status: "Active",
    layer: null,
    tags: [],
    fields: [],
    members: [],
    issues: [],
    links: [],
    examples: [],
    jobs: [],
    relations: [],
    mutes: [],
    defects: [],
    past: [],
    flaky: { flaky: false, changes: 0, results: 0 },
    versions: [],
    changes: [],
    created: made,
    modified: made,
    unread: [],
    as_of: day(0),
  };
}

function login(day: (ago: number) => string): CaseOnServer {
  return {
    ...plain(LOGIN, "Sign in with a code from the authenticator", day),
    full_name: "com.example.auth.SignInTest.signsInWithCode",
    automated: true,
    layer: "E2E Tests",
    tags: ["smoke", "auth", "вход"],
    fields: [
      { name: "Feature", value: "Sign-in" },
      { name: "Компонент", value: "Авторизация, Профиль" },
    ],
    members: [
      { role: "Owner", username: "anna" },
      { role: "Lead", username: "Борис Петров" },
      { role: null, username: "ci-bot" },
    ],
    issues: [
      {
        name: "SHOP-412",
        summary: "Codes of the authenticator are refused after a change of the clock",
        status: "In progress",
        closed: false,
        url: `${TRACKER}/SHOP-412`,
      },
      { name: "SHOP-77", summary: null, status: null, closed: true, url: null },
    ],
    links: [
      { name: "Requirements: sign-in", url: "https://wiki.example.com/sign-in" },
      { name: "design/sign-in.fig", url: null },
    ],
    examples: [
      [
        { name: "role", value: "owner" },
        { name: "browser", value: "chrome" },
      ],
      [
        { name: "role", value: "guest" },
        { name: "browser", value: "firefox" },
        { name: "язык", value: "русский" },
      ],
    ],
    jobs: ["Nightly regression", "Smoke on staging"],
    relations: [
      { kind: "is automated by", case_id: 318, name: "Refund is shown in the order history" },
      { kind: "duplicates", case_id: 322, name: "Discount is applied once" },
      { kind: "blocks", case_id: 318, name: "Refund is shown in the order history" },
    ],
    mutes: [
      {
        name: "Until the authenticator is mended",
        reason: "The staging clock drifts, so every third code is refused.",
        by: "anna",
        at: day(3),
      },
    ],
    defects: [
      {
        id: 51,
        name: "Code is refused right after it changed",
        closed: false,
        issue: { name: "SHOP-412", summary: null, status: "In progress", closed: false, url: `${TRACKER}/SHOP-412` },
      },
      { id: 40, name: "Form is empty in Firefox", closed: true, issue: null },
    ],
    past: [
      variant("ppppfppsppfpppfffp", 900, ["chrome", "staging-2"], day, [{ name: "role", value: "owner" }]),
      variant("pfpfppb", 940, ["firefox"], day),
    ],
    flaky: { flaky: true, changes: 3, results: 10 },
    versions: [
      { by: "anna", at: day(12), what: ["Codes instead of passwords"] },
      { by: "Борис Петров", at: day(200), what: ["Первая версия"] },
    ],
    changes: [
      { by: "anna", at: day(2), what: ["name", "expectedResult"] },
      { by: "ci-bot", at: day(5), what: ["test_tag"] },
      { by: null, at: day(20), what: ["test_case_issue", "reviewState"] },
    ],
    created: { by: "Борис Петров", at: day(400), what: [] },
    modified: { by: "anna", at: day(2), what: [] },
  };
}

/** Long names, much of everything, and two parts that could not be read. */
function crowded(day: (ago: number) => string): CaseOnServer {
  const one = login(day);
  const times = <T>(n: number, make: (at: number) => T): T[] => Array.from({ length: n }, (_, at) => make(at));
  return {
    ...one,
    name: LONG,
    full_name: `com.example.${"checkout.instalments.".repeat(12)}BalanceTest`,
    deleted: true,
    status: "Ждёт проверки у ведущего тестировщика",
    tags: [...times(24, (at) => `tag-${at}`), LONG],
    fields: [...one.fields, { name: "Требования, которые проверяет этот тест-кейс", value: LONG }],
    members: [...one.members, ...times(6, (at) => ({ role: "Reviewer", username: `reviewer.${at}@example.com` }))],
    issues: [
      ...one.issues,
      { name: "SHOP-9000", summary: LONG, status: "Done", closed: true, url: `${TRACKER}/SHOP-9` },
    ],
    links: [...one.links, { name: "خطة الاختبار", url: "https://wiki.example.com/ar" }, { name: LONG, url: null }],
    examples: times(40, (at) =>
      times(9, (column) => ({ name: `parameter ${column}`, value: `value ${at}.${column}` })),
    ),
    jobs: [],
    relations: [
      ...times(12, (at) => ({ kind: "related to", case_id: 5000 + at, name: at === 3 ? LONG : `Cart, case ${at}` })),
      { kind: "clones", case_id: 318, name: "خطة الاختبار" },
    ],
    mutes: [{ name: LONG, reason: LONG, by: null, at: null }, ...one.mutes],
    defects: [
      ...one.defects,
      { id: 52, name: LONG, closed: false, issue: null },
      ...times(30, (at) => ({ id: 100 + at, name: `Old trouble ${at}`, closed: true, issue: null })),
    ],
    past: times(4, (at) => variant("ppppfppsppfpppfffppp", 2000 + at * 50, ["chrome", `staging-${at}`], day)),
    changes: times(50, (at) => ({ by: "anna", at: day(at * 3), what: ["description", "custom_field", "test_key"] })),
    versions: [],
    unread: ["jobs", "versions"],
  };
}

function variant(
  letters: string,
  newest: number,
  environment: string[],
  day: (ago: number) => string,
  parameters: PastVariant["parameters"] = [],
): PastVariant {
  const result = (letter: string, at: number): PastView => ({
    id: newest - (letters.length - 1 - at),
    status: STATUSES[letter as keyof typeof STATUSES],
    at: day(letters.length - at),
    duration_ms: 12_000,
    message: null,
    trace: null,
    launch_id: 40_000 + at,
    launch_name: `Nightly 2.${at}`,
    tested_by: null,
  });
  return { parameters, environment, results: [...letters].map(result) };
}
