/** Who would get what: the flags as they are on screen, for one id, with what is stored and what the SDK would send. */
import { useDeferredValue, useState } from 'react';
import { evaluateFlag, withStored } from '../../../shared/flags/evaluate';
import { looksAtContinuity, segmentsIn } from '../../../shared/flags/flag';
import { latest, useQuery } from '../../data/use-query';
import { Badge } from '../../ui/badge';
import { cx } from '../../ui/cx';
import { TextArea } from '../../ui/text-area';
import { TextField } from '../../ui/text-field';
import { type FlagsDraft, type Problems, readProperties } from './flag-draft';
import { reasonWords, valueWords } from './flag-words';
import css from './flags.module.css';

export interface FlagTesterProps {
  readonly draft: FlagsDraft;
  /** The place of the flag that is shown. */
  readonly chosen: number | undefined;
  readonly problems: Problems;
  readonly distinctId: string;
  readonly onDistinctId: (distinctId: string) => void;
}

export function FlagTester({ draft, chosen, problems, distinctId, onDistinctId }: FlagTesterProps) {
  const { flags, cohorts } = draft;
  const isSound = problems.size === 0;
  const [text, setText] = useState('');
  const [groupsText, setGroupsText] = useState('');
  const [deviceId, setDeviceId] = useState('');
  // Dates such as -7d count from when this was opened.
  const [now] = useState(Date.now);
  const id = useDeferredValue(distinctId.trim());
  const properties = readProperties(text);
  const groups = readGroups(useDeferredValue(groupsText));
  const known = useQuery(
    'flags.known',
    id === '' || groups === undefined
      ? undefined
      : { distinctId: id, groups, segments: segmentsIn(flags), continuity: looksAtContinuity(flags) },
  );
  const stored = latest(known);
  const person = withStored(
    {
      distinctId: id,
      ...(deviceId === '' ? {} : { deviceId }),
      properties: properties ?? {},
      groups: Object.fromEntries(Object.entries(groups ?? {}).map(([type, key]) => [type, { key, properties: {} }])),
    },
    stored,
  );
  return (
    <section aria-label="Who gets what" className={css['panel']}>
      <h2 className={css['title']}>Who gets what</h2>
      <TextField
        label="Distinct id"
        placeholder="An id, such as ana@shop.test"
        spellCheck={false}
        value={distinctId}
        hint={id === '' ? undefined : storedWords(stored)}
        onChange={onDistinctId}
      />
      <TextArea
        label="Properties that the SDK sends along"
        placeholder={'plan = pro\nseats = 12'}
        rows={2}
        value={text}
        onChange={setText}
      />
      {properties === undefined && <p className={css['wrong']}>One property a line, such as plan = pro, or JSON.</p>}
      <TextArea label="Groups" placeholder="company = acme" rows={1} value={groupsText} onChange={setGroupsText} />
      {flags.some(({ bucketing }) => bucketing === 'device_id') && (
        <TextField label="Device id" spellCheck={false} value={deviceId} onChange={setDeviceId} />
      )}
      {groups === undefined && <p className={css['wrong']}>One group a line, such as company = acme.</p>}
      {id !== '' && !isSound && <p className={css['note']}>Once what is marked is put right, it says who gets what.</p>}
      {id !== '' && isSound && (
        <ul className={css['verdicts']} aria-label="Verdicts">
          {flags.map((flag, index) => {
            const verdict = evaluateFlag(flag, person, { flags, cohorts, now });
            return (
              <li key={index} className={cx(css['verdict'], index === chosen && css['chosen'])}>
                <span className={css['key']}>{flag.key}</span>
                <Badge tone={verdict.enabled ? 'good' : 'neutral'}>{valueWords(verdict)}</Badge>
                <p className={css['fine']}>
                  {reasonWords(verdict.reason, verdict.condition, flag.conditions === undefined)}
                  {verdict.payload !== undefined && <code> {JSON.stringify(verdict.payload).slice(0, 120)}</code>}
                </p>
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}

function readGroups(text: string): Record<string, string> | undefined {
  const read = readProperties(text);
  return read === undefined
    ? undefined
    : Object.fromEntries(
        Object.entries(read).map(([type, key]) => [type, typeof key === 'string' ? key : JSON.stringify(key)]),
      );
}

function storedWords(stored: { readonly isKnown: boolean; readonly properties: object } | undefined): string {
  if (stored === undefined) return 'Looking…';
  if (!stored.isKnown) return 'Nothing is stored of this id.';
  const keys = Object.keys(stored.properties);
  if (keys.length === 0) return 'A known person without properties.';
  const more = keys.length > 4 ? ` and ${keys.length - 4} more` : '';
  return `Stored: ${keys.slice(0, 4).join(', ')}${more}`;
}
