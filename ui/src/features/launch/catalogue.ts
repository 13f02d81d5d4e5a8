// Projects and jobs as the Launch screen lists them: favourites first, found by what is typed.
import type { JobView, ProjectView } from "$lib/host";

/** Lower case and without accents, so that "тёст" is found by "тест" and "é" by "e". */
export function folded(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/\p{Mn}/gu, "")
    .toLowerCase();
}

/** Every word of `text` must occur in one of the `fields`. */
export function matches(text: string, fields: (string | null | undefined)[]): boolean {
  const words = folded(text).split(/\s+/u).filter(Boolean);
  if (words.length === 0) return true;
  const hay = folded(fields.filter(Boolean).join("\n"));
  return words.every((word) => hay.includes(word));
}

/** Favourites first, each part by name as people order it, filtered by name and abbreviation. */
export function shownProjects(items: ProjectView[], text: string): ProjectView[] {
  return items
    .filter((project) => matches(text, [project.name, project.abbr]))
    .sort((a, b) => Number(b.favourite) - Number(a.favourite) || byName(a.name, b.name));
}

/** Jobs by name; found by name and by CI. */
export function shownJobs(items: JobView[], text: string): JobView[] {
  const found = items.filter((job) => matches(text, [job.name, job.ci]));
  return found.sort((a, b) => byName(a.name, b.name));
}

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
const byName = (a: string, b: string) => collator.compare(a, b);

/** The words that stand for a CI; the server's set is open, so an unknown one is shown as it is spelled. */
export function ciWord(ci: string): string {
  return CI_WORDS[ci.toLowerCase()] ?? ci;
}

const CI_WORDS: Record<string, string> = {
  azure: "Azure DevOps",
  bamboo: "Bamboo",
  bitbucket: "Bitbucket",
  circleci: "CircleCI",
  github: "GitHub Actions",
  gitlab: "GitLab CI",
  jenkins: "Jenkins",
  teamcity: "TeamCity",
  tekton: "Tekton",
  yandex_tracker: "Yandex Tracker",
  allure_testops: "Allure TestOps",
};
