import { type CheckName, checkNames } from '../../services/domain/preflight/check.ts';
import type { PreflightResponse } from '../../services/rpc/gen/hapy/coordinator/v1/coordinator.ts';
import { checkSeverityFromProto } from '../../services/rpc/mapping/check-severity.ts';
import type { ShownPreflight } from './render/preflight-view.ts';

/** The coordinator's answer in the words of the domain. */
export function readPreflight({ checks, blocked, ignorable }: PreflightResponse): ShownPreflight {
  const read = checks.map((check) => ({
    ...check,
    name: nameOf(check.name),
    severity: checkSeverityFromProto(check.severity),
  }));
  return { checks: read, blocked, ignorable };
}

/** A coordinator of another version may check more than we have a text for. */
function nameOf(name: string): CheckName {
  return checkNames.find((each) => each === name) ?? 'one-cluster';
}
