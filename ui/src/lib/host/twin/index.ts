/**
 * A twin of the shell that lives in memory: believable projects, jobs and runs that move by themselves. For tests,
 * screenshots and `npm run dev` without a shell; a release does not contain it. The address chooses the scenario:
 * `?twin=empty|few|many|error|offline|first-run`, `&lang=ru`, `&theme=dark`, `&bot=none|off|unclaimed|polling|conflict|no_route|stuck`,
 * `&undo=10`, `&engine=looking|not_installed|not_running|starting|forbidden`, `&bots=troubled`,
 * `&bucket=stored|failing`.
 */
export { twinHost } from "./host";
export { scenarioOf, type Scenario } from "./scenario";
