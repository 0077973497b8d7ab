import { type CheckName, checkNames, type CheckSeverity } from '../../services/domain/preflight/check.ts';
import {
  type PreflightResponse,
  PreflightSeverity,
} from '../../services/rpc/gen/hapy/coordinator/v1/coordinator.ts';
import type { ShownPreflight } from './render/preflight-view.ts';

const severities: Readonly<Record<number, CheckSeverity>> = {
  [PreflightSeverity.PREFLIGHT_SEVERITY_OK]: 'ok',
  [PreflightSeverity.PREFLIGHT_SEVERITY_WARNING]: 'warning',
};

/** The coordinator's answer in the words of the domain; what is no known severity is taken for the worst. */
export function readPreflight({ checks, blocked, ignorable }: PreflightResponse): ShownPreflight {
  const read = checks.map((check) => ({
    ...check,
    name: nameOf(check.name),
    severity: severities[check.severity] ?? 'error',
  }));
  return { checks: read, blocked, ignorable };
}

/** A coordinator of another version may check more than we have a text for. */
function nameOf(name: string): CheckName {
  return checkNames.find((each) => each === name) ?? 'one-cluster';
}
