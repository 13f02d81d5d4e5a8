/** Setting a connection up and leaving it, answered from the twin's memory. */
import type { AppState } from "../bindings";
import { projectsOf } from "./catalogue";
import { connectionFaults, envOf, failure, reportOf, stateOf } from "./connection";
import type { Answers } from "./host";
import type { Scenario } from "./scenario";

type Names =
  | "test_connection"
  | "save_connection"
  | "forget_connection"
  | "import_env_text"
  | "import_env_file"
  | "discard_import"
  | "try_demo"
  | "leave_demo";

type World = {
  scenario: Scenario;
  projects: ReturnType<typeof projectsOf>;
  changed(change: Partial<AppState>): null;
};

export function connectionAnswers(world: World): Pick<Answers, Names> {
  const { scenario } = world;
  const now = () => new Date(scenario.now()).toISOString();
  return {
    test_connection: (draft) => reportOf(scenario, draft),
    save_connection: (draft) => {
      const faults = connectionFaults(draft);
      if (faults.length > 0) return { answer: "refused", faults };
      world.projects = projectsOf({ ...scenario, kind: "few" });
      const connection = {
        ...stateOf({ ...scenario, kind: "few" }).connection!,
        url: draft.url,
        ca_file: draft.ca_file,
        proxy: draft.proxy,
      };
      world.changed({ connection, first_run: false, link: { state: "online", as_of: now() } });
      return { answer: "saved", connection };
    },
    forget_connection: () => world.changed({ connection: null, link: { state: "none" }, first_run: true }),
    import_env_text: (text) => {
      const imported = envOf(text);
      world.changed({ imported });
      return imported;
    },
    import_env_file: (path) => {
      if (!path.includes("env")) throw failure("not_found", `There is no file ${path}`, "Check the path.");
      const imported = envOf("ALLURE_ENDPOINT=https://testops.example.com\nALLURE_TOKEN=x\nCHAT_ID=5");
      world.changed({ imported });
      return imported;
    },
    discard_import: () => world.changed({ imported: null }),
    try_demo: () => {
      world.projects = projectsOf({ ...scenario, kind: "few" });
      const { connection } = stateOf({ ...scenario, kind: "few", demo: true });
      return world.changed({ connection, first_run: false, link: { state: "online", as_of: now() } });
    },
    leave_demo: () => world.changed({ connection: null, link: { state: "none" }, first_run: true }),
  };
}
