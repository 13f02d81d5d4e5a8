/** Launches over time, launches on the server and results by query, answered from the twin's memory. */
import type {
  LaunchAct,
  ListedLaunch,
  QueryVerdict,
  ResultQueries,
  TestStatus,
  TrendLaunch,
  TrendTest,
} from "../bindings";
import { failure, serverDown } from "./connection";
import type { Answers } from "./host";
import type { Scenario } from "./scenario";

type Names =
  | "trends"
  | "read_trends"
  | "trend_cell"
  | "launch_difference"
  | "open_server_launch"
  | "open_server_result"
  | "list_launches"
  | "plan_launch_act"
  | "act_on_launches"
  | "check_query"
  | "query_results"
  | "queried_details"
  | "result_queries"
  | "save_query"
  | "delete_query"
  | "export_results";

const DAY_MS = 86_400_000;
const STATUSES: Record<string, TestStatus> = {
  p: "passed",
  f: "failed",
  b: "broken",
  s: "skipped",
  u: "unknown",
  i: "in_progress",
};
const NAMES = [
  "Checkout pays by card",
  "Cart keeps its items after sign-in",
  "Search finds by a part of the name",
  "Регистрация по номеру телефона",
  "Orders can be cancelled within an hour",
  "Profile shows the new address",
];
/** Shapes that each mark has an example of: the letters of the newest launches. */
const SHAPES = ["pppppppp", "pfpfpfpf", "ppppffpp", "------pp", "ppppp---", "pppppppf", "ppbppspp"];

export function trendAnswers(scenario: Scenario): Pick<Answers, Names> {
  const many = scenario.kind === "many";
  const none = scenario.kind === "empty" || scenario.kind === "first-run";
  const sizes = none ? [0, 0] : many ? [100, 2000] : [24, 14];
  const [launchCount = 0, testCount = 0] = sizes;
  const at = (index: number) => new Date(scenario.now() - (launchCount - index) * DAY_MS).toISOString();
  const { tests, undated } = tableOf(launchCount, testCount);
  const launches = undated.map((launch, n) => ({ ...launch, created_at: at(n) }));
  let listed: ListedLaunch[] = [...launches].reverse().map((launch) => ({
    launch_id: launch.launch_id,
    run_id: launch.run_id,
    name: launch.name,
    closed: launch.closed,
    created_at: launch.created_at,
    created_by: "ci-bot",
    tags: launch.launch_id % 3 === 0 ? ["nightly"] : [],
  }));
  const queries: ResultQueries = { saved: [], recent: [] };

  return {
    trends: (project_id) => ({
      project_id,
      project_name: "Web shop",
      jobs: none ? [] : [{ id: 100, name: "Nightly regression" }],
      as_of: none ? null : new Date(scenario.now() - 120_000).toISOString(),
      launches,
      tests,
    }),
    read_trends: () => {
      if (scenario.kind === "offline") throw serverDown(scenario);
      return null;
    },
    trend_cell: (_, launch_id, test_id) => {
      const letter = tests.find(({ id }) => id === test_id)?.statuses[launch_id - 40_000] ?? "-";
      return {
        status: STATUSES[letter] ?? null,
        result_id: launch_id * 100 + test_id,
        duration_ms: 1200 + test_id * 90,
      };
    },
    launch_difference: (_, from, to) => {
      const changed = tests.filter(({ statuses }) => statuses[from - 40_000] !== statuses[to - 40_000]);
      return {
        same: tests.length - changed.length,
        tests: changed.map((test) => {
          const [was = "-", is = "-"] = [test.statuses[from - 40_000], test.statuses[to - 40_000]];
          const kind = was === "-" ? "new" : is === "-" ? "missing" : is === "p" ? "fixed" : "failed";
          return { test_id: test.id, name: test.name, kind, from: STATUSES[was] ?? null, to: STATUSES[is] ?? null };
        }),
      };
    },
    open_server_launch: () => null,
    open_server_result: () => null,
    list_launches: (_, query, page) => {
      const { fault } = verdictOf(query, listed.length);
      if (fault) return { answer: "refused", fault };
      const found = listed.filter(({ closed }) => !query.includes("closed = false") || !closed);
      return { answer: "found", items: found.slice(page * 100, (page + 1) * 100), total: found.length };
    },
    plan_launch_act: ({ launch_ids, act }) => {
      const planned = launch_ids.map((launch_id) => {
        const launch = listed.find((one) => one.launch_id === launch_id);
        return {
          launch_id,
          name: launch?.name ?? "",
          closed: launch?.closed ?? false,
          results: launch ? tests.length : 0,
          jobs_running: launch && !launch.closed ? 1 : 0,
          run_id: launch?.run_id ?? null,
          gone: !launch,
          already_so: (act.act === "close" && launch?.closed) || (act.act === "reopen" && !launch?.closed) || false,
        };
      });
      const changing = planned.filter(({ gone, already_so }) => !gone && !already_so);
      return {
        launches: planned,
        results: changing.reduce((sum, { results }) => sum + results, 0),
        changes: changing.length,
        not_undoable:
          act.act === "delete" ? "The launches are deleted with their results. Nothing brings them back." : null,
        refused: act.act === "merge" && launch_ids.includes(act.into) ? "A launch cannot be merged into itself." : null,
      };
    },
    act_on_launches: (_, { launch_ids, act }) => {
      const known = (id: number) => listed.find(({ launch_id }) => launch_id === id);
      const items = launch_ids.map((launch_id) => ({
        launch_id,
        name: known(launch_id)?.name ?? "",
        effect: known(launch_id) ? ("took" as const) : ("gone" as const),
        why: null,
        copy_id: null,
      }));
      listed = listed.flatMap((launch) => (launch_ids.includes(launch.launch_id) ? acted(launch, act) : [launch]));
      return { answer: "done", items, problem: null };
    },
    check_query: (_, __, query) => verdictOf(query, testCount * 3),
    query_results: (_, query, page, size) => {
      if (page === 0 && query !== "") queries.recent = [query, ...queries.recent.filter((one) => one !== query)];
      const total = testCount * 3;
      const items = Array.from({ length: Math.max(0, Math.min(size, total - page * size)) }, (_, n) => {
        const id = 7000 + page * size + n;
        return {
          id,
          name: nameOf(id),
          status: id % 4 === 0 ? ("broken" as const) : ("failed" as const),
          duration_ms: id,
        };
      });
      return { items, total };
    },
    queried_details: (_, ids) => ({
      again_at: null,
      items: ids.map((id) => ({
        id,
        message: `Expected condition failed: order ${id} was not paid within 30 s`,
        launch_id: 40_000 + (id % Math.max(1, launchCount)),
        launch_name: launches[id % Math.max(1, launchCount)]?.name ?? null,
        run_id: id % 2 === 0 ? 101 : null,
        at: at(id % Math.max(1, launchCount)),
      })),
    }),
    result_queries: () => queries,
    save_query: (_, name, query) => {
      if (name.trim() === "") return { answer: "refused", faults: [{ field: "name", message: "Enter a name." }] };
      queries.saved = [
        ...queries.saved.filter((one) => one.name !== name),
        { id: queries.saved.length + 1, name, query },
      ];
      return { answer: "saved" };
    },
    delete_query: (id) => {
      queries.saved = queries.saved.filter((one) => one.id !== id);
      return null;
    },
    export_results: (_, __, path) => {
      if (path === "") throw failure("input", "Choose a file first", "Choose a file.");
      return { answer: "saved", path, rows: testCount * 3 };
    },
  };
}

