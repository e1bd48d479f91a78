/**
 * The page of one insight: its name, undo and export above; what is asked at the left; what came of it at the right. A
 * view brings the two halves; what to show while there is no question, or none that can be asked, is here once.
 */
import { PanelLeftClose, PanelLeftOpen, Redo2, Undo2, type LucideIcon } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { BugError } from '../../shared/base/assert';
import type { AppError } from '../../shared/contract/errors';
import type { SavedInsight } from '../../shared/insights/saved';
import type { InsightResult, InsightSpec } from '../../shared/insights/specs';
import { PictureStageProvider } from '../charts/picture/stage';
import { navigate } from '../state/navigation';
import { Button } from '../ui/button';
import { EmptyState } from '../ui/empty-state';
import { ErrorState } from '../ui/error-state';
import { IconButton } from '../ui/icon-button';
import { PageHeader } from '../ui/page-header';
import { Skeleton } from '../ui/skeleton';
import { readStored, writeStored } from '../ui/stored';
import { ExportMenu } from './export-menu';
import css from './insight-page.module.css';
import { ResultContext } from './result-context';
import { ResultMeta } from './result-meta';
import { ResultNotes } from './result-notes';
import { SavedControls, SavedMark } from './saved-controls';
import type { SavedHead } from './saved-spec';
import { useSavedPlace } from './use-saved-place';
import type { SpecEditor } from './use-spec';

export interface InsightPageProps<Spec extends InsightSpec> {
  readonly title: string;
  /** The kind in a sentence: «funnel», «trends». */
  readonly noun: string;
  readonly icon: LucideIcon;
  readonly state: SpecEditor<Spec>;
  /** The last answer; undefined before the first. */
  readonly answer: InsightResult | undefined;
  readonly loading: boolean;
  /** What the default needs could not be had. */
  readonly failed: AppError | undefined;
  /** Said where the workspace holds too little to ask about; undefined where it holds enough, or that is not known yet. */
  readonly nothing: { readonly title: string; readonly text: string } | undefined;
  readonly editorLabel?: string;
  /** At the left; absent where the toolbar of the page says it all. */
  readonly editor?: (spec: Spec) => ReactNode;
  readonly children: (spec: Spec) => ReactNode;
}

/** Remembered for all insights: the picture has the width of the page. */
const FOLDED = 'waymark.definition-folded';

export function InsightPage<Spec extends InsightSpec>(props: InsightPageProps<Spec>) {
  const { title, noun, state, answer, loading, editorLabel, editor, children } = props;
  const { spec, undo, redo, canUndo, canRedo } = state;
  const [isFolded, setFolded] = useState(() => readStored(FOLDED) === 'yes');
  const place = useSavedPlace({
    kind: 'insight',
    view: state.kind,
    spec,
    make: (head: SavedHead) => ({ kind: 'insight', document: insightDocument(head, spec) }),
  });
  const name = place.document?.document.name;
  return (
    <PictureStageProvider>
      <PageHeader
        title={name ?? title}
        meta={
          <>
            <SavedMark place={place} kindName={title} />
            <ResultMeta meta={answer?.meta} loading={loading} />
          </>
        }
        actions={
          <>
            {editor !== undefined && spec && (
              <IconButton
                icon={isFolded ? PanelLeftOpen : PanelLeftClose}
                label={isFolded ? 'Show the definition' : 'Hide the definition'}
                onClick={() => {
                  setFolded(!isFolded);
                  writeStored(FOLDED, isFolded ? 'no' : 'yes');
                }}
              />
            )}
            <IconButton icon={Undo2} label="Undo" shortcut="Mod+Z" disabled={!canUndo} onClick={undo} />
            <IconButton icon={Redo2} label="Redo" shortcut="Mod+Shift+Z" disabled={!canRedo} onClick={redo} />
            {spec && <SavedControls place={place} noun={noun} />}
            {spec && <ExportMenu title={name ?? title} spec={spec} result={loading ? undefined : answer} />}
          </>
        }
      />
      {spec === undefined ? (
        <NoSpec {...props} />
      ) : (
        <div className={css['columns']}>
          {editor !== undefined && !isFolded && (
            <aside aria-label={editorLabel} className={css['editor']}>
              {editor(spec)}
            </aside>
          )}
          <div className={css['main']}>
            <ResultContext value={answer?.meta}>{children(spec)}</ResultContext>
            {answer !== undefined && <ResultNotes spec={spec} meta={answer.meta} />}
          </div>
        </div>
      )}
    </PictureStageProvider>
  );
}

function insightDocument(head: SavedHead, spec: InsightSpec | undefined): SavedInsight {
  if (spec === undefined) throw new BugError('there is no question on screen to save');
  return { ...head, spec };
}

function NoSpec<Spec extends InsightSpec>({ noun, icon, state, failed, nothing }: InsightPageProps<Spec>) {
  if (state.problem) {
    return (
      <ErrorState
        title={`This address holds no valid ${noun}`}
        error={state.problem}
        actions={
          <Button
            variant="primary"
            onClick={() => {
              navigate(state.kind, {}, { replace: true });
            }}
          >
            Start from the default
          </Button>
        }
      />
    );
  }
  if (failed) return <ErrorState error={failed} />;
  if (nothing === undefined) return <Pending lines={6} />;
  return (
    <EmptyState
      icon={icon}
      title={nothing.title}
      text={nothing.text}
      actions={
        <Button
          variant="primary"
          onClick={() => {
            navigate('welcome');
          }}
        >
          Get data in
        </Button>
      }
    />
  );
}

/** Before the first answer: lines of text, or a sentence above a picture. */
export function Pending({ lines }: { readonly lines?: number }) {
  return (
    <div className={css['pending']}>
      {lines === undefined ? (
        <>
          <Skeleton height={22} width="58%" />
          <Skeleton height={320} />
        </>
      ) : (
        <Skeleton lines={lines} height={20} />
      )}
    </div>
  );
}
