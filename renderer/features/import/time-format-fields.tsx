/** How the time column is written, and in which zone. */
import { useState } from 'react';
import { timeKindOf } from '../../../shared/formats/guess-time';
import { Combobox } from '../../ui/combobox';
import { Select } from '../../ui/select';
import { TextField } from '../../ui/text-field';
import css from './mapping.module.css';
import type { MappingDraft } from './mapping-draft';

const FORMATS = [
  { value: 'iso', label: 'ISO 8601', hint: '2026-01-31T10:00:00Z, 2026-01-31 10:00' },
  { value: 'epoch_s', label: 'Seconds since 1970', hint: '1769853600' },
  { value: 'epoch_ms', label: 'Milliseconds since 1970', hint: '1769853600000' },
  { value: 'epoch_us', label: 'Microseconds since 1970', hint: '1769853600000000' },
  { value: 'pattern', label: 'A pattern', hint: '%d.%m.%Y %H:%M' },
] as const;
type FormatChoice = (typeof FORMATS)[number]['value'];

export interface TimeFormatFieldsProps {
  readonly draft: MappingDraft;
  readonly samples: readonly string[];
  readonly onChange: (draft: MappingDraft) => void;
}

export function TimeFormatFields({ draft, samples, onChange }: TimeFormatFieldsProps) {
  const [zones] = useState(() =>
    ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')].map((zone) => ({
      value: zone,
      label: zone,
    })),
  );
  if (draft.timeColumn === '') return null;
  const choice: FormatChoice = FORMATS.find(({ value }) => value === draft.timeFormat)?.value ?? 'pattern';
  const kind = timeKindOf(samples);
  const fixed = choice.startsWith('epoch') || (choice === 'iso' && kind?.zoned === true);
  return (
    <>
      <Select
        label="Time format"
        value={choice}
        options={FORMATS}
        onChange={(value) => {
          const own = kind !== undefined && kind.format.includes('%') ? kind.format : '%Y-%m-%d %H:%M:%S';
          onChange({ ...draft, timeFormat: value === 'pattern' ? own : value });
        }}
      />
      {choice === 'pattern' && (
        <TextField
          label="Pattern"
          hideLabel
          placeholder="%d.%m.%Y %H:%M:%S"
          value={draft.timeFormat}
          className={css['pattern']}
          error={draft.timeFormat.includes('%') ? undefined : 'A pattern has parts such as %Y, %m, %d, %H and %M.'}
          onChange={(timeFormat) => {
            onChange({ ...draft, timeFormat });
          }}
        />
      )}
      {!fixed && (
        <Combobox
          label="Time zone"
          items={zones}
          value={draft.timezone}
          onChange={(timezone) => {
            onChange({ ...draft, timezone });
          }}
        />
      )}
    </>
  );
}
