import { changeSpec } from '../../services/domain/change-spec.ts';
import { expectedBy, type Intent } from '../../services/domain/intent.ts';
import {
  type CheckSeverity,
  ignorableChecks,
  type PreflightCheck as Check,
} from '../../services/domain/preflight/check.ts';
import {
  type PreflightCheck,
  type PreflightRequest,
  type PreflightResponse,
  PreflightSeverity,
} from '../../services/rpc/gen/hapy/coordinator/v1/coordinator.ts';
import type { Spec } from '../../services/domain/spec.ts';
import { unary } from '../../services/rpc/handlers.ts';
import { intentFromProto } from '../../services/rpc/mapping/intent.ts';
import type { PreflightAim } from '../preflight.ts';
import type { ServiceContext } from './service-context.ts';

const severities = {
  ok: PreflightSeverity.PREFLIGHT_SEVERITY_OK,
  warning: PreflightSeverity.PREFLIGHT_SEVERITY_WARNING,
  error: PreflightSeverity.PREFLIGHT_SEVERITY_ERROR,
} as const satisfies Record<CheckSeverity, PreflightSeverity>;

export function preflightRpcs(context: ServiceContext) {
  const { preflight } = context;
  return {
    preflight: unary<PreflightRequest, PreflightResponse>(
      async ({ ignore, discardDatabases, ...request }) => {
        const discards = new Map(Object.entries(discardDatabases));
        const intent = intentFromProto(request.intent, context.spec);
        const aim = aimOf(context.spec, intent, request.begun);
        const { checks, blocked } = await preflight.look(ignore, discards, aim);
        return { checks: checks.map(checkToProto), blocked, ignorable: [...ignorableChecks] };
      },
    ),
  };
}

/**
 * The list of nodes as the verb makes it. A run that has begun has made it so: made once more, the machine that has come in the
 * place of a dead one would be the dead one, and be found alive.
 */
export function aimOf(spec: Spec, intent: Intent | undefined, begun: boolean): PreflightAim {
  const { spec: wanted = spec } = begun ? {} : changeSpec(spec, intent);
  return { spec: wanted, expected: expectedBy(intent) };
}

export function checkToProto(check: Check): PreflightCheck {
  return { ...check, severity: severities[check.severity], parameters: { ...check.parameters } };
}
