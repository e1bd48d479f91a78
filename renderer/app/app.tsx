/** The shell: rail, the view that the address names, palette, drop target, messages. */
import { useEffect, useMemo, useState } from 'react';
import { useLiveStatus } from '../data/use-live';
import { latest } from '../data/use-query';
import { useWorkspaceInfo } from '../data/workspace';
import { useNavigation } from '../state/navigation';
import { useTheme } from '../state/theme';
import { ArchiveDialog } from '../parts/archive/archive-dialog';
import { RestoreDialog } from '../parts/archive/restore-dialog';
import { ExportDialog } from '../parts/export/export-dialog';
import { Toaster } from '../ui/toast';
import { TooltipProvider } from '../ui/tooltip';
import css from './app.module.css';
import { allCommands } from './commands';
import { DropTarget } from './drop-target';
import { lastPlace, rememberPlace } from './last-place';
import { FEATURES } from './features';
import { LiveRegion } from './live-region';
import { LostBanner } from './lost-banner';
import { Palette } from './palette';
import { Rail } from './rail';
import { useShell } from './shell-state';
import { ShortcutsDialog } from './shortcuts-dialog';
import { useDesktop } from './use-desktop';
import { useEventColors } from './use-event-colors';
import { useKeys } from './use-keys';
import { useKnownNames } from './use-known-names';
import { ViewFrame } from './view-frame';

const isView = (view: string): boolean => FEATURES.some(({ id }) => id === view);

/** Where one lands when the address names no view: where one was last, if there is something to see. */
function useLandingView(): void {
  const view = useNavigation((state) => state.view);
  const params = useNavigation((state) => state.params);
  const navigate = useNavigation((state) => state.navigate);
  const info = latest(useWorkspaceInfo());
  const workspace = info?.name;
  useEffect(() => {
    if (isView(view) || info === undefined) return;
    const last = lastPlace(info.name);
    if (info.events === 0) navigate('welcome', {}, { replace: true });
    else if (last !== undefined && isView(last.view)) navigate(last.view, last.params, { replace: true });
    else navigate('live', {}, { replace: true });
  }, [view, info, navigate]);
  useEffect(() => {
    if (workspace !== undefined && isView(view) && view !== 'welcome') rememberPlace(workspace, { view, params });
  }, [view, params, workspace]);
}

function useThemeAttribute(): void {
  const theme = useTheme((state) => state.theme);
  useEffect(() => {
    if (theme === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme;
  }, [theme]);
}

export function App() {
  const view = useNavigation((state) => state.view);
  const feature = FEATURES.find((candidate) => candidate.id === view);
  const commands = useMemo(() => allCommands(), []);
  const [narrow, setNarrow] = useState(() => matchMedia('(max-width: 960px)').matches);
  const railChoice = useShell((state) => state.rail);
  useEffect(() => {
    const query = matchMedia('(max-width: 960px)');
    const follow = (): void => {
      setNarrow(query.matches);
    };
    query.addEventListener('change', follow);
    return () => {
      query.removeEventListener('change', follow);
    };
  }, []);
  useThemeAttribute();
  useLandingView();
  useEventColors();
  useKnownNames();
  useKeys(commands);
  useDesktop(commands);
  useLiveStatus();
  useEffect(() => {
    document.title = feature ? `${feature.title} · Waymark` : 'Waymark';
  }, [feature]);
  return (
    <TooltipProvider>
      <DropTarget>
        <div className={css['shell']}>
          {/* No link: the address's hash says where one is. */}
          <button type="button" className={css['skip']} onClick={() => document.getElementById('main')?.focus()}>
            Skip to the view
          </button>
          <Rail collapsed={narrow || railChoice === 'icons'} canExpand={!narrow} />
          <main className={css['main']} id="main" tabIndex={-1}>
            <LostBanner />
            {feature && <ViewFrame key={feature.id} feature={feature} />}
          </main>
        </div>
      </DropTarget>
      <Palette commands={commands} />
      <ShortcutsDialog commands={commands} />
      <ExportDialog />
      <ArchiveDialog />
      <RestoreDialog />
      <Toaster />
      <LiveRegion />
    </TooltipProvider>
  );
}
