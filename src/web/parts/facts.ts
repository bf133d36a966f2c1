/** Renders facts as a list of terms, and durations. A fact that is `undefined` is left out. */
import { type Html, html } from '../html.ts';

export type Fact = readonly [term: string, value: Html | string | undefined];

export function renderFacts(facts: readonly Fact[]): Html {
  return html`<dl>${facts.map(
    ([term, value]) => value !== undefined && html`<div><dt>${term}</dt><dd>${value}</dd></div>`,
  )}</dl>`;
}
