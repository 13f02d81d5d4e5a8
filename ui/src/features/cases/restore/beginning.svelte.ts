/** A restore that a dialog begins: asked once for each press, and what came of it. */
import type { RestoreAnswer } from "$lib/host";
import { newKey } from "$lib/press";

export class Beginning {
  busy = $state(false);
  refused = $state("");
  failure = $state.raw<unknown>(null);
  /** One press is one key: a repetition after a lost answer begins nothing more. */
  private key = newKey();

  /** Whether it began. */
  async ask(begin: (key: string) => Promise<RestoreAnswer>): Promise<boolean> {
    [this.busy, this.refused, this.failure] = [true, "", null];
    let begun = false;
    try {
      const answer = await begin(this.key);
      begun = answer.answer === "begun";
      if (answer.answer === "begun") this.key = newKey();
      else this.refused = answer.why;
    } catch (thrown) {
      this.failure = thrown;
    }
    this.busy = false;
    return begun;
  }
}
