/**
 * How the answer of a view is looked at: `look=table` in the address, so that reload, back and a copied link keep it. A
 * view that is come back to without a question in the address shows what it showed last.
 */
import { navigate, useNavigation } from '../state/navigation';

/** By view; lasts as long as the page. */
const lasts = new Map<string, string>();

/** What the address says of the view's look, else where the view was left; undefined: its first. */
export function lookOf(view: string): string | undefined {
  const { view: here, params } = useNavigation.getState();
  return here === view && params['spec'] !== undefined ? params['look'] : lasts.get(view);
}

/** The looks of a view, its usual one first. */
export function useLook<Look extends string>(
  view: string,
  looks: readonly [Look, ...Look[]],
): readonly [Look, (look: Look) => void] {
  const named = useNavigation((state) =>
    state.view === view && state.params['spec'] !== undefined ? state.params['look'] : lasts.get(view),
  );
  const look = looks.find((known) => known === named) ?? looks[0];
  const choose = (next: Look): void => {
    lasts.set(view, next);
    const { look: _, ...params } = useNavigation.getState().params;
    navigate(view, next === looks[0] ? params : { ...params, look: next }, { replace: true });
  };
  return [look, choose];
}
