// A pasted address of a launch, as the TestOps web writes it.

export interface PastedLaunch {
  launchId: number;
  /** Older servers write the project into the address. */
  projectId: number | null;
}

/** Understands `https://host/launch/42/…`, `https://host/project/3/launches/42` and a bare id; else `null`. */
export function pastedLaunch(text: string): PastedLaunch | null {
  const typed = text.trim();
  if (/^#?\d{1,15}$/u.test(typed)) return { launchId: Number(typed.replace("#", "")), projectId: null };
  const launch = /\/launch(?:es)?\/(\d{1,15})(?:[/?#]|$)/u.exec(typed);
  if (!launch) return null;
  const project = /\/project\/(\d{1,15})\//u.exec(typed);
  return { launchId: Number(launch[1]), projectId: project ? Number(project[1]) : null };
}
