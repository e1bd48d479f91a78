/** Everything that was saved: found by name, kind and words, opened where it belongs. */
import { Bookmark, Search, SearchX } from 'lucide-react';
import { useState } from 'react';
import type { SavedDocument, SavedKind } from '../../../shared/contract/saved';
import { savedKindName } from '../../parts/insight-change';
import { openSaved } from '../../parts/open-saved';
import { documentsOf, useSaved, useSavedNames } from '../../parts/saved';
import { SavedItemMenu } from '../../parts/saved-item-menu';
import { matching, Problems } from '../../parts/saved-sidebar';
import { viewOf } from '../../parts/saved-spec';
import { savedWords } from '../../parts/spec-words';
import { navigate } from '../../state/navigation';
import { Badge } from '../../ui/badge';
import { Button } from '../../ui/button';
import { EmptyState } from '../../ui/empty-state';
import { formatCount } from '../../ui/number-format';
import { PageHeader } from '../../ui/page-header';
import { Segmented } from '../../ui/segmented';
import { Skeleton } from '../../ui/skeleton';
import { TextField } from '../../ui/text-field';
import { Toolbar } from '../../ui/toolbar';
import css from './saved.module.css';

const KINDS = [
  { value: 'all', label: 'All' },
  { value: 'insight', label: 'Insights' },
  { value: 'segment', label: 'Segments' },
  { value: 'action', label: 'Actions' },
] as const;

export function SavedView() {
  const saved = useSaved();
  const names = useSavedNames();
  const [text, setText] = useState('');
  const [kind, setKind] = useState<SavedKind | 'all'>('all');
  const all = saved === undefined ? [] : documentsOf(saved, kind === 'all' ? undefined : kind);
  const shown = matching(all, text, (one) => `${savedKindName(one)} ${savedWords(one, names)}`);
  const total = saved === undefined ? undefined : documentsOf(saved).length;
  return (
    <>
      <PageHeader
        title="Saved"
        meta={total === undefined ? undefined : <span className="num">{formatCount(total)}</span>}
      />
      {total !== 0 && (
        <Toolbar label="What to show">
          <TextField
            label="Find what was saved"
            hideLabel
            placeholder="Name or words…"
            icon={Search}
            value={text}
            onChange={setText}
            className={css['search']}
          />
          <Segmented label="Kind" value={kind} options={KINDS} onChange={setKind} />
        </Toolbar>
      )}
      <div className={css['page']}>
        {saved === undefined && <Skeleton lines={6} height={20} />}
        {saved !== undefined && saved.problems.length > 0 && <Problems problems={saved.problems} />}
        {total === 0 && <Nothing />}
        {saved !== undefined && total !== 0 && shown.length === 0 && (
          <EmptyState
            icon={SearchX}
            title="Nothing matches"
            text="Nothing saved has these words in its name or in what it says."
          />
        )}
        <ul className={css['list']}>
          {shown.map((one) => (
            <SavedRow
              key={`${one.kind}-${one.document.id}`}
              saved={one}
              words={savedWords(one, names)}
              others={all.filter((other) => other.kind === one.kind).map((other) => other.document.name)}
            />
          ))}
        </ul>
      </div>
    </>
  );
}

interface SavedRowProps {
  readonly saved: SavedDocument;
  readonly words: string;
  /** Names of its kind. */
  readonly others: readonly string[];
}

function SavedRow({ saved, words, others }: SavedRowProps) {
  const { name, description } = saved.document;
  const isShowable = viewOf(saved) !== undefined;
  return (
    <li className={css['row']}>
      <button
        type="button"
        className={css['open']}
        disabled={!isShowable}
        title={isShowable ? undefined : 'No view shows this kind yet; waymark query does.'}
        onClick={() => {
          openSaved(saved);
        }}
      >
        <span className={css['name']}>{name}</span>
        <Badge>{savedKindName(saved)}</Badge>
        <span className={css['words']}>{words}</span>
        {description !== undefined && <span className={css['description']}>{description}</span>}
      </button>
      <SavedItemMenu saved={saved} names={others} />
    </li>
  );
}

function Nothing() {
  return (
    <EmptyState
      icon={Bookmark}
      title="Nothing saved yet"
      text="Save a funnel, trends or any other insight under a name and it is found here, as a file in the workspace that can be kept in git."
      actions={
        <Button
          variant="primary"
          onClick={() => {
            navigate('funnel');
          }}
        >
          Go to the funnel
        </Button>
      }
    />
  );
}
