/** Tests with a name: test plans and saved choices. They lead to a job's form. */
import { ListChecks } from "@lucide/svelte";
import type { ProjectView, SavedTests, TestPlanView } from "$lib/host";
import { go } from "$lib/router";
import { carry, type Carried } from "../selection/carried.svelte";
import type { Command } from "./command";
import { t } from "./messages";

export function testsCommands(project: ProjectView, plans: TestPlanView[], saved: SavedTests[]): Command[] {
  const command = (id: string, hint: string, name: string, tests: Carried["tests"]): Command => ({
    id: `tests:${project.id}:${id}`,
    name,
    hint,
    words: t.testsWords,
    group: t.tests,
    icon: ListChecks,
    open: () => {
      carry({ projectId: project.id, name, tests });
      go({ place: "launch", projectId: project.id });
    },
  });
  return [
    ...saved.map(({ id, name, tests }) => command(`saved:${id}`, t.savedTestsOf(project.name), name, tests)),
    ...plans.map(({ id, name }) =>
      command(`plan:${id}`, t.testPlanOf(project.name), name, { tests: "plan", plan_id: id, name }),
    ),
  ];
}
