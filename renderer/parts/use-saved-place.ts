/** The saved document that a view's address belongs to: what it is, whether the screen differs from it, what can be done. */
import { canonicalJson } from '../../shared/base/canonical-json';
import type { AppError } from '../../shared/contract/errors';
import type { SavedDocument, SavedKind } from '../../shared/contract/saved';
import { useNavigation } from '../state/navigation';
import { toast } from '../ui/toast-store';
import type { Naming } from './name-dialog';
import { createSaved, documentsOf, putSaved, removeSaved, useSaved } from './saved';
import { differs, headOf, namingOf, type SavedHead, specOfSaved, withNaming } from './saved-spec';
import { bindSaved, recordSpec } from './spec-history';
import { showSpec } from './use-spec';

export interface SavedPlace {
  /** undefined where what is on screen was never saved, or is no longer. */
  readonly document: SavedDocument | undefined;
  /** What is on screen is not what was saved. */
  readonly dirty: boolean;
  /** Names of its kind, without its own. */
  readonly otherNames: readonly string[];
  /** Stores what is on screen as a new document. Answers what was wrong. */
  readonly saveAs: (naming: Naming) => Promise<AppError | undefined>;
  /** Stores what is on screen in its document; a refusal is told in the corner. */
  readonly saveChanges: () => Promise<void>;
  readonly rename: (naming: Naming) => Promise<AppError | undefined>;
  /** Shows what was saved; it can be taken back. */
  readonly revert: () => void;
  readonly remove: () => Promise<void>;
}

export interface SavedPlaceInput {
  readonly kind: SavedKind;
  /** The view's id. */
  readonly view: string;
  /** What is on screen, as the address has it. */
  readonly spec: unknown;
  /** The document that holds what is on screen. */
  readonly make: (head: SavedHead) => SavedDocument;
}

export function useSavedPlace({ kind, view, spec, make }: SavedPlaceInput): SavedPlace {
  const list = useSaved();
  const id = useNavigation((state) => (state.view === view ? state.params['saved'] : undefined));
  const all = list === undefined ? [] : documentsOf(list, kind);
  const document = all.find((one) => one.document.id === id);
  const show = (saved: string | undefined): void => {
    bindSaved(view, saved);
    showSpec(view, canonicalJson(spec));
  };
  return {
    document,
    dirty: document !== undefined && spec !== undefined && differs(document, spec),
    otherNames: all.filter((one) => one !== document).map((one) => one.document.name),
    saveAs: async (naming) => {
      const answer = await createSaved(kind, naming.name, (newId) => make(headOf(newId, naming)));
      if (!answer.ok) return answer.error;
      show(answer.value);
      toast({ tone: 'good', title: `«${naming.name}» saved` });
      return undefined;
    },
    saveChanges: async () => {
      if (document === undefined) return;
      const naming = namingOf(document);
      const answer = await putSaved(make(headOf(document.document.id, naming)));
      if (answer.ok) toast({ tone: 'good', title: `Changes of «${naming.name}» saved` });
      else if (answer.error.code !== 'cancelled') {
        toast({ tone: 'bad', title: `«${naming.name}» could not be saved`, text: answer.error.message });
      }
    },
    rename: async (naming) => {
      if (document === undefined) return undefined;
      const answer = await putSaved(withNaming(document, naming));
      return answer.ok ? undefined : answer.error;
    },
    revert: () => {
      if (document === undefined) return;
      const json = canonicalJson(specOfSaved(document));
      recordSpec(view, json);
      showSpec(view, json);
    },
    remove: async () => {
      if (document !== undefined && (await removeSaved(document))) show(undefined);
    },
  };
}
