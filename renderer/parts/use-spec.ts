/**
 * The question a view asks, as it stands in the address (`#/funnel?spec={…}`): read and checked, edited with undo.
 * Where the address names none, the view comes back to what it showed last, else to its default. With `saved=ID` the
 * question belongs to a saved document; without a spec beside it, it is that document's own. With `within={…}` it is
 * what the view would show, narrowed by that filter.
 */
import { useEffect, useMemo } from 'react';
import type { z } from 'zod';
import { canonicalJson } from '../../shared/base/canonical-json';
import { invalidRequest, type AppError } from '../../shared/contract/errors';
import type { SavedKind } from '../../shared/contract/saved';
import { navigate, useNavigation } from '../state/navigation';
import { documentsOf, useSaved } from './saved';
import { specOfSaved } from './saved-spec';
import { lookOf } from './use-look';
import { adoptSpec, recordSpec, stepSpec, trackOf, useSpecHistory } from './spec-history';
import { narrowed } from './within';

export interface SpecEditor<Spec> {
  /** The view it belongs to. */
  readonly kind: string;
  /** undefined until a default can be made, or while the address holds what is no spec. */
  readonly spec: Spec | undefined;
  readonly problem: AppError | undefined;
  /** `mergeKey`: edits in a row with the same key are taken back together. */
  readonly edit: (next: Spec, mergeKey?: string) => void;
  readonly undo: () => void;
  readonly redo: () => void;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
}

function readSpec<Spec>(
  schema: z.ZodType<Spec>,
  text: string | undefined,
): { readonly spec?: Spec; readonly problem?: AppError } {
  if (text === undefined) return {};
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    return { problem: { code: 'invalid_request', message: `The address holds no readable spec: ${String(cause)}` } };
  }
  const parsed = schema.safeParse(json);
  return parsed.success ? { spec: parsed.data } : { problem: invalidRequest(parsed.error, 'spec') };
}

/** Puts a spec into the address of its view, beside the document it belongs to and how it is looked at. */
export function showSpec(kind: string, spec: string): void {
  const { saved } = trackOf(kind);
  const look = lookOf(kind);
  navigate(
    kind,
    { ...(saved === undefined ? {} : { saved }), ...(look === undefined ? {} : { look }), spec },
    { replace: true },
  );
}

/** Steps the undo history of a kind and shows what it says; for commands outside React. */
export function stepView(kind: string, direction: 'undo' | 'redo'): void {
  const target = stepSpec(kind, direction);
  if (target !== undefined) showSpec(kind, target);
}

/**
 * `fallback` makes the default; undefined while what it needs has not come. It is asked for only where needed.
 * `savedKind` is what the view saves.
 */
export function useSpec<Spec>(
  kind: string,
  schema: z.ZodType<Spec>,
  fallback: () => Spec | undefined,
  savedKind: SavedKind = 'insight',
): SpecEditor<Spec> {
  const here = useNavigation((state) => state.view === kind);
  const params = useNavigation((state) => (state.view === kind ? state.params : undefined));
  const [text, savedId, within] = [params?.['spec'], params?.['saved'], params?.['within']];
  const track = useSpecHistory((state) => state.tracks[kind]);
  const { spec, problem } = useMemo(() => readSpec(schema, text), [schema, text]);
  const saved = useSaved();

  useEffect(() => {
    if (!here) return;
    if (text !== undefined) {
      if (spec !== undefined) adoptSpec(kind, text, savedId);
      return;
    }
    if (savedId !== undefined) {
      const found = saved && documentsOf(saved, savedKind).find(({ document }) => document.id === savedId);
      if (found === undefined) return;
      const json = canonicalJson(specOfSaved(found));
      adoptSpec(kind, json, savedId);
      showSpec(kind, json);
      return;
    }
    const last = trackOf(kind).present;
    const made = last === undefined ? fallback() : undefined;
    const next = last ?? (made === undefined ? undefined : canonicalJson(made));
    if (next === undefined) return;
    if (within !== undefined) recordSpec(kind, narrowed(next, within));
    showSpec(kind, trackOf(kind).present ?? next);
  }, [here, text, savedId, within, spec, saved, savedKind, kind, fallback]);

  const isGone =
    text === undefined &&
    savedId !== undefined &&
    saved !== undefined &&
    !documentsOf(saved, savedKind).some(({ document }) => document.id === savedId);

  return {
    kind,
    spec,
    problem: isGone ? notSaved(savedKind, savedId) : problem,
    edit: (next, mergeKey) => {
      const json = canonicalJson(next);
      recordSpec(kind, json, mergeKey);
      showSpec(kind, json);
    },
    undo: () => {
      stepView(kind, 'undo');
    },
    redo: () => {
      stepView(kind, 'redo');
    },
    canUndo: (track?.past.length ?? 0) > 0,
    canRedo: (track?.future.length ?? 0) > 0,
  };
}

const notSaved = (kind: SavedKind, id: string): AppError => ({
  code: 'not_found',
  message: `There is no saved ${kind} «${id}»; it may have been deleted or renamed.`,
});
