/** One batch of files of equal shape: what is inside at the left, how rows become events at the right. */
import { SkipForward, Upload } from 'lucide-react';
import { useMemo, useState } from 'react';
import { guessImportMap, type GuessColumn, type MapGuess } from '../../../shared/formats/guess';
import { type Container, isTable } from '../../../shared/formats/import-map';
import { actOnImport } from '../../parts/imports';
import { latest, useQuery, type QueryState } from '../../data/use-query';
import type { ImportColumns, ImportGuess } from '../../../shared/contract/commands';
import { useImports, type FileToImport } from '../../state/imports';
import { navigate } from '../../state/navigation';
import { Badge } from '../../ui/badge';
import { Button } from '../../ui/button';
import { ErrorState } from '../../ui/error-state';
import { formatBytes, formatPlural } from '../../ui/number-format';
import { PageHeader } from '../../ui/page-header';
import { FileContents } from './file-contents';
import css from './import.module.css';
import tones from './tones.module.css';
import { draftOfGuess, lookMappingOf, mapOf, missingIn, type MappingDraft } from './mapping-draft';
import { MappingForm } from './mapping-form';
import { EngineSummary, OutlineSummary } from './outline-summary';
import { FIRST, memberOf, useAnyLook, useOutline, useQuickLook, type QuickLookState } from './use-quick-look';
import { useTokens, type HandOver } from './use-tokens';
import { VendorPanel } from './vendor-panel';
import { WaitingFiles } from './waiting-files';

export interface ImportSessionProps {
  /** At least one file. */
  readonly batch: readonly FileToImport[];
  /** Files of another shape that wait. */
  readonly later: number;
}

export function ImportSession({ batch, later }: ImportSessionProps) {
  const [first] = batch;
  return first === undefined ? null : <Session first={first} batch={batch} later={later} />;
}

