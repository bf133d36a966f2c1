/** Finds the instance that a report means: the Atmos CLI sends only the last part of a component's name (docs/wire.md#instance-status). */

export interface NamedComponent {
  readonly component: string;
  readonly componentType: string;
}

export type Resolution<Component> =
  | { readonly status: 'found'; readonly component: Component }
  | { readonly status: 'unknown' }
  | { readonly status: 'ambiguous'; readonly candidates: readonly string[] };

/** Those that `asked` may stand for: its own name, and names that end in it. */
export function findCandidates<Component extends NamedComponent>(
  components: readonly Component[],
  asked: string,
): readonly Component[] {
  return components.filter(({ component }) => component === asked || component.endsWith(`/${asked}`));
}

/** Reports come from terraform commands: of components with one name that type is meant. */
function pick<Component extends NamedComponent>(same: readonly Component[]): Component | undefined {
  return same.find(({ componentType }) => componentType === 'terraform') ?? same[0];
}

/** `isOfRun` says whether the reporting run is known to be about a component of this name. */
export function resolveInstance<Component extends NamedComponent>(
  candidates: readonly Component[],
  asked: string,
  isOfRun: (component: string) => boolean,
): Resolution<Component> {
  const names = [...new Set(candidates.map(({ component }) => component))].sort();
  const ofRun = names.filter(isOfRun);
  const [name] =
    ofRun.length === 1 ? ofRun : names.length === 1 ? names : names.filter((one) => one === asked);
  const component = pick(candidates.filter((one) => one.component === name));
  if (component !== undefined) return { status: 'found', component };
  return names.length === 0 ? { status: 'unknown' } : { status: 'ambiguous', candidates: names };
}
