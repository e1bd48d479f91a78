/** What the workspace and its host say of themselves, kept current. */
import { useEffect } from 'react';
import type { HostInfo, WorkspaceInfo } from '../../shared/contract/commands';
import { useQuery, type QueryState } from './use-query';

/** While something is prepared or worked out anew, how often to look how far it is. */
const BUSY_POLL_MS = 700;

const NOTHING = {};

/** Counts, span, time zone and state of the workspace; follows the data as it arrives. */
export function useWorkspaceInfo(): QueryState<WorkspaceInfo> {
  const info = useQuery('workspace.info', NOTHING);
  const known = info.value ?? info.previous;
  const busy = known !== undefined && (known.state === 'building' || known.work !== undefined);
  const { refetch } = info;
  useEffect(() => {
    if (!busy) return undefined;
    const timer = setInterval(refetch, BUSY_POLL_MS);
    return () => {
      clearInterval(timer);
    };
  }, [busy, refetch]);
  return info;
}

/** Version, collector address and workspace name. */
export function useHostInfo(): QueryState<HostInfo> {
  return useQuery('host.info', NOTHING);
}
