/** How a flag is judged beyond its conditions: what shares go by, who may choose it, and which SDKs are told of it. */
import { useState } from 'react';
import { EARLY_STAGES, type Flag } from '../../../shared/flags/flag';
import { Select } from '../../ui/select';
import { Switch } from '../../ui/switch';
import { TextField } from '../../ui/text-field';
import type { Problems } from './flag-draft';
import { EARLY_STAGE_WORDS } from './flag-words';
import css from './flags.module.css';

export interface FlagMannerProps {
  readonly flag: Flag;
  readonly place: string;
  readonly problems: Problems;
  readonly onChange: (flag: Flag) => void;
}

const FIELDS = ['bucketing', 'continuity', 'earlyExit', 'earlyAccess', 'runtime', 'contexts', 'isSecret'] as const;
type Manner = Partial<Pick<Flag, (typeof FIELDS)[number]>>;

export function FlagManner({ flag, place, problems, onChange }: FlagMannerProps) {
  const { group, bucketing, continuity, earlyExit, earlyAccess, runtime, contexts, isSecret } = flag;
  // What is typed stays as it is typed.
  const [contextsText, setContextsText] = useState(() => contexts?.join(', ') ?? '');
  const put = (change: { readonly [Field in keyof Manner]: Manner[Field] | undefined }): void => {
    const next: Record<string, unknown> = { ...flag, ...change };
    for (const field of FIELDS) if (next[field] === undefined) delete next[field];
    onChange(next as Flag);
  };
  const wrong = FIELDS.map((field) => problems.get(`${place}.${field}`)).find((problem) => problem !== undefined);
  return (
    <div className={css['manner']}>
      {(group === undefined || bucketing !== undefined) && (
        <div className={css['counted']}>
          <span>Shares go by</span>
          <Select
            label="What shares go by"
            size="s"
            value={bucketing ?? 'distinct_id'}
            options={[
              { value: 'distinct_id', label: 'the distinct id' },
              { value: 'device_id', label: 'the device' },
            ]}
            onChange={(next) => {
              put({ bucketing: next === 'device_id' ? 'device_id' : undefined });
            }}
          />
          {bucketing === 'device_id' && (
            <p className={css['fine']}>The id that SDKs keep through logging in and out.</p>
          )}
        </div>
      )}
      {(group === undefined || continuity === true) && (
        <Switch
          label="Stays the same for who logs in"
          checked={continuity ?? false}
          onChange={(isOn) => {
            put({ continuity: isOn ? true : undefined });
          }}
        />
      )}
      <Switch
        label="Who is outside the share of a condition that holds gets nothing from those after it"
        checked={earlyExit ?? false}
        onChange={(isOn) => {
          put({ earlyExit: isOn ? true : undefined });
        }}
      />
      <Switch
        label="People choose by themselves (early access)"
        checked={earlyAccess !== undefined}
        onChange={(isOn) => {
          put({ earlyAccess: isOn ? { stage: 'beta' } : undefined });
        }}
      />
      {earlyAccess !== undefined && (
        <div className={css['counted']}>
          <span>Listed as</span>
          <TextField
            label="Name in the list to choose from"
            hideLabel
            size="s"
            placeholder={flag.key}
            value={earlyAccess.name ?? ''}
            onChange={(name) => {
              const { name: _gone, ...rest } = earlyAccess;
              put({ earlyAccess: name === '' ? rest : { ...rest, name } });
            }}
          />
          <Select
            label="Stage"
            size="s"
            value={earlyAccess.stage}
            options={EARLY_STAGES.map((stage) => ({ value: stage, label: EARLY_STAGE_WORDS[stage] }))}
            onChange={(stage) => {
              put({ earlyAccess: { ...earlyAccess, stage } });
            }}
          />
        </div>
      )}
      <Switch
        label="Payloads go only to servers that ask for this flag alone"
        checked={isSecret ?? false}
        onChange={(isOn) => {
          put({ isSecret: isOn ? true : undefined });
        }}
      />
      <div className={css['counted']}>
        <span>Told to</span>
        <Select
          label="SDKs that are told of it"
          size="s"
          value={runtime ?? EVERYWHERE}
          options={[
            { value: EVERYWHERE, label: 'all SDKs' },
            { value: 'client', label: 'browsers and apps' },
            { value: 'server', label: 'servers' },
          ]}
          onChange={(next) => {
            put({ runtime: next === 'client' || next === 'server' ? next : undefined });
          }}
        />
        <TextField
          label="Contexts"
          hideLabel
          size="s"
          spellCheck={false}
          placeholder="in these contexts, with commas"
          value={contextsText}
          onChange={(text) => {
            setContextsText(text);
            put({ contexts: readContexts(text) });
          }}
        />
      </div>
      {wrong !== undefined && (
        <p role="alert" className={css['wrong']}>
          This {wrong}.
        </p>
      )}
    </div>
  );
}

const EVERYWHERE = 'everywhere';

function readContexts(text: string): string[] | undefined {
  const named = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  return named.length === 0 ? undefined : named;
}
