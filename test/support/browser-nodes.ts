/** What tests ask of a node of a page: these functions run in the browser. */

/** Has the focus, and shows it. */
export function isFocused(node: unknown): boolean {
  const { document, getComputedStyle } = globalThis as unknown as {
    readonly document: { readonly activeElement: unknown };
    getComputedStyle(element: unknown): { readonly outlineStyle: string };
  };
  return node === document.activeElement && getComputedStyle(node).outlineStyle !== 'none';
}

export function scrolledTo(node: unknown): readonly number[] {
  const { scrollLeft, scrollTop } = node as { readonly scrollLeft: number; readonly scrollTop: number };
  return [scrollLeft, scrollTop];
}
