import { screen, waitFor, within } from "@testing-library/svelte";
import { expect, it } from "vitest";
import { asked, expectAccessible, openPage } from "$lib/testing";

it("blames no field before it is filled in, and then says what is wrong, how and for example", async () => {
  const { twin, user } = await openPage("#/deploy", { kind: "empty" });
  const name = await screen.findByLabelText("Name");
  await waitFor(() => expect(asked(twin, "check_deployment").length).toBeGreaterThan(0));
  expect(document.querySelector("[id$=-fault]")).toBeNull();
  await user.type(name, "my bot");
  await screen.findByText(
    "The name is made of Latin letters, digits, - and _. At most 64 characters. For example: my-bot",
  );
  expect(name.getAttribute("aria-invalid")).toBe("true");
  await user.click(screen.getByRole("button", { name: "Deploy" }));
  await screen.findByText("Not deployed yet: see what is marked above.");
  screen.getByText("Choose the bot's file.");
  expect(document.activeElement?.textContent?.trim()).toBe("Choose a file…");
  await expectAccessible();
});

it("names the bots that run while the quota is full, before one presses", async () => {
  const { twin } = await openPage("#/deploy");
  const quota = within(await screen.findByRole("alert"));
  quota.getByText("digest-bot, reminder, release-notes");
  twin.deployments.act("reminder", "stop");
});

it("deploys from Git, from an image and from the address of an archive", async () => {
  const { twin, user } = await openPage("#/deploy", { kind: "empty" });
  await user.click(await screen.findByRole("radio", { name: /^Git/ }));
  await user.type(screen.getByLabelText("Repository"), "https://git.example.com/qa/echo.git");
  await user.type(screen.getByLabelText("User name"), "ann");
  await user.type(screen.getByLabelText("Password or token"), "secret");
  await user.click(screen.getByRole("radio", { name: /^Image/ }));
  expect(screen.getByLabelText<HTMLInputElement>("Image", { selector: "#deploy-source" }).value).toBe("");
  await user.click(screen.getByRole("radio", { name: /^Folder or archive/ }));
  await user.type(screen.getByLabelText("Folder, archive or its URL"), "https://example.com/echo.zip");
  await user.type(screen.getByLabelText("Name"), "echo");
  await waitFor(() =>
    expect(asked(twin, "check_deployment").at(-1)).toMatchObject([
      { name: "echo", source: { source: "archive_url", url: "https://example.com/echo.zip" } },
      false,
    ]),
  );
  await user.click(screen.getByRole("radio", { name: /^Git/ }));
  await user.click(screen.getByRole("button", { name: "Deploy" }));
  await screen.findByRole("heading", { name: "echo" });
  expect(asked(twin, "deploy")[0]?.slice(1)).toEqual([
    {
      name: "echo",
      source: {
        source: "git",
        repository: "https://git.example.com/qa/echo.git",
        branch: "",
        folder: "",
        username: "ann",
        password: "secret",
      },
      environment: [],
      limits: { memory_mb: 256, cpu_cores: 0.5, processes: 100, lifetime_hours: 24, private_addresses: false },
    },
    false,
  ]);
});

it("updates a bot under its own name, with limits as they are typed", async () => {
  const { twin, user } = await openPage("#/deploy/update/digest-bot");
  expect((await screen.findByLabelText<HTMLInputElement>("Name")).disabled).toBe(true);
  const cores = screen.getByLabelText("CPU cores");
  await user.clear(cores);
  await user.type(cores, "1,5");
  await user.click(screen.getByLabelText("May reach this computer and the local network"));
  await user.click(screen.getByRole("button", { name: "Update" }));
  await screen.findByText("The image is built…");
  expect(asked(twin, "deploy")[0]).toMatchObject([
    expect.any(String),
    { name: "digest-bot", limits: { cpu_cores: 1.5, private_addresses: true } },
    true,
  ]);
});

it("keeps what was typed where the program does not answer", async () => {
  const { twin, user } = await openPage("#/deploy/clone/digest-bot");
  twin.deployments.most = 9;
  await screen.findByLabelText("Name");
  twin.failNext("deploy");
  await user.click(screen.getByRole("button", { name: "Deploy" }));
  await screen.findByText("The server does not answer");
  expect(screen.getByLabelText<HTMLInputElement>("Name").value).toBe("digest-bot-copy");
});

it("asks before what was filled in is lost, and not once it is deployed", async () => {
  const { user } = await openPage("#/deploy", { kind: "empty" });
  await user.click(await screen.findByRole("radio", { name: /^Image/ }));
  await user.type(screen.getByLabelText("Image", { selector: "#deploy-source" }), "team/echo:1");
  await user.click(screen.getByRole("button", { name: "Cancel" }));
  await screen.findByText("What was filled in here would be lost.");
  await user.click(screen.getByRole("button", { name: "Stay" }));
  await user.type(screen.getByLabelText("Name"), "echo");
  await user.click(screen.getByRole("button", { name: "Deploy" }));
  await screen.findByRole("heading", { name: "echo" });
});
