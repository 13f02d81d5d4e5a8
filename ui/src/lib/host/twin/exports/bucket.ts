/** The bucket of the exports, answered from the twin's memory. */
import type { BucketDraft, Failure, FieldFault } from "../../bindings";
import { failure } from "../connection";
import type { Answers } from "../host";
import { GARAGE } from "./bucket-place";
import { languageOf } from "./texts";
import type { ExportWorld } from "./world";

export type BucketNames =
  "bucket" | "test_bucket" | "save_bucket" | "forget_bucket" | "store_again" | "file_link" | "fetch_file";

export function bucketAnswers(world: ExportWorld): Pick<Answers, BucketNames> {
  const faultsOf = ({ place, secret }: BucketDraft): FieldFault[] => {
    const faults: FieldFault[] = [];
    if (place.bucket === "") faults.push({ field: "bucket", message: "Must not be empty." });
    if (place.keys.by === "fixed" && place.keys.id === "")
      faults.push({ field: "key_id", message: "Must not be empty." });
    if (secret === null && world.bucket === null)
      faults.push({ field: "secret", message: "Enter the secret key that belongs to this key and this store." });
    return faults;
  };
  const wrongSecret = (): Failure =>
    languageOf(world.scenario) === "ru"
      ? failure("unauthorized", "Хранилище бакета не принимает секретный ключ.", "Введите секретный ключ ещё раз.")
      : failure("unauthorized", "The bucket's store does not take the secret key.", "Enter the secret key again.");
  return {
    bucket: () => ({
      place: world.bucket,
      secret_set: world.bucket !== null,
      proxy_password_set: false,
      state: world.bucket && {
        address: `s3://${world.bucket.bucket}/${world.bucket.prefix}`,
        stored: world.files.slice(1).length,
        bytes: world.files.slice(1).reduce((sum, { bytes }) => sum + bytes, 0),
        waiting: world.files.slice(0, 1).length,
        last_at: world.files[1]?.written_at ?? null,
        failure: world.scenario.bucket === "failing" ? wrongSecret() : null,
        creates_once: world.bucket.region !== GARAGE,
      },
    }),
    test_bucket: (draft) => {
      const faults = faultsOf(draft);
      if (faults.length > 0) return { answer: "refused", faults };
      if (draft.secret === "wrong") return { answer: "failed", failure: wrongSecret() };
      return { answer: "works", creates_once: draft.place.region !== GARAGE, keeps_metadata: true, lists: true };
    },
    save_bucket: (draft) => {
      const faults = faultsOf(draft);
      if (faults.length > 0) return { answer: "refused", faults };
      world.bucket = draft.place;
      world.changed();
      return { answer: "saved" };
    },
    forget_bucket: () => {
      world.bucket = null;
      return world.changed();
    },
    store_again: () => null,
    file_link: (fileId) => `https://s3.example.com/exports/${fileId}.csv?X-Amz-Signature=0123`,
    fetch_file: (fileId) => {
      world.files = world.files.map((file) => (file.id === fileId ? { ...file, path: `/exports/${file.name}` } : file));
      world.changed();
      return world.file(fileId).path;
    },
  };
}
