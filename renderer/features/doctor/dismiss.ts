/** Dismissing and restoring findings, told in the corner. */
import type { DoctorFinding } from '../../../shared/contract/doctor';
import { call } from '../../data/client';
import { coordinator } from '../../data/runtime';
import { toast } from '../../ui/toast-store';

export async function dismiss(finding: DoctorFinding, reason: string): Promise<void> {
  const answer = await call('doctor.dismiss', { finding: finding.id, reason });
  if (answer.ok) {
    coordinator.invalidate('doctor.findings');
    toast({
      tone: 'good',
      title: 'Dismissed',
      text: `«${finding.title}: ${finding.subject}» is kept in doctor.json and told of no more.`,
      action: { label: 'Undo', run: () => void restore(finding) },
    });
  } else if (answer.error.code !== 'cancelled') {
    toast({ tone: 'bad', title: 'The finding could not be dismissed', text: answer.error.message });
  }
}

export async function restore(finding: DoctorFinding): Promise<void> {
  const answer = await call('doctor.restore', { finding: finding.id });
  if (answer.ok) {
    coordinator.invalidate('doctor.findings');
    toast({ tone: 'good', title: 'Restored', text: `«${finding.title}: ${finding.subject}» is told of again.` });
  } else if (answer.error.code !== 'cancelled') {
    toast({ tone: 'bad', title: 'The finding could not be restored', text: answer.error.message });
  }
}
