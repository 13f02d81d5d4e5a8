/**
 * The places of the window and their addresses. An address is a hash, so that a reload, the browser's back and a
 * link all work without a server.
 */
import type { Place } from "$lib/host";

export { go, goBack, guardLeaving, route, stays } from "./route.svelte";

export type Route =
  | { place: "launch"; projectId: number | null }
  | { place: "job"; projectId: number; jobId: number }
  | { place: "runs" }
  | { place: "run"; id: number }
  /** A result of a test of the run. */
  | { place: "result"; runId: number; resultId: number }
  | { place: "exports"; tab: ExportsTab }
  /** A plan's form; `null` for a plan that is not saved yet. */
  | { place: "plan"; id: number | null }
  /** A file of a plan, in the grid. */
  | { place: "file"; id: number }
  /** Any other file, in the grid. */
  | { place: "open"; path: string }
  | { place: "comparison"; oldId: number; newId: number }
  /** Launches over time; `null` for the project that was looked at last. */
  | { place: "trends"; projectId: number | null; tab: TrendsTab }
  /** Test cases as the exported files have them; `null` for those of all projects. */
  | { place: "cases"; projectId: number | null }
  /** A copy of a test case, counted from the newest; what changed in it, or what the server knows besides. */
  | { place: "case"; projectId: number; caseId: number; version: number; view?: CaseTab }
  | { place: "caseDays"; projectId: number }
  /** A copy of a project against the server, and what of it is written back. */
  | { place: "caseRestore"; projectId: number }
  /** Several test cases edited together, and the edits with their undo. */
  | { place: "caseEdits"; projectId: number }
  /** Results to be uploaded; `null` until they are chosen. */
  | { place: "upload"; path: string | null }
  | { place: "telegram" }
  | { place: "mine" }
  /** The manual tests of a launch; `null` for the first that waits. */
  | { place: "manual"; projectId: number; launchId: number; resultId: number | null }
  | { place: "inbox" }
  | { place: "bots" }
  | { place: "deployment"; name: string; tab: DeploymentTab }
  /** The form of a new bot, or of a new version or a copy of one that is there. */
  | { place: "deploy"; how: "new" }
  | { place: "deploy"; how: "update" | "clone"; name: string }
  | { place: "settings"; section: string | null };

export type DeploymentTab = "overview" | "log" | "environment" | "build";
export type CaseTab = "changes" | "server";
export type TrendsTab = "charts" | "launches" | "results";
export type ExportsTab = "plans" | "files" | "attempts";

/** The address of a place, for a link. */
export function href(to: Route): string {
  switch (to.place) {
    case "launch":
      return to.projectId === null ? "#/launch" : `#/launch/${to.projectId}`;
    case "job":
      return `#/launch/${to.projectId}/${to.jobId}`;
    case "run":
      return `#/runs/${to.id}`;
    case "result":
      return `#/runs/${to.runId}/result/${to.resultId}`;
    case "settings":
      return to.section === null ? "#/settings" : `#/settings/${to.section}`;
    case "exports":
      return to.tab === "plans" ? "#/exports" : `#/exports/${to.tab}`;
    case "plan":
      return `#/exports/plan/${to.id ?? "new"}`;
    case "file":
      return `#/exports/file/${to.id}`;
    case "open":
      return `#/exports/open/${encodeURIComponent(to.path)}`;
    case "upload":
      return to.path === null ? "#/upload" : `#/upload/${encodeURIComponent(to.path)}`;
    case "comparison":
      return `#/exports/compare/${to.oldId}/${to.newId}`;
    case "trends":
      if (to.projectId === null) return "#/trends";
      return to.tab === "charts" ? `#/trends/${to.projectId}` : `#/trends/${to.projectId}/${to.tab}`;
    case "cases":
      return to.projectId === null ? "#/cases" : `#/cases/${to.projectId}`;
    case "case":
      return `#/cases/${to.projectId}/${to.caseId}/${to.version}${to.view ? `/${to.view}` : ""}`;
    case "caseDays":
      return `#/cases/${to.projectId}/days`;
    case "caseRestore":
      return `#/cases/${to.projectId}/restore`;
    case "manual":
      return `#/manual/${to.projectId}/${to.launchId}${to.resultId === null ? "" : `/${to.resultId}`}`;
    case "caseEdits":
      return `#/cases/${to.projectId}/edits`;
    case "deployment":
      return to.tab === "overview" ? `#/bots/${to.name}` : `#/bots/${to.name}/${to.tab}`;
    case "deploy":
      return to.how === "new" ? "#/deploy" : `#/deploy/${to.how}/${to.name}`;
    case "runs":
    case "telegram":
    case "mine":
    case "inbox":
    case "bots":
      return `#/${to.place}`;
  }
}

