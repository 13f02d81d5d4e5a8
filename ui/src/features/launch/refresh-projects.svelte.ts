/** Reads the projects anew from the server. Called while a component is made. */
import { useQueryClient } from "@tanstack/svelte-query";
import { asFailure, commands, type ProjectList } from "$lib/host";
import { keys } from "$lib/query";
import { toast } from "$lib/say.svelte";

export function projectsRefresh(): { readonly busy: boolean; begin: () => Promise<void> } {
  const client = useQueryClient();
  let busy = $state(false);

  async function begin(): Promise<void> {
    if (busy) return;
    busy = true;
    try {
      client.setQueryData<ProjectList>(keys.projects, await commands.projects(true));
    } catch (thrown) {
      toast({ text: asFailure(thrown).message, tone: "failed" });
    }
    busy = false;
  }

  return {
    get busy() {
      return busy;
    },
    begin,
  };
}
