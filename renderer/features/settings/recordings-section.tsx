/** How much recordings of the screen may take, how much they do, and taking them out. */
import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import { recordingSettingsSchema } from '../../../shared/model/settings';
import { latest, useQuery } from '../../data/use-query';
import { type RecordingsToRemove, RemoveRecordings } from '../../parts/remove-recordings';
import { Button } from '../../ui/button';
import { Menu, type MenuItem } from '../../ui/menu';
import { formatBytes, formatPlural } from '../../ui/number-format';
import { Progress } from '../../ui/progress';
import { TextField } from '../../ui/text-field';
import { formatDay } from '../../ui/time-format';
import { Row, Section } from './section';
import css from './settings.module.css';
import type { SettingsSectionProps } from './workspace-section';

const NOTHING = {};
const DAY_MS = 86_400_000;
const AGES = [7, 30, 90];

export function RecordingsSection({ settings, onChange }: SettingsSectionProps) {
  const usage = latest(useQuery('recordings.usage', NOTHING));
  const [asked, setAsked] = useState<RecordingsToRemove>();
  const isEmpty = usage === undefined || usage.recordings === 0;
  const items: MenuItem[] = [
    ...AGES.map((days): MenuItem => ({
      label: `Older than ${days} days`,
      onSelect: () => {
        setAsked({
          which: { what: 'before', before: Date.now() - days * DAY_MS },
          words: `recordings older than ${days} days`,
        });
      },
    })),
    { type: 'separator' },
    {
      label: 'All recordings',
      danger: true,
      onSelect: () => {
        setAsked({ which: { what: 'all' }, words: 'all recordings' });
      },
    },
  ];
  return (
    <Section title="Recordings" text="What SDKs recorded of the screen. It stays on this machine.">
      <Row
        title="Limit"
        hint="All of them together, as they are stored. The oldest make room for new ones; one that got something in the last 30 minutes stays."
      >
        <LimitField
          limitMb={settings.recordings.limitMb}
          onChange={(limitMb) => {
            onChange({ ...settings, recordings: { limitMb } });
          }}
        />
      </Row>
      <Row
        title="Stored"
        hint={usage === undefined ? 'Counting…' : <Stored usage={usage} timezone={settings.timezone} />}
      >
        <Menu
          align="end"
          trigger={
            <Button icon={Trash2} disabled={isEmpty}>
              Delete
            </Button>
          }
          items={items}
        />
      </Row>
      <RemoveRecordings
        asked={asked}
        onDone={() => {
          setAsked(undefined);
        }}
      />
    </Section>
  );
}

interface StoredProps {
  readonly usage: {
    readonly recordings: number;
    readonly bytes: number;
    readonly limitBytes: number;
    readonly first?: number | undefined;
    readonly last?: number | undefined;
  };
  readonly timezone: string;
}

function Stored({ usage: { recordings, bytes, limitBytes, first, last }, timezone }: StoredProps) {
  if (recordings === 0 || first === undefined || last === undefined) return <>No recording is stored.</>;
  const [from, to] = [formatDay(first, timezone), formatDay(last, timezone)];
  return (
    <>
      {formatPlural(recordings, 'recording')}, {formatBytes(bytes)} of {formatBytes(limitBytes)},{' '}
      {from === to ? from : `${from} to ${to}`}
      <span className={css['usage']}>
        <Progress label="How much of the limit is used" value={Math.min(1, bytes / limitBytes)} />
      </span>
    </>
  );
}

const MB_OF_GB = 1_000;

function LimitField({ limitMb, onChange }: { readonly limitMb: number; readonly onChange: (limitMb: number) => void }) {
  // An emptied field waits for the next digit instead of jumping to some number.
  const [text, setText] = useState<string>();
  const parse = (given: string) =>
    recordingSettingsSchema.shape.limitMb.safeParse(Math.round(Number(given) * MB_OF_GB));
  const shown = text ?? String(limitMb / MB_OF_GB);
  const isValid = parse(shown).success && shown.trim() !== '';
  return (
    <span className={css['gigabytes']}>
      <TextField
        label="Limit of recordings in GB"
        hideLabel
        className={css['limit']}
        inputMode="decimal"
        value={shown}
        error={isValid ? undefined : 'From 0.01 to 10,000 GB'}
        onChange={(next) => {
          setText(next);
          const parsed = parse(next);
          if (parsed.success && next.trim() !== '') onChange(parsed.data);
        }}
        onBlur={() => {
          setText(undefined);
        }}
      />
      <span>GB</span>
    </span>
  );
}
