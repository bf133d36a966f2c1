/** Renders facts as a list of terms, and durations. */
import { type Html, html } from '../html.ts';

export type Fact = readonly [term: string, value: Html | string];

export function renderFacts(facts: readonly Fact[]): Html {
  return html`<dl>${facts.map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl>`;
}
