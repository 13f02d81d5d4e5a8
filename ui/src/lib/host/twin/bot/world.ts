/** The bot of the twin: its switch, its token, the people around it. */
import type {
  AccessLogItem,
  AccessRequest,
  BotAct,
  BotGlance,
  BotRoute,
  BotState,
  BotView,
  Event,
  OwnerClaim,
  PersonView,
} from "../../bindings";
import type { Scenario } from "../scenario";
import { caseOf } from "./case";
import { logOf } from "./log";
import { peopleOf, requestsOf } from "./people";
import { badToken, conflict, noRoute, noToken, stuck, waiting } from "./troubles";

/** How long the bot of a moving twin takes to begin and to end, in milliseconds. */
const TURN_MS = 900;
const CODE_MS = 15 * 60_000;

export class BotWorld {
  on: boolean;
  withProgram: boolean;
  token: "none" | "good" | "unknown";
  route: BotRoute = { base_url: null, proxy: null };
  password = false;
  state: BotState;
  claim: OwnerClaim | null = null;
  people: PersonView[];
  requests: AccessRequest[];
  log: AccessLogItem[];
  private nextId = 9000;

  constructor(
    readonly scenario: Scenario,
    private readonly tell: (event: Event) => void,
  ) {
    const which = caseOf(scenario);
    this.token = which === "none" ? "none" : which === "stuck" ? "unknown" : "good";
    this.on = which !== "none" && which !== "off";
    this.withProgram = this.on;
    this.people = peopleOf(scenario);
    this.requests = requestsOf(scenario);
    this.log = logOf(scenario);
    this.state = this.stateNow();
    if (which === "no_route") this.route = { base_url: null, proxy: "socks5://qa@proxy.example.com:1080" };
    this.password = which === "no_route";
  }

  view(): BotView {
    if (this.claim && Date.parse(this.claim.valid_until) <= this.scenario.now()) this.claim = null;
    return {
      on: this.on,
      with_program: this.withProgram,
      token_set: this.token !== "none",
      state: this.state,
      route: this.route,
      proxy_password_set: this.password,
      owner: this.people.find(({ role }) => role === "owner") ?? null,
      claim: this.claim,
      people: this.people,
      requests: this.requests,
    };
  }

  glance(): BotGlance {
    const troubled = this.state.state === "waiting" || this.state.state === "stuck";
    return { on: this.on, troubled: this.on && troubled, requests: this.requests.length };
  }

  changed(): null {
    this.tell({ event: "bot_changed" });
    return null;
  }

  switch(on: boolean): null {
    this.on = on;
    if (!this.scenario.moving) return this.settle();
    this.state = { state: on ? "starting" : "stopping" };
    setTimeout(() => this.settle(), TURN_MS);
    return this.changed();
  }

  /** With a token or a route that is new. */
  renewed(): null {
    return this.on ? this.switch(true) : this.changed();
  }

  offerCode(): OwnerClaim {
    const link = this.state.state === "polling" ? "https://t.me/testops_team_bot?start=K7M2QX9ATR4W" : null;
    const valid_until = new Date(this.scenario.now() + CODE_MS).toISOString();
    this.claim = { code: "K7M2QX9ATR4W", link, valid_until };
    this.changed();
    return this.claim;
  }

  /** Somebody at the other end sent the code. */
  claimed(name: string): null {
    const before = this.people.filter(({ role }) => role !== "owner");
    this.people = [{ ...this.person(), telegram_id: 55_501, name, role: "owner" }, ...before];
    this.claim = null;
    this.note("claimed", name, "");
    return this.changed();
  }

  person(): PersonView {
    const allowed_at = new Date(this.scenario.now()).toISOString();
    const unknown = { telegram_id: null, username: null, last_seen_at: null, language: null };
    return { ...unknown, id: this.nextId++, name: "", role: "user", allowed_at };
  }

  note(act: BotAct, name: string, detail: string): void {
    const at = new Date(this.scenario.now()).toISOString();
    this.log = [{ id: this.nextId++, at, telegram_id: null, name, act, detail }, ...this.log];
  }

  private settle(): null {
    this.state = this.stateNow();
    return this.changed();
  }

  private stateNow(): BotState {
    const which = caseOf(this.scenario);
    if (!this.on) return { state: "off" };
    if (this.token === "none") return stuck(this.scenario, noToken(this.scenario));
    if (this.token === "unknown") return stuck(this.scenario, badToken(this.scenario));
    if (which === "conflict") return waiting(this.scenario, conflict(this.scenario));
    if (which === "no_route") return waiting(this.scenario, noRoute(this.scenario));
    const ago = (minutes: number) => new Date(this.scenario.now() - minutes * 60_000).toISOString();
    const quiet = which === "unclaimed" || which === "none";
    const [since, last_update_at] = quiet ? [ago(0.5), null] : [ago(194), ago(2)];
    const last_poll_at = ago(0.1);
    const [name, username] = ["TestOps Team", "testops_team_bot"];
    return { state: "polling", name, username, since, last_poll_at, last_update_at };
  }
}
