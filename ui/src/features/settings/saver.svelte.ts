/**
 * Saves each setting as it changes. A value that is refused stays in its field with what is wrong beside it, and does
 * not hold back the others: what is sent is always the last accepted settings with one change.
 */
import { asFailure, commands, type FieldFault, type Settings } from "$lib/host";
import { announce, toast } from "$lib/say.svelte";
import { t } from "./messages";

export class Saver {
  accepted = $state.raw() as Settings;
  faults = $state<FieldFault[]>([]);
  private queue: Promise<void> = Promise.resolve();

  constructor(settings: Settings) {
    this.accepted = settings;
  }

  fault(field: string): string | undefined {
    return this.faults.find((one) => one.field === field)?.message;
  }

  /** Saves one change; `field` is its name in a fault. One after the other, so that none undoes another. */
  change(field: string, change: Partial<Settings>): Promise<void> {
    this.queue = this.queue.then(() => this.send(field, change));
    return this.queue;
  }

  private async send(field: string, change: Partial<Settings>): Promise<void> {
    const asked = { ...this.accepted, ...change };
    try {
      const answer = await commands.save_settings(asked);
      this.faults = this.faults.filter((one) => one.field !== field);
      if (answer.answer === "refused") {
        this.faults = [...this.faults, ...answer.faults];
        return;
      }
      this.accepted = asked;
      announce(t.saved);
    } catch (thrown) {
      toast({ text: asFailure(thrown).message, tone: "failed" });
    }
  }
}
