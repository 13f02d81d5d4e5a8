/** A run's page and its tests, as the twin tells them. */
import type { FailureGroups, RunDetails, RunView, TestPage, TestQuery, TestStatus, TestView } from "../bindings";
import type { Scenario } from "./scenario";

const TRACE = `org.openqa.selenium.TimeoutException: Expected condition failed: waiting for visibility of [data-testid=pay]
	at org.openqa.selenium.support.ui.WebDriverWait.timeoutException(WebDriverWait.java:95)
	at org.openqa.selenium.support.ui.FluentWait.until(FluentWait.java:231)
	at com.example.checkout.PaymentPage.pay(PaymentPage.java:41)
	at com.example.checkout.PaymentTest.paysWithSavedCard(PaymentTest.java:88)`;

const MESSAGE = "Expected condition failed: waiting for visibility of [data-testid=pay]";
const BAD = ["failed", "broken"] as const;

const NAMES = [
  "Pays with a saved card",
  "Refund is shown in the order history",
  "Оплата по QR-коду проходит с первого раза",
  "Cart keeps its items after signing in",
  "Discount is applied once",
  "Чек приходит на почту",
  "Delivery address is validated",
];

export function detailsOf(scenario: Scenario, run: RunView): RunDetails {
  const at = (minutes: number) => new Date(Date.parse(run.asked_at) + minutes * 60_000).toISOString();
  const over = run.phase === "finished";
  return {
    run,
    parameters: [
      { name: "BRANCH", value: "release/4.18" },
      { name: "BROWSER", value: "chrome" },
    ],
    tags: ["regression", "rc"],
    environment: [{ name: "Stand", value: "staging-2" }],
    tests: { tests: "all" },
    job_runs:
      run.phase === "pending"
        ? []
        : [
            {
              id: run.id * 10,
              name: run.job_name ?? "CI",
              stage: over ? (run.outcome === "start_failed" ? "run_failure" : "finished") : "in_progress",
              status: over && run.outcome !== "start_failed" ? "passed" : null,
              url: "https://ci.example.com/build/5521",
              error: run.message,
            },
          ],
    timeline: [
      { at: at(0), kind: "asked", detail: null, seen: false },
      { at: at(0.05), kind: "accepted", detail: run.launch_id === null ? null : String(run.launch_id), seen: false },
      { at: at(0.8), kind: "started", detail: null, seen: false },
      { at: at(1.4), kind: "first_result", detail: null, seen: true },
      { at: at(4), kind: "first_failure", detail: NAMES[0] ?? null, seen: true },
      ...(run.stalled ? [{ at: at(30), kind: "stalled" as const, detail: null, seen: false }] : []),
      ...(over ? [{ at: run.finished_at ?? at(20), kind: "finished" as const, detail: null, seen: false }] : []),
    ],
    comparison: over && run.outcome === "failed" ? comparisonOf(scenario, run) : null,
    defects: [{ id: 7, name: "Payment form opens slowly", closed: false, count: 2 }],
    actions: {
      rerun_failed: over ? null : "The run is not over yet.",
      close: run.closed ? "The launch is closed already." : null,
      repeat: null,
    },
    candidates:
      run.phase === "unknown"
        ? [
            {
              launch_id: 40_411,
              name: run.name,
              closed: false,
              created_at: at(0.1),
              created_by: "a.petrova",
              run_id: null,
            },
          ]
        : [],
  };
}

function comparisonOf(scenario: Scenario, run: RunView): RunDetails["comparison"] {
  const change = (at: number, before: TestStatus | null, after: TestStatus | null) => ({
    name: NAMES[at] ?? "",
    test_result_id: 9000 + at,
    before,
    after,
    before_ms: 4200,
    after_ms: at === 4 ? 19_800 : 4300,
  });
  return {
    previous_id: run.id + 4,
    previous_launch_id: 40_000 + run.id,
    previous_name: "Regression, the day before",
    previous_finished_at: new Date(scenario.now() - 90_000_000).toISOString(),
    counts: { newly_failed: 2, fixed: 1, still_failing: 3, gone: 0, appeared: 4, slower: 1 },
    newly_failed: [change(0, "passed", "failed"), change(2, "passed", "broken")],
    fixed: [change(3, "failed", "passed")],
    gone: [],
    slower: [change(4, "passed", "passed")],
  };
}

export function testsOf(scenario: Scenario, run: RunView, query: Omit<TestQuery, "group" | "source">): TestPage {
  const statuses = (Object.entries(run.counts) as [TestStatus, number][]).flatMap(([status, count]) =>
    Array.from({ length: count }, () => status),
  );
  const order: TestStatus[] = ["failed", "broken", "unknown", "in_progress", "skipped", "passed"];
  statuses.sort((a, b) => order.indexOf(a) - order.indexOf(b));
  const text = query.text.toLowerCase();
  const found = statuses
    .map((status, at) => testOf(status, at))
    .filter((test) => query.statuses.length === 0 || query.statuses.includes(test.status))
    .filter((test) => test.name.toLowerCase().includes(text));
  return {
    items: found.slice(query.offset, query.offset + query.limit),
    total: found.length,
    as_of: new Date(scenario.now() - 5000).toISOString(),
  };
}

/** All failures of the twin say the same. */
export function failureGroupsOf(scenario: Scenario, run: RunView, text: string): FailureGroups {
  const query = { run_id: run.id, statuses: [...BAD], text: "", offset: 0, limit: 500 };
  const { items, as_of } = testsOf(scenario, run, query);
  const whole = MESSAGE.toLowerCase().includes(text.toLowerCase());
  const found = items.filter((test) => whole || test.name.toLowerCase().includes(text.toLowerCase()));
  const count = (holds: (test: TestView) => boolean) => found.filter(holds).length;
  const group = {
    key: "0a1b2c3d4e5f6071",
    label: MESSAGE,
    category: null,
    failed: count((test) => test.status === "failed"),
    broken: count((test) => test.status === "broken"),
    newly_failed: count((test) => test.newly_failed),
    muted: count((test) => test.muted),
    tests: found.slice(0, 3).map((test) => test.name),
    earlier: { runs: 2, run_id: run.id, since: new Date(scenario.now() - 3 * 86_400_000).toISOString() },
  };
  return { groups: found.length > 0 ? [group] : [], as_of };
}

/** The server has them in a category. */
export function serverGroupsOf(scenario: Scenario, run: RunView, text: string): FailureGroups {
  const told = failureGroupsOf(scenario, run, text);
  const theirs = { key: "server-0a1b2c3d4e5f6071", category: "Product defects", earlier: null };
  return { ...told, groups: told.groups.map((group) => ({ ...group, ...theirs })) };
}

function testOf(status: TestStatus, at: number): TestView {
  const bad = status === "failed" || status === "broken";
  return {
    id: 9000 + at,
    name: `${NAMES[at % NAMES.length]}${at >= NAMES.length ? ` (${Math.floor(at / NAMES.length)})` : ""}`,
    full_name: `com.example.checkout.PaymentTest.case${at}`,
    status,
    duration_ms: status === "in_progress" ? null : 900 + ((at * 37) % 9000),
    message: bad ? MESSAGE : null,
    trace: bad ? TRACE : null,
    muted: at === 3,
    flaky: at === 1,
    retries: at % 5 === 1 ? 2 : 0,
    newly_failed: bad && at < 2,
    url: `https://testops.example.com/testresult/${9000 + at}`,
  };
}
