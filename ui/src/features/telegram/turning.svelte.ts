import { asFailure, commands, type BotView, type Failure } from "$lib/host";

export type Doing = BotView["state"]["state"];

/** The switch while it turns: the last wish counts, and is shown at once. */
export class Turning {
  wish = $state<boolean | null>(null);
  failure = $state.raw<Failure | null>(null);
  private busy = false;

  /** `reread` reads the bot's state anew. */
  constructor(private readonly reread: () => Promise<unknown>) {}

  async turn(on: boolean): Promise<void> {
    this.wish = on;
    if (this.busy) return;
    this.busy = true;
    this.failure = null;
    try {
      for (let asked: boolean | null = null; this.wish !== asked;) {
        asked = this.wish ?? on;
        await commands.switch_bot(asked);
        await this.reread();
      }
    } catch (thrown) {
      this.failure = asFailure(thrown);
    }
    this.wish = null;
    this.busy = false;
  }

  /** What the bot does, with what was just asked of it. */
  doing({ state: { state } }: BotView): Doing {
    if (this.wish === false && state !== "off") return "stopping";
    if (this.wish === true && state === "off") return "starting";
    return state;
  }
}
