/** The calendar of the workspace: where its days begin and its weeks. */
import { useMemo } from 'react';
import type { WorkspaceSettings } from '../../../shared/model/settings';
import { Combobox } from '../../ui/combobox';
import { Segmented } from '../../ui/segmented';
import { Row, Section } from './section';
import css from './settings.module.css';

export interface SettingsSectionProps {
  readonly settings: WorkspaceSettings;
  readonly onChange: (settings: WorkspaceSettings) => void;
}

export function WorkspaceSection({ settings, onChange }: SettingsSectionProps) {
  const zones = useMemo(
    () =>
      [
        ...new Set(['UTC', Intl.DateTimeFormat().resolvedOptions().timeZone, ...Intl.supportedValuesOf('timeZone')]),
      ].map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') })),
    [],
  );
  return (
    <Section title="Calendar" text="Where days and weeks begin, for every chart, session and active day.">
      <Row title="Time zone" hint="Days of 23 and 25 hours are counted as they were on the clock.">
        <Combobox
          label="Time zone"
          className={css['zone']}
          value={settings.timezone}
          items={zones}
          onChange={(timezone) => {
            onChange({ ...settings, timezone });
          }}
        />
      </Row>
      <Row title="First day of the week" hint="Weekly buckets and calendars begin with it.">
        <Segmented
          label="First day of the week"
          value={settings.weekStart}
          options={[
            { value: 'monday', label: 'Monday' },
            { value: 'sunday', label: 'Sunday' },
          ]}
          onChange={(weekStart) => {
            onChange({ ...settings, weekStart });
          }}
        />
      </Row>
    </Section>
  );
}
