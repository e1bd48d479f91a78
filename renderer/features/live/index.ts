/** The Live view: events as they arrive, and what could not be understood. */
import { Radio } from 'lucide-react';
import type { Feature } from '../feature';
import { LiveView } from './live-view';

export const liveFeature: Feature = { id: 'live', title: 'Live', icon: Radio, inRail: true, View: LiveView };
