/**
 * The places of the window and their addresses. An address is a hash, so that a reload, the browser's back and a
 * link all work without a server.
 */
import type { Place } from "$lib/host";

export { go, goBack, route } from "./route.svelte";

export type Route =
  | { place: "launch"; projectId: number | null }
  | { place: "job"; projectId: number; jobId: number }
  | { place: "runs" }
  | { place: "run"; id: number }
  | { place: "inbox" }
  | { place: "settings"; section: string | null };

/** The address of a place, for a link. */
export function href(to: Route): string {
  switch (to.place) {
    case "launch":
      return to.projectId === null ? "#/launch" : `#/launch/${to.projectId}`;
    case "job":
      return `#/launch/${to.projectId}/${to.jobId}`;
    case "run":
      return `#/runs/${to.id}`;
    case "settings":
      return to.section === null ? "#/settings" : `#/settings/${to.section}`;
    case "runs":
    case "inbox":
      return `#/${to.place}`;
  }
}

/** The place of an address; one that is not understood is Launch. */
export function parse(hash: string): Route {
  const [place, first, second] = hash.replace(/^#\/?/, "").split("/");
  const one = idOf(first);
  const two = idOf(second);
  if (place === "runs") return one === null ? { place: "runs" } : { place: "run", id: one };
  if (place === "inbox") return { place: "inbox" };
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
    case "runs":
    case "inbox":
      return place;
  }
}

/** Where Esc leads: the place above, or nowhere. */
export function above(here: Route): Route | null {
  if (here.place === "job") return { place: "launch", projectId: here.projectId };
  if (here.place === "run") return { place: "runs" };
  return null;
}

function idOf(part: string | undefined): number | null {
  if (!part) return null;
  const id = Number(part);
  return Number.isSafeInteger(id) ? id : null;
}