/** The place of an address; one that is not understood is Launch. */
export function parse(hash: string): Route {
  const [place, first, second, third, fourth] = hash.replace(/^#\/?/, "").split("/");
  const one = idOf(first);
  const two = idOf(second);
  if (place === "runs") return runsOf(one, second, idOf(third));
  if (place === "exports") return exportsOf(first, second, third);
  if (place === "trends") return trendsOf(one, second);
  if (place === "cases") return casesOf(one, second, idOf(third), fourth);
  if (place === "upload") return { place: "upload", path: first ? decoded(first) : null };
  if (place === "telegram") return { place: "telegram" };
  if (place === "mine") return { place: "mine" };
  if (place === "manual" && one !== null && two !== null) {
    return { place: "manual", projectId: one, launchId: two, resultId: idOf(third) };
  }
  if (place === "inbox") return { place: "inbox" };
  if (place === "bots") return botsOf(first, second);
  if (place === "deploy") return deployOf(first, second);
  if (place === "settings") return { place: "settings", section: first || null };
  if (place === "launch" && one !== null && two !== null) return { place: "job", projectId: one, jobId: two };
  return { place: "launch", projectId: place === "launch" ? one : null };
}

/** The route of a place that the shell names. */
export function routeOf(place: Place): Route {
  switch (place.place) {
    case "launch":
      return { place: "launch", projectId: null };
    case "job":
      return { place: "job", projectId: place.project_id, jobId: place.job_id };
    case "run":
      return { place: "run", id: place.id };
    case "settings":
      return { place: "settings", section: null };
    case "exports":
      return { place: "exports", tab: "plans" };
    case "export_file":
      return { place: "file", id: place.id };
    case "comparison":
      return { place: "comparison", oldId: place.old_id, newId: place.new_id };
    case "deployment":
      return { place: "deployment", name: place.name, tab: "overview" };
    case "restores":
      return { place: "caseRestore", projectId: place.project_id };
    case "runs":
    case "telegram":
    case "mine":
    case "inbox":
    case "bots":
      return place;
  }
}

/** Where Esc leads: the place above, or nowhere. */
export function above(here: Route): Route | null {
  if (here.place === "job") return { place: "launch", projectId: here.projectId };
  if (here.place === "upload") return { place: "runs" };
  if (here.place === "run") return { place: "runs" };
  if (here.place === "manual") return { place: "mine" };
  if (here.place === "result") return { place: "run", id: here.runId };
  if (here.place === "case") return { place: "cases", projectId: null };
  if (here.place === "caseDays" || here.place === "caseRestore" || here.place === "caseEdits") {
    return { place: "cases", projectId: here.projectId };
  }
  if (here.place === "deployment") return { place: "bots" };
  if (here.place === "deploy") {
    return here.how === "new" ? { place: "bots" } : { place: "deployment", name: here.name, tab: "overview" };
  }
  if (here.place === "plan") return { place: "exports", tab: "plans" };
  if (here.place === "file" || here.place === "open" || here.place === "comparison") {
    return { place: "exports", tab: "files" };
  }
  return null;
}

function runsOf(id: number | null, what: string | undefined, resultId: number | null): Route {
  if (id === null) return { place: "runs" };
  if (what === "result" && resultId !== null) return { place: "result", runId: id, resultId };
  return { place: "run", id };
}

function casesOf(
  projectId: number | null,
  what: string | undefined,
  version: number | null,
  tab: string | undefined,
): Route {
  const caseId = idOf(what);
  if (projectId !== null && what === "days") return { place: "caseDays", projectId };
  if (projectId !== null && what === "restore") return { place: "caseRestore", projectId };
  if (projectId !== null && what === "edits") return { place: "caseEdits", projectId };
  if (projectId === null || caseId === null) return { place: "cases", projectId };
  const view = tab === "changes" || tab === "server" ? tab : undefined;
  return { place: "case", projectId, caseId, version: version ?? 0, view };
}

function botsOf(name: string | undefined, tab: string | undefined): Route {
  if (!name) return { place: "bots" };
  return {
    place: "deployment",
    name,
    tab: tab === "log" || tab === "environment" || tab === "build" ? tab : "overview",
  };
}

function deployOf(how: string | undefined, name: string | undefined): Route {
  return (how === "update" || how === "clone") && name
    ? { place: "deploy", how, name }
    : { place: "deploy", how: "new" };
}

function trendsOf(projectId: number | null, tab: string | undefined): Route {
  return { place: "trends", projectId, tab: tab === "launches" || tab === "results" ? tab : "charts" };
}

function exportsOf(what: string | undefined, first: string | undefined, second: string | undefined): Route {
  const [one, two] = [idOf(first), idOf(second)];
  if (what === "files" || what === "attempts") return { place: "exports", tab: what };
  if (what === "plan") return { place: "plan", id: one };
  if (what === "file" && one !== null) return { place: "file", id: one };
  if (what === "open" && first) return { place: "open", path: decoded(first) };
  if (what === "compare" && one !== null && two !== null) return { place: "comparison", oldId: one, newId: two };
  return { place: "exports", tab: "plans" };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function idOf(part: string | undefined): number | null {
  if (!part) return null;
  const id = Number(part);
  return Number.isSafeInteger(id) ? id : null;
}
