/** Renders the badge of an instance: a picture of two words, without scripts, fonts or addresses. */

export type BadgeState = 'no-drift' | 'drifted' | 'remediating' | 'remediated' | 'unknown';

const looks: Readonly<
  Record<BadgeState, { readonly text: string; readonly color: string; readonly width: number }>
> = {
  'no-drift': { text: 'No drift', color: '#2b7a3d', width: 64 },
  drifted: { text: 'Drift detected', color: '#9a6700', width: 98 },
  remediating: { text: 'Remediation in progress', color: '#0b62b0', width: 156 },
  remediated: { text: 'Remediated', color: '#2b7a3d', width: 82 },
  unknown: { text: 'Unknown', color: '#666', width: 66 },
};
const labelWidth = 40;

/** All states have white text with a contrast of at least 4.5. */
export function renderBadge(state: BadgeState): string {
  const { text, color, width } = looks[state];
  const [middle, whole] = [labelWidth + width / 2, labelWidth + width];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${whole}" height="20" role="img" aria-label="drift: ${text}">
<title>drift: ${text}</title>
<clipPath id="r"><rect width="${whole}" height="20" rx="3"/></clipPath>
<g clip-path="url(#r)"><rect width="${labelWidth}" height="20" fill="#444"/><rect x="${labelWidth}" width="${width}" height="20" fill="${color}"/></g>
<g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11"><text x="${labelWidth / 2}" y="14">drift</text><text x="${middle}" y="14">${text}</text></g>
</svg>
`;
}

/** What the server knows of an instance. */
export interface BadgeFacts {
  /** Drift status, after what is ignored. */
  readonly status: string;
  readonly isRemediating: boolean;
  readonly remediatedAt: number | undefined;
}

/** How long a remediation is shown, in milliseconds. */
const remediatedMs = 7 * 24 * 60 * 60_000;

export function decideBadge({ status, isRemediating, remediatedAt }: BadgeFacts, now: number): BadgeState {
  if (isRemediating) return 'remediating';
  if (status === 'drifted') return 'drifted';
  if (status !== 'in_sync') return 'unknown';
  return remediatedAt !== undefined && now - remediatedAt < remediatedMs ? 'remediated' : 'no-drift';
}
