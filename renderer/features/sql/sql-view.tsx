/**
 * The SQL view: a query, run when one says so, its rows and a chart of them. The address holds the query that was run
 * last; what is being written is the page's until it runs.
 */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { canonicalJson } from '../../../shared/base/canonical-json';
import { type SqlSpec, sqlSpecSchema } from '../../../shared/insights/sql/spec';
import { PictureStageProvider } from '../../charts/picture/stage';
import { latest, useQuery } from '../../data/use-query';
import { ExportMenu } from '../../parts/export-menu';
import { ResultMeta } from '../../parts/result-meta';
import { SavedControls, SavedMark } from '../../parts/saved-controls';
import { useSavedPlace } from '../../parts/use-saved-place';
import { useSpec } from '../../parts/use-spec';
import { PageHeader } from '../../ui/page-header';
import { type Catalog, propertyKeys } from './completion';
import { type Draft, draftToSpec, EMPTY, specToDraft } from './draft';
import { Outcome } from './outcome';
import { QueryBar } from './query-bar';
import { SidePanel } from './side-panel';
import { SqlEditor, type SqlEditorHandle } from './sql-editor';
import css from './sql.module.css';
import { useSqlRun } from './use-sql-run';

const NOTHING = {};
/** The editor begins empty; nothing runs by itself. */
const noDefault = (): undefined => undefined;

export function SqlView() {
  const state = useSpec<SqlSpec>('sql', sqlSpecSchema, noDefault);
  const { state: run, run: start, cancel } = useSqlRun();
  const [draft, setDraft] = useState<Draft>(EMPTY);
  const editor = useRef<SqlEditorHandle>(null);
  /** The query that this page ran itself, so that its own change of the address is no news. */
  const ran = useRef<string>(undefined);
  const catalog = useCatalog();

  // What the address brings (a link, something saved, undo) is shown and run.
  const { spec } = state;
  const asked = spec === undefined ? undefined : canonicalJson(spec);
  useEffect(() => {
    if (spec === undefined || asked === ran.current) return;
    ran.current = asked;
    setDraft(specToDraft(spec));
    start(spec);
  }, [spec, asked, start]);

  const written = draftToSpec(draft);
  const place = useSavedPlace({
    kind: 'insight',
    view: 'sql',
    spec: written,
    make: (head) => ({ kind: 'insight', document: { ...head, spec: written } }),
  });
  const runNow = useCallback(
    (next: Draft): void => {
      if (next.sql.trim() === '') return;
      const runs = draftToSpec(next);
      ran.current = canonicalJson(runs);
      state.edit(runs);
      start(runs);
    },
    [state, start],
  );
  const isCurrent = run.spec !== undefined && canonicalJson(run.spec) === canonicalJson(written);
  const name = place.document?.document.name;
  return (
    <PictureStageProvider>
      <PageHeader
        title={name ?? 'SQL'}
        meta={
          <>
            <SavedMark place={place} kindName="SQL" />
            <ResultMeta meta={run.answer?.meta} loading={run.status === 'running'} />
          </>
        }
        actions={
          <>
            <SavedControls
              place={place}
              noun="query"
              problem={draft.sql.trim() === '' ? 'There is no query to save yet.' : undefined}
            />
            <ExportMenu
              title={name ?? 'SQL'}
              spec={written}
              result={run.status === 'done' && isCurrent ? run.answer : undefined}
            />
          </>
        }
      />
      <div className={css['columns']}>
        <SidePanel
          catalog={catalog}
          onInsert={(text) => editor.current?.insert(text)}
          onPick={(sql) => {
            setDraft({ ...draft, sql });
            editor.current?.focus();
          }}
        />
        <div className={css['main']}>
          <section aria-label="Query" className={css['query']}>
            <SqlEditor
              ref={editor}
              label="SQL"
              value={draft.sql}
              catalog={catalog}
              problemAt={run.status === 'failed' && isCurrent ? run.error?.at : undefined}
              onChange={(sql) => {
                setDraft((before) => ({ ...before, sql }));
              }}
              onRun={() => {
                runNow(draft);
              }}
            />
            <QueryBar draft={draft} run={run} onChange={setDraft} onRun={() => runNow(draft)} onCancel={cancel} />
          </section>
          <Outcome
            run={run}
            problem={state.problem}
            onPick={(sql) => {
              const next = { ...EMPTY, sql };
              setDraft(next);
              runNow(next);
            }}
          />
        </div>
      </div>
    </PictureStageProvider>
  );
}

function useCatalog(): Catalog {
  const events = latest(useQuery('catalog.events', NOTHING));
  const properties = latest(useQuery('catalog.properties', NOTHING));
  return useMemo(
    () => ({ events: events ?? [], properties: properties === undefined ? [] : propertyKeys(properties) }),
    [events, properties],
  );
}
