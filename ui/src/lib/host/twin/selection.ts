/** Choosing tests, answered from the twin's memory. */
import type { CasePage, SavedTests, TestChoice, TestPlanView, Tests, TestsCheck } from "../bindings";
import { choicesOf, countOf, groupsOf } from "./exports/choices";
import type { Answers } from "./host";
import type { Scenario } from "./scenario";

type Names =
  | "check_tests"
  | "project_trees"
  | "tree_cases"
  | "find_cases"
  | "test_plans"
  | "plan_difference"
  | "sync_test_plan"
  | "saved_tests"
  | "save_tests"
  | "rename_tests"
  | "delete_tests"
  | "write_test_plan";

const PAGE = 20;
const CASES = [
  "Signs in with a saved card",
  "Refuses an expired card",
  "Keeps the cart after signing in",
  "Возврат товара",
];

export function selectionAnswers(scenario: Scenario, changed: () => null): Pick<Answers, Names> {
  let saved: SavedTests[] = [
    { id: 1, name: "Release smoke", tests: { tests: "query", aql: 'tag = "smoke" and muted = false' } },
  ];
  let plans: (TestPlanView & { added: number; gone: number })[] = [
    { id: 501, name: "Critical path", tests: 42, aql: 'tag = "critical"', added: 3, gone: 1 },
    { id: 502, name: "Смоук", tests: 18, aql: 'tag = "smoke"', added: 0, gone: 0 },
    { id: 503, name: "Picked by hand", tests: 7, aql: null, added: 0, gone: 0 },
  ];
  let nextId = 2;
  const planOf = ({ id, name, tests, aql }: TestPlanView): TestPlanView => ({ id, name, tests, aql });
  const page = (all: CasePage["items"], at: number): CasePage => ({
    items: all.slice(at * PAGE, (at + 1) * PAGE),
    last: (at + 1) * PAGE >= all.length,
    fault: null,
  });
  const cases = (from: number, count: number) =>
    Array.from({ length: count }, (_, at) => ({
      id: from * 1000 + at,
      name: `${CASES[at % CASES.length]} ${at + 1}`,
      automated: at % 5 !== 4,
    }));

  function total(tests: Tests): number | string {
    switch (tests.tests) {
      case "all":
        return 0;
      case "tree": {
        const groups = countOf(scenario, { ...tests, scope: "groups" });
        return groups.fault ?? (groups.count ?? 0) + tests.cases.length - tests.without.length;
      }
      case "query": {
        const found = countOf(scenario, { scope: "query", aql: tests.aql });
        return found.fault ?? found.count ?? 0;
      }
      case "plan":
        return plans.find(({ id }) => id === tests.plan_id)?.tests ?? "The test plan is no longer on the server";
      case "run":
        return tests.which === "flaky" ? "No test of this run is flaky." : 6;
    }
  }

  function check({ tests, other_jobs }: TestChoice): TestsCheck {
    const none = { automated: 0, manual: 0, without_job: 0, jobs: [] };
    const count = total(tests);
    if (typeof count === "string") return { fault: count, total: null, ...none };
    if (tests.tests === "all") return { fault: null, total: null, ...none };
    const [manual, lost] = [Math.floor(count / 10), Math.floor(count / 20)];
    const automated = count - manual - lost;
    const share = Math.ceil(automated / 2);
    const parts = new Map<number, number>();
    const add = (own: number | null, tests: number) => {
      const to = other_jobs.find(({ from }) => from === own)?.to ?? own;
      if (to !== null && tests > 0) parts.set(to, (parts.get(to) ?? 0) + tests);
    };
    add(100, share);
    add(101, automated - share);
    add(null, lost);
    const left = other_jobs.some(({ from }) => from === null) ? 0 : lost;
    return {
      fault: null,
      total: count,
      automated: count - manual - left,
      manual,
      without_job: left,
      jobs: [...parts].map(([job_id, tests]) => ({ job_id, job_name: `job ${job_id}`, ci: "jenkins", tests })),
    };
  }

  return {
    check_tests: (_, choice) => check(choice),
    project_trees: () => choicesOf(scenario).trees,
    tree_cases: (_, treeId, parent, at) => {
      const isLowest = groupsOf(scenario, treeId, parent).length === 0;
      return page(isLowest ? cases(parent.id, 45) : [], at);
    },
    find_cases: (_, text, at) => {
      const found = cases(9, 60).filter(({ name }) => name.toLowerCase().includes(text.toLowerCase()));
      return page(found, at);
    },
    test_plans: (_, text) => plans.filter(({ name }) => name.toLowerCase().includes(text.toLowerCase())).map(planOf),
    plan_difference: (planId) => {
      const plan = plans.find(({ id }) => id === planId);
      return { added: plan?.added ?? 0, gone: plan?.gone ?? 0 };
    },
    sync_test_plan: (planId) => {
      plans = plans.map((plan) =>
        plan.id === planId ? { ...plan, tests: plan.tests + plan.added - plan.gone, added: 0, gone: 0 } : plan,
      );
      return planOf(plans.find(({ id }) => id === planId)!);
    },
    saved_tests: () => saved,
    save_tests: (_, name, tests) => {
      if (name.trim() === "") return { answer: "refused", faults: [{ field: "name", message: "Must not be empty." }] };
      saved = [...saved.filter((one) => one.name !== name), { id: nextId++, name, tests }];
      changed();
      return { answer: "saved" };
    },
    rename_tests: (id, name) => {
      if (saved.some((one) => one.name === name && one.id !== id))
        return { answer: "refused", faults: [{ field: "name", message: `“${name}” is given twice.` }] };
      saved = saved.map((one) => (one.id === id ? { ...one, name } : one));
      changed();
      return { answer: "saved" };
    },
    delete_tests: (id) => {
      saved = saved.filter((one) => one.id !== id);
      return changed();
    },
    write_test_plan: (_, tests, folder) => {
      const count = total(tests);
      if (typeof count === "string") return { answer: "refused", why: count };
      return { answer: "written", path: `${folder}/testplan.json`, tests: count };
    },
  };
}
