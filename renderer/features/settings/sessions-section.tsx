/** How events become sessions: when one ends, and what counts as a bounce. */
import type { ReactNode } from 'react';
import { BOUNCE_RULES, type SessionSettings } from '../../../shared/model/settings';
import { DurationField } from '../../parts/duration-field';
import { BOUNCE_WORDS } from '../../parts/bounce-words';
import { Select } from '../../ui/select';
import { Switch } from '../../ui/switch';
import { Row, Section } from './section';
import css from './settings.module.css';
import type { SettingsSectionProps } from './workspace-section';

const SWITCHES: readonly {
  readonly key: 'honourSdkSessions' | 'midnight' | 'campaignChange';
  readonly label: string;
  readonly hint: string;
}[] = [
  {
    key: 'honourSdkSessions',
    label: 'Follow the SDK’s sessions',
    hint: 'A new session where the SDK’s own session id changes. Off: only time and the rules below count.',
  },
  {
    key: 'midnight',
    label: 'Split at midnight',
    hint: 'No session reaches over local midnight, as in Universal Analytics and Matomo.',
  },
  {
    key: 'campaignChange',
    label: 'Split at a new campaign',
    hint: 'A new session where another campaign (utm parameter or click id) brings the visitor back.',
  },
];

export function SessionsSection({
  settings,
  onChange,
  preview,
}: SettingsSectionProps & { readonly preview: ReactNode }) {
  const { sessions } = settings;
  const put = (next: Partial<SessionSettings>): void => {
    onChange({ ...settings, sessions: { ...sessions, ...next } });
  };
  return (
    <Section
      title="Sessions"
      text="When one session ends and the next begins. A session is never longer than 24 hours."
    >
      <Row title="Timeout" hint="More silence than this ends a session; exactly this much does not.">
        <div className={css['timeout']}>
          <DurationField
            label="Timeout"
            value={sessions.timeout}
            onChange={(timeout) => {
              put({ timeout });
            }}
          />
        </div>
      </Row>
      {SWITCHES.map(({ key, label, hint }) => (
        <div key={key} className={css['switch']}>
          <Switch
            label={label}
            hint={hint}
            checked={sessions[key]}
            onChange={(checked) => {
              put({ [key]: checked });
            }}
          />
        </div>
      ))}
      <Row title="Bounce" hint={BOUNCE_WORDS[sessions.bounce].rule}>
        <Select
          label="Bounce, by whose definition"
          value={sessions.bounce}
          options={BOUNCE_RULES.map((rule) => ({
            value: rule,
            label: BOUNCE_WORDS[rule].name,
            hint: BOUNCE_WORDS[rule].rule,
          }))}
          onChange={(bounce) => {
            put({ bounce });
          }}
        />
      </Row>
      {preview}
    </Section>
  );
}