function Session({ first, batch, later }: ImportSessionProps & { readonly first: FileToImport }) {
  const clear = useImports((state) => state.clear);
  const pageLook = useQuickLook(first);
  const tokens = useTokens(batch);
  // A vendor's export is recognised by its content, unless it is to be read as any other file.
  const [generic, setGeneric] = useState<{ readonly container: Container; readonly title: string }>();
  const format = generic?.container ?? 'auto';
  const [edited, setEdited] = useState<MappingDraft>();
  const [anew, setAnew] = useState(false);
  const [looked, setLooked] = useState(FIRST);
  const token = tokens.status === 'ready' ? tokens.tokens[looked.index] : undefined;
  const look = useAnyLook(pageLook, token, format, looked);
  const members = latest(useQuery('import.members', token === undefined ? undefined : { file: token }));
  const map = edited === undefined ? undefined : mapOf(edited);
  const engine = useQuery(
    'import.guess',
    token === undefined || (edited !== undefined && map === undefined)
      ? undefined
      : {
          file: token,
          format,
          ...memberOf(looked),
          ...(anew ? { anew } : {}),
          ...(map === undefined ? {} : { map }),
        },
  );
  const guess = useGuess(look, engine);
  const draft = edited ?? draftOfGuess(guess ?? {});
  const missing = missingIn(draft);
  const outline = useOutline(look, missing === undefined ? lookMappingOf(draft) : undefined);

  const answer = engine.value ?? engine.previous;
  const vendor = generic === undefined && edited === undefined ? answer?.vendor : undefined;
  // Until the engine has looked, the file may be a vendor's.
  const known = engine.status === 'ready' || engine.status === 'failed';
  const ready = tokens.status === 'ready' && known && (vendor !== undefined || missing === undefined);
  // What the page counts itself it counts faster.
  const drafted = vendor === undefined ? mapOf(draft) : undefined;
  const isCountedHere = vendor === undefined && look.outline !== undefined;
  const counted = useQuery(
    'import.outline',
    token === undefined || !known || isCountedHere || (vendor === undefined && drafted === undefined)
      ? undefined
      : { file: token, format, ...memberOf(looked), ...(drafted === undefined ? {} : { map: drafted }) },
  );

  // Files of one import may have different columns: what any of them has can be chosen.
  const united = latest(
    useQuery(
      'import.columns',
      tokens.status !== 'ready' || !known || vendor !== undefined || (batch.length === 1 && members?.isArchive !== true)
        ? undefined
        : { files: [...tokens.tokens], format },
    ),
  );
  const columns = useMemo(() => withUnited(columnsOf(look, answer), united), [look, answer, united]);
  const isArchive = members?.isArchive === true && members.total > 1;
  const handleImport = async (): Promise<void> => {
    if (tokens.status !== 'ready') return;
    const files = [...tokens.tokens];
    const chosen = vendor === undefined ? mapOf(draft) : undefined;
    if (vendor === undefined && chosen === undefined) return;
    const begun = await actOnImport('import.start', {
      files,
      // Each file of an archive is read as what it is.
      format: (isArchive ? undefined : vendor?.name) ?? format,
      ...(chosen === undefined ? {} : { map: chosen }),
    });
    if (!begun.ok) return;
    // The address first: without its files this view would show the next ones for a moment.
    navigate('import', { import: String(begun.value.id) });
    useImports.getState().begin(begun.value.id, batch);
  };

  const broken =
    engine.status === 'failed' && (look.status === 'failed' || look.head === undefined) ? engine.error : undefined;
  return (
    <>
      <PageHeader
        title={first.name}
        meta={
          <>
            <Badge>{formatBytes(first.size)}</Badge>
            {members?.isArchive === true && <Badge>{formatPlural(members.total, 'file')} inside</Badge>}
            {batch.length > 1 && (
              <Badge tone="accent">{formatPlural(batch.length - 1, 'file')} of the same shape</Badge>
            )}
            <WaitingFiles batch={batch} />
          </>
        }
        actions={
          <>
            {later > 0 && (
              <Button
                icon={SkipForward}
                onClick={() => {
                  useImports.getState().remove(batch.map(({ id }) => id));
                }}
              >
                Leave {batch.length > 1 ? 'these' : 'this'} out
              </Button>
            )}
            <Button variant="ghost" onClick={clear}>
              {later > 0 ? 'Close all' : 'Close'}
            </Button>
          </>
        }
      />
      {broken !== undefined ? (
        <ErrorState error={broken} title="This file cannot be imported" onRetry={engine.refetch} />
      ) : (
        <div className={css['session']}>
          <FileContents
            key={vendor === undefined ? 'generic' : 'vendor'}
            look={look}
            draft={draft}
            engine={engine}
            files={{ batch, later, members, looked, onLook: setLooked }}
            ready={vendor !== undefined || missing === undefined}
            first={vendor === undefined ? 'rows' : 'events'}
          />
          <aside className={css['panel']} aria-label="How rows become events">
            <div className={css['form']}>
              {vendor !== undefined && answer !== undefined ? (
                <VendorPanel
                  vendor={vendor}
                  onGeneric={() => {
                    setGeneric({ container: answer.format, title: vendor.title });
                  }}
                />
              ) : (
                <MappingForm
                  guessing={guess === undefined && edited === undefined && !known}
                  vendorTitle={generic?.title}
                  onVendor={() => {
                    setEdited(undefined);
                    setGeneric(undefined);
                  }}
                  draft={draft}
                  columns={columns}
                  guess={guess}
                  remembered={answer?.remembered}
                  onAnew={() => {
                    setAnew(true);
                    setEdited(undefined);
                  }}
                  edited={edited !== undefined}
                  onChange={setEdited}
                  onReset={() => {
                    setEdited(undefined);
                  }}
                />
              )}
              {united !== undefined && united.notes.length > 0 && <UnionNotes notes={united.notes} />}
            </div>
            <footer className={css['foot']}>
              {(known || edited !== undefined) && vendor === undefined && missing !== undefined ? (
                <p className={tones['quiet']}>{missing}</p>
              ) : isCountedHere || !known ? (
                <OutlineSummary look={look} outline={outline} missing={missing} />
              ) : (
                <EngineSummary outline={counted} />
              )}
              {isArchive && (
                <p className={tones['quiet']}>
                  One of {formatPlural(members.total, 'file')} is shown; all are imported,{' '}
                  {vendor === undefined ? 'as events by this mapping.' : 'each as what it is.'}
                </p>
              )}
              <HandOverNote tokens={tokens} />
              <Button
                variant="primary"
                icon={Upload}
                className={css['go']}
                disabled={!ready}
                onClick={() => void handleImport()}
              >
                Import {batch.length > 1 ? formatPlural(batch.length, 'file') : ''}
              </Button>
            </footer>
          </aside>
        </div>
      )}
    </>
  );
}

