/**
 * What was typed of the bucket. It lives outside of the form, so that leaving the place loses nothing. Secrets leave it
 * as soon as they are saved.
 */
import type { BucketDraft, BucketPlace, BucketView } from "$lib/host";

const NOTHING: BucketPlace = {
  endpoint: null,
  region: null,
  bucket: "",
  prefix: "",
  path_style: true,
  keys: { by: "fixed", id: "" },
  ca_file: null,
  proxy: null,
  keep_here_days: null,
};

export class TypedBucket {
  place = $state.raw<BucketPlace>(NOTHING);
  secret = $state("");
  proxyPassword = $state("");
  /** The place that the fields were filled from, as text. */
  private from: string | null = null;

  fill({ place }: BucketView): void {
    const from = JSON.stringify(place);
    if (this.from === from) return;
    this.from = from;
    this.place = place ?? NOTHING;
    this.forgetSecrets();
  }

  change(change: Partial<BucketPlace>): void {
    this.place = { ...this.place, ...change };
  }

  /** An empty secret means: keep the one that is set. */
  draft(): BucketDraft {
    return { place: this.place, secret: this.secret.trim() || null, proxy_password: this.proxyPassword || null };
  }

  forgetSecrets(): void {
    this.secret = "";
    this.proxyPassword = "";
  }

  forget(): void {
    this.from = null;
    this.place = NOTHING;
    this.forgetSecrets();
  }
}

export const typedBucket = new TypedBucket();
