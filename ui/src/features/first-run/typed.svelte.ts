/**
 * What was typed into a connection form. It lives outside of the form, so that leaving the place, or a test that
 * fails, loses nothing. Secrets leave it as soon as they are saved.
 */
import type { ConnectionDraft, ConnectionView, EnvImport } from "$lib/host";

export class Typed {
  url = $state("");
  token = $state("");
  caFile = $state("");
  proxy = $state("");
  proxyPassword = $state("");
  /** The connection that the fields were filled from, if any. */
  from = $state<number | null>(null);

  /** An empty secret means: keep the one that is set. */
  draft(): ConnectionDraft {
    return {
      url: this.url.trim(),
      token: this.token.trim() || null,
      ca_file: this.caFile.trim() || null,
      proxy: this.proxy.trim() || null,
      proxy_password: this.proxyPassword || null,
    };
  }

  /** Fills the fields from a saved connection, once. */
  fill(connection: ConnectionView): void {
    if (this.from === connection.id) return;
    this.from = connection.id;
    this.url = connection.url;
    this.caFile = connection.ca_file ?? "";
    this.proxy = connection.proxy ?? "";
    this.forgetSecrets();
  }

  take(imported: EnvImport): void {
    if (imported.url) this.url = imported.url;
  }

  forgetSecrets(): void {
    this.token = "";
    this.proxyPassword = "";
  }
}

export const firstConnection = new Typed();
export const savedConnection = new Typed();
