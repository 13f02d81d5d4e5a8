/** Which project and job are looked at; they stay while one goes elsewhere. */
import { onForget } from "$lib/forget";

class Chosen {
  projectId = $state<number | null>(null);
  jobId = $state<number | null>(null);

  forget(): void {
    this.projectId = null;
    this.jobId = null;
  }
}

export const chosen = new Chosen();
onForget(() => chosen.forget());
