/** The left rail: the workspace, the views, and below them how data comes in and how things look. */
import { FolderOpen, Monitor, Moon, PanelLeft, Plus, Search, Settings, Sun } from 'lucide-react';
import type { ReactNode } from 'react';
import { latest } from '../data/use-query';
import { useWorkspaceInfo } from '../data/workspace';
import type { Feature } from '../features/feature';
import { useNavigation } from '../state/navigation';
import { useTheme, type Theme } from '../state/theme';
import { cx } from '../ui/cx';
import { IconButton } from '../ui/icon-button';
import { Keys } from '../ui/kbd';
import { formatCount } from '../ui/number-format';
import { Tooltip } from '../ui/tooltip';
import { chooseFiles } from '../parts/choose-files';
import { CollectorStatus } from './collector-status';
import { numberKey } from './commands';
import { FEATURES } from './features';
import { ImportStatus } from './import-status';
import { Logo } from './logo';
import css from './rail.module.css';
import { useShell } from './shell-state';

const NEXT_THEME: Record<Theme, Theme> = { system: 'light', light: 'dark', dark: 'system' };
const THEME_LOOK = {
  system: { icon: Monitor, label: 'Theme: as the system' },
  light: { icon: Sun, label: 'Theme: light' },
  dark: { icon: Moon, label: 'Theme: dark' },
};

export interface RailProps {
  readonly collapsed: boolean;
  /** False where the window is too narrow for labels. */
  readonly canExpand: boolean;
}

export function Rail({ collapsed, canExpand }: RailProps) {
  const info = latest(useWorkspaceInfo());
  const { theme, setTheme } = useTheme();
  const navigate = useNavigation((state) => state.navigate);
  const openPalette = useShell((state) => state.setPaletteOpen);
  const toggleRail = useShell((state) => state.toggleRail);
  const look = THEME_LOOK[theme];
  return (
    <nav aria-label="Main" className={cx(css['rail'], collapsed && css['collapsed'])}>
      <div className={css['head']}>
        <Logo />
        {!collapsed && (
          <div className={css['workspace']}>
            <strong className={css['name']}>{info?.name ?? 'Waymark'}</strong>
            <span className={cx(css['count'], 'num')}>
              {info === undefined
                ? 'Opening…'
                : `${formatCount(info.events)} ${info.events === 1 ? 'event' : 'events'}`}
            </span>
          </div>
        )}
      </div>
      <RailButton
        collapsed={collapsed}
        label="Search"
        shortcut="Mod+K"
        className={css['search']}
        icon={Search}
        onClick={() => {
          openPalette(true);
        }}
      />
      <ul className={css['views']}>
        {FEATURES.filter((feature) => feature.inRail).map((feature, index) => (
          <li key={feature.id}>
            <ViewLink feature={feature} {...numberKey(index)} collapsed={collapsed} />
          </li>
        ))}
      </ul>
      <div className={css['foot']}>
        <ImportStatus collapsed={collapsed} />
        <RailButton
          collapsed={collapsed}
          label="Open file"
          icon={FolderOpen}
          onClick={() => void chooseFiles()}
          shortcut="Mod+O"
          hideShortcut
        />
        <GetData collapsed={collapsed} />
        <CollectorStatus collapsed={collapsed} />
        <div className={css['tools']}>
          <IconButton
            icon={Settings}
            label="Settings"
            shortcut="Mod+,"
            tooltipSide="right"
            onClick={() => {
              navigate('settings');
            }}
          />
          <IconButton
            icon={look.icon}
            label={look.label}
            tooltipSide="right"
            onClick={() => {
              setTheme(NEXT_THEME[theme]);
            }}
          />
          {canExpand && (
            <IconButton
              icon={PanelLeft}
              label={collapsed ? 'Unfold the rail' : 'Fold the rail'}
              shortcut="Mod+B"
              tooltipSide="right"
              onClick={toggleRail}
            />
          )}
        </div>
      </div>
    </nav>
  );
}

function ViewLink(props: { readonly feature: Feature; readonly shortcut?: string; readonly collapsed: boolean }) {
  const { feature, shortcut, collapsed } = props;
  const here = useNavigation((state) => state.view === feature.id);
  const navigate = useNavigation((state) => state.navigate);
  return (
    <RailButton
      collapsed={collapsed}
      label={feature.title}
      icon={feature.icon}
      {...(feature.Badge === undefined ? {} : { badge: <feature.Badge collapsed={collapsed} /> })}
      {...(shortcut === undefined ? {} : { shortcut })}
      hideShortcut
      current={here}
      onClick={() => {
        if (!here) navigate(feature.id);
      }}
    />
  );
}

function GetData({ collapsed }: { readonly collapsed: boolean }) {
  const here = useNavigation((state) => state.view === 'welcome');
  const navigate = useNavigation((state) => state.navigate);
  return (
    <RailButton
      collapsed={collapsed}
      label="Get data in"
      icon={Plus}
      current={here}
      onClick={() => {
        navigate('welcome');
      }}
    />
  );
}

interface RailButtonProps {
  readonly collapsed: boolean;
  readonly label: string;
  readonly icon: Feature['icon'];
  readonly onClick: () => void;
  readonly shortcut?: string;
  /** Only in the tooltip. */
  readonly hideShortcut?: boolean;
  readonly current?: boolean;
  readonly className?: string | undefined;
  readonly badge?: ReactNode;
}

function RailButton(props: RailButtonProps) {
  const { collapsed, label, icon: Icon, onClick, shortcut, hideShortcut = false, current = false, className } = props;
  const button = (
    <button
      type="button"
      className={cx(css['item'], className)}
      aria-label={collapsed ? label : undefined}
      aria-current={current ? 'page' : undefined}
      onClick={onClick}
    >
      <Icon aria-hidden size={17} strokeWidth={1.75} />
      {!collapsed && <span className={css['label']}>{label}</span>}
      {props.badge}
      {!collapsed && shortcut !== undefined && !hideShortcut && <Keys combo={shortcut} />}
    </button>
  );
  if (!collapsed) return button;
  return (
    <Tooltip text={label} shortcut={shortcut} side="right">
      {button}
    </Tooltip>
  );
}
