/** What was looked for last: coming back from a test case shows the same list. */
export const looked = $state({
  text: "",
  /** Of the grouping and the group that were chosen last; they belong to a project. */
  projectId: null as number | null,
  grouping: "",
  values: [] as string[],
});
