/** The result of a part of the benchmark: rows of figures, and targets to compare them with. */

export type Cell = string | number;

export interface SectionResult {
  readonly title: string;
  /** How the figures were measured, in one sentence. */
  readonly method: string;
  readonly rows: readonly Readonly<Record<string, Cell>>[];
  readonly targets: readonly Target[];
}

/** A limit that the project promises, with the measured value. A missed target is printed and does not fail the run. */
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
