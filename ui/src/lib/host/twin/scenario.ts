import type { LanguageChoice, Theme } from "../bindings";

const KINDS = ["empty", "few", "many", "error", "offline", "first-run"] as const;

/** What the Telegram bot does; where none is named, what fits the kind. */
const BOTS = ["none", "off", "unclaimed", "polling", "conflict", "no_route", "stuck"] as const;

/** What the engine of containers is; where none is named, one that is ready. */
const ENGINES = ["ready", "looking", "not_installed", "not_running", "starting", "forbidden"] as const;

/** The bucket of the exports, where there is one from the start. */
const BUCKETS = ["stored", "failing"] as const;

export type BucketCase = (typeof BUCKETS)[number];
export type EngineCase = (typeof ENGINES)[number];
export type BotCase = (typeof BOTS)[number];

export type Scenario = {
  kind: (typeof KINDS)[number];
  language: LanguageChoice;
  theme: Theme;
  demo: boolean;
  /** How long a command takes, in milliseconds. */
  latency: number;
  /** Whether runs move by themselves. */
  moving: boolean;
  bot: BotCase | null;
  engine: EngineCase;
  bucket: BucketCase | null;
  /** Bots in the states of trouble, instead of those of a calm day. */
  troubled: boolean;
  /** How long a launch can be taken back, in seconds. */
  undo: number;
  now: () => number;
};

export function scenario(change: Partial<Scenario> = {}): Scenario {
  return {
    kind: "few",
    language: "en",
    theme: "light",
    demo: false,
    latency: 0,
    moving: false,
    bot: null,
    engine: "ready",
    bucket: null,
    troubled: false,
    undo: 0,
    now: () => Date.now(),
    ...change,
  };
}

/** The scenario that an address asks for. */
export function scenarioOf(search: string): Scenario {
  const asked = new URLSearchParams(search);
  return scenario({
    kind: KINDS.find((kind) => kind === asked.get("twin")) ?? "few",
    language: asked.get("lang") === "ru" ? "ru" : "en",
    theme: (["light", "dark"] as const).find((theme) => theme === asked.get("theme")) ?? "system",
    demo: asked.has("demo"),
    latency: Number(asked.get("latency") ?? 120),
    moving: !asked.has("still"),
    bot: BOTS.find((bot) => bot === asked.get("bot")) ?? null,
    engine: ENGINES.find((engine) => engine === asked.get("engine")) ?? "ready",
    bucket: BUCKETS.find((bucket) => bucket === asked.get("bucket")) ?? null,
    troubled: asked.get("bots") === "troubled",
    undo: Number(asked.get("undo") ?? 0),
  });
}
