import { screen, within } from "@testing-library/svelte";
import { beforeEach, expect, it } from "vitest";
import { asked, openPage } from "$lib/testing";
import { firstConnection } from "./typed.svelte";

beforeEach(() => {
  firstConnection.url = "";
  firstConnection.caFile = "";
  firstConnection.proxy = "";
  firstConnection.forgetSecrets();
});

it("says before the first connection too what went wrong at the start", async () => {
  const { twin, user } = await openPage("#/", { kind: "first-run" });
  const notices = [{ id: "afresh", message: "The database was damaged.", advice: "It was put aside." }];
  const state = await twin.commands.state();
  twin.commands.state = () => Promise.resolve({ ...state, notices });
  twin.tell({ event: "state_changed" });
  expect((await screen.findByRole("alert")).textContent).toContain("The database was damaged. It was put aside.");
  await user.click(screen.getByRole("button", { name: "Dismiss" }));
  expect(asked(twin, "dismiss_notice")).toEqual([["afresh"]]);
});

it("leads from the welcome to Launch with the keyboard alone", async () => {
  const { twin, user } = await openPage("#/", { kind: "first-run" });
  screen.getByRole("button", { name: "Connect to a TestOps server" }).focus();
  await user.keyboard("{Enter}");
  expect(document.activeElement).toBe(screen.getByLabelText("Server address"));
  await user.keyboard("https://testops.example.com{Tab}secret{Enter}");
  await screen.findByText("a.petrova");
  await user.keyboard("{Enter}");
  await screen.findByRole("heading", { name: "Which projects do you work in?" });
  await user.click(await screen.findByRole("checkbox", { name: "Storefront" }));
  await user.click(screen.getByRole("button", { name: "Done" }));
  await screen.findByRole("heading", { name: "Launch", level: 1 });
  expect(asked(twin, "save_connection")).toEqual([
    [{ url: "https://testops.example.com", token: "secret", ca_file: null, proxy: null, proxy_password: null }],
  ]);
  expect(asked(twin, "set_favourite")).toEqual([[3, true]]);
});

it.each([
  ["https://nowhere.example.com", "good", "The server does not answer", "Check the address and the network."],
  [
    "https://self-signed.example.com",
    "good",
    "The server's certificate is not trusted",
    "Name your company's CA file.",
  ],
  ["https://testops.example.com", "wrong", "The server refuses the token", /Make a new token/],
])(
  "names the cause and the mend for %s with the token %s, and keeps what was typed",
  async (url, token, cause, mend) => {
    const { user } = await openPage("#/", { kind: "first-run" });
    await user.click(screen.getByRole("button", { name: "Connect to a TestOps server" }));
    await user.type(screen.getByLabelText("Server address"), url);
    await user.type(screen.getByLabelText("API token"), `${token}{Enter}`);
    const alert = await screen.findByRole("alert");
    within(alert).getByText(cause);
    within(alert).getByText(mend);
    expect(screen.getByLabelText<HTMLInputElement>("Server address").value).toBe(url);
    expect(screen.getByLabelText<HTMLInputElement>("API token").value).toBe(token);
    await user.click(screen.getByRole("button", { name: "Back" }));
    await user.click(screen.getByRole("button", { name: "Connect to a TestOps server" }));
    expect(screen.getByLabelText<HTMLInputElement>("API token").value).toBe(token);
  },
);

it("says beside the field what is wrong with it", async () => {
  const { user } = await openPage("#/", { kind: "first-run" });
  await user.click(screen.getByRole("button", { name: "Connect to a TestOps server" }));
  await user.type(screen.getByLabelText("Server address"), "testops{Enter}");
  await user.click(await screen.findByRole("button", { name: "Save and continue" }));
  const field = await screen.findByLabelText("Server address");
  await screen.findByText("An address such as https://testops.example.com");
  expect(field.getAttribute("aria-invalid")).toBe("true");
});

it("says what is wrong when what is saved anyway cannot be saved", async () => {
  const { twin, user } = await openPage("#/", { kind: "first-run" });
  await user.click(screen.getByRole("button", { name: "Connect to a TestOps server" }));
  await user.type(screen.getByLabelText("Server address"), "nowhere{Enter}");
  await user.click(await screen.findByRole("button", { name: "Save anyway" }));
  await screen.findByText("Not saved. Correct the marked fields.");
  const field = screen.getByLabelText("Server address");
  expect([document.activeElement, field.getAttribute("aria-invalid")]).toEqual([field, "true"]);
  await user.type(field, "x");
  expect(screen.queryByText(/^Not saved/)).toBeNull();
  const other = { field: "certificate", message: "The CA file holds no certificate." };
  twin.commands.save_connection = () => Promise.resolve({ answer: "refused", faults: [other] });
  await user.keyboard("{Enter}");
  await user.click(await screen.findByRole("button", { name: "Save anyway" }));
  await screen.findByText(/The CA file holds no certificate/);
});

it("asks for another test when something changed after a good one", async () => {
  const { user } = await openPage("#/", { kind: "first-run" });
  await user.click(screen.getByRole("button", { name: "Connect to a TestOps server" }));
  await user.type(screen.getByLabelText("Server address"), "https://testops.example.com{Enter}");
  await screen.findByRole("button", { name: "Save and continue" });
  await user.type(screen.getByLabelText("API token"), "x");
  await screen.findByRole("button", { name: "Test connection" });
});

it("changes the language at once", async () => {
  const { user } = await openPage("#/", { kind: "first-run" });
  await user.click(screen.getByRole("radio", { name: "Русский" }));
  await screen.findByRole("button", { name: "Подключиться к серверу TestOps" });
});

it("opens the demo", async () => {
  const { user } = await openPage("#/", { kind: "first-run" });
  await user.click(screen.getByRole("button", { name: "Try the demo" }));
  await screen.findByText(/^Demo: a TestOps server inside this program/);
  await user.click(screen.getByRole("button", { name: "Leave the demo" }));
  await screen.findByRole("button", { name: "Connect to a TestOps server" });
});

it("lists what of an .env was understood and what was not, and goes on with it", async () => {
  const { user } = await openPage("#/", { kind: "first-run" });
  await user.click(screen.getByRole("button", { name: "Import an .env file" }));
  await user.click(screen.getByLabelText("Paste its content"));
  await user.paste("ALLURE_ENDPOINT=https://env.example.com\nALLURE_TOKEN=abc\nBOGUS=1");
  await user.click(screen.getByRole("button", { name: "Read" }));
  await screen.findByText("2 keys understood");
  screen.getByText("1 line ignored");
  screen.getByText("BOGUS");
  expect(screen.queryByText("abc")).toBeNull();
  await user.click(screen.getByRole("button", { name: "Use it" }));
  expect((await screen.findByLabelText<HTMLInputElement>("Server address")).value).toBe("https://env.example.com");
  screen.getByText(/The token of the imported file is used/);
});
