import type { HealthFinding } from '../../domain/health/finding.ts';
import type { Finding, FindingSeverity } from '../../domain/plan.ts';
import * as wire from '../gen/hapy/coordinator/v1/coordinator.ts';

const severities = {
  info: wire.FindingSeverity.FINDING_SEVERITY_INFO,
  warning: wire.FindingSeverity.FINDING_SEVERITY_WARNING,
  error: wire.FindingSeverity.FINDING_SEVERITY_ERROR,
} as const satisfies Record<FindingSeverity, wire.FindingSeverity>;

export function severityToProto(severity: FindingSeverity): wire.FindingSeverity {
  return severities[severity];
}

export function findingToProto(finding: Finding | HealthFinding): wire.Finding {
  const { code, severity, node, parameters } = finding;
  const health = { check: '', evidence: {}, followsFrom: '', ...finding };
  return {
    ...{ code, severity: severities[severity], node, parameters: { ...parameters } },
    ...{ check: health.check, evidence: { ...health.evidence }, followsFrom: health.followsFrom },
  };
}

/** How much a finding or an event matters, in the word that hapyctl uses too. */
export function severityFromProto(severity: wire.FindingSeverity): FindingSeverity {
  switch (severity) {
    case wire.FindingSeverity.FINDING_SEVERITY_INFO:
      return 'info';
    case wire.FindingSeverity.FINDING_SEVERITY_WARNING:
      return 'warning';
    case wire.FindingSeverity.FINDING_SEVERITY_UNSPECIFIED:
    case wire.FindingSeverity.FINDING_SEVERITY_ERROR:
      return 'error';
  }
}
