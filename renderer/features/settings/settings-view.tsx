/** The settings page: changes are gathered, shown in their effect, and applied together. */
import { useState } from 'react';
import { canonicalJson } from '../../../shared/base/canonical-json';
import { workspaceSettingsSchema, type WorkspaceSettings } from '../../../shared/model/settings';
import { latest, useQuery } from '../../data/use-query';
import { changeSettings } from '../../parts/change-settings';
import { WorkBanner } from '../../parts/work-banner';
import { Button } from '../../ui/button';
import { ErrorState } from '../../ui/error-state';
import { formatPlural } from '../../ui/number-format';
import { PageHeader } from '../../ui/page-header';
import { Skeleton } from '../../ui/skeleton';
import { changedSettings } from './changed-settings';
import { IdentitySection } from './identity-section';
import { ListeningSection } from './listening-section';
import { RecordingsSection } from './recordings-section';
import { SessionPreview } from './session-preview';
import { SessionsSection } from './sessions-section';
import css from './settings.module.css';
import { WorkspaceSection } from './workspace-section';

const NOTHING = {};

export function SettingsView() {
  const query = useQuery('settings.get', NOTHING);
  const stored = latest(query);
  return (
    <>
      <PageHeader title="Settings" meta="of this workspace" />
      <WorkBanner />
      {stored === undefined && query.status === 'failed' && (
        <ErrorState error={query.error} title="The settings cannot be read" onRetry={query.refetch} />
      )}
      {stored === undefined && query.status !== 'failed' && (
        <div className={css['loading']}>
          <Skeleton lines={8} height={20} />
        </div>
      )}
      {stored !== undefined && <SettingsForm stored={stored} />}
    </>
  );
}

function SettingsForm({ stored }: { readonly stored: WorkspaceSettings }) {
  const [draft, setDraft] = useState<WorkspaceSettings>();
  const [busy, setBusy] = useState(false);
  const shown = draft ?? stored;
  const changes = changedSettings(stored, shown);
  const valid = workspaceSettingsSchema.safeParse(shown);
  const sessionsChange = canonicalJson(shown.sessions) !== canonicalJson(stored.sessions);

  const apply = async (): Promise<void> => {
    setBusy(true);
    const done = await changeSettings(() => shown, `Applied: ${changes.join(', ')}`);
    setBusy(false);
    if (done) setDraft(undefined);
  };

  return (
    <>
      <form
        className={css['page']}
        aria-label="Settings"
        onSubmit={(event) => {
          event.preventDefault();
        }}
      >
        <div className={css['sections']}>
          <WorkspaceSection settings={shown} onChange={setDraft} />
          <SessionsSection
            settings={shown}
            onChange={setDraft}
            preview={<SessionPreview settings={shown.sessions} isChanged={sessionsChange} />}
          />
          <IdentitySection settings={shown} onChange={setDraft} />
          <RecordingsSection settings={shown} onChange={setDraft} />
          <ListeningSection timezone={shown.timezone} />
        </div>
      </form>
      {changes.length > 0 && (
        <section className={css['bar']} aria-label="Not applied yet">
          <p className={css['changes']}>
            <strong>{formatPlural(changes.length, 'change')}</strong>
            <span>{valid.success ? changes.join(', ') : (valid.error.issues[0]?.message ?? 'Not valid yet')}</span>
          </p>
          <Button
            onClick={() => {
              setDraft(undefined);
            }}
          >
            Discard
          </Button>
          <Button variant="primary" disabled={busy || !valid.success} onClick={() => void apply()}>
            Apply
          </Button>
        </section>
      )}
    </>
  );
}
