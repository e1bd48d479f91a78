/** When a row happened: a column of times, a column that counts from a start, or one moment for all rows. */
import type { GuessColumn, MapGuess } from '../../../shared/formats/guess';
import { elapsedUnitSchema, type ElapsedUnit } from '../../../shared/formats/import-map';
import { Combobox, type ComboboxItem } from '../../ui/combobox';
import { Segmented } from '../../ui/segmented';
import { Select } from '../../ui/select';
import { TextField } from '../../ui/text-field';
import {
  isMoment,
  wantsClock,
  withClockColumn,
  withElapsedColumn,
  withTimeColumn,
  withTimeFrom,
  type MappingDraft,
} from './mapping-draft';
import { TimeFormatFields } from './time-format-fields';

export interface TimeFieldsProps {
  readonly draft: MappingDraft;
  readonly columns: readonly GuessColumn[];
  readonly items: readonly ComboboxItem[];
  readonly guess: MapGuess | undefined;
  readonly onChange: (draft: MappingDraft) => void;
}

const NO_CLOCK: ComboboxItem = { value: '', label: 'Days alone, no clock time' };
const MOMENT_HINT = 'A day, or a day and a time; of UTC where no offset follows.';

const unitOption = (unit: ElapsedUnit) => ({ value: unit, label: unit });
const UNITS = elapsedUnitSchema.options.map(unitOption);

export function TimeFields({ draft, columns, items, guess, onChange }: TimeFieldsProps) {
  const columnOf = (name: string) => columns.find((column) => column.name === name);
  const samplesOf = (name: string): readonly string[] => columnOf(name)?.samples ?? [];
  return (
    <>
      <Segmented
        label="Where the time comes from"
        size="s"
        value={draft.timeFrom}
        options={[
          { value: 'column', label: 'Times' },
          { value: 'since', label: 'Since a start' },
          { value: 'constant', label: 'One time' },
        ]}
        onChange={(from) => {
          onChange(withTimeFrom(draft, from, guess?.elapsed));
        }}
      />
      {draft.timeFrom !== 'constant' && (
        <Combobox
          label="Time column"
          items={items}
          value={draft.timeColumn}
          placeholder="Choose a column…"
          onChange={(name) => {
            const column = columnOf(name) ?? { name, type: 'text', samples: [] };
            onChange(
              draft.timeFrom === 'since'
                ? withElapsedColumn(draft, column)
                : withTimeColumn(draft, name, column.samples),
            );
          }}
        />
      )}
      {draft.timeFrom === 'column' && (
        <>
          {wantsClock(draft, samplesOf(draft.timeColumn)) && (
            <Combobox
              label="Clock time column"
              items={[NO_CLOCK, ...items.filter(({ value }) => value !== draft.timeColumn)]}
              value={draft.clockColumn}
              onChange={(column) => {
                const samples = { days: samplesOf(draft.timeColumn), clocks: samplesOf(column) };
                onChange(withClockColumn(draft, column, samples));
              }}
            />
          )}
          <TimeFormatFields draft={draft} samples={samplesOf(draft.timeColumn)} onChange={onChange} />
        </>
      )}
      {draft.timeFrom === 'since' && (
        <Select
          label="What the column counts"
          value={draft.unit}
          options={UNITS}
          onChange={(unit) => {
            onChange({ ...draft, unit });
          }}
        />
      )}
      {draft.timeFrom !== 'column' && (
        <TextField
          label={draft.timeFrom === 'since' ? 'Counted from' : 'All rows happened at'}
          placeholder="2026-01-31 08:00"
          value={draft.moment}
          hint={MOMENT_HINT}
          error={
            draft.moment === '' || isMoment(draft.moment)
              ? undefined
              : 'Write it as 2026-01-31, 2026-01-31 08:00 or 2026-01-31T08:00:00+01:00.'
          }
          onChange={(moment) => {
            onChange({ ...draft, moment });
          }}
        />
      )}
    </>
  );
}
