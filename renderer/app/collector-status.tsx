/** Where SDKs send to and whether anybody listens there, at the foot of the rail. A click copies the address. */
import { useEffect } from 'react';
import { coordinator } from '../data/runtime';
import { latest } from '../data/use-query';
import { useLiveStatus } from '../data/use-live';
import { useHostInfo } from '../data/workspace';
import { copyText } from '../ui/code-block';
import { cx } from '../ui/cx';
import { toast } from '../ui/toast';
import { Tooltip } from '../ui/tooltip';
import css from './rail.module.css';

/** Whether events can be written is no part of the live feed. */
const LOOK_MS = 5_000;
const isSaid = (text: string | undefined): text is string => text !== undefined;

export function CollectorStatus({ collapsed }: { readonly collapsed: boolean }) {
  const host = latest(useHostInfo());
  useEffect(() => {
    const timer = setInterval(() => coordinator.invalidate('host.info'), LOOK_MS);
    return () => {
      clearInterval(timer);
    };
  }, []);
  const live = useLiveStatus();
  const url = host?.collectorUrl;
  const problem = host?.collectorProblem;
  const warning = host?.collectorWarning;
  const isOpen = live.state === 'open' && url !== undefined;
  const shortfall = host?.collectorShortfall;
  const trouble = host?.collectorTrouble;
  const isBad = [problem, warning, shortfall, trouble].some(isSaid);
  const tone = isBad ? 'bad' : isOpen ? 'good' : 'wait';
  const address = warning === undefined ? (url?.replace(/^https?:\/\//, '') ?? 'Connecting…') : 'Open to others';
  const listeningLabel = trouble === undefined ? address : 'Events are refused';
  const label = problem === undefined ? listeningLabel : 'Not listening';
  const secure = host?.collectorHttps === undefined ? '' : ` and ${host.collectorHttps.url}`;
  const listening = [
    `Listening at ${url ?? ''}${secure}. Click to copy.`,
    ...[trouble, warning, shortfall].filter(isSaid),
  ];
  const words = problem ?? (isOpen ? listening.join(' ') : 'Connecting to the collector…');
  const handleClick = async (): Promise<void> => {
    if (url === undefined) {
      live.retryNow();
      return;
    }
    if (await copyText(url)) toast({ tone: 'good', title: 'Collector address copied', text: url });
  };
  return (
    <Tooltip text={words} side="right">
      <button
        type="button"
        className={cx(css['item'], css['collector'])}
        aria-label={`Collector: ${words}`}
        onClick={() => void handleClick()}
      >
        <span aria-hidden className={cx(css['dot'], css[tone])} />
        {!collapsed && <span className={cx(css['label'], css['url'])}>{label}</span>}
      </button>
    </Tooltip>
  );
}
