/**
 * What was typed of the bot's token and of its route. It lives outside of the form, so that leaving the place loses
 * nothing. Secrets leave it as soon as they are kept.
 */
import { tick } from "svelte";
import type { BotDraft, BotRoute, FieldFault } from "$lib/host";

/** The fields, by the names of their faults. */
export type BotField = "token" | "base_url" | "proxy";

export class BotForm {
  token = $state("");
  baseUrl = $state("");
  proxy = $state("");
  password = $state("");
  faults = $state.raw<FieldFault[]>([]);
  /** Whether a person folded the route's fields out or in; `null` while they did neither. */
  unfolded = $state<boolean | null>(null);
  /** The route that is kept. */
  private kept = $state.raw<BotRoute>({ base_url: null, proxy: null });

  routeChanged = $derived(
    this.baseUrl.trim() !== (this.kept.base_url ?? "") || this.proxy.trim() !== (this.kept.proxy ?? ""),
  );
  dirty = $derived(this.token.trim() !== "" || this.password !== "" || this.routeChanged);

  /** An empty secret means: keep the one that is set. */
  draft(): BotDraft {
    return {
      token: this.token.trim() || null,
      route: { base_url: this.baseUrl.trim() || null, proxy: this.proxy.trim() || null },
      proxy_password: this.password || null,
    };
  }

  /** The route that is kept is another one now; what was typed meanwhile stays. */
  follow(route: BotRoute): void {
    const typed = this.routeChanged;
    this.kept = route;
    if (!typed) this.fillRoute();
  }

  /** What was typed is kept now, as this route. */
  saved(route: BotRoute): void {
    this.kept = route;
    this.discard();
  }

  discard(): void {
    this.token = "";
    this.password = "";
    this.faults = [];
    this.fillRoute();
  }

  fault(field: BotField): string | undefined {
    return this.faults.find((one) => one.field === field)?.message;
  }

  refuse(faults: FieldFault[]): void {
    this.faults = faults;
    const first = (["token", "base_url", "proxy"] as const).find((field) => this.fault(field));
    if (first) void this.show(first);
  }

  /** Brings the focus to a field, wherever the form is. */
  async show(field: BotField): Promise<void> {
    if (field !== "token") this.unfolded = true;
    await tick();
    const input = document.getElementById(`bot-${field}`);
    input?.scrollIntoView({ block: "center" });
    input?.focus({ preventScroll: true });
  }

  private fillRoute(): void {
    this.baseUrl = this.kept.base_url ?? "";
    this.proxy = this.kept.proxy ?? "";
  }
}

export const botForm = new BotForm();
