/** A file that is open in the grid: its rows as they are filtered, ordered and searched, and how far its index is. */
import { commands, currentHost, type Event, type GridAnswer, type GridFilter, type GridHits } from "$lib/host";
import type { GridInfo, GridProgress, GridQuery, GridRow, GridSort, GridSource, ReadAs } from "$lib/host";
import { CHUNK, RowCache } from "./row-cache";

/** How long after the last letter a filter is asked for. */
const SETTLES_MS = 120;
/** How often a query is asked anew while the index grows. */
const FOLLOWS_MS = 1_500;

type Refused = Extract<GridAnswer, { answer: "refused" }>;

export class GridSession {
  info = $state.raw<GridInfo | null>(null);
  progress = $state.raw<GridProgress | null>(null);
  /** Why the file cannot be read, at first or any more. */
  failure = $state.raw<unknown>(null);
  filters = $state.raw<GridFilter[]>([]);
  sort = $state.raw<GridSort | null>(null);
  search = $state("");
  refused = $state.raw<Refused | null>(null);
  hits = $state.raw<GridHits | null>(null);
  /** A query is on its way. */
  busy = $state(false);
  /** Rows of what is shown, of the file's. */
  rows = $state(0);
  /** Counts the answers, and the chunks of rows that came: what is drawn follows it. */
  version = $state(0);
  /** Counts the answers to what the person asked. */
  answered = $state(0);
  /** Counts those among them that have other rows, or another order: such a table begins at its top. */
  turn = $state(0);
  view = $state<number | null>(null);
  /** Where the person just chose how the file is read. */
  choosing: keyof ReadAs | null = null;
  /** What the person chose by hand; the rest is guessed. */
  readAs = $state.raw<ReadAs>({ encoding: null, separator: null });
  #cache: RowCache = this.#cacheOf(0, null);
  #asking = 0;
  #askedAt = 0;
  #shape = JSON.stringify({ ...this.query, search: "" });
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;
  readonly #hearing: () => void;
  /** Progress may be told before the file is known to be open. */
  #early: { id: number; progress: GridProgress } | null = null;

  constructor(readonly source: GridSource) {
    this.#hearing = currentHost().listen((event) => this.#hear(event));
    void this.#open();
  }

  get query(): GridQuery {
    const filters = this.filters.filter(isFilled);
    return { filters, sort: this.sort, search: this.search.trim() };
  }

  /** Whether the rows are those of the file, in its order. */
  get plain(): boolean {
    const { filters, sort, search } = this.query;
    return filters.length === 0 && sort === null && search === "";
  }

  row(at: number): GridRow | undefined {
    return this.#cache.row(at);
  }

  want(first: number, last: number): Promise<void> {
    return this.#cache.want(first, last, this.rows);
  }

  setFilter(filter: GridFilter): void {
    const others = this.filters.filter(({ column }) => column !== filter.column);
    this.filters = isFilled(filter) || filter.kind !== "contains" ? [...others, filter] : others;
    this.#settle(SETTLES_MS);
  }

  clear(): void {
    this.filters = [];
    this.#settle(0);
  }

  setSort(sort: GridSort | null): void {
    this.sort = sort;
    this.#settle(0);
  }

  setSearch(text: string): void {
    this.search = text;
    this.#settle(SETTLES_MS);
  }

  /** Reads the file anew; other separators make other columns. */
  async read(as: Partial<ReadAs>): Promise<void> {
    this.readAs = { ...this.readAs, ...as };
    if ("separator" in as) {
      this.filters = [];
      this.sort = null;
    }
    await this.reopen();
  }

  async reopen(): Promise<void> {
    this.#close();
    await this.#open();
  }

  close(): void {
    this.#closed = true;
    this.#hearing();
    this.#close();
  }

  #settle(after: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#ask(true), after);
  }

  async #open(): Promise<void> {
    const mine = ++this.#asking;
    try {
      const info = await commands.grid_open(this.source, this.readAs);
      if (this.#closed || mine !== this.#asking) return void commands.grid_close(info.id);
      const early = this.#early?.id === info.id ? this.#early.progress : info.progress;
      this.failure = null;
      this.#show(this.#cacheOf(info.id, null).begin(info.rows), null, Math.max(early.rows, info.rows.length), null);
      this.progress = early;
      this.info = info;
      if (!this.plain) void this.#ask(true);
    } catch (failure) {
      if (mine === this.#asking) this.failure = failure;
    }
  }

  /** Puts the question as it is; an answer that a later question overtook is dropped. */
  async #ask(byPerson: boolean): Promise<void> {
    const { info } = this;
    if (!info) return;
    const mine = ++this.#asking;
    clearTimeout(this.#timer);
    this.#askedAt = Date.now();
    this.refused = null;
    if (this.plain) {
      this.busy = false;
      const rows = Math.max(this.progress?.rows ?? 0, info.rows.length);
      if (this.view !== null) this.#show(this.#cacheOf(info.id, null).begin(info.rows), null, rows, null);
      this.#count(byPerson);
      return;
    }
    this.busy = true;
    try {
      const answer = await commands.grid_query(info.id, this.query);
      if (mine !== this.#asking || answer.answer === "overtaken") return;
      if (answer.answer === "refused") this.refused = answer;
      else await this.#found(info.id, answer, mine, byPerson);
    } catch (failure) {
      if (mine === this.#asking) this.failure = failure;
    } finally {
      if (mine === this.#asking) this.busy = false;
    }
  }

  /** The rows in sight stay until those that replace them are there. */
  async #found(
    id: number,
    answer: Extract<GridAnswer, { answer: "found" }>,
    mine: number,
    byPerson: boolean,
  ): Promise<void> {
    const cache = this.#cacheOf(id, answer.view);
    await cache.want(0, Math.min(CHUNK, answer.rows), answer.rows);
    if (mine !== this.#asking) return;
    this.#show(cache, answer.view, answer.rows, answer.hits);
    this.#count(byPerson);
  }

  #count(byPerson: boolean): void {
    const shape = JSON.stringify({ ...this.query, search: "" });
    if (shape !== this.#shape) this.turn++;
    this.#shape = shape;
    if (byPerson) this.answered++;
  }

  #show(cache: RowCache, view: number | null, rows: number, hits: GridHits | null): void {
    this.#cache = cache;
    this.view = view;
    this.rows = rows;
    this.hits = hits;
    this.version++;
  }

  #cacheOf(id: number, view: number | null): RowCache {
    const cache: RowCache = new RowCache(
      (from, count) => commands.grid_rows(id, view, from, count),
      (failure) => {
        // A view may be gone once the next question is put; its answer brings rows of its own.
        if (cache === this.#cache && failure !== undefined && !this.busy) this.failure = failure;
        if (cache === this.#cache) this.version++;
      },
    );
    return cache;
  }

  #hear(event: Event): void {
    if (event.event !== "grid_progressed") return;
    if (event.id !== this.info?.id) {
      this.#early = event;
      return;
    }
    this.progress = event.progress;
    if (event.progress.failure) this.failure = event.progress.failure;
    if (this.view === null) this.rows = Math.max(this.rows, event.progress.rows);
    const due = event.progress.done || Date.now() - this.#askedAt > FOLLOWS_MS;
    if (!this.plain && due && !this.busy) void this.#ask(false);
  }

  #close(): void {
    clearTimeout(this.#timer);
    this.#asking++;
    if (this.info) void commands.grid_close(this.info.id).catch(() => undefined);
    this.info = null;
  }
}

function isFilled({ kind, text }: GridFilter): boolean {
  return kind === "empty" || kind === "not_empty" || text !== "";
}
