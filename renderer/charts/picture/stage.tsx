/**
 * Which pictures stand on a page: charts put theirs here while they are shown, and what saves them takes them from here.
 * A page without a stage (a gallery, a dialog) just has none.
 */
import {
  createContext,
  useContext,
  useEffect,
  useId,
  useMemo,
  useRef,
  useSyncExternalStore,
  type ReactNode,
} from 'react';
import type { Picture } from './picture';

/** Pictures may have to be loaded first, so they are made when asked for. */
export type MakePicture = () => Promise<Picture | undefined>;

interface Entry {
  readonly place: number;
  readonly title: string | undefined;
  /** Nothing where it has gone since. */
  readonly make: () => Promise<Picture | undefined>;
}

export class PictureStage {
  private readonly entries = new Map<string, Entry>();
  private readonly listeners = new Set<() => void>();

  put(id: string, entry: Entry): () => void {
    this.entries.set(id, entry);
    this.tell();
    return () => {
      this.entries.delete(id);
      this.tell();
    };
  }

  readonly count = (): number => this.entries.size;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  };

  /** From the top of the page to its end. */
  async make(): Promise<readonly Picture[]> {
    const ordered = [...this.entries.values()].sort((a, b) => a.place - b.place);
    const made = await Promise.all(
      ordered.map(async ({ title, make }): Promise<Picture | undefined> => {
        const picture = await make();
        return picture && { title, ...picture };
      }),
    );
    return made.filter((picture) => picture !== undefined);
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}

const Stage = createContext<PictureStage | undefined>(undefined);
const Title = createContext<string | undefined>(undefined);

export function PictureStageProvider({ children }: { readonly children: ReactNode }) {
  const stage = useMemo(() => new PictureStage(), []);
  return <Stage value={stage}>{children}</Stage>;
}

/** What the pictures within are called. */
export function PictureTitle({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return <Title value={title}>{children}</Title>;
}

/** The stage around, and how many pictures stand on it; undefined where there is none. */
export function usePictureStage(): { readonly stage: PictureStage; readonly count: number } | undefined {
  const stage = useContext(Stage);
  const count = useSyncExternalStore(stage?.subscribe ?? never, stage?.count ?? zero);
  return stage && { stage, count };
}

const never = (): (() => void) => () => undefined;
const zero = (): number => 0;

/**
 * Puts a picture on the stage while the component is shown. `place`: smaller stands above; charts stand at 10.
 * undefined: none for now.
 */
export function usePicture(make: MakePicture | undefined, place = 10): void {
  const stage = useContext(Stage);
  const title = useContext(Title);
  const id = useId();
  const newest = useRef(make);
  useEffect(() => {
    newest.current = make;
  });
  const isThere = make !== undefined;
  useEffect(() => {
    if (stage === undefined || !isThere) return undefined;
    return stage.put(id, { place, title, make: async () => newest.current?.() });
  }, [stage, id, place, title, isThere]);
}
