/** The projects and jobs of the twin's server. */
import type { JobForm, JobView, ParameterView, ProjectView } from "../bindings";
import type { Scenario } from "./scenario";

const MINUTE = 60_000;

export function projectsOf({ kind }: Scenario): ProjectView[] {
  if (kind === "empty") return [];
  const named: [string, string, string | null, boolean, boolean][] = [
    ["Checkout", "CHK", "Cart, payment and receipts", true, false],
    ["Мобильный банк", "MB", "Приложения для iOS и Android", true, false],
    ["Storefront", "SHOP", null, false, false],
    ["Личный кабинет", "LK", null, false, true],
    ["Platform API", "API", "Contracts and load", false, false],
    ["🧪 מעבדה Lab", "LAB", null, false, false],
  ];
  const made = named.map(([name, abbr, description, favourite, muted], at) => ({
    id: at + 1,
    name,
    abbr,
    description,
    favourite,
    muted,
    notify: null,
  }));
  if (kind !== "many") return made;
  const more = Array.from({ length: 94 }, (_, at) => ({
    id: at + 7,
    name: `Team ${String(at + 1).padStart(2, "0")} regression`,
    abbr: `T${at + 1}`,
    description: null,
    favourite: false,
    muted: false,
    notify: null,
  }));
  return [...made, ...more];
}

/** The jobs that every project has; the twin's runs are of these. */
export function commonJobsOf(scenario: Scenario, projectId: number): JobView[] {
  if (scenario.kind === "empty" || projectId === 6) return [];
  const base = projectId * 100;
  const ago = (minutes: number) => new Date(scenario.now() - minutes * MINUTE).toISOString();
  const named: [string, string, JobView["last_outcome"], number | null, string | null][] = [
    ["Regression", "jenkins", "failed", 95, null],
    ["Smoke on staging", "gitlab", "passed", 12, null],
    ["Payments end to end", "github", "passed", 60 * 26, null],
    ["Ночной прогон", "teamcity", "timed_out", 60 * 9, null],
    ["Performance baseline", "azure", null, null, "The CI server of this job is switched off in TestOps."],
    ["Accessibility sweep", "bamboo", "start_failed", 60 * 50, null],
  ];
  return named.map(([name, ci, last_outcome, minutes, blocked], at) => ({
    id: base + at,
    name,
    ci,
    url: `https://ci.example.com/job/${base + at}`,
    last_outcome,
    last_run_at: minutes === null ? null : ago(minutes),
    blocked,
  }));
}

export function jobsOf(scenario: Scenario, projectId: number): JobView[] {
  const common = commonJobsOf(scenario, projectId);
  if (scenario.kind !== "many" || common.length === 0) return common;
  const ago = (minutes: number) => new Date(scenario.now() - minutes * MINUTE).toISOString();
  const more = Array.from({ length: 900 }, (_, at) => ({
    id: projectId * 10_000 + at,
    name: `Component suite ${at + 1}`,
    ci: ["jenkins", "gitlab", "github", "teamcity"][at % 4] ?? "jenkins",
    url: null,
    last_outcome: at % 3 ? ("passed" as const) : null,
    last_run_at: at % 3 ? ago(at * 7) : null,
    blocked: null,
  }));
  return [...common, ...more];
}

const PARAMETERS: ParameterView[] = [
  { id: 1, name: "BRANCH", default: "main", last: "release/4.18" },
  { id: 2, name: "BROWSER", default: "chrome", last: null },
  { id: 3, name: "BASE_URL", default: "https://staging.example.com", last: "https://rc.example.com" },
  { id: 4, name: "TEST_THREADS", default: "8", last: null },
];

export function formOf(scenario: Scenario, projectId: number, jobId: number): JobForm | null {
  const project = projectsOf(scenario).find(({ id }) => id === projectId);
  const job = jobsOf(scenario, projectId).find(({ id }) => id === jobId);
  if (!project || !job) return null;
  const day = new Date(scenario.now()).toISOString().slice(0, 16).replace("T", " ");
  return {
    project_id: projectId,
    project_name: project.name,
    job,
    suggested_name: `${job.name} ${day}`,
    parameters: jobId % 100 === 1 ? [] : PARAMETERS,
    presets: [
      {
        id: 1,
        name: "Release candidate",
        values: {
          parameters: [{ name: "BRANCH", value: "release/4.18" }],
          tags: ["rc"],
          environment: [{ name: "Browser", value: "Firefox" }],
        },
        gone: ["OLD_FLAG"],
      },
    ],
    last: {
      parameters: [
        { name: "BRANCH", value: "release/4.18" },
        { name: "BASE_URL", value: "https://rc.example.com" },
      ],
      tags: ["regression", "rc"],
      environment: [],
    },
    variables: [
      { id: 11, name: "Browser" },
      { id: 12, name: "Stand" },
    ],
    usual: { low_ms: 21 * MINUTE, likely_ms: 23 * MINUTE, high_ms: 26 * MINUTE, results: 240, runs: 5 },
    as_of: new Date(scenario.now() - 4_000).toISOString(),
    stale: scenario.kind === "offline",
  };
}
