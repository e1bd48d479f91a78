/** Rejects: counted by reason and source, listed newest first, each to be put right and sent again. */
import { Download } from 'lucide-react';
import { rejectCodeSchema, type RejectCode } from '../../../shared/model/event';
import type { RejectFilter } from '../../../shared/contract/rejects';
import { reasonWords } from '../../../shared/inspect/reject-words';
import { latest, useQuery } from '../../data/use-query';
import { useWorkspaceInfo } from '../../data/workspace';
import { exportRejects } from '../../parts/export-rejects';
import { importName, useImportList } from '../../parts/imports';
import { NarrowedTo } from '../../parts/narrowed-to';
import { navigate, useNavigation, type ViewParams } from '../../state/navigation';
import { Button } from '../../ui/button';
import { formatCount, formatPlural } from '../../ui/number-format';
import { PageHeader } from '../../ui/page-header';
import { Segmented } from '../../ui/segmented';
import { Toolbar, ToolbarSpacer } from '../../ui/toolbar';
import { ReasonList } from './reason-list';
import { RejectPanel } from './reject-panel';
import { RejectTable } from './reject-table';
import { RemoveRejects } from './remove-rejects';
import css from './rejects.module.css';
import { useRejects } from './use-rejects';

const NOTHING = {};

/** The filter as it stands in the address. */
function readFilter(params: ViewParams): RejectFilter {
  const code = rejectCodeSchema.safeParse(params['code']);
  const { source, state = 'open' } = params;
  const importId = Number(params['import'] ?? Number.NaN);
  return {
    ...(Number.isInteger(importId) ? { importId } : {}),
    ...(code.success ? { code: code.data } : {}),
    ...(source === undefined ? {} : { source }),
    ...(state === 'open' || state === 'repaired' ? { state } : {}),
  };
}

/** The reject in the panel: part of the address, so that a reload or a link shows it again. */
function readOpen(params: ViewParams): number | undefined {
  const id = params['id'];
  return id !== undefined && /^\d{1,15}$/.test(id) ? Number(id) : undefined;
}

const narrow = (params: Readonly<Record<string, string | undefined>>): void => {
  const { params: present } = useNavigation.getState();
  const next = Object.entries({ ...present, ...params }).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, value]],
  );
  navigate('rejects', Object.fromEntries(next) as ViewParams, { replace: true });
};

export function RejectsView() {
  const params = useNavigation((state) => (state.view === 'rejects' ? state.params : NOTHING)) as ViewParams;
  const filter = readFilter(params);
  const timezone = latest(useWorkspaceInfo())?.timezone ?? 'UTC';
  const summary = useQuery('rejects.summary', NOTHING);
  const counts = latest(summary);
  const imported = useImportList()?.find(({ id }) => id === filter.importId);
  const list = useRejects(filter);
  const open = readOpen(params);
  const handleRepaired = (): void => {
    list.refresh();
    summary.refetch();
  };
  const openCount = counts === undefined ? undefined : counts.total - counts.repaired;
  return (
    <>
      <PageHeader
        title="Rejects"
        meta={
          openCount === undefined || openCount === 0
            ? undefined
            : `${formatPlural(openCount, 'item')} could not be understood`
        }
        actions={
          <>
            <RemoveRejects
              filter={filter}
              total={list.total}
              newest={list.rows[0]?.id}
              onRemoved={() => {
                narrow({ id: undefined });
                list.refresh();
              }}
            />
            <Button
              icon={Download}
              disabled={list.total === 0}
              onClick={() => void exportRejects(filter, 'rejects', 'jsonl')}
            >
              Export JSONL
            </Button>
          </>
        }
      />
      <Toolbar label="What to show">
        <Segmented
          label="State"
          value={filter.state ?? 'all'}
          options={[
            { value: 'open', label: counts === undefined ? 'Open' : `Open ${formatCount(openCount ?? 0)}` },
            {
              value: 'repaired',
              label: counts === undefined ? 'Repaired' : `Repaired ${formatCount(counts.repaired)}`,
            },
            { value: 'all', label: 'All' },
          ]}
          onChange={(state) => {
            narrow({ state });
          }}
        />
        {filter.code !== undefined && (
          <Chip text={reasonWords(filter.code).title} onClear={() => narrow({ code: undefined })} />
        )}
        {filter.source !== undefined && <Chip text={filter.source} onClear={() => narrow({ source: undefined })} />}
        {filter.importId !== undefined && (
          <Chip
            text={imported === undefined ? `Import ${filter.importId}` : importName(imported)}
            onClear={() => narrow({ import: undefined })}
          />
        )}
        <ToolbarSpacer />
      </Toolbar>
      <div className={css['body']}>
        <RejectTable
          list={list}
          timezone={timezone}
          filter={filter}
          isEmpty={counts?.total === 0}
          selected={open}
          onSelect={(row) => {
            narrow({ id: String(row.id) });
          }}
          onClear={() => {
            narrow({ code: undefined, source: undefined, import: undefined, state: 'all' });
          }}
        />
        {counts !== undefined && counts.groups.length > 0 && (
          <ReasonList
            groups={counts.groups}
            state={filter.state}
            chosen={filter}
            onChoose={(code: RejectCode | undefined, source: string | undefined) => {
              narrow({ code, source });
            }}
          />
        )}
      </div>
      <RejectPanel
        id={open}
        timezone={timezone}
        onRepaired={handleRepaired}
        onClose={() => {
          narrow({ id: undefined });
        }}
      />
    </>
  );
}

function Chip({ text, onClear }: { readonly text: string; readonly onClear: () => void }) {
  return (
    <NarrowedTo clear={`Show more than ${text}`} onClear={onClear}>
      {text}
    </NarrowedTo>
  );
}
