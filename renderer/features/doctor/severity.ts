/** How severities are called and drawn. */
import { CircleAlert, Lightbulb, TriangleAlert, type LucideIcon } from 'lucide-react';
import type { DoctorSeverity } from '../../../shared/contract/doctor';

export const SEVERITIES: readonly DoctorSeverity[] = ['error', 'warning', 'hint'];

export const SEVERITY_WORDS: Readonly<
  Record<DoctorSeverity, { readonly one: string; readonly many: string; readonly icon: LucideIcon }>
> = {
  error: { one: 'Error', many: 'Errors', icon: CircleAlert },
  warning: { one: 'Warning', many: 'Warnings', icon: TriangleAlert },
  hint: { one: 'Hint', many: 'Hints', icon: Lightbulb },
};

export const SEVERITY_TONES = { error: 'bad', warning: 'warn', hint: 'neutral' } as const;
