/** The Segments view: what is saved at the left, the conditions in the middle, and who that is beside them. */
import { Redo2, Undo2 } from 'lucide-react';
import { useMemo } from 'react';
import { BugError } from '../../../shared/base/assert';
import { canonicalJson } from '../../../shared/base/canonical-json';
import type { SavedDocument } from '../../../shared/contract/saved';
import { segmentSpecSchema, type SegmentSpec } from '../../../shared/insights/segment/spec';
import { latest, useQuery } from '../../data/use-query';
import { ExportMenu } from '../../parts/export-menu';
import { leaveEdited } from '../../parts/leave-edited';
import { PartTabs } from '../../parts/part-tabs';
import { phrasesText, type Phrase } from '../../parts/phrases';
import { ResultMeta } from '../../parts/result-meta';
import { documentsOf, useSaved, useSavedNames } from '../../parts/saved';
import { SavedControls, SavedMark } from '../../parts/saved-controls';
import { SavedSidebar } from '../../parts/saved-sidebar';
import type { SavedHead } from '../../parts/saved-spec';
import { segmentPhrases, segmentWords } from '../../parts/segment-words';
import { startNew } from '../../parts/start-new';
import { useDebounced } from '../../parts/use-debounced';
import { useSavedPlace } from '../../parts/use-saved-place';
import { UsedBy } from '../../parts/used-by';
import { useSpec } from '../../parts/use-spec';
import { navigate } from '../../state/navigation';
import { Button } from '../../ui/button';
import { ErrorState } from '../../ui/error-state';
import { IconButton } from '../../ui/icon-button';
import { PageHeader } from '../../ui/page-header';
import { Skeleton } from '../../ui/skeleton';
import { Audience } from './audience';
import { Overlap } from './overlap';
import { SegmentCount } from './segment-count';
import { withoutEmptyGroups } from './segment-tree';
import css from './segments.module.css';
import { TreeEditor } from './tree-editor';
import { UseMenu } from './use-menu';

const VIEW = 'segments';
/** Long enough for a double click, short enough to feel at once. */
const STILL_MS = 180;

const EVERYBODY: SegmentSpec = { kind: 'segment', filter: { all: [] } };
const makeEverybody = (): SegmentSpec => EVERYBODY;

export function SegmentsView() {
  const state = useSpec(VIEW, segmentSpecSchema, makeEverybody, 'segment');
  const { spec, problem, edit, undo, redo, canUndo, canRedo } = state;
  const saved = useSaved();
  const names = useSavedNames();
  const asked = useMemo(
    () => (spec === undefined ? undefined : { ...spec, filter: withoutEmptyGroups(spec.filter) }),
    [spec],
  );
  const { value: still, waiting } = useDebounced(asked, canonicalJson(asked ?? null), STILL_MS);
  const query = useQuery('insight.run', still === undefined ? undefined : { spec: still });
  const answer = latest(query);
  const result = answer?.kind === 'segment' ? answer : undefined;
  const isStale = query.status === 'loading' || waiting;
  const place = useSavedPlace({
    kind: 'segment',
    view: VIEW,
    spec,
    make: (head) => ({ kind: 'segment', document: segmentDocument(head, asked) }),
  });
  const name = place.document?.document.name;
  const own = place.document?.document.id;
  return (
    <>
      <PageHeader
        title={name ?? 'New segment'}
        meta={
          <>
            <SavedMark place={place} kindName="Segment" />
            <ResultMeta meta={answer?.meta} loading={isStale} />
          </>
        }
        actions={
          <>
            <IconButton icon={Undo2} label="Undo" shortcut="Mod+Z" disabled={!canUndo} onClick={undo} />
            <IconButton icon={Redo2} label="Redo" shortcut="Mod+Shift+Z" disabled={!canRedo} onClick={redo} />
            {asked && <UseMenu filter={asked.filter} savedAs={place.dirty ? undefined : own} />}
            {asked && <SavedControls place={place} noun="segment" />}
            {asked && <ExportMenu spec={asked} result={isStale ? undefined : answer} />}
          </>
        }
      />
      <div className={css['columns']}>
        <SavedSidebar
          noun="segments"
          head={<PartTabs current={VIEW} />}
          documents={saved && documentsOf(saved, 'segment')}
          problems={(saved?.problems ?? []).filter(({ file }) => file.startsWith('segments/'))}
          wordsOf={(document) => wordsOf(document, names)}
          badge={(document) => <SegmentCount id={document.document.id} />}
          current={own}
          onOpen={(id) => {
            if (id === own) return;
            leaveEdited(place, () => {
              navigate(VIEW, { saved: id });
            });
          }}
          newLabel="New segment"
          onNew={() => {
            leaveEdited(place, () => {
              startNew(VIEW, EVERYBODY);
            });
          }}
        />
        {spec === undefined || asked === undefined ? (
          <div className={css['desk']}>
            {problem === undefined ? <Skeleton lines={6} height={20} /> : <Unreadable error={problem} />}
          </div>
        ) : (
          <div className={css['desk']}>
            <div className={css['build']}>
              <Words phrases={segmentPhrases(asked.filter, names)} />
              <TreeEditor
                filter={spec.filter}
                names={names}
                own={own}
                onChange={(filter) => {
                  edit({ ...spec, filter });
                }}
              />
              <Description text={place.document?.document.description} />
              {own !== undefined && <UsedBy kind="segment" id={own} />}
            </div>
            <div className={css['who']}>
              {query.status === 'failed' ? (
                <ErrorState
                  compact
                  title="These people could not be counted"
                  error={query.error}
                  onRetry={query.refetch}
                />
              ) : (
                <Audience key={own ?? ''} spec={asked} result={result} stale={isStale} />
              )}
              <Overlap key={`overlap-${own ?? ''}`} filter={asked.filter} own={own} name={name} />
            </div>
          </div>
        )}
      </div>
    </>
  );
}

function segmentDocument(head: SavedHead, asked: SegmentSpec | undefined) {
  if (asked === undefined) throw new BugError('there is no segment on screen to save');
  return { ...head, filter: asked.filter };
}

const wordsOf = (saved: SavedDocument, names: ReturnType<typeof useSavedNames>): string =>
  saved.kind === 'segment' ? segmentWords(saved.document.filter, names) : '';

function Words({ phrases }: { readonly phrases: readonly Phrase[] }) {
  return (
    <p className={css['sentence']} aria-label={phrasesText(phrases)}>
      {phrases.map(({ text, strong = false }, index) => (strong ? <strong key={index}>{text}</strong> : text))}
    </p>
  );
}

function Description({ text }: { readonly text: string | undefined }) {
  return text === undefined ? null : <p className={css['description']}>{text}</p>;
}

function Unreadable({ error }: { readonly error: { readonly code: string; readonly message: string } }) {
  return (
    <ErrorState
      title="This address holds no segment"
      error={error}
      actions={
        <Button
          variant="primary"
          onClick={() => {
            startNew(VIEW, EVERYBODY);
          }}
        >
          Start with everybody
        </Button>
      }
    />
  );
}
