/** Cuts a list into pages, with a `Link` header to the others. */

const defaultPageSize = 30;
const maxPageSize = 100;

export interface Page<Item> {
  readonly items: readonly Item[];
  /** `link`, when there is more than one page. */
  readonly headers: Readonly<Record<string, string>>;
}

function positive(text: string | null, fallback: number): number {
  const number = Number(text ?? fallback);
  return Number.isInteger(number) && number > 0 ? number : fallback;
}

/** `address` is the operation's own, without a query. Out-of-range values fall back as they do at GitHub. */
export function cutPage<Item>(items: readonly Item[], query: URLSearchParams, address: string): Page<Item> {
  const size = Math.min(positive(query.get('per_page'), defaultPageSize), maxPageSize);
  const page = positive(query.get('page'), 1);
  const last = Math.max(Math.ceil(items.length / size), 1);
  const link = (target: number, relation: string) => {
    const search = new URLSearchParams(query);
    search.set('page', String(target));
    return `<${address}?${search}>; rel="${relation}"`;
  };
  const links = [
    page > 1 ? link(Math.min(page - 1, last), 'prev') : undefined,
    page < last ? link(page + 1, 'next') : undefined,
    page < last ? link(last, 'last') : undefined,
    page > 1 ? link(1, 'first') : undefined,
  ].filter((shown) => shown !== undefined);
  return {
    items: items.slice((page - 1) * size, page * size),
    headers: links.length === 0 ? {} : { link: links.join(', ') },
  };
}
