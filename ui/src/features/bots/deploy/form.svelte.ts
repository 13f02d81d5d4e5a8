/**
 * The form of a bot while it is open. What is wrong is asked for while one types, and shown beside a field once it is filled
 * in, or once one tried to deploy. Passwords and values are in no cache.
 */
import { commands, type DeploymentDraft, type DeploymentProblem, type DraftField, type DraftSource } from "$lib/host";
import { filled } from "../environment";
import { inLine } from "../problem";

export const MODES = ["simple", "folder", "git", "image"] as const;
export type Mode = (typeof MODES)[number];

/** In the order of the form. */
const FIELDS: readonly DraftField[] = [
  "source",
  "entrypoint",
  "requirements",
  "base_image",
  "login",
  "name",
  "environment",
  "limits",
];

type Sources = {
  simple: Extract<DraftSource, { source: "simple" }>;
  folder: { path: string };
  git: Extract<DraftSource, { source: "git" }>;
  image: Extract<DraftSource, { source: "image" }>;
};

export class DeployForm {
  mode = $state<Mode>("simple");
  name = $state("");
  /** What was typed for each mode stays while one looks at another. */
  sources = $state() as Sources;
  environment = $state<DeploymentDraft["environment"]>([]);
  /** As typed; an empty field is no number. */
  limits = $state() as Record<Exclude<keyof DeploymentDraft["limits"], "private_addresses">, string>;
  privateAddresses = $state(false);
  tried = $state(false);
  /** It is deployed: nothing is lost by leaving. */
  sent = $state(false);
  private readonly begun: string;
  private problems = $state.raw<DeploymentProblem[]>([]);
  private asked = 0;

  constructor(
    draft: DeploymentDraft,
    readonly update: boolean,
  ) {
    const { source, limits } = draft;
    this.name = draft.name;
    this.mode = source.source === "archive_url" ? "folder" : source.source;
    this.sources = sourcesOf(source);
    this.environment = structuredClone(draft.environment);
    this.limits = {
      memory_mb: String(limits.memory_mb),
      cpu_cores: String(limits.cpu_cores),
      processes: String(limits.processes),
      lifetime_hours: String(limits.lifetime_hours),
    };
    this.privateAddresses = limits.private_addresses;
    this.begun = JSON.stringify(this.plain());
  }

  get dirty(): boolean {
    return !this.sent && JSON.stringify(this.plain()) !== this.begun;
  }

  /** The draft as plain data, to be sent. */
  plain(): DeploymentDraft {
    const number = (typed: string) => Number(typed.replace(",", ".")) || 0;
    const { memory_mb, cpu_cores, processes, lifetime_hours } = this.limits;
    return {
      name: this.name.trim(),
      source: this.source(),
      environment: filled($state.snapshot(this.environment)),
      limits: {
        memory_mb: Math.round(number(memory_mb)),
        cpu_cores: number(cpu_cores),
        processes: Math.round(number(processes)),
        lifetime_hours: number(lifetime_hours),
        private_addresses: this.privateAddresses,
      },
    };
  }

  /** Other files were chosen: what they say of themselves goes into the form. */
  take(draft: DeploymentDraft): void {
    const { source } = draft;
    this.mode = source.source === "archive_url" ? "folder" : source.source;
    this.sources = { ...this.sources, [this.mode]: sourcesOf(source)[this.mode] };
    if (!this.update && this.name === "") this.name = draft.name;
  }

  async check(draft: DeploymentDraft): Promise<void> {
    const asked = ++this.asked;
    try {
      const problems = await commands.check_deployment(draft, this.update);
      if (asked === this.asked) this.problems = problems;
    } catch {
      // Pressing Deploy says why.
    }
  }

  refuse(problems: DeploymentProblem[]): DraftField | null {
    this.asked += 1;
    this.problems = problems;
    return FIELDS.find((field) => problems.some((problem) => problem.field === field)) ?? null;
  }

  fault(field: DraftField): string | null {
    if (!this.tried && this.isEmpty(field)) return null;
    const found = this.problems.filter((problem) => problem.field === field).map(inLine);
    return found.length > 0 ? found.join(" ") : null;
  }

  /** What concerns no field, such as the quota. */
  get others(): DeploymentProblem[] {
    return this.problems.filter(({ field }) => field === null);
  }

  get marked(): boolean {
    return this.problems.some(({ field }) => field !== null);
  }

  private source(): DraftSource {
    if (this.mode !== "folder") return $state.snapshot(this.sources[this.mode]) as DraftSource;
    const path = this.sources.folder.path.trim();
    return /^https?:\/\//i.test(path) ? { source: "archive_url", url: path } : { source: "folder", path };
  }

  private isEmpty(field: DraftField): boolean {
    const { simple, folder, git, image } = this.sources;
    switch (field) {
      case "name":
        return this.name === "";
      case "source":
        return {
          simple: simple.paths.length === 0,
          folder: folder.path === "",
          git: git.repository === "",
          image: image.image === "",
        }[this.mode];
      case "entrypoint":
        return simple.entrypoint === "" || simple.paths.length === 0;
      case "requirements":
        return simple.requirements === "";
      case "base_image":
        return simple.base_image === "";
      case "environment":
        return filled(this.environment).length === 0;
      case "login":
        return this.mode === "git" ? git.username === "" : image.username === "";
      case "limits":
        return false;
    }
  }
}

function sourcesOf(source: DraftSource): Sources {
  const login = { username: "", password: null };
  const sources: Sources = {
    simple: { source: "simple", paths: [], entrypoint: "bot.py", requirements: "", base_image: "" },
    folder: { path: "" },
    git: { source: "git", repository: "", branch: "", folder: "", ...login },
    image: { source: "image", image: "", ...login },
  };
  switch (source.source) {
    case "simple":
      return { ...sources, simple: structuredClone(source) };
    case "folder":
      return { ...sources, folder: { path: source.path } };
    case "archive_url":
      return { ...sources, folder: { path: source.url } };
    case "git":
      return { ...sources, git: structuredClone(source) };
    case "image":
      return { ...sources, image: structuredClone(source) };
  }
}
