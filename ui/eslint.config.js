import js from "@eslint/js";
import svelte from "eslint-plugin-svelte";
import globals from "globals";
import ts from "typescript-eslint";
import svelteConfig from "./svelte.config.js";

const hostOnly = {
  group: ["@tauri-apps/*"],
  message: "Only src/lib/host talks to the shell.",
};

export default ts.config(
  { ignores: ["dist", "node_modules", "src/lib/host/bindings.ts"] },
  js.configs.recommended,
  ...ts.configs.recommended,
  ...svelte.configs.recommended,
  {
    languageOptions: { globals: { ...globals.browser, __WITH_TWIN__: "readonly" } },
    rules: {
      "no-console": "error",
      eqeqeq: ["error", "always"],
      "no-restricted-imports": ["error", { patterns: [hostOnly] }],
      "svelte/no-at-html-tags": "error",
      "svelte/no-navigation-without-resolve": "off",
      // TypeScript itself names what is not defined.
      "no-undef": "off",
    },
  },
  {
    files: ["**/*.svelte", "**/*.svelte.ts"],
    languageOptions: { parserOptions: { parser: ts.parser, extraFileExtensions: [".svelte"], svelteConfig } },
  },
  {
    files: ["src/**/*.ts"],
    ignores: ["**/*.test.ts"],
    rules: {
      "no-restricted-syntax": [
        "error",
        {
          selector:
            ":matches(ExpressionStatement, VariableDeclarator) > AwaitExpression:not(:function AwaitExpression)",
          message: "WebKit may run a module before one that it imports where a module waits (its bug 242740).",
        },
      ],
    },
  },
  { files: ["src/lib/host/**"], rules: { "no-restricted-imports": "off" } },
  { files: ["*.config.*"], languageOptions: { globals: globals.node } },
);
