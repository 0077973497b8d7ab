import type { DatabaseSync } from 'node:sqlite';

import type { Clock } from '../../services/base/clock.ts';
import type { Log } from '../../services/base/log.ts';
import type { Spec } from '../../services/domain/spec.ts';
import type { AgentChannels } from '../agents/agent-channels.ts';
import type { EnrolmentStore } from '../enrolment/enrolment-store.ts';
import type { TokensContext } from '../enrolment/tokens.ts';
import type { ApiTokens } from './api-tokens.ts';
import type { ComposedTrust } from './compose-trust.ts';
import type { Rotation } from './rotation.ts';
import type { TrustPublisher } from './trust-publisher.ts';

/** What the RPCs of trust stand on; made in main.ts. */
export interface TrustContext {
  /** What is wanted now: verbs change it. */
  readonly spec: Spec;
  readonly isBarred: (serial: string) => boolean;
  readonly trust: ComposedTrust;
  readonly publisher: TrustPublisher;
  readonly rotation: Rotation;
  readonly agents: AgentChannels;
  readonly enrolment: EnrolmentStore;
  readonly tokens: TokensContext;
  readonly apiTokens: ApiTokens;
  readonly database: DatabaseSync;
  readonly stateDirectory: string;
  readonly clock: Clock;
  readonly log: Log;
}
