/** How rows become events: a choice per field, and beside each the reason for what was guessed. */
import {
  BadgeCheck,
  CircleSlash2,
  Clock,
  Fingerprint,
  KeyRound,
  Route,
  Tag,
  UserRound,
  UserRoundSearch,
  type LucideIcon,
} from 'lucide-react';
import type { ReactNode } from 'react';
import type { ImportGuess } from '../../../shared/contract/commands';
import type { GuessColumn, MapGuess } from '../../../shared/formats/guess';
import { Button } from '../../ui/button';
import { Combobox, type ComboboxItem } from '../../ui/combobox';
import { cx } from '../../ui/cx';
import { Segmented } from '../../ui/segmented';
import { Skeleton } from '../../ui/skeleton';
import { TextField } from '../../ui/text-field';
import { formatDay } from '../../ui/time-format';
import { AlsoEvents } from './also-events';
import { EmptyWords, wordsOf } from './empty-words';
import css from './mapping.module.css';
import tones from './tones.module.css';
import type { IdField, MappingDraft } from './mapping-draft';
import { TimeFields } from './time-fields';

export interface MappingFormProps {
  readonly draft: MappingDraft;
  readonly columns: readonly GuessColumn[];
  readonly guess: MapGuess | undefined;
  /** There is nothing to show before the file was looked at. */
  readonly guessing: boolean;
  /** The user has changed something. */
  readonly edited: boolean;
  readonly onChange: (draft: MappingDraft) => void;
  readonly onReset: () => void;
  /** Files of this shape were imported by this mapping before. */
  readonly remembered: ImportGuess['remembered'] | undefined;
  readonly onAnew: () => void;
  /** The vendor's export that the file is, where it is read as any other file all the same. */
  readonly vendorTitle?: string | undefined;
  readonly onVendor: () => void;
}

const ID_FIELDS: readonly { readonly field: IdField; readonly label: string; readonly icon: LucideIcon }[] = [
  { field: 'distinctId', label: 'Person', icon: UserRound },
  { field: 'userId', label: 'Known user', icon: UserRoundSearch },
  { field: 'anonymousId', label: 'Browser or device', icon: Fingerprint },
  { field: 'sessionId', label: 'Session', icon: Route },
  { field: 'eventId', label: 'Event id', icon: KeyRound },
];

const NONE: ComboboxItem = { value: '', label: 'Not in this file' };

export function MappingForm(props: MappingFormProps) {
  const { guessing, edited, onReset } = props;
  return (
    <>
      <header className={css['formHead']}>
        <h2>How rows become events</h2>
        {edited && (
          <Button size="s" variant="ghost" onClick={onReset}>
            Back to the guess
          </Button>
        )}
      </header>
      {guessing ? <Skeleton lines={9} height={22} /> : <Fields {...props} />}
    </>
  );
}

function Fields(props: MappingFormProps) {
  const { draft, columns, guess, edited, onChange, vendorTitle, onVendor, remembered, onAnew } = props;
  const items = columns.map(({ name, samples, only }): ComboboxItem => {
    const example = samples.find((sample) => sample !== '') ?? only;
    return { value: name, label: name, ...(example === undefined ? {} : { hint: example.slice(0, 28) }) };
  });
  const markers = guess?.markers ?? [];
  const reasonFor = (field: string): ReactNode => (edited ? null : <Reason guess={guess} field={field} />);
  return (
    <>
      {remembered !== undefined && !edited && (
        <p className={css['remembered']}>
          Mapped as last time: as {remembered.name} on {formatDay(remembered.at, 'UTC')}.{' '}
          <Button size="s" variant="ghost" onClick={onAnew}>
            Guess anew
          </Button>
        </p>
      )}
      {vendorTitle !== undefined && (
        <div>
          <Button size="s" icon={BadgeCheck} onClick={onVendor}>
            Read it as {vendorTitle} again
          </Button>
        </div>
      )}
      {guess?.problem !== undefined && !edited && (
        <p role="alert" className={css['problem']}>
          {guess.problem}
        </p>
      )}
      <Field icon={Clock} label="Time">
        <TimeFields draft={draft} columns={columns} items={items} guess={guess} onChange={onChange} />
        {/* Of a column that may count from a start, the alert above says so. */}
        {guess?.elapsed === undefined && reasonFor('time')}
      </Field>
      <Field icon={Tag} label="Event">
        <Segmented
          label="Where the event's name comes from"
          size="s"
          value={draft.event.from}
          options={[
            { value: 'column', label: 'From a column' },
            { value: 'constant', label: 'One name for all' },
          ]}
          onChange={(from) => {
            onChange({ ...draft, event: { from, value: '' } });
          }}
        />
        {draft.event.from === 'column' ? (
          <Combobox
            label="Event column"
            items={items}
            value={draft.event.value}
            placeholder="Choose a column…"
            onChange={(value) => {
              onChange({ ...draft, event: { from: 'column', value } });
            }}
          />
        ) : (
          <TextField
            label="Event name"
            hideLabel
            placeholder="Such as Order placed"
            value={draft.event.value}
            onChange={(value) => {
              onChange({ ...draft, event: { from: 'constant', value } });
            }}
          />
        )}
        {draft.event.from === 'constant' && draft.timeFrom !== 'constant' && (
          <AlsoEvents draft={draft} columns={columns} onChange={onChange} />
        )}
        {reasonFor('event')}
      </Field>
      {ID_FIELDS.map(({ field, label, icon }) => (
        <Field key={field} icon={icon} label={label}>
          <Combobox
            label={`${label} column`}
            items={field === 'distinctId' ? items : [NONE, ...items]}
            value={draft[field]}
            display={draft[field] === '' && field !== 'distinctId' ? <Unused /> : undefined}
            placeholder="Choose a column…"
            onChange={(value) => {
              onChange({ ...draft, [field]: value });
            }}
          />
          {reasonFor(field)}
        </Field>
      ))}
      {wordsOf({ draft, markers }).length > 0 && (
        <Field icon={CircleSlash2} label="Empty cells">
          <EmptyWords draft={draft} markers={markers} onChange={onChange} />
        </Field>
      )}
      <p className={tones['quiet']}>Every other column becomes a property of the event under its own name.</p>
    </>
  );
}

function Unused() {
  return <span className={css['unused']}>Not in this file</span>;
}

interface FieldProps {
  readonly icon: LucideIcon;
  readonly label: string;
  readonly children: ReactNode;
}

function Field({ icon: Icon, label, children }: FieldProps) {
  return (
    <div className={css['field']}>
      <span className={css['fieldLabel']}>
        <Icon aria-hidden size={14} strokeWidth={1.8} />
        {label}
      </span>
      <div className={css['fieldBody']}>{children}</div>
    </div>
  );
}

const SURE = { high: 'Sure', medium: 'Likely', low: 'A guess' };

function Reason({ guess, field }: { readonly guess: MapGuess | undefined; readonly field: string }) {
  const found = guess?.reasons.find((reason) => reason.field === field);
  if (found === undefined) return null;
  return (
    <p className={css['reason']}>
      <span className={cx(css['sure'], css[found.confidence])}>{SURE[found.confidence]}</span> {found.reason}
    </p>
  );
}
