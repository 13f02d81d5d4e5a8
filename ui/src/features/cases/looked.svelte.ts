/** What was searched for last: coming back from a test case shows the same list. */
export const looked = $state({ text: "" });
