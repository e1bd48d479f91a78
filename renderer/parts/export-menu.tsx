/** Takes a question and its answer out of the window: as pictures, as a table, as a file, as a command line. */
import {
  Braces,
  Download,
  FileJson2,
  FileOutput,
  FileSpreadsheet,
  Image,
  Link,
  PenTool,
  Share2,
  Table2,
  Terminal,
} from 'lucide-react';
import { toTable } from '../../shared/insights/result-table';
import type { InsightResult, InsightSpec } from '../../shared/insights/specs';
import type { ExportFormat, ExportWhat } from '../../shared/contract/export';
import { usePictureStage } from '../charts/picture/stage';
import { openExport, useExportOffer } from '../state/export';
import { Button } from '../ui/button';
import { copyText } from '../ui/code-block';
import { IconButton } from '../ui/icon-button';
import { Menu, type MenuItem } from '../ui/menu';
import { toast } from '../ui/toast';
import { printCsv } from './csv';
import { saveExport } from './export/export-job';
import { choiceOf, fileNameOf } from './export/export-model';
import { queryCommand } from './query-command';
import { savePictures, type PictureFormat } from './save-picture';
import { saveText } from './save-text';

const copy = async (text: string, title: string): Promise<void> => {
  if (await copyText(text)) toast({ tone: 'good', title });
};

const PICTURES: readonly { label: string; icon: typeof Image; format: PictureFormat }[] = [
  { label: 'Save chart as PNG', icon: Image, format: 'png' },
  { label: 'Save chart as SVG', icon: PenTool, format: 'svg' },
];

/** Written by the engine: the page has no writer for these. */
const TABLES: readonly { readonly label: string; readonly format: ExportFormat }[] = [
  { label: 'Save result as Parquet', format: 'parquet' },
  { label: 'Save result as Arrow', format: 'arrow' },
];

/** Of these the answer is a page of rows, which nobody wants for the whole. */
const LISTS: ReadonlySet<InsightSpec['kind']> = new Set(['events', 'sessions', 'people']);

const wholeLabel = (kind: InsightSpec['kind'], what: ExportWhat): string => {
  if (kind === 'segment') return 'Export these people…';
  return what === 'result' ? 'Export…' : 'Export all rows…';
};

export interface ExportMenuProps {
  /** Heads the pictures; wanted on a stage of pictures. */
  readonly title?: string;
  /** Within a card: an icon of this name, since the page has its own export at the top. */
  readonly iconLabel?: string;
  readonly spec: InsightSpec;
  /** undefined while it is computed. */
  readonly result: InsightResult | undefined;
}

export function ExportMenu({ title = '', iconLabel, spec, result }: ExportMenuProps) {
  const pictures = usePictureStage();
  const whole = choiceOf(spec);
  const name = title === '' ? spec.kind : title;
  useExportOffer(iconLabel === undefined ? whole : undefined, name);
  const json = `${JSON.stringify(spec, undefined, 2)}\n`;
  const answerItems: readonly MenuItem[] = [
    ...(pictures === undefined ? [] : PICTURES).map(({ label, icon, format }) => ({
      label,
      icon,
      disabled: result === undefined || pictures?.count === 0,
      onSelect: () => {
        if (result !== undefined && pictures) void savePictures(pictures.stage, result, title, format);
      },
    })),
    {
      label: 'Save result as CSV',
      icon: Table2,
      disabled: result === undefined,
      onSelect: () => {
        if (result === undefined) return;
        const { columns, rows } = toTable(result);
        saveText(`${spec.kind}.csv`, printCsv(columns, rows), 'text/csv');
      },
    },
    ...TABLES.map(({ label, format }) => ({
      label,
      icon: FileSpreadsheet,
      disabled: result === undefined,
      onSelect: () => {
        const choice = { what: 'result', spec } as const;
        void saveExport({ ...choice, format }, fileNameOf(choice, title === '' ? undefined : title, format));
      },
    })),
    {
      label: 'Save result as JSON',
      icon: FileJson2,
      disabled: result === undefined,
      onSelect: () => {
        saveText(`${spec.kind}-result.json`, `${JSON.stringify(result, undefined, 2)}\n`, 'application/json');
      },
    },
    { type: 'separator' },
  ];
  return (
    <Menu
      align="end"
      trigger={
        iconLabel === undefined ? (
          <Button size="s" icon={Share2}>
            Export
          </Button>
        ) : (
          <IconButton icon={Share2} size="s" label={iconLabel} />
        )
      }
      items={[
        {
          label: 'Copy as waymark query',
          icon: Terminal,
          onSelect: () => void copy(queryCommand(spec), 'Command copied'),
        },
        { label: 'Copy spec as JSON', icon: Braces, onSelect: () => void copy(json, 'Spec copied') },
        { label: 'Copy link to this view', icon: Link, onSelect: () => void copy(location.href, 'Link copied') },
        {
          label: 'Save spec as a file',
          icon: Download,
          onSelect: () => {
            saveText(`${spec.kind}.json`, json, 'application/json');
          },
        },
        { type: 'separator' },
        ...(LISTS.has(spec.kind) ? [] : answerItems),
        {
          label: wholeLabel(spec.kind, whole.what),
          icon: FileOutput,
          movesFocus: true,
          onSelect: () => {
            openExport({ choice: whole, title: name });
          },
        },
      ]}
    />
  );
}
