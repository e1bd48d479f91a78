/** How a result was counted: what it says, by which rules, of which data, and what was asked of the database. */
import type { ReactNode } from 'react';
import { ruleWords } from '../../shared/insights/explain/rule-words';
import type { InsightResult, InsightSpec } from '../../shared/insights/specs';
import { latest } from '../data/use-query';
import { useWorkspaceInfo } from '../data/workspace';
import { Button } from '../ui/button';
import { CodeBlock, copyText } from '../ui/code-block';
import { Dialog } from '../ui/dialog';
import { formatCount } from '../ui/number-format';
import { formatDateTime } from '../ui/time-format';
import css from './counted-dialog.module.css';
import { rangeWords } from './range-words';

type Meta = InsightResult['meta'];

export interface CountedDialogProps {
  readonly spec: InsightSpec;
  readonly meta: Meta;
  readonly onClose: () => void;
}

export function CountedDialog({ spec, meta, onClose }: CountedDialogProps) {
  const info = latest(useWorkspaceInfo());
  const zone = ('timezone' in spec ? spec.timezone : undefined) ?? info?.timezone ?? 'UTC';
  const rules = ruleWords(spec);
  const warnings = meta.warnings ?? [];
  const sql = meta.sql ?? [];
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title="How this was counted"
      width={720}
      footer={
        <>
          <Button
            onClick={() => {
              void copyText(asText(spec, meta));
            }}
          >
            Copy everything
          </Button>
          <Button variant="primary" onClick={onClose}>
            Close
          </Button>
        </>
      }
    >
      {/* Scrolls, so the keyboard must reach it. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div data-dialog-focus className={css['body']} tabIndex={0} role="region" aria-label="How this was counted">
        {meta.sentence !== undefined && <p className={css['sentence']}>{meta.sentence}</p>}
        {warnings.length > 0 && (
          <Part title="Keep in mind">
            <ul className={css['list']}>
              {warnings.map(({ code, message, path }) => (
                <li key={`${code} ${message}`}>
                  {message} {path !== undefined && path !== '' && <code className={css['path']}>{path}</code>}
                </li>
              ))}
            </ul>
          </Part>
        )}
        {rules.length > 0 && (
          <Part title="Rules">
            <ul className={css['list']}>
              {rules.map((rule) => (
                <li key={rule}>{rule}</li>
              ))}
            </ul>
          </Part>
        )}
        <Part title="Data">
          <dl className={css['facts']}>
            <dt>Looked at</dt>
            <dd className="num">{formatCount(meta.rowsScanned)} events</dd>
            <dt>Range</dt>
            <dd>
              {rangeWords('range' in spec ? spec.range : undefined)}, days of {zone}
            </dd>
            <dt>Computed</dt>
            <dd className="num">
              {formatDateTime(Date.parse(meta.computedAt), zone)}, in {meta.elapsedMs} ms
            </dd>
            <dt>Data version</dt>
            <dd className="num">{meta.dataVersion}</dd>
            <dt>Engine</dt>
            <dd>
              {meta.engine}
              {info !== undefined && `, Waymark ${info.version}`}
            </dd>
          </dl>
        </Part>
        {sql.length > 0 && (
          <Part title="As SQL">
            {sql.map((text, index) => (
              <CodeBlock key={text} code={text} label={`SQL ${index + 1} of ${sql.length}`} wrap />
            ))}
          </Part>
        )}
      </div>
    </Dialog>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className={css['part']} aria-label={title}>
      <h3 className={css['title']}>{title}</h3>
      {children}
    </section>
  );
}

/** For a ticket or a mail. */
function asText(spec: InsightSpec, { sentence, warnings = [], sql = [], computedAt, dataVersion }: Meta): string {
  return [
    ...(sentence === undefined ? [] : [sentence, '']),
    ...warnings.map(({ message }) => `- ${message}`),
    ...(warnings.length > 0 ? [''] : []),
    ...ruleWords(spec).map((rule) => `- ${rule}`),
    '',
    `Computed ${computedAt}, data version ${dataVersion}.`,
    '',
    JSON.stringify(spec, null, 2),
    ...sql.flatMap((text) => ['', text]),
  ].join('\n');
}
