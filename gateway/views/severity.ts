import { FindingSeverity } from '../../services/rpc/gen/hapy/coordinator/v1/coordinator.ts';

/** How much a finding or an event matters, in the word that hapyctl uses too. */
export function severityWord(severity: FindingSeverity): 'info' | 'warning' | 'error' {
  switch (severity) {
    case FindingSeverity.FINDING_SEVERITY_INFO:
      return 'info';
    case FindingSeverity.FINDING_SEVERITY_WARNING:
      return 'warning';
    case FindingSeverity.FINDING_SEVERITY_UNSPECIFIED:
    case FindingSeverity.FINDING_SEVERITY_ERROR:
      return 'error';
  }
}
