/** What a part of the benchmark gives: rows of figures, and the targets that they are held against. */

export type Cell = string | number;

export interface SectionResult {
  readonly title: string;
  /** How the figures were made, one sentence. */
  readonly method: string;
  readonly rows: readonly Readonly<Record<string, Cell>>[];
  readonly targets: readonly Target[];
}

/** A bound that the project promises, with what was measured; missed targets are printed, they do not fail the run. */
export interface Target {
  readonly what: string;
  readonly limit: number;
  readonly measured: number;
  readonly unit: string;
}

export interface Section {
  readonly name: string;
  measure(): Promise<SectionResult>;
}
