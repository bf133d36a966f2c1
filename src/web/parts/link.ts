/** Renders a link to another site, from data: plain text where the address is not one to go to. */
import { type Html, html, httpsUrl } from '../html.ts';

export function renderOutsideLink(address: string, text: string): Html {
  const href = httpsUrl(address);
  return href === undefined ? html`${text}` : html`<a href="${href}" rel="noreferrer">${text}</a>`;
}
