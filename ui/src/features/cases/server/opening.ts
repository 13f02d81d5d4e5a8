/** What the server told of a test case opens in the browser. */
import { asFailure, commands } from "$lib/host";
import { toast } from "$lib/say.svelte";

export const openLink = (caseId: number, url: string): Promise<void> =>
  saying(() => commands.open_case_link(caseId, url));

export const openResult = (resultId: number): Promise<void> => saying(() => commands.open_server_result(resultId));

async function saying(act: () => Promise<null>): Promise<void> {
  try {
    await act();
  } catch (thrown) {
    toast({ text: asFailure(thrown).message, tone: "failed" });
  }
}
