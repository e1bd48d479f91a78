/** What is exported, which of it, as what: then a file is written, with how far it is, and handed over. */
import { Download } from 'lucide-react';
import { useState } from 'react';
import type { ExportChoice, ExportFormat } from '../../../shared/contract/export';
import { latest, useQuery } from '../../data/use-query';
import { closeExport, type ExportRequest, useExportDialog } from '../../state/export';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { ErrorState } from '../../ui/error-state';
import { formatPlural } from '../../ui/number-format';
import { Segmented } from '../../ui/segmented';
import { Select } from '../../ui/select';
import { useGroupTypes } from '../catalog';
import { ExportColumns } from './export-columns';
import css from './export-dialog.module.css';
import { Field } from './export-field';
import { clearExport, startExport, useExportJob } from './export-job';
import { chooseOther, comesBack, fileNameOf, FORMATS, idOf, offeredIn } from './export-model';
import { ExportRunning } from './export-running';
import { ExportRows } from './export-rows';

/** In the shell, once: any view opens it through `state/export`. */
export function ExportDialog() {
  const request = useExportDialog((state) => state.request);
  const job = useExportJob();
  const follows = useExportDialog((state) => state.follows);
  if (request === undefined && !follows) return null;
  if (job.status === 'running' || job.status === 'done') return <ExportRunning job={job} />;
  if (request === undefined) return null;
  return <ExportForm key={JSON.stringify(request)} request={request} />;
}

function ExportForm({ request }: { readonly request: ExportRequest }) {
  const [choice, setChoice] = useState<ExportChoice>(request.choice);
  const [format, setFormat] = useState<ExportFormat>('csv');
  const job = useExportJob();
  const groupTypes = useGroupTypes(request.choice.group);
  const offered = offeredIn(
    groupTypes,
    request.choice.what === 'result' ? (request.title ?? 'This result') : undefined,
  );
  const count = useQuery('export.count', choice);
  const rows = latest(count)?.rows;
  const close = (): void => {
    clearExport();
    closeExport();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) close();
      }}
      title="Export"
      width={620}
      footer={
        <div className={css['foot']}>
          <output className={css['count']} aria-busy={count.status === 'loading'}>
            {rows === undefined ? (count.status === 'failed' ? '' : 'Counting…') : formatPlural(rows, 'row')}
          </output>
          <Button onClick={close}>Cancel</Button>
          <Button
            variant="primary"
            icon={Download}
            disabled={count.status === 'failed'}
            onClick={() => {
              void startExport({ ...choice, format }, fileNameOf(choice, request.title, format));
            }}
          >
            Export
          </Button>
        </div>
      }
    >
      <div className={css['form']}>
        <Field label="What">
          <Select
            label="What to export"
            value={idOf(choice)}
            options={offered.map(({ id, label }) => ({ value: id, label }))}
            onChange={(id) => {
              const other = offered.find((each) => each.id === id);
              if (other === undefined || id === idOf(choice)) return;
              clearExport();
              setChoice(other.what === request.choice.what ? request.choice : chooseOther(choice, other));
            }}
          />
        </Field>
        <ExportRows choice={choice} onChange={setChoice} />
        <Field label="Format" hint={FORMATS.find(({ value }) => value === format)?.hint}>
          <Segmented label="Format" value={format} options={FORMATS} onChange={setFormat} />
        </Field>
        <ExportColumns choice={choice} onChange={setChoice} />
        {choice.what === 'events' && (
          <p className={css['note']}>
            {comesBack(choice)
              ? 'The file can be imported into another workspace without loss.'
              : 'With some columns left out, the file cannot be imported as the events that they were.'}
          </p>
        )}
        {count.status === 'failed' && (
          <ErrorState compact title="This cannot be exported" error={count.error} onRetry={count.refetch} />
        )}
        {job.status === 'failed' && <ErrorState compact title="Nothing was exported" error={job.error} />}
      </div>
    </Dialog>
  );
}
