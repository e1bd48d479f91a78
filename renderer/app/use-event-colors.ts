/** Gives the workspace's events their colours, first seen first, as soon as their names are known. */
import { useEffect } from 'react';
import { useQuery } from '../data/use-query';
import { assignEventColors } from '../charts/event-color';

const NOTHING = {};

export function useEventColors(): void {
  const { value: events } = useQuery('catalog.events', NOTHING);
  useEffect(() => {
    if (events === undefined) return;
    const order = events.toSorted((a, b) => a.firstSeen - b.firstSeen || (a.event < b.event ? -1 : 1));
    assignEventColors(order.map(({ event }) => event));
  }, [events]);
}
