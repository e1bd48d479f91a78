/** What sort of thing happened, as a small sign. */
import {
  Activity,
  ArrowDownUp,
  CircleAlert,
  Clock,
  FileText,
  Flag,
  Gauge,
  Link2,
  MousePointerClick,
  Play,
  Radio,
  Smartphone,
  TextCursorInput,
  UserPen,
  UserRoundCheck,
  Users,
  Zap,
  type LucideIcon,
} from 'lucide-react';
import type { EventKind } from '../../../shared/model/event';

const ICONS: Record<EventKind, LucideIcon> = {
  page: FileText,
  screen: Smartphone,
  click: MousePointerClick,
  form: TextCursorInput,
  scroll: ArrowDownUp,
  media: Play,
  vitals: Gauge,
  network: Activity,
  error: CircleAlert,
  identify: UserRoundCheck,
  group: Users,
  alias: Link2,
  person: UserPen,
  flag: Flag,
  ping: Radio,
  session: Clock,
  custom: Zap,
};

const WORDS: Record<EventKind, string> = {
  page: 'Page',
  screen: 'Screen',
  click: 'Click',
  form: 'Form',
  scroll: 'Scroll',
  media: 'Media',
  vitals: 'Web vitals',
  network: 'Network',
  error: 'Error',
  identify: 'Identify',
  group: 'Group',
  alias: 'Alias',
  person: 'Person',
  flag: 'Feature flag',
  ping: 'Ping',
  session: 'Session',
  custom: 'Custom event',
};

export const kindWord = (kind: EventKind): string => WORDS[kind];

/** Spoken and shown by its word on hover. */
export function KindIcon({ kind, size = 14 }: { readonly kind: EventKind; readonly size?: number }) {
  const Icon = ICONS[kind];
  return (
    <span role="img" aria-label={WORDS[kind]} title={WORDS[kind]} style={{ display: 'inline-flex' }}>
      <Icon aria-hidden size={size} strokeWidth={1.8} />
    </span>
  );
}
