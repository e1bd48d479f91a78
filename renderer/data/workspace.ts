/** What the workspace and its host say of themselves, kept current. */
import { useEffect } from 'react';
import type { HostInfo, WorkspaceInfo } from '../../shared/contract/commands';
import { useQuery, type QueryState } from './use-query';

/** While the workspace is being prepared after opening, how often to look whether it is ready. */
const BUILDING_POLL_MS = 700;

const NOTHING = {};

/** Counts, span, time zone and state of the workspace; follows the data as it arrives. */
export function useWorkspaceInfo(): QueryState<WorkspaceInfo> {
  const info = useQuery('workspace.info', NOTHING);
  const building = info.value?.state === 'building';
  const { refetch } = info;
  useEffect(() => {
    if (!building) return undefined;
    const timer = setInterval(refetch, BUILDING_POLL_MS);
    return () => {
      clearInterval(timer);
    };
  }, [building, refetch]);
  return info;
}

/** Version, collector address and workspace name. */
export function useHostInfo(): QueryState<HostInfo> {
  return useQuery('host.info', NOTHING);
}
