/** The rows of one view that were read: asked for in chunks, and the ones not looked at lately forgotten. */
import type { GridRow } from "$lib/host";

export const CHUNK = 200;
const CHUNKS_KEPT = 40;

export type ReadRows = (from: number, count: number) => Promise<GridRow[]>;

export class RowCache {
  readonly #chunks = new Map<number, GridRow[]>();
  readonly #asked = new Map<number, number>();

  /** `came` hears of every chunk that was read, or of why it was not. */
  constructor(
    readonly read: ReadRows,
    readonly came: (failure?: unknown) => void,
  ) {}

  /** Rows from the first on that are known without asking. */
  begin(rows: readonly GridRow[]): this {
    for (let from = 0; from < rows.length; from += CHUNK)
      this.#chunks.set(from / CHUNK, rows.slice(from, from + CHUNK));
    return this;
  }

  row(at: number): GridRow | undefined {
    return this.#chunks.get(Math.floor(at / CHUNK))?.[at % CHUNK];
  }

  /** Asks for what is missing of these rows; resolves when it was answered. */
  async want(first: number, last: number, total: number): Promise<void> {
    const asked: Promise<void>[] = [];
    for (let chunk = Math.floor(first / CHUNK); chunk * CHUNK < last; chunk++) {
      const count = Math.min(CHUNK, total - chunk * CHUNK);
      const have = Math.max(this.#chunks.get(chunk)?.length ?? 0, this.#asked.get(chunk) ?? 0);
      if (have < count) asked.push(this.#ask(chunk, count));
    }
    await Promise.all(asked);
  }

  async #ask(chunk: number, count: number): Promise<void> {
    this.#asked.set(chunk, count);
    try {
      const rows = await this.read(chunk * CHUNK, count);
      this.#chunks.delete(chunk);
      this.#chunks.set(chunk, rows);
      this.#forget();
      this.came();
    } catch (failure) {
      this.came(failure);
    } finally {
      if (this.#asked.get(chunk) === count) this.#asked.delete(chunk);
    }
  }

  #forget(): void {
    for (const chunk of this.#chunks.keys()) {
      if (this.#chunks.size <= CHUNKS_KEPT) return;
      this.#chunks.delete(chunk);
    }
  }
}
