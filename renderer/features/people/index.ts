/** The People view: everybody as a list, and one person with its history, its properties and its ids. */
import { UsersRound } from 'lucide-react';
import { lazy } from 'react';
import type { Feature } from '../feature';

export const peopleFeature: Feature = {
  id: 'people',
  title: 'People',
  icon: UsersRound,
  inRail: true,
  View: lazy(async () => ({ default: (await import('./people-view')).PeopleView })),
};
