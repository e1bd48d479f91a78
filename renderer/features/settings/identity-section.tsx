/** How ids become persons: the rule set, and when an id meets too many others to mean anybody. */
import { GitCompareArrows } from 'lucide-react';
import { useState } from 'react';
import { RULE_SETS, type RuleSet } from '../../../shared/model/identity';
import { identitySettingsSchema, type IdentitySettings } from '../../../shared/model/settings';
import { RULE_SET_WORDS } from '../../parts/identity-words';
import { navigate } from '../../state/navigation';
import { Button } from '../../ui/button';
import { TextField } from '../../ui/text-field';
import { Row, Section } from './section';
import css from './settings.module.css';
import type { SettingsSectionProps } from './workspace-section';

const limitSchema = identitySettingsSchema.shape.maxIdsPerPerson;

export function IdentitySection({ settings, onChange }: SettingsSectionProps) {
  const { identity } = settings;
  const put = (next: Partial<IdentitySettings>): void => {
    onChange({ ...settings, identity: { ...identity, ...next } });
  };
  return (
    <Section
      title="Identity"
      text={
        <>
          How the ids of events become persons. Switching works everything out anew, in the background, and can be taken
          back.
        </>
      }
    >
      <fieldset className={css['rules']}>
        <legend className="visually-hidden">Rule set</legend>
        {RULE_SETS.map((rules) => (
          <RuleChoice
            key={rules}
            rules={rules}
            checked={identity.rules === rules}
            onPick={() => {
              put({ rules });
            }}
          />
        ))}
      </fieldset>
      <Row
        title="Not sure which?"
        hint="See persons, activity and a funnel under each of them, side by side, before choosing."
      >
        <Button
          icon={GitCompareArrows}
          onClick={() => {
            navigate('identity');
          }}
        >
          Compare rule sets
        </Button>
      </Row>
      <Row
        title="Most ids per person"
        hint="An id that meets more others than this is a constant, not a person: its links are refused and reported."
      >
        <LimitField
          value={identity.maxIdsPerPerson}
          onChange={(maxIdsPerPerson) => {
            put({ maxIdsPerPerson });
          }}
        />
      </Row>
    </Section>
  );
}

interface RuleChoiceProps {
  readonly rules: RuleSet;
  readonly checked: boolean;
  readonly onPick: () => void;
}

function RuleChoice({ rules, checked, onPick }: RuleChoiceProps) {
  const words = RULE_SET_WORDS[rules];
  return (
    <label className={css['rule']}>
      <input type="radio" name="rule-set" className="visually-hidden" checked={checked} onChange={onPick} />
      <span aria-hidden className={css['radio']} />
      <span className={css['ruleName']}>{words.name}</span>
      <span className={css['ruleText']}>{words.gist}</span>
      <span className={css['ruleText']}>Shared device: {words.sharedDevice}</span>
    </label>
  );
}

function LimitField({ value, onChange }: { readonly value: number; readonly onChange: (value: number) => void }) {
  // An emptied field waits for the next digit instead of jumping to some number.
  const [text, setText] = useState<string>();
  const isValid = limitSchema.safeParse(Number(text ?? value)).success && text?.trim() !== '';
  return (
    <TextField
      label="Most ids per person"
      hideLabel
      className={css['limit']}
      inputMode="numeric"
      value={text ?? String(value)}
      error={isValid ? undefined : 'A whole number from 1 to 1,000,000'}
      onChange={(next) => {
        setText(next);
        const parsed = limitSchema.safeParse(Number(next));
        if (parsed.success && next.trim() !== '') onChange(parsed.data);
      }}
      onBlur={() => {
        setText(undefined);
      }}
    />
  );
}
