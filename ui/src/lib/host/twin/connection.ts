/** How the twin's server meets a connection: the address and the token decide what fails. */
import type {
  AppState,
  ConnectionDraft,
  ConnectionReport,
  ConnectionStep,
  ConnectionStepKind,
  EnvImport,
  Failure,
  FieldFault,
  Settings,
} from "../bindings";
import { projectsOf } from "./catalogue";
import type { Scenario } from "./scenario";

const STEPS: ConnectionStepKind[] = ["reach", "certificate", "prefix", "token", "rights", "projects"];

export function failure(code: Failure["code"], message: string, advice: string): Failure {
  return { code, message, advice, details: `${code}: GET https://testops.example.com/api/project` };
}

export function serverDown({ language }: Pick<Scenario, "language">): Failure {
  return language === "ru"
    ? failure("unreachable", "Сервер не отвечает", "Проверьте адрес и сеть.")
    : failure("unreachable", "The server does not answer", "Check the address and the network.");
}

/** An address with `nowhere` is not reached, one with `self-signed` is not trusted; the token `wrong` is refused. */
export function reportOf(scenario: Scenario, draft: ConnectionDraft): ConnectionReport {
  const bad = troubleOf(scenario, draft);
  const found = ["testops.example.com", "CN=testops.example.com", "/api", "a.petrova", "3", "6"];
  const failsAt = bad ? STEPS.indexOf(bad.step) : STEPS.length;
  const steps = STEPS.map((step, at): ConnectionStep => {
    if (at < failsAt) return { step, result: "ok", found: found[at] ?? "" };
    return at === failsAt && bad ? { step, result: "failed", failure: bad.failure } : { step, result: "skipped" };
  });
  const projects = bad ? [] : projectsOf({ ...scenario, kind: "few" });
  return { ok: !bad, steps, projects, projects_total: bad ? null : projects.length, user: bad ? null : "a.petrova" };
}

function troubleOf(scenario: Scenario, draft: ConnectionDraft): { step: ConnectionStepKind; failure: Failure } | null {
  if (draft.url.includes("nowhere")) return { step: "reach", failure: serverDown(scenario) };
  if (draft.url.includes("self-signed") && !draft.ca_file) {
    return {
      step: "certificate",
      failure: failure("certificate", "The server's certificate is not trusted", "Name your company's CA file."),
    };
  }
  if (draft.token === "wrong") {
    return {
      step: "token",
      failure: failure(
        "unauthorized",
        "The server refuses the token",
        "Make a new token in TestOps, under your profile.",
      ),
    };
  }
  return null;
}

export function connectionFaults(draft: ConnectionDraft): FieldFault[] {
  if (/^https?:\/\/\S+$/.test(draft.url)) return [];
  return [{ field: "url", message: "An address such as https://testops.example.com" }];
}

export function envOf(text: string): EnvImport {
  const lines = text.split("\n").map((line, at) => ({ line: at + 1, text: line.trim() }));
  const pairs = lines.filter(({ text: line }) => line && !line.startsWith("#"));
  const known: Record<string, string> = {
    ALLURE_ENDPOINT: "server",
    ALLURE_TOKEN: "token",
    TESTOPS_BASE_URL: "server",
  };
  const read = pairs.map(({ line, text: row }) => {
    const [key = "", ...value] = row.split("=");
    return { line, key: key.trim(), value: value.join("=").trim() };
  });
  return {
    understood: read
      .filter(({ key }) => key in known)
      .map(({ key, value }) => ({ key, shown: key.includes("TOKEN") ? "••••••••" : value, meaning: known[key] ?? "" })),
    ignored: read
      .filter(({ key }) => !(key in known))
      .map(({ key, line }) => ({ line, key, reason: "Not a key that this program knows" })),
    url: read.find(({ key }) => known[key] === "server")?.value ?? null,
    token_found: read.some(({ key }) => known[key] === "token"),
  };
}

export function settingsFaults(settings: Settings): FieldFault[] {
  const ranges: [keyof Settings, number, number][] = [
    ["watch_seconds", 5, 600],
    ["idle_seconds", 30, 3600],
    ["request_budget", 6, 600],
    ["timeout_hours", 1, 168],
    ["stalled_minutes", 1, 1440],
    ["undo_seconds", 0, 10],
    ["keep_runs_days", 1, 3650],
    ["evidence_mb", 16, 65536],
  ];
  return ranges
    .filter(([field, low, high]) => !(Number(settings[field]) >= low && Number(settings[field]) <= high))
    .map(([field, low, high]) => ({ field, message: `From ${low} to ${high}` }));
}

export function stateOf(scenario: Scenario): AppState {
  const first = scenario.kind === "first-run";
  const as_of = new Date(scenario.now() - 4000).toISOString();
  const since = new Date(scenario.now() - 11 * 60_000).toISOString();
  const offline = { state: "offline" as const, as_of: since, since, failure: serverDown(scenario) };
  return {
    first_run: first,
    connection: first
      ? null
      : {
          id: 1,
          url: "https://testops.example.com",
          demo: scenario.demo,
          ca_file: null,
          proxy: null,
          token_set: true,
          proxy_password_set: false,
          user: "a.petrova",
        },
    link: first ? { state: "none" } : scenario.kind === "offline" ? offline : { state: "online", as_of },
    settings: {
      language: scenario.language,
      theme: scenario.theme,
      watch_seconds: 30,
      idle_seconds: 300,
      request_budget: 60,
      timeout_hours: 12,
      stalled_minutes: 30,
      undo_seconds: scenario.undo,
      name_template: "{job} {date} {time}",
      notify: {
        preset: "everything",
        started: false,
        passed: true,
        failed: true,
        fixed: true,
        still_failing: true,
        not_finished: true,
        stalled: true,
        export_done: true,
        export_failed: true,
        export_missed: true,
        restore_done: true,
        restore_failed: true,
        launch_missed: true,
        mute_due: true,
        assigned_to_me: true,
        unexplained: true,
        defect_back: true,
        plan_drifted: true,
        launch_left_open: true,
        bot_down: true,
        access_asked: true,
      },
      quiet_hours: { on: false, from: "20:00", to: "08:00" },
      autostart: false,
      tray_rule: "failures_first",
      keep_runs_days: 365,
      evidence_mb: 512,
      export_folder: null,
    },
    language: scenario.language === "ru" ? "ru" : "en",
    secret_home:
      scenario.kind === "many"
        ? { kind: "file", path: "/home/a/.local/share/testops-companion/secrets" }
        : { kind: "keyring" },
    unread: 0,
    notices: [],
    imported: null,
    version: "0.1.0",
    data_dir: "/home/a/.local/share/testops-companion",
    has_tray: true,
    bot: { on: false, troubled: false, requests: 0 },
  };
}
