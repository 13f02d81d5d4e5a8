/** The commands of the bots in containers, answered from the twin's memory. */
import type { Commands, DeploymentDraft, DeploymentProblem, DraftField, DraftSource } from "../bindings";
import { failure } from "./connection";
import { problem, USUAL } from "./deployments/bots";
import { engineOf } from "./deployments/engine";
import { logPage } from "./deployments/log";
import type { DeploymentWorld } from "./deployments/world";
import type { Answers } from "./host";

type Names = Extract<
  keyof Commands,
  | "deployments"
  | "look_for_engine"
  | "deployment_draft"
  | "check_deployment"
  | "deploy"
  | "act_on_deployment"
  | "build_output"
  | "deployment_log"
  | "save_log"
  | "deployment_environment"
  | "save_environment"
>;

const BASE = "python:3.11-slim";

export function deploymentAnswers(world: DeploymentWorld): Pick<Answers, Names> {
  const known = (name: string) => {
    const bot = world.bots.find((one) => one.name === name);
    if (!bot) throw failure("not_found", "There is no such bot", "Choose another one under Bots.");
    return bot;
  };
  return {
    deployments: () => ({
      engine: world.engine,
      bots: world.bots,
      most: world.most,
      as_of: new Date(world.scenario.now()).toISOString(),
    }),
    look_for_engine: () => {
      world.engine = engineOf(world.scenario);
      return world.changed();
    },
    deployment_draft: (name, paths) => {
      if (name === null) return drafted(paths);
      const bot = known(name);
      return {
        name,
        source: sourceOf(bot.mode, bot.source),
        environment: world.environments.get(name) ?? [],
        limits: bot.limits,
      };
    },
    check_deployment: (draft, update) => problemsOf(world, draft, update),
    deploy: (_, draft, update) => {
      const problems = problemsOf(world, draft, update);
      return problems.length > 0 ? { answer: "refused", problems } : world.deploy(draft, update);
    },
    act_on_deployment: (_, name, act) => world.act(known(name).name, act),
    build_output: (name) => world.builds.get(name) ?? { lines: [], running: false },
    deployment_log: (query) => logPage(world.logLength, query),
    save_log: (_, path, replace) => {
      if (path.includes("taken") && !replace) return { answer: "exists", path };
      return { answer: "saved", path, rows: world.logLength };
    },
    deployment_environment: (name) => world.environments.get(name) ?? [],
    save_environment: (_, name, environment) => {
      const wrong = variableProblem(world, environment);
      if (wrong) return { answer: "refused", problems: [wrong] };
      world.environments.set(
        name,
        environment.map((entry) => ({ ...entry, value: null })),
      );
      return world.act(name, "restart");
    },
  };
}

/** What is guessed from the names of what was chosen. */
function drafted(paths: string[]): DeploymentDraft {
  const [first = ""] = paths;
  const file = first.split(/[/\\]/).at(-1) ?? "";
  const archive = /\.(zip|tar|tar\.gz|tgz)$/.test(file);
  const folder = first !== "" && !file.includes(".");
  return {
    name: file.replace(/\.[^.]+$/, "").replace(/[^\w-]+/g, "-"),
    source: archive
      ? { source: "folder", path: first }
      : {
          source: "simple",
          paths,
          entrypoint: folder || first === "" ? "bot.py" : file,
          requirements: folder ? "aiogram>=3.0" : "",
          base_image: BASE,
        },
    environment: [],
    limits: USUAL,
  };
}

function sourceOf(mode: "simple" | "custom" | "image", from: string): DraftSource {
  if (mode === "image") return { source: "image", image: from, username: "", password: null };
  if (mode === "simple") {
    return { source: "simple", paths: [from], entrypoint: "bot.py", requirements: "aiogram>=3.0", base_image: BASE };
  }
  if (!/^https?:/.test(from)) return { source: "folder", path: from };
  return { source: "git", repository: from, branch: "", folder: "", username: "", password: null };
}

function problemsOf(world: DeploymentWorld, draft: DeploymentDraft, update: boolean): DeploymentProblem[] {
  const ru = world.scenario.language === "ru";
  const wrong = (code: string, field: DraftField, en: string, russian: string, example: string | null = null) =>
    problem(code, ru ? russian : en, { field, example });
  const found: (DeploymentProblem | null)[] = [];
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(draft.name)) {
    const en = "The name is made of Latin letters, digits, - and _";
    const russian = "Имя состоит из латинских букв, цифр, - и _";
    const invalid = wrong("INVALID_BOT_ID", "name", en, russian, "my-bot");
    found.push({ ...invalid, hint: ru ? "Не длиннее 64 знаков." : "At most 64 characters." });
  }
  if (!update && world.bots.some(({ name }) => name.toLowerCase() === draft.name.toLowerCase()))
    found.push(wrong("NAME_TAKEN", "name", "There is a bot of this name", "Бот с таким именем уже есть"));
  found.push(sourceProblem(draft.source, wrong), variableProblem(world, draft.environment));
  if (!(draft.limits.memory_mb >= 16)) {
    const [en, russian] = ["Memory: at least 16 MB", "Память: не меньше 16 МБ"];
    found.push(wrong("INVALID_RESOURCE_LIMITS", "limits", en, russian, "256"));
  }
  if (!update) found.push(world.quota());
  return found.filter((one) => one !== null);
}

type Wrong = (code: string, field: DraftField, en: string, ru: string, example?: string | null) => DeploymentProblem;

function sourceProblem(source: DraftSource, wrong: Wrong): DeploymentProblem | null {
  switch (source.source) {
    case "simple":
      if (source.paths.length === 0)
        return wrong("MISSING_CODE", "source", "Choose the bot's file", "Выберите файл бота");
      if (/\.py$/.test(source.entrypoint)) return null;
      return wrong("INVALID_ENTRYPOINT", "entrypoint", "It is none of the files", "Такого файла нет", "bot.py");
    case "folder":
      if (source.path !== "") return null;
      return wrong("MISSING_SOURCE", "source", "Choose a folder or an archive", "Выберите папку или архив");
    case "archive_url":
      if (/^https?:\/\/\S+\.(zip|tar|tgz|gz)$/.test(source.url)) return null;
      return wrong("INVALID_ARCHIVE_URL", "source", "It is no address of an archive", "Это не адрес архива");
    case "git": {
      if (/^(https?:\/\/|git@)\S+$/.test(source.repository)) return null;
      const example = "https://example.org/team/bot.git";
      return wrong(
        "INVALID_GIT_URL",
        "source",
        "It is no address of a repository",
        "Это не адрес репозитория",
        example,
      );
    }
    case "image":
      if (/^\S+$/.test(source.image)) return null;
      return wrong("INVALID_IMAGE_NAME", "source", "It is no name of an image", "Это не имя образа", BASE);
  }
}

function variableProblem(world: DeploymentWorld, environment: { name: string }[]): DeploymentProblem | null {
  if (environment.every(({ name }) => /^[A-Za-z_]\w*$/.test(name))) return null;
  const ru = world.scenario.language === "ru";
  const message = ru
    ? "Имя переменной состоит из латинских букв, цифр и _"
    : "A variable's name is made of Latin letters, digits and _";
  return problem("INVALID_ENV_VARS", message, { field: "environment", example: "BOT_TOKEN" });
}