function acted(launch: ListedLaunch, act: LaunchAct): ListedLaunch[] {
  switch (act.act) {
    case "rename":
      return [{ ...launch, name: act.name }];
    case "tag":
      return [{ ...launch, tags: [...launch.tags.filter((tag) => !act.remove.includes(tag)), ...act.add] }];
    case "close":
    case "reopen":
      return [{ ...launch, closed: act.act === "close" }];
    case "copy":
      return [{ ...launch, launch_id: launch.launch_id + 5000, name: `${launch.name} ${act.suffix}` }, launch];
    case "merge":
    case "delete":
      return [];
  }
}

function verdictOf(query: string, count: number): QueryVerdict {
  const open = query.split('"').length % 2 === 0;
  if (!open) return { fault: null, count };
  return {
    fault: {
      message: `The quote is not closed: “${query.slice(query.lastIndexOf('"'))}”`,
      place: [query.lastIndexOf('"'), query.length],
    },
    count: null,
  };
}

function nameOf(n: number): string {
  return n < NAMES.length ? NAMES[n]! : `${NAMES[n % NAMES.length]} (${n})`;
}

type Table = { tests: TrendTest[]; undated: Omit<TrendLaunch, "created_at">[] };

/** By their sizes: every twin has one, few are ever looked at, and a table of two thousand tests takes a while. */
const TABLES = new Map<string, Table>();

function tableOf(launchCount: number, testCount: number): Table {
  const size = `${launchCount} ${testCount}`;
  const known = TABLES.get(size);
  if (known) return known;
  const tests = Array.from({ length: testCount }, (_, n) => testOf(n, launchCount));
  const table = { tests, undated: Array.from({ length: launchCount }, (_, n) => launchOf(n, tests)) };
  TABLES.set(size, table);
  return table;
}

function testOf(n: number, launches: number): TrendTest {
  const shape = SHAPES[n % SHAPES.length]!;
  const filler = shape.startsWith("-") ? "-" : "p";
  const statuses = shape.padStart(launches, filler).slice(-launches);
  const marks = [...statuses].map((letter, at) => markOf(statuses, letter, at)).join("");
  const red = [...statuses].filter((letter) => letter === "f" || letter === "b").length;
  return {
    id: n + 1,
    name: nameOf(n),
    statuses,
    marks,
    runs: [...statuses].filter((letter) => letter !== "-").length,
    failed: red,
    changes: shape === "pfpfpfpf" ? 7 : red > 0 ? 2 : 0,
    flaky: shape === "pfpfpfpf",
    mean_ms: 900 + ((n * 7919) % 60_000),
  };
}

function markOf(statuses: string, letter: string, at: number): string {
  const before = statuses[at - 1];
  if (before === "-" && letter !== "-") return "n";
  if (letter === "-" && before !== undefined && before !== "-") return "v";
  if (statuses.includes("pfpfpfpf") && at >= statuses.length - 5) return "k";
  return before === "f" && letter === "p" ? "x" : ".";
}

function launchOf(n: number, tests: TrendTest[]): Table["undated"][number] {
  const of = (letter: string) => tests.filter(({ statuses }) => statuses[n] === letter).length;
  const counts = {
    passed: of("p"),
    failed: of("f"),
    broken: of("b"),
    skipped: of("s"),
    unknown: of("u"),
    in_progress: of("i"),
  };
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return {
    launch_id: 40_000 + n,
    run_id: n % 2 === 0 ? 101 : null,
    name: `Nightly 2.${n}`,
    closed: n % 5 !== 4,
    counts: { total, ...counts },
    pass_rate: total === 0 ? null : Math.floor((counts.passed * 1000) / total),
    duration_ms: n % 7 === 3 ? null : 600_000 + ((n * 37_000) % 420_000),
  };
}
