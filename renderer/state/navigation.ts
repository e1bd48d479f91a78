/**
 * Where the user is: a view and its parameters, mirrored in the address as `#/view?key=value`, so that back, forward,
 * reload and a copied address work.
 */
import { create } from 'zustand';

export type ViewParams = Readonly<Record<string, string>>;

export interface Place {
  /** A feature's id; empty where the address names none (the shell then picks one). */
  readonly view: string;
  readonly params: ViewParams;
}

export interface Navigation extends Place {
  /** Goes to a view. `replace` rewrites the present entry of the history instead of adding one. */
  readonly navigate: (view: string, params?: ViewParams, options?: { readonly replace?: boolean }) => void;
}

/** Reads `#/view?key=value`; anything else is no view. */
export function parsePlace(hash: string): Place {
  const match = /^#\/([^?]*)(?:\?(.*))?$/.exec(hash);
  if (match === null) return { view: '', params: {} };
  return {
    view: safeDecode(match[1] ?? ''),
    params: Object.fromEntries(new URLSearchParams(match[2] ?? '')),
  };
}

/** The inverse of {@link parsePlace}. */
export function printPlace({ view, params }: Place): string {
  const query = new URLSearchParams(params).toString();
  return `#/${encodeURIComponent(view)}${query === '' ? '' : `?${query}`}`;
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A hand-edited address with a stray %: take it as it is.
    return text;
  }
}

const page = (): Window | undefined => (typeof window === 'undefined' ? undefined : window);

export const useNavigation = create<Navigation>()((set, get) => ({
  ...parsePlace(page()?.location.hash ?? ''),
  navigate: (view, params = {}, { replace = false } = {}) => {
    const hash = printPlace({ view, params });
    if (hash === printPlace(get())) return;
    const history = page()?.history;
    if (replace) history?.replaceState(null, '', hash);
    else history?.pushState(null, '', hash);
    set({ view, params });
  },
}));

/** Goes to a view from outside React. */
export const navigate: Navigation['navigate'] = (view, params, options) => {
  useNavigation.getState().navigate(view, params, options);
};

const follow = (): void => {
  useNavigation.setState(parsePlace(page()?.location.hash ?? ''));
};
page()?.addEventListener('popstate', follow);
page()?.addEventListener('hashchange', follow);
