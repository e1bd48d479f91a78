/** The doctor's view: mistakes of instrumentation, with the events that show them and what to do. */
import { Stethoscope } from 'lucide-react';
import { lazy } from 'react';
import type { Feature } from '../feature';
import { DoctorBadge } from './doctor-badge';

export const doctorFeature: Feature = {
  id: 'doctor',
  title: 'Doctor',
  icon: Stethoscope,
  inRail: true,
  View: lazy(async () => ({ default: (await import('./doctor-view')).DoctorView })),
  Badge: DoctorBadge,
};
