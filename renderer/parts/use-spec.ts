/**
 * The question a view asks, as it stands in the address (`#/funnel?spec={…}`): read and checked, edited with undo.
 * Where the address names none, the view comes back to what it showed last, else to its default.
 */
import { useEffect, useMemo } from 'react';
import type { z } from 'zod';
import { canonicalJson } from '../../shared/base/canonical-json';
import { invalidRequest, type AppError } from '../../shared/contract/errors';
import { navigate, useNavigation } from '../state/navigation';
import { adoptSpec, recordSpec, stepSpec, trackOf, useSpecHistory } from './spec-history';

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

/** Steps the undo history of a kind and shows what it says; for commands outside React. */
export function stepView(kind: string, direction: 'undo' | 'redo'): void {
  const target = stepSpec(kind, direction);
  if (target !== undefined) navigate(kind, { spec: target }, { replace: true });
}

/** `fallback` makes the default; undefined while what it needs has not come. It is asked for only where needed. */
export function useSpec<Spec>(
  kind: string,
  schema: z.ZodType<Spec>,
  fallback: () => Spec | undefined,
): SpecEditor<Spec> {
  const here = useNavigation((state) => state.view === kind);
  const text = useNavigation((state) => (state.view === kind ? state.params['spec'] : undefined));
  const track = useSpecHistory((state) => state.tracks[kind]);
  const { spec, problem } = useMemo(() => readSpec(schema, text), [schema, text]);

  useEffect(() => {
    if (!here) return;
    if (text !== undefined) {
      if (spec !== undefined) adoptSpec(kind, text);
      return;
    }
    const last = trackOf(kind).present;
    const made = last === undefined ? fallback() : undefined;
    const next = last ?? (made === undefined ? undefined : canonicalJson(made));
    if (next !== undefined) navigate(kind, { spec: next }, { replace: true });
  }, [here, text, spec, kind, fallback]);

  return {
    kind,
    spec,
    problem,
    edit: (next, mergeKey) => {
      const json = canonicalJson(next);
      recordSpec(kind, json, mergeKey);
      navigate(kind, { spec: json }, { replace: true });
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
