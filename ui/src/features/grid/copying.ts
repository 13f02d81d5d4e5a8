/** Copies what is chosen, whole: what the rows carry of a long cell may be cut. */
import { commands, currentHost, type GridRow } from "$lib/host";
import { toast } from "$lib/say.svelte";
import { t } from "./messages";
import { tabbed } from "./text";

export async function copyCell(grid: number, row: GridRow, column: number): Promise<void> {
  await copied(() => wholeText(grid, row, column), t.cellCopied);
}

/** The columns that are shown, as they are shown, as one line for a spreadsheet. */
export async function copyRow(grid: number, row: GridRow, columns: readonly number[]): Promise<void> {
  const cells = () => Promise.all(columns.map((column) => wholeText(grid, row, column)));
  await copied(async () => tabbed(await cells()), t.rowCopied);
}

export async function wholeText(grid: number, row: GridRow, column: number): Promise<string> {
  const cell = row.cells[column];
  return cell?.cut ? (await commands.grid_cell(grid, row.record, column)).text : (cell?.text ?? "");
}

async function copied(read: () => Promise<string>, done: string): Promise<void> {
  try {
    const text = read();
    await Promise.all([text, currentHost().copy(text)]);
    toast({ text: done });
  } catch {
    toast({ text: t.nothingCopied, tone: "failed" });
  }
}
