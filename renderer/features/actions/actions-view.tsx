/**
 * The Actions view: events that mean the same, under one name. What is saved at the left, its events in the middle, how
 * often they happen beside them.
 */
import { ChartLine, Plus, Redo2, Undo2, X } from 'lucide-react';
import { BugError } from '../../../shared/base/assert';
import { canonicalJson } from '../../../shared/base/canonical-json';
import { matcherOf } from '../../parts/matcher-model';
import { EventPicker } from '../../parts/event-picker';
import { hasMatcherBody, MatcherBody, MatcherHead } from '../../parts/matcher-editor';
import { leaveEdited } from '../../parts/leave-edited';
import { PartTabs } from '../../parts/part-tabs';
import { documentsOf, useSaved, useSavedNames } from '../../parts/saved';
import { SavedControls, SavedMark } from '../../parts/saved-controls';
import { SavedSidebar } from '../../parts/saved-sidebar';
import type { SavedHead } from '../../parts/saved-spec';
import { savedWords } from '../../parts/spec-words';
import { startNew } from '../../parts/start-new';
import { UsedBy } from '../../parts/used-by';
import { useSavedPlace } from '../../parts/use-saved-place';
import { useSpec } from '../../parts/use-spec';
import { navigate } from '../../state/navigation';
import { Button } from '../../ui/button';
import { ErrorState } from '../../ui/error-state';
import { IconButton } from '../../ui/icon-button';
import { PageHeader } from '../../ui/page-header';
import { Skeleton } from '../../ui/skeleton';
import { actionSpecSchema, MOST_MATCHERS, NO_EVENTS, type ActionSpec } from './action-spec';
import css from './actions.module.css';
import { Usage } from './usage';

const VIEW = 'actions';
const makeNone = (): ActionSpec => NO_EVENTS;

export function ActionsView() {
  const { spec, problem, edit, undo, redo, canUndo, canRedo } = useSpec(VIEW, actionSpecSchema, makeNone, 'action');
  const saved = useSaved();
  const names = useSavedNames();
  const place = useSavedPlace({
    kind: 'action',
    view: VIEW,
    spec,
    make: (head) => ({ kind: 'action', document: actionDocument(head, spec) }),
  });
  const document = place.document?.document;
  const isEmpty = spec === undefined || spec.matchers.length === 0;
  return (
    <>
      <PageHeader
        title={document?.name ?? 'New action'}
        meta={<SavedMark place={place} kindName="Action" />}
        actions={
          <>
            <IconButton icon={Undo2} label="Undo" shortcut="Mod+Z" disabled={!canUndo} onClick={undo} />
            <IconButton icon={Redo2} label="Redo" shortcut="Mod+Shift+Z" disabled={!canRedo} onClick={redo} />
            <Button
              size="s"
              icon={ChartLine}
              disabled={isEmpty}
              onClick={() => {
                if (spec !== undefined) showTrend(spec, place.dirty ? undefined : document?.id);
              }}
            >
              Show its trend
            </Button>
            <SavedControls
              place={place}
              noun="action"
              problem={isEmpty ? 'An action needs at least one event.' : undefined}
            />
          </>
        }
      />
      <div className={css['columns']}>
        <SavedSidebar
          noun="actions"
          head={<PartTabs current={VIEW} />}
          documents={saved && documentsOf(saved, 'action')}
          problems={(saved?.problems ?? []).filter(({ file }) => file.startsWith('actions/'))}
          wordsOf={(one) => savedWords(one, names)}
          badge={() => null}
          current={document?.id}
          onOpen={(id) => {
            if (id === document?.id) return;
            leaveEdited(place, () => {
              navigate(VIEW, { saved: id });
            });
          }}
          newLabel="New action"
          onNew={() => {
            leaveEdited(place, () => {
              startNew(VIEW, NO_EVENTS);
            });
          }}
        />
        <div className={css['desk']}>
          {problem !== undefined && <Unreadable error={problem} />}
          {problem === undefined && spec === undefined && <Skeleton lines={5} height={20} />}
          {problem === undefined && spec !== undefined && (
            <>
              <div className={css['build']}>
                <p className={css['gist']}>
                  An action is events that mean the same, under one name: «Paid» for every way of paying. It can be
                  chosen wherever an event can; when it changes, everything that uses it follows.
                </p>
                <Matchers spec={spec} own={document?.id} onChange={edit} />
                {document?.description !== undefined && <p className={css['gist']}>{document.description}</p>}
                {document !== undefined && <UsedBy kind="action" id={document.id} />}
              </div>
              <div>
                <Usage spec={spec} />
              </div>
            </>
          )}
        </div>
      </div>
    </>
  );
}

function actionDocument(head: SavedHead, spec: ActionSpec | undefined) {
  if (spec === undefined) throw new BugError('there is no action on screen to save');
  return { ...head, matchers: spec.matchers };
}

function showTrend({ matchers }: ActionSpec, id: string | undefined): void {
  const [first, ...rest] = matchers;
  if (first === undefined) return;
  const match = id === undefined ? (rest.length === 0 ? first : { anyOf: matchers }) : { action: id };
  navigate('trends', {
    spec: canonicalJson({ kind: 'trends', series: [{ match, math: 'events' }], interval: 'day' }),
  });
}

interface MatchersProps {
  readonly spec: ActionSpec;
  /** The saved action being edited, which cannot hold itself. */
  readonly own: string | undefined;
  readonly onChange: (spec: ActionSpec) => void;
}

function Matchers({ spec, own, onChange }: MatchersProps) {
  const { matchers } = spec;
  return (
    <section aria-label="Events of the action" className={css['matchers']}>
      <ol className={css['list']}>
        {matchers.map((matcher, index) => {
          const part = {
            label: `Event ${index + 1}`,
            about: `event ${index + 1}`,
            value: matcher,
            withoutAction: own,
            onChange: (next: typeof matcher) => {
              onChange({ matchers: matchers.with(index, next) });
            },
          };
          return (
            <li key={`${index}-of-${matchers.length}`} className={css['matcher']}>
              <span className={css['or']}>{index > 0 && 'or'}</span>
              <div className={css['event']}>
                <div className={css['head']}>
                  <MatcherHead {...part} />
                  <IconButton
                    icon={X}
                    size="s"
                    label={`Remove event ${index + 1}`}
                    onClick={() => {
                      onChange({ matchers: matchers.toSpliced(index, 1) });
                    }}
                  />
                </div>
                {hasMatcherBody(matcher) && (
                  <div className={css['body']}>
                    <MatcherBody {...part} />
                  </div>
                )}
              </div>
            </li>
          );
        })}
      </ol>
      {matchers.length < MOST_MATCHERS && (
        <EventPicker
          label="Add an event to the action"
          value={undefined}
          withoutAction={own}
          onChange={(picked) => {
            onChange({ matchers: [...matchers, matcherOf([picked])] });
          }}
          trigger={
            <Button size="s" icon={Plus} variant={matchers.length === 0 ? 'secondary' : 'ghost'}>
              {matchers.length === 0 ? 'Choose its first event' : 'Or another event'}
            </Button>
          }
        />
      )}
    </section>
  );
}

function Unreadable({ error }: { readonly error: { readonly code: string; readonly message: string } }) {
  return (
    <ErrorState
      title="This address holds no action"
      error={error}
      actions={
        <Button
          variant="primary"
          onClick={() => {
            startNew(VIEW, NO_EVENTS);
          }}
        >
          Start a new one
        </Button>
      }
    />
  );
}
