/** Names that other scripts of a page define. */
declare const Idiomorph: typeof import('idiomorph').Idiomorph;

interface TrustedTypePolicies {
  createPolicy(
    name: string,
    rules: { createHTML(text: string): string },
  ): { createHTML(text: string): { toString(): string } };
}

interface Window {
  /** Where the browser has Trusted Types. */
  readonly trustedTypes?: TrustedTypePolicies;
}
