/** What people named and kept: at hand for the views, stored and removed with a word in the corner. */
import { useMemo } from 'react';
import { ok, type Result } from '../../shared/base/result';
import type { AppError } from '../../shared/contract/errors';
import type { SavedDocument, SavedKind, SavedList } from '../../shared/contract/saved';
import { NO_NAMES, type SavedNames } from '../../shared/insights/explain/names';
import { call } from '../data/client';
import { coordinator } from '../data/runtime';
import { latest, useQuery } from '../data/use-query';
import { toast } from '../ui/toast-store';
import { savedId } from './saved-id';

const NOTHING = {};

/** Everything kept; undefined until it has come. */
export const useSaved = (): SavedList | undefined => latest(useQuery('saved.list', NOTHING));

/** What segments and actions are called, for sentences. */
export function useSavedNames(): SavedNames {
  const saved = useSaved();
  return useMemo(() => (saved === undefined ? NO_NAMES : namesOf(saved)), [saved]);
}

export const namesOf = ({ segments, actions }: Pick<SavedList, 'segments' | 'actions'>): SavedNames => ({
  segments: new Map(segments.map(({ id, name }) => [id, name])),
  actions: new Map(actions.map(({ id, name }) => [id, name])),
});

/** All of it, or one kind, in the order of the names. */
export function documentsOf(saved: SavedList, kind?: SavedKind): readonly SavedDocument[] {
  const all: readonly SavedDocument[] = [
    ...saved.insights.map((document): SavedDocument => ({ kind: 'insight', document })),
    ...saved.segments.map((document): SavedDocument => ({ kind: 'segment', document })),
    ...saved.actions.map((document): SavedDocument => ({ kind: 'action', document })),
  ];
  return kind === undefined ? all : all.filter((one) => one.kind === kind);
}

/** Stores a document under its id; what is on screen is asked for again. The caller tells of a refusal. */
export async function putSaved(saved: SavedDocument): Promise<Result<SavedList, AppError>> {
  const answer = await call('saved.put', { saved });
  if (answer.ok) coordinator.invalidate();
  return answer;
}

/**
 * Stores a new document under an id made from its name; answers the id. The ids in use are looked up anew, for others
 * save too.
 */
export async function createSaved(
  kind: SavedKind,
  name: string,
  make: (id: string) => SavedDocument,
): Promise<Result<string, AppError>> {
  const list = await call('saved.list', {});
  if (!list.ok) return list;
  const id = savedId(name, [
    ...documentsOf(list.value, kind).map(({ document }) => document.id),
    // A file that cannot be read has its name all the same.
    ...list.value.problems.map(({ file }) => file.replace(/^.*\/|\.json$/g, '')),
  ]);
  const answer = await call('saved.put', { saved: make(id), isNew: true });
  if (!answer.ok) return answer;
  coordinator.invalidate();
  return ok(id);
}

/** Removes a document and offers it back; a refusal is told with the engine's reason. Answers whether it is gone. */
export async function removeSaved(saved: SavedDocument): Promise<boolean> {
  const { kind, document } = saved;
  const answer = await call('saved.remove', { kind, id: document.id });
  if (!answer.ok) {
    if (answer.error.code !== 'cancelled') {
      toast({ tone: 'bad', title: `«${document.name}» was not deleted`, text: answer.error.message });
    }
    return false;
  }
  coordinator.invalidate();
  toast({
    tone: 'good',
    title: `«${document.name}» deleted`,
    action: {
      label: 'Undo',
      run: () => {
        void putSaved(saved).then((back) => {
          if (!back.ok) toast({ tone: 'bad', title: 'It could not be put back', text: back.error.message });
        });
      },
    },
  });
  return true;
}
