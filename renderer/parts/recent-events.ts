/** Which events somebody chose lately, per workspace; kept by the browser or window. */
import { create } from 'zustand';
import { readStored, writeStored } from '../ui/stored';

/** More would push the list itself out of sight. */
const KEPT = 6;

const keyOf = (workspace: string): string => `waymark.recentEvents.${workspace}`;

/** The newest first, each once. */
export const withRecent = (values: readonly string[], value: string): readonly string[] =>
  [value, ...values.filter((other) => other !== value)].slice(0, KEPT);

/** Anything that is not what this wrote is as if nothing had been kept. */
export function readRecent(text: string | undefined): readonly string[] {
  if (text === undefined) return [];
  try {
    const json: unknown = JSON.parse(text);
    return Array.isArray(json) ? json.filter((value) => typeof value === 'string').slice(0, KEPT) : [];
  } catch (unreadable) {
    if (unreadable instanceof SyntaxError) return [];
    throw unreadable;
  }
}

interface Recent {
  /** By workspace. */
  readonly values: Readonly<Record<string, readonly string[]>>;
  readonly remember: (workspace: string, value: string) => void;
}

const useStore = create<Recent>()((set, get) => ({
  values: {},
  remember: (workspace, value) => {
    const before = get().values[workspace] ?? readRecent(readStored(keyOf(workspace)));
    const next = withRecent(before, value);
    set(({ values }) => ({ values: { ...values, [workspace]: next } }));
    writeStored(keyOf(workspace), JSON.stringify(next));
  },
}));

export interface RecentEvents {
  /** As the picker names them. */
  readonly values: readonly string[];
  readonly remember: (value: string) => void;
}

/** `workspace`: its path; undefined while it is not known. */
export function useRecentEvents(workspace: string | undefined): RecentEvents {
  const known = useStore((state) => (workspace === undefined ? undefined : state.values[workspace]));
  const remember = useStore((state) => state.remember);
  return {
    values: known ?? (workspace === undefined ? [] : readRecent(readStored(keyOf(workspace)))),
    remember: (value) => {
      if (workspace !== undefined) remember(workspace, value);
    },
  };
}
