/** The form of an upload while it is open. */
import type { FieldFault, ResultsFound, UploadDraft, NamedValue } from "$lib/host";

export type Into = "new" | "existing";

export class UploadForm {
  projectId = $state(0);
  into = $state<Into>("new");
  name = $state("");
  launchId = $state<number | null>(null);
  tags = $state("");
  links = $state("");
  environment = $state("");
  close = $state(true);
  watch = $state(false);
  tried = $state(false);
  faults = $state.raw<FieldFault[]>([]);

  constructor(
    private readonly found: ResultsFound,
    today: string,
  ) {
    this.name = `${nameOf(found.path)} ${today}`;
    this.environment = found.environment.map(({ name, value }) => `${name}=${value}`).join("\n");
  }

  get variables(): NamedValue[] | null {
    return variablesOf(this.environment);
  }

  get draft(): UploadDraft {
    const tags = parts(this.tags, ",");
    const links = parts(this.links, "\n");
    return {
      path: this.found.path,
      project_id: this.projectId,
      target:
        this.into === "new"
          ? { target: "new", name: this.name, tags, links }
          : { target: "existing", launch_id: this.launchId },
      environment: this.variables ?? [],
      close: this.into === "new" && this.close,
      watch: this.found.is_folder && this.watch,
    };
  }

  fault(field: string): string | null {
    const found = this.faults.filter((fault) => fault.field === field);
    return found.length > 0 ? found.map(({ message }) => message).join(" ") : null;
  }
}

/** The last folder that says something: `allure-results` lies in what the results are of. */
export function nameOf(path: string): string {
  const folders = path.split(/[\\/]/).filter((part) => part !== "");
  const last = (folders.at(-1) ?? "").replace(/\.(zip|tar|tar\.gz|tgz)$/i, "");
  return last === "allure-results" ? (folders.at(-2) ?? last) : last;
}

/** `null` where a line is no pair. */
export function variablesOf(text: string): NamedValue[] | null {
  const pairs = parts(text, "\n").map((line) => {
    const at = line.indexOf("=");
    return at > 0 ? { name: line.slice(0, at).trim(), value: line.slice(at + 1).trim() } : null;
  });
  return pairs.includes(null) ? null : pairs.filter((pair) => pair !== null);
}

function parts(text: string, between: string): string[] {
  return text
    .split(between)
    .map((part) => part.trim())
    .filter((part) => part !== "");
}
