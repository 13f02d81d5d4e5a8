import { mount } from "svelte";
import "$lib/styles.css";
import { openHost } from "$lib/host";
import App from "./App.svelte";

void openHost().then(() => {
  const target = document.getElementById("app");
  if (!target) throw new Error("The page has no place for the application.");
  mount(App, { target });
});
