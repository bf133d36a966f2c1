/** The table of lists of GitHub that are read to their end, again and again, as Kysely sees it. */

/** How far a list was read. Times are GitHub's, in milliseconds, except for the last one. */
export interface BackfillMarkTable {
  /** `deliveries/<App>`, `pulls/<workspace>/<repository id>` */
  readonly list: string;
  /** Everything up to this time is known; `null`: nothing yet. */
  readonly read_through: number | null;
  /** Of a reading that is not complete: the next page, and through when it will have read. */
  readonly cursor: string | null;
  readonly reading_through: number | null;
  /** When the last reading was completed, by the database's clock. */
  readonly finished_at: number | null;
}