const SHOWN_NOTES = 6;

/** Where the files differ, and what is made of it. */
function UnionNotes({ notes }: { readonly notes: readonly string[] }) {
  return (
    <ul className={css['notes']} aria-label="Where the files differ">
      <li className={tones['quiet']}>Where the files differ:</li>
      {notes.slice(0, SHOWN_NOTES).map((note) => (
        <li key={note}>{note}</li>
      ))}
      {notes.length > SHOWN_NOTES && <li>and {formatPlural(notes.length - SHOWN_NOTES, 'more difference')}</li>}
    </ul>
  );
}

/** Those of the file that is shown, and those that only others have. */
function withUnited(own: readonly GuessColumn[], united: ImportColumns | undefined): readonly GuessColumn[] {
  if (united === undefined) return own;
  const known = new Set(own.map(({ name }) => name));
  const others = united.columns.filter(({ name }) => !known.has(name));
  return [
    ...own,
    ...others.map(({ name, type, files }) => ({
      name,
      type,
      samples: [],
      only: `in ${files} of ${united.tables} files`,
    })),
  ];
}

function HandOverNote({ tokens }: { readonly tokens: HandOver }) {
  if (tokens.status === 'failed') {
    return (
      <p role="alert" className={tones['bad']}>
        {tokens.error.message}
      </p>
    );
  }
  if (tokens.status === 'ready') return null;
  return <p className={tones['quiet']}>Handing the file to the engine… {Math.round(tokens.share * 100)} %</p>;
}

/** The quick look's own guess; where the page has no bytes of the file, the engine's. */
function useGuess(look: QuickLookState, engine: QueryState<ImportGuess>): MapGuess | undefined {
  const { head, profiles, outline } = look;
  const answer = engine.value ?? engine.previous;
  return useMemo(() => {
    const isCells = answer !== undefined && isTable(answer.format);
    const markers = answer?.markers === undefined ? {} : { markers: answer.markers };
    if (answer?.remembered !== undefined && answer.map !== undefined) {
      return { map: answer.map, reasons: [], ...markers };
    }
    // The page's own look comes first, and has seen more rows than it shows.
    if (head !== undefined && outline !== undefined)
      return guessImportMap(columnsOf({ ...look, head, profiles }, undefined), isCells);
    if (answer === undefined) {
      // The engine's look may be there before its guess.
      return head === undefined || profiles.length < head.columns.length
        ? undefined
        : guessImportMap(columnsOf({ ...look, head, profiles }, undefined), isCells);
    }
    // The engine has seen more rows than it sends, so its map is the better one; it sends no part of one.
    return answer.map === undefined
      ? guessImportMap(columnsOf(look, answer), isCells)
      : { map: answer.map, reasons: answer.reasons, ...markers };
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- the look changes in these parts only
  }, [head, profiles, outline, answer]);
}

function columnsOf(look: QuickLookState, engine: ImportGuess | undefined): readonly GuessColumn[] {
  const { head } = look;
  if (head === undefined) {
    return (engine?.columns ?? []).map(({ name, type, sample }) => ({ name, type, samples: sample }));
  }
  return head.columns.map((name, index) => {
    const profile = look.profiles[index];
    return {
      name,
      type: profile?.type ?? 'text',
      samples: head.rows.map((row) => row[index] ?? ''),
      ...(profile === undefined
        ? {}
        : { distinct: profile.distinct, rows: Math.round(head.rowCount * profile.filled) }),
    };
  });
}
