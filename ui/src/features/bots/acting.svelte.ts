/** What is being done with a bot, once for each press, and why it was refused. */
import { commands, type DeploymentAct, type DeploymentAnswer, type DeploymentProblem } from "$lib/host";
import { newKey } from "$lib/press";
import { attempt } from "../exports/attempt";

export class Acting {
  doing = $state<DeploymentAct | null>(null);
  problems = $state.raw<DeploymentProblem[]>([]);

  constructor(private readonly name: string) {}

  async act(act: DeploymentAct): Promise<DeploymentAnswer | null> {
    if (this.doing !== null) return null;
    this.doing = act;
    this.problems = [];
    const answer = await attempt(commands.act_on_deployment(newKey(), this.name, act));
    if (answer?.answer === "refused") this.problems = answer.problems;
    this.doing = null;
    return answer;
  }
}
