import type { CheckSeverity } from '../../domain/preflight/check.ts';
import { PreflightSeverity } from '../gen/hapy/coordinator/v1/coordinator.ts';

/** What a preflight check found, in the word of the domain; what is no known severity is taken for the worst. */
export function checkSeverityFromProto(severity: PreflightSeverity): CheckSeverity {
  if (severity === PreflightSeverity.PREFLIGHT_SEVERITY_OK) return 'ok';
  return severity === PreflightSeverity.PREFLIGHT_SEVERITY_WARNING ? 'warning' : 'error';
}
