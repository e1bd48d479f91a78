/** What the test API answers with. */

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** An event as Waymark keeps it; times are UTC milliseconds. */
export interface WaymarkEvent {
  /** Its number in the store: grows in order of arrival. */
  readonly eid: number;
  readonly event_id: string;
  readonly event: string;
  readonly kind: string;
  readonly timestamp: number;
  readonly received_at: number;
  readonly distinct_id: string;
  readonly anonymous_id?: string;
  readonly user_id?: string;
  readonly session_id?: string;
  readonly groups: Readonly<Record<string, string>>;
  readonly properties: Readonly<Record<string, Json>>;
  /** The protocol it came by: `posthog`, `segment`, … */
  readonly source: string;
  readonly project?: string;
  readonly lib?: string;
  readonly lib_version?: string;
}

/** Something that was sent and could not be understood. */
export interface WaymarkReject {
  readonly receivedAt: number;
  readonly source: string;
  readonly code: string;
  readonly message: string;
  readonly place: string;
  readonly raw: string;
}

/** One way in which events broke the tracking plan. */
export interface WaymarkViolation {
  readonly event: string;
  readonly path: string;
  readonly kind: string;
  readonly severity: 'error' | 'warning';
  readonly expected: string;
  readonly count: number;
  readonly examples: readonly { readonly eid?: number; readonly distinct_id?: string; readonly got: string }[];
}

/** The answer of `GET /waymark/events`. */
export interface EventsAnswer {
  readonly events: readonly WaymarkEvent[];
  readonly enough: boolean;
  readonly next: number;
  readonly near?: readonly WaymarkEvent[];
  readonly others?: readonly { readonly event: string; readonly count: number }[];
}

/** Properties that an event must carry: each must be there and equal, at every depth; others may be there too. */
export type WantedProperties = Readonly<Record<string, Json>>;
