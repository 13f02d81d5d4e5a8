import type { BucketPlace } from "../../bindings";
import type { BucketCase } from "../scenario";

/** The region of a store that overwrites objects without a warning. */
export const GARAGE = "garage";

export function placeOf(bucket: BucketCase): BucketPlace {
  return {
    endpoint: "https://s3.example.com",
    region: bucket === "failing" ? GARAGE : null,
    bucket: "testops-exports",
    prefix: "team-payments",
    path_style: true,
    keys: { by: "fixed", id: "AKIAEXAMPLE" },
    ca_file: null,
    proxy: null,
    keep_here_days: 30,
  };
}
