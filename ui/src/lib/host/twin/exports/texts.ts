import type { Language } from "../../bindings";
import type { Scenario } from "../scenario";

export const languageOf = ({ language }: Scenario): Language => (language === "ru" ? "ru" : "en");
