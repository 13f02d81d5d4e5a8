/** The results that a decision is about. */
export interface Target {
  runId: number;
  /** Of a group of failures its tests as they are by then. */
  group: string | null;
  results: number[];
  /** How many tests it is about, as far as is known. */
  count: number;
  /** What it is called where a defect or a mute is named after it. */
  label: string;
  /** One of them, of which likely defects are asked for. */
  sample: number | null;
}
