/** What is saved of one kind, at the left of its view: found by name and words, opened, made anew. */
import { Plus, Search, TriangleAlert } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import type { SavedDocument, SavedList } from '../../shared/contract/saved';
import { Button } from '../ui/button';
import { cx } from '../ui/cx';
import { Skeleton } from '../ui/skeleton';
import { TextField } from '../ui/text-field';
import { SavedItemMenu } from './saved-item-menu';
import css from './saved-sidebar.module.css';

export interface SavedSidebarProps {
  /** Plural: «segments». */
  readonly noun: string;
  /** Above the list. */
  readonly head?: ReactNode;
  /** Of one kind; undefined until they have come. */
  readonly documents: readonly SavedDocument[] | undefined;
  readonly problems: SavedList['problems'];
  readonly wordsOf: (saved: SavedDocument) => string;
  /** At the right of the name, such as a count. */
  readonly badge: (saved: SavedDocument) => ReactNode;
  /** The id of the one on screen. */
  readonly current: string | undefined;
  readonly onOpen: (id: string) => void;
  readonly newLabel: string;
  readonly onNew: () => void;
}

/** Those that hold every word typed, in name, description or sentence. */
export function matching(
  documents: readonly SavedDocument[],
  text: string,
  wordsOf: (saved: SavedDocument) => string,
): readonly SavedDocument[] {
  const wanted = text.toLowerCase().split(/\s+/).filter(Boolean);
  return documents.filter((saved) => {
    const { name, description = '' } = saved.document;
    const hay = `${name} ${description} ${wordsOf(saved)}`.toLowerCase();
    return wanted.every((word) => hay.includes(word));
  });
}

export function SavedSidebar(props: SavedSidebarProps) {
  const { noun, head, documents, problems, wordsOf, badge, current, onOpen, newLabel, onNew } = props;
  const [text, setText] = useState('');
  const shown = matching(documents ?? [], text, wordsOf);
  const names = (documents ?? []).map(({ document }) => document.name);
  return (
    <aside aria-label={`Saved ${noun}`} className={css['sidebar']}>
      <div className={css['head']}>
        {head}
        <div className={css['tools']}>
          <TextField
            label={`Search ${noun}`}
            hideLabel
            size="s"
            icon={Search}
            placeholder={`Search ${noun}…`}
            value={text}
            onChange={setText}
          />
          <Button size="s" icon={Plus} onClick={onNew} aria-label={newLabel}>
            New
          </Button>
        </div>
      </div>
      {documents === undefined ? (
        <div className={css['loading']}>
          <Skeleton lines={5} height={16} />
        </div>
      ) : (
        <ul className={css['list']}>
          {shown.map((saved) => {
            const { id, name } = saved.document;
            return (
              <li key={id} className={cx(css['item'], id === current && css['current'])}>
                <button
                  type="button"
                  className={css['open']}
                  aria-current={id === current ? 'true' : undefined}
                  onClick={() => {
                    onOpen(id);
                  }}
                >
                  <span className={css['name']}>{name}</span>
                  <span className={css['words']}>{wordsOf(saved)}</span>
                </button>
                <span className={css['side']}>
                  {badge(saved)}
                  <SavedItemMenu saved={saved} names={names} />
                </span>
              </li>
            );
          })}
        </ul>
      )}
      {documents !== undefined && shown.length === 0 && (
        <p className={css['nothing']}>{documents.length === 0 ? `No ${noun} saved yet.` : 'Nothing matches.'}</p>
      )}
      {problems.length > 0 && <Problems problems={problems} />}
    </aside>
  );
}

/** Files that could not be read: named, with what is wrong. */
export function Problems({ problems }: { readonly problems: SavedList['problems'] }) {
  return (
    <div role="status" className={css['problems']}>
      <p>
        <TriangleAlert aria-hidden size={13} /> Not readable
      </p>
      <ul>
        {problems.map(({ file, message }) => (
          <li key={file}>
            <code>{file}</code> {message}
          </li>
        ))}
      </ul>
    </div>
  );
}
